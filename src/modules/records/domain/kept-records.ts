/** What one table keeps of a child, as its module says it. */
export interface KeptTable {
  readonly table: string;
  readonly title: string;
  /** Which rows are this child's; $1 is the child. Left out where nothing of the table is given. */
  readonly where?: string;
  /** Why rows are not given, named in every export whether there are any or not: the name alone betrays nothing. */
  readonly withheld?: string;
  /** Columns that are about somebody else. */
  readonly without?: readonly string[];
}

export const OF_PUPIL = 'pupil_id = $1';
export const OF_REFERRAL = 'referral_id IN (SELECT id FROM referral WHERE pupil_id = $1)';
export const OF_PLACEMENT = 'placement_id IN (SELECT id FROM placement WHERE pupil_id = $1)';

const tables = new Map<string, KeptTable>();

/** The port through which each module says what it keeps of a child. Two modules never keep one table. */
export function keepsOfChild(...kept: readonly KeptTable[]): void {
  for (const one of kept) {
    if (tables.has(one.table)) throw new Error(`Two modules say what ${one.table} keeps of a child`);
    if ((one.where === undefined) === (one.withheld === undefined)) throw new Error(`${one.table}: given or withheld?`);
    tables.set(one.table, one);
  }
}

/** By table, so that an export always reads the same. */
export const keptTables = (): readonly KeptTable[] =>
  [...tables.values()].toSorted((a, b) => a.table.localeCompare(b.table));

export const THIRD_PARTY = 'It is about another person, who has rights of their own.';
