import { type DateOnly, dateFromCell, readHalfDays } from '../../../kernel/index.js';
import type { OpeningDetails, PatternDetails } from './opening-rules.js';

/** The columns of the file, by the name in which a row keeps each. */
export const BULK_COLUMNS = {
  site: 'Site',
  programme: 'Programme',
  lot: 'Lot',
  places: 'Places',
  from: 'Open from',
  until: 'Open until',
  halfDays: 'Half days',
  price: 'Price',
  name: 'Name',
  certainBy: 'Certain by',
} as const;
export type BulkColumn = keyof typeof BULK_COLUMNS;
export type BulkCells = Readonly<Record<BulkColumn, string>>;
export const BULK_ROWS_MAX = 200;

export interface BulkRow {
  /** The line of the file, or the place in the list. */
  readonly line: number;
  readonly cells: BulkCells;
}

/** What a row may name, all of one provider. */
export interface BulkBook {
  readonly programmes: readonly { readonly id: string; readonly site: string; readonly name: string }[];
  readonly admissions: readonly { readonly id: string; readonly lotNumber: number; readonly isCurrent: boolean }[];
  readonly isOnFramework: boolean;
  readonly prices: readonly {
    readonly id: string;
    readonly label: string;
    readonly programmeId: string | null;
    readonly fromDate: DateOnly;
    readonly toDate: DateOnly | null;
  }[];
  readonly existing: readonly {
    readonly programmeId: string;
    readonly validFrom: DateOnly;
    readonly validTo: DateOnly;
    readonly sessions: readonly number[];
  }[];
}

export interface BulkFault {
  readonly column: BulkColumn;
  readonly rule: 'unknown' | 'several' | 'required' | 'date' | 'number' | 'half-days' | 'count' | 'not-needed';
}

export type BulkOutcome =
  | { readonly kind: 'NEW'; readonly details: OpeningDetails }
  /** Open already, or the same as an earlier row: nothing is left to do. */
  | { readonly kind: 'SAME'; readonly details: OpeningDetails }
  | { readonly kind: 'FAULT'; readonly faults: readonly BulkFault[] };

/** Reads every row against what the provider has. Rows that say the same as an opening, or as a row before, are SAME. */
export function readBulk(rows: readonly BulkRow[], book: BulkBook): BulkOutcome[] {
  const known = new Set(book.existing.map(keyOf));
  return rows.map(({ cells }): BulkOutcome => {
    const details = new RowReader(cells, book).read();
    if (Array.isArray(details)) return { kind: 'FAULT', faults: details };
    const key = keyOf({ ...details, sessions: details.patterns.map(({ sessions }) => sessions) });
    if (known.has(key)) return { kind: 'SAME', details };
    known.add(key);
    return { kind: 'NEW', details };
  });
}

const keyOf = (one: BulkBook['existing'][number]): string =>
  [one.programmeId, one.validFrom, one.validTo, ...one.sessions.toSorted((a, b) => a - b)].join(' ');

class RowReader {
  private readonly faults: BulkFault[] = [];

  constructor(
    private readonly cells: BulkCells,
    private readonly book: BulkBook,
  ) {}

  read(): OpeningDetails | BulkFault[] {
    const programmeId = this.programme();
    const admissionId = this.admission();
    const places = this.places();
    const validFrom = this.date('from');
    const validTo = this.date('until');
    const firmBy = this.cells.certainBy === '' ? null : this.date('certainBy');
    const patterns = this.patterns({ programmeId: programmeId ?? null, on: validFrom });
    const missing =
      programmeId === undefined || validFrom === undefined || validTo === undefined || firmBy === undefined;
    if (this.faults.length > 0 || missing) return this.faults;
    return { programmeId, admissionId, places, validFrom, validTo, firmBy, patterns };
  }

  private fault(column: BulkColumn, rule: BulkFault['rule']): undefined {
    this.faults.push({ column, rule });
  }

  private programme(): string | undefined {
    const { site, programme } = this.cells;
    if (programme === '') return this.fault('programme', 'required');
    const named = this.book.programmes.filter(({ name }) => same(name, programme));
    if (named.length === 0) return this.fault('programme', 'unknown');
    const found = site === '' ? named : named.filter((one) => same(one.site, site));
    if (found.length > 1) return this.fault('site', 'several');
    return found[0]?.id ?? this.fault('site', 'unknown');
  }

  private admission(): string | null {
    const { lot } = this.cells;
    if (!this.book.isOnFramework) {
      if (lot !== '') this.fault('lot', 'not-needed');
      return null;
    }
    const current = this.book.admissions.filter(({ isCurrent }) => isCurrent);
    const found =
      lot === ''
        ? current
        : current.filter((one) => one.id === lot || String(one.lotNumber) === lot.replace(/^lot\s*/i, ''));
    if (found.length !== 1) this.fault('lot', found.length === 0 ? 'unknown' : 'several');
    return found[0]?.id ?? null;
  }

  private places(): number {
    if (!/^\d{1,4}$/.test(this.cells.places)) this.fault('places', 'number');
    return Number(this.cells.places);
  }

  private date(column: 'from' | 'until' | 'certainBy'): DateOnly | undefined {
    const text = this.cells[column];
    return dateFromCell(text) ?? this.fault(column, text === '' ? 'required' : 'date');
  }

  /** Several patterns stand in one cell with a semicolon between them; a price and a name are for all, or one for each. */
  private patterns(at: { programmeId: string | null; on: DateOnly | undefined }): PatternDetails[] {
    const parts = this.cells.halfDays.split(';').map((part) => part.trim());
    const sets = parts.map(readHalfDays);
    if (sets.includes(undefined)) this.fault('halfDays', this.cells.halfDays === '' ? 'required' : 'half-days');
    const labels = this.spread('name', parts.length);
    const prices = this.spread('price', parts.length).map((label) => this.price(label, at));
    return sets.flatMap((sessions, n) => {
      const tariffLineId = prices[n];
      return sessions === undefined || tariffLineId === undefined
        ? []
        : [{ sessions, tariffLineId, label: labels[n] ?? '' }];
    });
  }

  private spread(column: 'name' | 'price', count: number): string[] {
    const given = this.cells[column].split(';').map((part) => part.trim());
    if (given.length === 1)
      return Array.from({ length: count }, () => (column === 'name' && count > 1 ? '' : (given[0] ?? '')));
    if (given.length !== count) this.fault(column, 'count');
    return given;
  }

  /** Of prices that follow one another under one name, that of the first day. */
  private price(
    label: string,
    { programmeId, on }: { programmeId: string | null; on: DateOnly | undefined },
  ): string | undefined {
    const fitting = this.book.prices.filter((one) => one.programmeId === null || one.programmeId === programmeId);
    const named = label === '' ? fitting : fitting.filter((one) => one.id === label || same(one.label, label));
    const counting = named.filter((one) => on !== undefined && covers(one, on));
    const found = counting.length === 1 ? counting : named;
    if (found.length === 1) return found[0]?.id;
    // Without a first day, that is what is to be corrected first.
    if (on === undefined && found.length > 1) return undefined;
    const isTold = this.faults.some(({ column }) => column === 'price');
    return isTold ? undefined : this.fault('price', found.length === 0 ? 'unknown' : 'several');
  }
}

const covers = ({ fromDate, toDate }: BulkBook['prices'][number], on: DateOnly): boolean =>
  fromDate <= on && (toDate === null || on <= toDate);

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
