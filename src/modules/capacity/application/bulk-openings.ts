import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  forbidden,
  halfDaysText,
  invalid,
  newId,
  notFound,
  ok,
  problem,
  type Result,
  type SessionSet,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Procurement } from '../../procurement/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { BULK_ROWS_MAX, type BulkBook, type BulkOutcome, type BulkRow, readBulk } from '../domain/bulk-rows.js';
import { checkOpening } from '../domain/opening-rules.js';
import { type Batch, BatchStore, type Copyable } from '../persistence/batch.store.js';
import { OpeningStore } from '../persistence/opening.store.js';
import { OpenPlaces } from './open-places.js';

/** Openings of the last thirteen months may be made again. */
const COPY_DAYS = 400;
const LINES_NAMED = 20;

export interface ReadRow {
  readonly row: BulkRow;
  /** NEW, SAME, or with a fault: a reason by column, or a whole-row reason of the rules of an opening. */
  readonly outcome: BulkOutcome | { readonly kind: 'REFUSED'; readonly refused: Result<unknown> };
}

export interface BatchView {
  readonly batch: Batch;
  readonly rows: readonly ReadRow[];
  readonly book: BulkBook;
}

export interface CopyWanted {
  readonly providerId: string;
  readonly openingIds: readonly string[];
  readonly validFrom: DateOnly;
  readonly validTo: DateOnly;
  readonly firmBy: DateOnly | null;
}

