import { cleanText, type DateOnly, hiddenGroups, invalid, isCode, ok, type Result } from '../../../kernel/index.js';

export const MOMENTS = {
  BASELINE: 'Baseline',
  DURING: 'During the placement',
  AFTER: 'After the placement',
} as const;
export type Moment = keyof typeof MOMENTS;

/** Ranges in tenths, so that sums are whole. */
export interface Scale {
  readonly code: string;
  readonly name: string;
  readonly about: string;
  readonly unit: string;
  readonly leastTenths: number;
  readonly mostTenths: number;
  readonly decimals: 0 | 1;
  readonly better: 'HIGHER' | 'LOWER';
}

export interface MeasureGiven {
  readonly moment: string;
  readonly measuredOn: DateOnly;
  readonly value: string;
  /** By name or office. */
  readonly measuredBy: string;
}

export interface CheckedMeasure {
  readonly moment: Moment;
  readonly measuredOn: DateOnly;
  readonly tenths: number;
  readonly measuredBy: string;
}

interface MeasuredPlacement {
  readonly today: DateOnly;
  readonly startsOn: DateOnly;
  /** Null while it runs. */
  readonly endedOn: DateOnly | null;
  readonly hasBaseline: boolean;
}

/** "97.5" on the scale, as tenths. Rules on `value`: `measure-number`, `measure-range`. */
export function readValue(text: string, scale: Scale): Result<number> {
  const plain = text.trim();
  const shape = scale.decimals === 1 ? /^\d{1,4}(\.\d)?$/ : /^\d{1,4}$/;
  if (!shape.test(plain)) return invalid('value', scale.decimals === 1 ? 'measure-tenths' : 'number');
  const tenths = Math.round(Number(plain) * 10);
  return tenths < scale.leastTenths || tenths > scale.mostTenths
    ? invalid('value', 'measure-range', { min: showTenths(scale.leastTenths), max: showTenths(scale.mostTenths) })
    : ok(tenths);
}

/**
 * A baseline is one for a scale, and taken before anything later; what is measured after an ending is measured on or after
 * its last day. Rules: `value`, `moment`, `measuredOn`, `measuredBy`.
 */
export function checkMeasure(given: MeasureGiven, scale: Scale, at: MeasuredPlacement): Result<CheckedMeasure> {
  const value = readValue(given.value, scale);
  if (!value.ok) return value;
  const { moment, measuredOn } = given;
  if (!isCode(MOMENTS, moment)) return invalid('moment', 'choose-one');
  if (measuredOn > at.today) return invalid('measuredOn', 'not-in-the-future');
  if (moment === 'BASELINE' && at.hasBaseline) return invalid('moment', 'baseline-exists');
  if (moment === 'DURING' && measuredOn < at.startsOn) {
    return invalid('measuredOn', 'too-early', { min: at.startsOn });
  }
  if (moment === 'AFTER' && (at.endedOn === null || measuredOn < at.endedOn)) return invalid('moment', 'after-ending');
  const measuredBy = cleanText(given.measuredBy, { field: 'measuredBy', max: 200, required: true });
  if (!measuredBy.ok) return measuredBy;
  return ok({ moment, measuredOn, tenths: value.value, measuredBy: measuredBy.value });
}

export const showTenths = (tenths: number): string =>
  tenths % 10 === 0 ? String(tenths / 10) : `${Math.trunc(tenths / 10)}.${Math.abs(tenths % 10)}`;

/** A score that the school sent with its request. */
export interface SentScore {
  readonly scale: string;
  readonly value: string;
  readonly measuredOn: DateOnly;
}

/** Of the scores that were sent, the newest on each scale that has no baseline yet and no measure of that day. */
export function baselinesSent(sent: readonly SentScore[], measures: readonly Measure[]): SentScore[] {
  const open = sent.filter(
    ({ scale, measuredOn }) =>
      !measures.some((one) => one.scale === scale && (one.moment === 'BASELINE' || one.measuredOn === measuredOn)),
  );
  const isNewest = (one: SentScore) =>
    open.every((other) => other.scale !== one.scale || other === one || other.measuredOn < one.measuredOn);
  return open.filter(isNewest);
}

export interface Measure {
  readonly scale: string;
  readonly moment: Moment;
  readonly measuredOn: DateOnly;
  readonly tenths: number;
  readonly measuredBy: string;
  readonly revision: number;
}

export interface Change {
  readonly scale: Scale;
  readonly baseline: Measure | null;
  /** The last one after the baseline. */
  readonly latest: Measure | null;
  /** Null where there is not both. */
  readonly tenths: number | null;
  readonly direction: 'BETTER' | 'SAME' | 'WORSE' | null;
}

/** Each scale of one pupil, the pupil against itself: the baseline and what was measured last after it. */
export function changesOf(scales: readonly Scale[], measures: readonly Measure[]): Change[] {
  return scales.flatMap((scale) => {
    const own = measures.filter((one) => one.scale === scale.code);
    if (own.length === 0) return [];
    const baseline = own.find(({ moment }) => moment === 'BASELINE') ?? null;
    const later = own
      .filter((one) => one.moment !== 'BASELINE' && (baseline === null || one.measuredOn > baseline.measuredOn))
      .toSorted((a, b) => (a.measuredOn < b.measuredOn ? 1 : -1));
    const latest = later[0] ?? null;
    const tenths = baseline === null || latest === null ? null : latest.tenths - baseline.tenths;
    return [{ scale, baseline, latest, tenths, direction: tenths === null ? null : directionOf(tenths, scale) }];
  });
}

function directionOf(tenths: number, { better }: Scale): 'BETTER' | 'SAME' | 'WORSE' {
  if (tenths === 0) return 'SAME';
  return tenths > 0 === (better === 'HIGHER') ? 'BETTER' : 'WORSE';
}

/** How many placements have what on one scale. The three parts make up all of them. */
export interface Covered {
  readonly scale: string;
  readonly both: number;
  readonly baselineOnly: number;
  readonly none: number;
}

/** A number that may be told, or null where somebody could be recognised by it. */
export interface Coverage {
  readonly scale: string;
  readonly all: number | null;
  readonly both: number | null;
  readonly baselineOnly: number | null;
  readonly none: number | null;
}

/** Counts of one to four are not told, nor what they could be worked out from. */
export function coverageOf({ scale, ...counts }: Covered): Coverage {
  const parts = [counts.both, counts.baselineOnly, counts.none];
  const hidden = hiddenGroups(parts.map((size) => ({ size, cells: [size] })));
  const all = parts.reduce((sum, one) => sum + one, 0);
  const told = parts.map((one, index) => (hidden.has(index) ? null : one));
  const [both = null, baselineOnly = null, none = null] = told;
  return { scale, all: all > 0 && all < 5 ? null : all, both, baselineOnly, none };
}
