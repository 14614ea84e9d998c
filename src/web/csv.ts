/** A page handler's answer when the reader asked for the table as a file. */
export class CsvAnswer {
  constructor(
    readonly fileName: string,
    readonly text: string,
  ) {}
}

const RISKY = /^[=+\-@\t\r]/;
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * One cell, safe in a spreadsheet: text that would be read as a formula gets a leading apostrophe, as OWASP advises;
 * plain negative numbers stay numbers.
 */
export function safeCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = RISKY.test(text.trimStart()) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 with CRLF and a byte order mark, which Excel needs to read names such as Łukasz. */
export function csvOf(
  fileName: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | boolean | null | undefined)[])[],
): CsvAnswer {
  const lines = [columns, ...rows].map((row) => row.map(safeCell).join(','));
  return new CsvAnswer(fileName, `\uFEFF${lines.join('\r\n')}\r\n`);
}