/** Many openings at once, from a file or from last year's: looked at first, then all of them or none. */
@Injectable()
export class BulkOpenings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: BatchStore,
    private readonly openings: OpeningStore,
    private readonly procurement: Procurement,
    private readonly open: OpenPlaces,
  ) {}

  /** What the provider may name in a row. */
  choices(actor: Actor, providerId: string): Promise<Result<BulkBook>> {
    return this.work.read(actor, async (tx) => {
      const allowed = await this.allowed(tx, providerId);
      return allowed.ok ? ok(await this.book(tx, providerId)) : allowed;
    });
  }

  /** Keeps what was sent, to be looked at; nothing is opened. Rules on `file`: `empty-file`, `too-many-openings`. */
  start(actor: Actor, given: Pick<Batch, 'providerId' | 'source' | 'name' | 'rows'>): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const allowed = await this.allowed(tx, given.providerId);
      return allowed.ok ? this.keep(tx, given) : allowed;
    });
  }

  copyable(actor: Actor, providerId: string): Promise<Result<Copyable[]>> {
    return this.work.read(actor, async (tx) => {
      const allowed = await this.allowed(tx, providerId);
      return allowed.ok ? ok(await this.store.copyable(tx, providerId, addDays(tx.today, -COPY_DAYS))) : allowed;
    });
  }

  /** The chosen openings with new dates, to be looked at like a file. */
  copy(actor: Actor, wanted: CopyWanted): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const allowed = await this.allowed(tx, wanted.providerId);
      if (!allowed.ok) return allowed;
      const known = await this.store.copyable(tx, wanted.providerId, addDays(tx.today, -COPY_DAYS));
      const chosen = known.filter(({ id }) => wanted.openingIds.includes(id));
      if (chosen.length < wanted.openingIds.length) return invalid('openings', 'choice');
      const rows = chosen.map((one, n) => ({ line: n + 1, cells: cellsOf(one, wanted) }));
      const name = `Copied from earlier openings, ${wanted.validFrom} to ${wanted.validTo}`;
      return this.keep(tx, { providerId: wanted.providerId, source: 'COPY', name, rows });
    });
  }

  view(actor: Actor, batchId: string): Promise<Result<BatchView>> {
    return this.work.read(actor, async (tx) => {
      const batch = await this.store.find(tx, batchId);
      if (batch === undefined) return notFound('opening-batch');
      const allowed = await this.allowed(tx, batch.providerId);
      return allowed.ok ? ok(await this.read(tx, batch)) : allowed;
    });
  }

  /**
   * Opens every new row, or nothing. A second time does nothing and answers with what the first did. Problem:
   * `openings.rows-refused` (facts: rows, and their lines, twenty at most) while any row has a fault.
   */
  apply(actor: Actor, batchId: string): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.store.find(tx, batchId);
      if (found === undefined) return notFound('opening-batch');
      const allowed = await this.allowed(tx, found.providerId);
      if (!allowed.ok) return allowed;
      await this.store.lockProvider(tx, found.providerId);
      const batch = (await this.store.find(tx, batchId)) ?? found;
      if (batch.opened !== null) return ok(batch.opened);
      const { rows } = await this.read(tx, batch);
      const refused = rows.filter(({ outcome }) => outcome.kind === 'FAULT' || outcome.kind === 'REFUSED');
      if (refused.length > 0) {
        const lines = refused.slice(0, LINES_NAMED).map(({ row }) => String(row.line));
        return problem('openings.rows-refused', { rows: refused.length, lines });
      }
      let opened = 0;
      for (const { outcome } of rows) {
        if (outcome.kind !== 'NEW') continue;
        const done = await this.open.openIn(tx, outcome.details);
        if (!done.ok) return done;
        opened += 1;
      }
      await this.store.applied(tx, batchId, opened);
      await tx.audit('opening.batch-applied', { type: 'opening-batch', id: batchId }, { opened });
      await tx.outbox('capacity.changed', { providerId: batch.providerId });
      return ok(opened);
    });
  }

  private async read(tx: Tx, batch: Batch): Promise<BatchView> {
    const book = await this.book(tx, batch.providerId);
    const outcomes = readBulk(batch.rows, book);
    const rows = batch.rows.map((row, n): ReadRow => {
      const outcome = outcomes[n] ?? { kind: 'FAULT', faults: [] };
      const checked = outcome.kind === 'NEW' ? checkOpening(outcome.details, tx.today) : ok();
      return { row, outcome: checked.ok ? outcome : { kind: 'REFUSED', refused: checked } };
    });
    return { batch, rows, book };
  }

  private async keep(tx: Tx, given: Pick<Batch, 'providerId' | 'source' | 'name' | 'rows'>): Promise<Result<string>> {
    if (given.rows.length === 0) return invalid('file', 'empty-file');
    if (given.rows.length > BULK_ROWS_MAX) return invalid('file', 'too-many-openings', { max: BULK_ROWS_MAX });
    const name = cleanText(given.name, { field: 'file', max: 200 });
    const id = newId();
    await this.store.add(tx, { ...given, id, name: name.ok && name.value !== '' ? name.value : 'openings.csv' });
    await tx.audit('opening.batch-sent', { type: 'opening-batch', id }, { rows: given.rows.length });
    return ok(id);
  }

  private async allowed(tx: Tx, providerId: string): Promise<Result<undefined>> {
    const provider = await this.openings.provider(tx, providerId);
    if (provider === undefined) return notFound('provider');
    return capacityPolicy.canManage(tx.actor, provider) ? ok() : forbidden('opening.manage');
  }

  private async book(tx: Tx, providerId: string): Promise<BulkBook> {
    const admissions = await this.procurement.admissionsOf(tx, providerId);
    return {
      programmes: await this.store.programmes(tx, providerId),
      admissions: admissions.map(({ id, lotNumber, status, toDate }) => {
        return { id, lotNumber, isCurrent: status === 'ADMITTED' && toDate >= tx.today };
      }),
      isOnFramework: (await this.openings.supplyRoute(tx, providerId)) === 'FRAMEWORK',
      prices: await this.store.prices(tx, providerId),
      existing: await this.store.existing(tx, providerId),
    };
  }
}

/** An opening as a row of the file would say it, with other dates. */
function cellsOf(one: Copyable, { validFrom, validTo, firmBy }: CopyWanted): BulkRow['cells'] {
  return {
    site: one.site,
    programme: one.programme,
    lot: one.admissionId ?? '',
    places: String(one.places),
    from: validFrom,
    until: validTo,
    halfDays: one.patterns.map(({ sessions }) => halfDaysText(sessions as SessionSet)).join('; '),
    price: one.patterns.map(({ tariffLineId }) => tariffLineId).join('; '),
    name: one.patterns.map(({ label }) => label.replaceAll(';', ',')).join('; '),
    certainBy: firmBy ?? '',
  };
}
