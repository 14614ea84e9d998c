/** One text out of a query string; a list or an object where a text belongs counts as nothing said. */
export const one = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 200) : '');

/** The address of the same list with these parts of its query; empty ones are left out. */
export function hrefOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '' && value !== 0);
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
