/** How many rows of a list to skip, from its address: a whole number of at most seven figures, else none. */
export const offsetOf = (said: unknown): number =>
  typeof said === 'string' && /^\d{1,7}$/.test(said) ? Number(said) : 0;

/** The version that stood in the form's hidden field. Without one it is 0, which no record has: the change is refused. */
export function versionOf(body: unknown): number {
  const said = typeof body === 'object' && body !== null && 'version' in body ? body.version : undefined;
  return typeof said === 'string' && /^\d{1,9}$/.test(said) ? Number(said) : 0;
}
