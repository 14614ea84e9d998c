import { cleanText, dateFromParts, parsePostcode, parseUkprn } from '../../../kernel/index.js';

/** What a cell of the register becomes; null is "the register does not say". */
export type CellValue = string | number | null;

/** A value, or the rule that the cell broke. A broken cell is left out and what was known before stays. */
export type CellResult = { readonly value: CellValue } | { readonly warning: string };
export type CellReader = (cell: string) => CellResult;

const NOTHING: CellResult = { value: null };
const value = (found: CellValue): CellResult => ({ value: found });
const warning = (rule: string): CellResult => ({ warning: rule });

const TEXT_MAX = 500;

/** What bytes 80 to 9F are in Windows-1252; read as Latin-1 somewhere on the way they arrive as control characters. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const PLAIN = /^[\x20-\x7e]*$/;

export const readText: CellReader = (cell) => {
  // Nearly every cell: printable ASCII, nothing to clean. Tens of cells a row make this worth a line.
  if (PLAIN.test(cell) && cell.length <= TEXT_MAX) {
    const plain = cell.trim();
    return plain === '' ? NOTHING : value(plain);
  }
  const repaired = cell
    .replaceAll(/[\u0080-\u009f]/g, (lost) => WINDOWS_1252.charAt(lost.charCodeAt(0) - 0x80))
    .replaceAll(/\s*[\r\n]+\s*/g, ', ');
  const text = cleanText(repaired, { max: TEXT_MAX });
  if (!text.ok) return warning(text.problem.fields[0]?.rule ?? 'text');
  return text.value === '' ? NOTHING : value(text.value);
};

/** A code is a text, but one extract pads it ("01") and the next does not ("1"): kept at one width, 1 for none. */
export const readCode =
  (width: number): CellReader =>
  (cell) => {
    const text = cell.trim();
    if (text === '') return NOTHING;
    if (!/^\d{1,12}$/.test(text)) return readText(text);
    return value(text.replace(/^0+(?=\d)/, '').padStart(width, '0'));
  };

/**
 * The register's dates are dd-mm-yyyy, dd/mm/yyyy or yyyy-mm-dd, depending on the extract. 1 January 1900 is its way
 * of saying that nobody knows.
 */
export const readDate: CellReader = (cell) => {
  const text = cell.trim();
  if (text === '') return NOTHING;
  const dayFirst = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?: 00:00(?::00)?)?$/.exec(text);
  const yearFirst = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?$/.exec(text);
  const [year, month, day] = dayFirst ? [dayFirst[3], dayFirst[2], dayFirst[1]] : (yearFirst?.slice(1) ?? []);
  const date = dateFromParts(Number(year), Number(month), Number(day));
  if (date === undefined) return warning('date');
  return date === '1900-01-01' ? NOTHING : value(date);
};

const number =
  (shape: RegExp, least: number, most: number, rule: string): CellReader =>
  (cell) => {
    const text = cell.trim().replaceAll(',', '').replace(/%$/, '');
    if (text === '') return NOTHING;
    const found = Number(text);
    return shape.test(text) && found >= least && found <= most ? value(found) : warning(rule);
  };

/** Counts of places and the like: whole numbers; "446.0" is one. */
export const readWhole = number(/^\d{1,7}(?:\.0+)?$/, 0, 1_000_000, 'whole-number');

/** Head counts come with halves (88.5): a pupil registered at two schools counts half at each. */
export const readHalves = number(/^\d{1,7}(?:\.[05]0*)?$/, 0, 1_000_000, 'halves');

export const readPercentage = number(/^\d{1,3}(?:\.\d{1,4})?$/, 0, 100, 'percentage');
export const readAge = number(/^\d{1,3}$/, 0, 120, 'age');

/** Grid references in metres; nought stands for unknown. */
export const readGrid: CellReader = (cell) => {
  const found = number(/^\d{1,7}(?:\.\d+)?$/, 0, 1_300_000, 'grid-reference')(cell);
  if (!('value' in found) || found.value === null) return found;
  return Number(found.value) === 0 ? NOTHING : value(Math.round(Number(found.value)));
};

/** A spreadsheet turns the number into 1.00063E+11: what is lost cannot be guessed back. */
export const readUprn: CellReader = (cell) => {
  const text = cell.trim();
  if (text === '') return NOTHING;
  if (/^\d(?:\.\d+)?E\+?\d+$/i.test(text)) return warning('uprn-rounded');
  return /^\d{1,12}$/.test(text) ? value(text.replace(/^0+(?=\d)/, '')) : warning('uprn');
};

export const readPostcode: CellReader = (cell) => {
  if (cell.trim() === '') return NOTHING;
  const postcode = parsePostcode(cell);
  return postcode.ok ? value(postcode.value) : warning('postcode');
};

export const readUkprn: CellReader = (cell) => {
  if (cell.trim() === '') return NOTHING;
  const ukprn = parseUkprn(cell);
  return ukprn.ok ? value(ukprn.value) : warning('ukprn');
};

/** Only addresses a browser may follow; the register often leaves out the scheme. */
export const readWebsite: CellReader = (cell) => {
  const text = cell.trim();
  if (text === '') return NOTHING;
  const address = /^[a-z]+:/i.test(text) ? text : `http://${text}`;
  const fine = address.length <= TEXT_MAX && /^https?:\/\/[^\s/?#@]+\.[^\s@]*$/i.test(address) && URL.canParse(address);
  return fine ? value(address) : warning('website');
};
