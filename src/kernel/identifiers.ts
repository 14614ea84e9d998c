import { invalid, ok, type Result } from './result.js';

declare const upnBrand: unique symbol;
declare const urnBrand: unique symbol;
export type Upn = string & { readonly [upnBrand]: 'Upn' };
/** Six digits; names one establishment in the national register and changes when a school converts. */
export type Urn = string & { readonly [urnBrand]: 'Urn' };

export interface ParsedUpn {
  readonly upn: Upn;
  readonly kind: 'PERMANENT' | 'TEMPORARY';
  /** False for a local authority number that is on no list known here: worth a warning, never a refusal. */
  readonly laKnown: boolean;
}

/** I, O and S are left out because they read as 1, 0 and 5. */
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const UPN_SHAPE = new RegExp(`^[${UPN_LETTERS}][0-9]{11}[0-9${UPN_LETTERS}]$`);

/**
 * A unique pupil number as people type it: spaces go, letters become capitals. Rules on the field: `required`,
 * `upn-shape` (13 characters: a letter, eleven digits, a digit or a letter), `upn-check-letter`.
 * The digits carry no meaning for anybody else; never derive an authority or a school from them.
 */
export function parseUpn(text: unknown, field = 'upn'): Result<ParsedUpn> {
  const upn = compact(text);
  if (upn === '') return invalid(field, 'required');
  if (!UPN_SHAPE.test(upn)) return invalid(field, 'upn-shape');
  if (upnCheckLetter(upn.slice(1)) !== upn[0]) return invalid(field, 'upn-check-letter');
  return ok({
    upn: upn as Upn,
    kind: /[0-9]$/.test(upn) ? 'PERMANENT' : 'TEMPORARY',
    laKnown: isLaNumber(Number(upn.slice(1, 4))),
  });
}

/** The strict form, as other systems must send it: no spaces, capitals, right check letter. */
export function isUpn(text: string): text is Upn {
  return UPN_SHAPE.test(text) && upnCheckLetter(text.slice(1)) === text[0];
}

/**
 * The check letter of positions 2 to 13: each times its position, summed, modulo 23. A letter in position 13 counts
 * by its place in the letter table. Throws RangeError for another body.
 */
export function upnCheckLetter(body: string): string {
  if (!UPN_SHAPE.test(`A${body}`)) throw new RangeError('Not the twelve characters of a pupil number');
  const sum = body.split('').reduce((so, character, index) => so + upnValue(character) * (index + 2), 0);
  return UPN_LETTERS.charAt(sum % 23);
}

function upnValue(character: string): number {
  return /[0-9]/.test(character) ? Number(character) : UPN_LETTERS.indexOf(character);
}

/** Ranges of real and pseudo local authority numbers in use since 1999, newest reorganisations included. */
const LA_NUMBERS: readonly (readonly [number, number])[] = [
  ...([
    [1, 5],
    [201, 213],
    [301, 320],
    [330, 336],
    [340, 344],
    [350, 359],
    [370, 373],
    [380, 384],
  ] as const),
  ...([
    [390, 394],
    [420, 420],
    [660, 681],
    [701, 708],
    [800, 803],
    [805, 808],
    [810, 813],
    [815, 816],
  ] as const),
  ...([
    [820, 823],
    [825, 826],
    [830, 831],
    [835, 841],
    [845, 846],
    [850, 852],
    [855, 857],
  ] as const),
  ...([
    [860, 861],
    [865, 896],
    [908, 909],
    [916, 916],
    [919, 919],
    [921, 921],
    [925, 926],
  ] as const),
  ...([
    [928, 929],
    [931, 931],
    [933, 933],
    [935, 938],
    [940, 943],
  ] as const),
];

function isLaNumber(number: number): boolean {
  return LA_NUMBERS.some(([first, last]) => first <= number && number <= last);
}

/**
 * A unique learner number: ten digits, the first not 0, the tenth a check digit (weights 10 to 2, modulo 11).
 * Rules on the field: `required`, `uln-shape`, `uln-check-digit`.
 */
export function parseUln(text: unknown, field = 'uln'): Result<string> {
  const uln = compact(text);
  if (uln === '') return invalid(field, 'required');
  if (!/^[1-9][0-9]{9}$/.test(uln)) return invalid(field, 'uln-shape');
  return ulnCheckDigit(uln.slice(0, 9)) === Number(uln[9]) ? ok(uln) : invalid(field, 'uln-check-digit');
}

/** Undefined for a body with remainder nought: such a number is never issued. Throws RangeError for another body. */
export function ulnCheckDigit(body: string): number | undefined {
  if (!/^[1-9][0-9]{8}$/.test(body)) throw new RangeError('Not the first nine digits of a learner number');
  const remainder = body.split('').reduce((sum, digit, index) => sum + Number(digit) * (10 - index), 0) % 11;
  return remainder === 0 ? undefined : 10 - remainder;
}

/** Six digits from 100000. Rules: `required`, `urn`. */
export function parseUrn(text: unknown, field = 'urn'): Result<Urn> {
  const urn = compact(text);
  if (urn === '') return invalid(field, 'required');
  return /^[1-9][0-9]{5}$/.test(urn) ? ok(urn as Urn) : invalid(field, 'urn');
}

/** Eight digits, the first 1. Rules: `required`, `ukprn`. */
export function parseUkprn(text: unknown, field = 'ukprn'): Result<string> {
  const ukprn = compact(text);
  if (ukprn === '') return invalid(field, 'required');
  return /^1[0-9]{7}$/.test(ukprn) ? ok(ukprn) : invalid(field, 'ukprn');
}

export interface LaEstab {
  readonly laCode: string;
  readonly establishmentNumber: string;
}

/** The DfE number, "352/4021" or "3524021". Rules: `required`, `laestab`. */
export function parseLaEstab(text: unknown, field = 'laEstab'): Result<LaEstab> {
  const match = /^([0-9]{3})[/-]?([0-9]{4})$/.exec(compact(text));
  if (compact(text) === '') return invalid(field, 'required');
  const [, laCode = '', establishmentNumber = ''] = match ?? [];
  return match === null ? invalid(field, 'laestab') : ok({ laCode, establishmentNumber });
}

/** Returns capitals with one space, "M14 7PA". Checks the shape, not that the postcode exists. */
export function parsePostcode(text: unknown, field = 'postcode'): Result<string> {
  const postcode = compact(text);
  if (postcode === '') return invalid(field, 'required');
  const match = /^(GIR|[A-PR-UWYZ][A-HK-Y]?[0-9][0-9A-HJKMNP-Y]?)([0-9][ABD-HJLNP-UW-Z]{2})$/.exec(postcode);
  return match === null ? invalid(field, 'postcode') : ok(`${match[1]} ${match[2]}`);
}

/** Identifiers are short: anything longer than this is not looked at, so that a huge text costs nothing. */
function compact(text: unknown): string {
  if (typeof text === 'number') return compact(String(text));
  if (typeof text !== 'string') return '';
  return text.length > 60 ? 'too long' : text.replaceAll(/[ \t\u00a0]/g, '').toUpperCase();
}
