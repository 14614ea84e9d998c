import {
  ACCESS_FEATURES,
  type AccessFeature,
  all,
  cleanText,
  CURRICULUM,
  type CurriculumCode,
  type GridPoint,
  invalid,
  isCode,
  isGridPoint,
  type NeedCode,
  NEEDS,
  ok,
  parsePostcode,
  type QualificationCode,
  QUALIFICATIONS,
  type Result,
} from '../../../kernel/index.js';
import { isTimeOfDay, minutesOf, type SessionTimes } from './session-times.js';

/** How places reach the authority. Admission and call-off rules apply to FRAMEWORK only. */
export const SUPPLY_ROUTES = {
  MAINTAINED_AP: 'Maintained (pupil referral unit)',
  FRAMEWORK: 'Framework',
  OFF_FRAMEWORK: 'Off framework',
} as const;
export type SupplyRoute = keyof typeof SUPPLY_ROUTES;

export const COMPONENT_KINDS = {
  AP: 'Alternative provision',
  COLLEGE: 'College',
  TRAINING: 'Training provider',
  WORK: 'Work experience',
} as const;
export type ComponentKind = keyof typeof COMPONENT_KINDS;

export interface ProviderDetails {
  readonly name: string;
  readonly supplyRoute: SupplyRoute;
  /** The body through which its places are commissioned, for partners of a pupil referral unit. */
  readonly commissionerId: string | null;
  readonly about: string;
  readonly vatNumber: string | null;
}

export interface SiteDetails {
  readonly name: string;
  readonly address: string;
  readonly postcode: string;
  /** Metres on the British National Grid; null until it is known, and then no distance rule can pass. */
  readonly grid: GridPoint | null;
  readonly accessFeatures: readonly AccessFeature[];
}

export interface ProgrammeDetails {
  readonly name: string;
  readonly componentKind: ComponentKind;
  /** National curriculum years, both included: 0 is reception, 1 to 14. */
  readonly yearFrom: number;
  readonly yearTo: number;
  readonly needs: readonly NeedCode[];
  readonly curriculum: readonly CurriculumCode[];
  /** What it can lead to. */
  readonly qualifications: readonly QualificationCode[];
  readonly specialisms: readonly string[];
  readonly times: SessionTimes;
}

const VAT_NUMBER = /^(GB)?\d{9}(\d{3})?$/;
export const SPECIALISMS_MAX = 10;

/** Cleaned and complete, or every fault at once. Rules: those of `cleanText`, `choice`, `vat-number`. */
export function checkProvider(given: ProviderDetails): Result<ProviderDetails> {
  const vat = (given.vatNumber ?? '').replaceAll(' ', '').toUpperCase();
  const checked = all<string>([
    cleanText(given.name, { field: 'name', max: 200, required: true }),
    cleanText(given.about, { field: 'about', max: 4000, multiline: true }),
    isCode(SUPPLY_ROUTES, given.supplyRoute) ? ok(given.supplyRoute) : invalid('supplyRoute', 'choice'),
    vat === '' || VAT_NUMBER.test(vat) ? ok(vat) : invalid('vatNumber', 'vat-number'),
  ]);
  if (!checked.ok) return checked;
  const [name = '', about = ''] = checked.value;
  return ok({ ...given, name, about, vatNumber: vat === '' ? null : vat });
}

/** Rules: those of `cleanText`, `postcode`, `grid` (not a point in Great Britain), `choice`. */
export function checkSite(given: SiteDetails): Result<SiteDetails> {
  const checked = all<string>([
    cleanText(given.name, { field: 'name', max: 200, required: true }),
    cleanText(given.address, { field: 'address', max: 500, multiline: true }),
    given.postcode.trim() === '' ? ok('') : parsePostcode(given.postcode, 'postcode'),
    given.grid === null || isGridPoint(given.grid) ? ok('') : invalid('grid.easting', 'grid'),
    codes(ACCESS_FEATURES, given.accessFeatures, 'accessFeatures'),
  ]);
  if (!checked.ok) return checked;
  const [name = '', address = '', postcode = ''] = checked.value;
  return ok({ ...given, name, address, postcode, accessFeatures: inOrder(ACCESS_FEATURES, given.accessFeatures) });
}

/** Rules: those of `cleanText`, `choice`, `number`, `too-small`, `too-large`, `too-many`, `time`, `ends-before-start`. */
export function checkProgramme(given: ProgrammeDetails): Result<ProgrammeDetails> {
  const specialisms = given.specialisms.map((each) =>
    cleanText(each, { field: 'specialisms', max: 60, required: true }),
  );
  const checked = all<string>([
    cleanText(given.name, { field: 'name', max: 200, required: true }),
    isCode(COMPONENT_KINDS, given.componentKind) ? ok('') : invalid('componentKind', 'choice'),
    checkYears(given),
    codes(NEEDS, given.needs, 'needs'),
    codes(CURRICULUM, given.curriculum, 'curriculum'),
    codes(QUALIFICATIONS, given.qualifications, 'qualifications'),
    given.specialisms.length > SPECIALISMS_MAX ? invalid('specialisms', 'too-many', { max: SPECIALISMS_MAX }) : ok(''),
    checkTimes(given.times),
    ...specialisms,
  ]);
  if (!checked.ok) return checked;
  return ok({
    ...given,
    name: checked.value[0] ?? '',
    needs: inOrder(NEEDS, given.needs),
    curriculum: inOrder(CURRICULUM, given.curriculum),
    qualifications: inOrder(QUALIFICATIONS, given.qualifications),
    specialisms: [...new Set(specialisms.flatMap((each) => (each.ok ? [each.value] : [])))],
  });
}

function checkYears({ yearFrom, yearTo }: ProgrammeDetails): Result<string> {
  for (const [field, year] of [
    ['yearFrom', yearFrom],
    ['yearTo', yearTo],
  ] as const) {
    if (!Number.isInteger(year)) return invalid(field, 'number');
    if (year < 0) return invalid(field, 'too-small', { min: 0 });
    if (year > 14) return invalid(field, 'too-large', { max: 14 });
  }
  return yearTo < yearFrom ? invalid('yearTo', 'ends-before-start') : ok('');
}

function checkTimes(times: SessionTimes): Result<string> {
  const wrong = (['amStarts', 'amEnds', 'pmStarts', 'pmEnds'] as const).filter((key) => !isTimeOfDay(times[key]));
  if (wrong.length > 0) return invalid(`times.${wrong[0] ?? 'amStarts'}`, 'time');
  const length = minutesOf(times);
  if (length.am <= 0) return invalid('times.amEnds', 'ends-before-start');
  if (times.pmStarts < times.amEnds) return invalid('times.pmStarts', 'ends-before-start');
  return length.pm <= 0 ? invalid('times.pmEnds', 'ends-before-start') : ok('');
}

function codes(list: object, given: readonly string[], field: string): Result<string> {
  return given.every((code) => isCode(list, code)) ? ok('') : invalid(field, 'choice');
}

/** Once each, in the order of the list, so that the same choice is always stored the same way. */
const inOrder = <C extends string>(list: Readonly<Record<C, string>>, given: readonly C[]): C[] =>
  (Object.keys(list) as C[]).filter((code) => given.includes(code));
