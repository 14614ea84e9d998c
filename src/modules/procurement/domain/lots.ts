import { all, invalid, isCode, type NeedCode, NEEDS, ok, type Result } from '../../../kernel/index.js';

/** What a lot asks of whatever is offered or called off under it. Null, or no need: the lot does not say. */
export interface LotRequirements {
  /** Hours a week that a place gives. */
  readonly leastHours: number | null;
  readonly mostHours: number | null;
  /** National curriculum years, both included: 0 is reception. */
  readonly yearFrom: number | null;
  readonly yearTo: number | null;
  /** One of them at least must be met. */
  readonly needs: readonly NeedCode[];
  /** Whether sites must be registered schools; null where either may be. */
  readonly mustBeRegistered: boolean | null;
}

export const NOTHING_ASKED: LotRequirements = {
  leastHours: null,
  mostHours: null,
  yearFrom: null,
  yearTo: null,
  needs: [],
  mustBeRegistered: null,
};

const HOURS_MOST = 40;
const YEAR_MOST = 13;

/** Rules: `number`, `too-large`, `ends-before-start`, `choice`. */
export function checkRequirements(given: LotRequirements): Result<LotRequirements> {
  const { leastHours, mostHours, yearFrom, yearTo, needs } = given;
  const checked = all<unknown>([
    upTo('leastHours', leastHours, HOURS_MOST),
    upTo('mostHours', mostHours, HOURS_MOST),
    upTo('yearFrom', yearFrom, YEAR_MOST),
    upTo('yearTo', yearTo, YEAR_MOST),
    mostHours !== null && mostHours < (leastHours ?? 0) ? invalid('mostHours', 'ends-before-start') : ok(),
    yearTo !== null && yearTo < (yearFrom ?? 0) ? invalid('yearTo', 'ends-before-start') : ok(),
    needs.every((need) => isCode(NEEDS, need)) ? ok() : invalid('needs', 'choice'),
  ]);
  return checked.ok ? ok({ ...given, needs: [...new Set(needs)].toSorted() }) : checked;
}

function upTo(field: string, value: number | null, max: number): Result<undefined> {
  if (value === null) return ok();
  if (!Number.isInteger(value) || value < 0) return invalid(field, 'number');
  return value > max ? invalid(field, 'too-large', { max }) : ok();
}

/** A programme as it stands against a lot. */
export interface OfferedProgramme {
  readonly yearFrom: number;
  readonly yearTo: number;
  /** None: for any. */
  readonly needs: readonly NeedCode[];
  readonly isRegistered: boolean;
  /** The longest week it teaches, in minutes. */
  readonly fullWeekMinutes: number;
}

export type LotFault =
  'lot-hours' | 'lot-most-hours' | 'lot-years' | 'lot-needs' | 'lot-registered' | 'lot-unregistered';

const HOUR = 60;

/** What of a lot a programme can never meet. How many hours a place gives is asked when it is opened: `hoursFault`. */
export function programmeFaults(asked: LotRequirements, offered: OfferedProgramme): LotFault[] {
  return [
    ...(offered.fullWeekMinutes < (asked.leastHours ?? 0) * HOUR ? ['lot-hours' as const] : []),
    ...(offered.yearTo < (asked.yearFrom ?? 0) || offered.yearFrom > (asked.yearTo ?? Infinity)
      ? ['lot-years' as const]
      : []),
    ...(meetsANeed(asked.needs, offered.needs) ? [] : ['lot-needs' as const]),
    ...(asked.mustBeRegistered === true && !offered.isRegistered ? ['lot-registered' as const] : []),
    ...(asked.mustBeRegistered === false && offered.isRegistered ? ['lot-unregistered' as const] : []),
  ];
}

const meetsANeed = (asked: readonly NeedCode[], offered: readonly NeedCode[]): boolean =>
  asked.length === 0 || offered.length === 0 || asked.some((need) => offered.includes(need));

/** Of a week that is sold whole. */
export function hoursFault(
  { leastHours, mostHours }: Pick<LotRequirements, 'leastHours' | 'mostHours'>,
  weeklyMinutes: number,
): LotFault | null {
  if (weeklyMinutes < (leastHours ?? 0) * HOUR) return 'lot-hours';
  return mostHours !== null && weeklyMinutes > mostHours * HOUR ? 'lot-most-hours' : null;
}
