import { type Countable, hiddenGroups, NEEDS, type NeedCode } from '../../../kernel/index.js';

/** A referral of the last twelve months, or one that waits still: what it says of demand, and nothing of whom. */
export interface Asked {
  readonly waiting: boolean;
  readonly placed: boolean;
  readonly yearGroup: number;
  /** The primary one; null when none was named. */
  readonly need: NeedCode | null;
  /** First half of the school's postcode. */
  readonly area: string;
}

/** An open opening, with the places that its tightest half day has. */
export interface Offered {
  readonly openingId: string;
  readonly providerId: string;
  readonly provider: string;
  readonly programme: string;
  readonly area: string;
  readonly yearFrom: number;
  readonly yearTo: number;
  /** Empty: for any need. */
  readonly needs: readonly NeedCode[];
  readonly places: number;
  /** Not certain yet: for planning, and nobody is placed there. */
  readonly likely: boolean;
  readonly free: number;
  /** Mean of places not taken over the past weeks, in tenths of a place; null for one that has not run yet. */
  readonly emptyTenths: number | null;
}

/** One line of a table. Counts of children are null where telling them could point at somebody. */
export interface DemandRow {
  readonly label: string;
  readonly waiting: number | null;
  readonly asked: number | null;
  readonly placed: number | null;
  readonly places: number;
  readonly free: number;
  /** Places that providers expect to have and have not promised. */
  readonly likely: number;
  /** Children who wait beyond the free places; nought when there is room for all. */
  readonly short: number | null;
}

interface Group {
  readonly label: string;
  readonly has: (asked: Asked) => boolean;
  readonly serves: (offered: Offered) => boolean;
}

const PHASES: readonly (readonly [label: string, from: number, to: number])[] = [
  ['Reception to year 6', 0, 6],
  ['Years 7 to 9', 7, 9],
  ['Years 10 and 11', 10, 11],
  ['Year 12 and above', 12, 14],
];

export const byPhase = (asked: readonly Asked[], offered: readonly Offered[]): DemandRow[] =>
  rowsOf(
    PHASES.map(([label, from, to]) => ({
      label,
      has: ({ yearGroup }) => from <= yearGroup && yearGroup <= to,
      serves: ({ yearFrom, yearTo }) => yearFrom <= to && from <= yearTo,
    })),
    asked,
    offered,
  );

export const byNeed = (asked: readonly Asked[], offered: readonly Offered[]): DemandRow[] =>
  rowsOf(
    [
      ...(Object.keys(NEEDS) as NeedCode[]).map((code) => ({
        label: NEEDS[code],
        has: ({ need }: Asked) => need === code,
        serves: ({ needs }: Offered) => needs.length === 0 || needs.includes(code),
      })),
      { label: 'No special educational need named', has: ({ need }) => need === null, serves: () => true },
    ],
    asked,
    offered,
  );

export function byArea(asked: readonly Asked[], offered: readonly Offered[]): DemandRow[] {
  const areas = new Set([...asked, ...offered].map(({ area }) => area));
  return rowsOf(
    [...areas].toSorted(byNumber).map((area) => ({
      label: area === '' ? 'Not known' : area,
      has: (one: Asked) => one.area === area,
      serves: (one: Offered) => one.area === area,
    })),
    asked,
    offered,
  );
}

/** M2 before M14. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en-GB', { numeric: true });

/** Children are in one group each, so that groups and the whole cannot be taken from one another to find one child. */
function rowsOf(groups: readonly Group[], asked: readonly Asked[], offered: readonly Offered[]): DemandRow[] {
  const counted = groups
    .map((group) => ({ group, children: asked.filter(group.has), places: offered.filter(group.serves) }))
    .filter(({ children, places }) => children.length + places.length > 0);
  const hidden = hiddenGroups(counted.map(({ children }) => countable(children)));
  return counted.map(({ group, children, places }, index) => {
    const [all, waiting, placed] = countable(children).cells;
    const certain = places.filter((one) => !one.likely);
    const free = total(certain.map((one) => one.free));
    const told = <T>(value: T): T | null => (hidden.has(index) ? null : value);
    return {
      label: group.label,
      waiting: told(waiting ?? 0),
      asked: told(all ?? 0),
      placed: told(placed ?? 0),
      places: total(certain.map((one) => one.places)),
      free,
      likely: total(places.filter((one) => one.likely).map((one) => one.places)),
      short: told(Math.max(0, (waiting ?? 0) - free)),
    };
  });
}

/** All, those who wait, those who were placed, and what one can work out by taking these from one another. */
function countable(children: readonly Asked[]): Countable {
  const waiting = children.filter((one) => one.waiting).length;
  const placed = children.filter((one) => one.placed).length;
  const all = children.length;
  return { size: all, cells: [all, waiting, placed, all - waiting, all - placed, all - waiting - placed] };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** What stood empty, most first: at least one place on average. */
export const standingEmpty = (offered: readonly Offered[]): Offered[] =>
  offered
    .filter(({ emptyTenths, likely }) => !likely && (emptyTenths ?? 0) >= 10)
    .toSorted((a, b) => (b.emptyTenths ?? 0) - (a.emptyTenths ?? 0) || a.provider.localeCompare(b.provider, 'en-GB'));
