import { Injectable } from '@nestjs/common';
import type { DateOnly, Pence } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { TariffDraft, TariffStatus } from '../domain/tariff-draft.js';
import type { Basis, TariffTerms, VatTreatment } from '../domain/tariff-terms.js';
import { TariffLineRow } from './entities.js';

export interface TariffLine extends TariffTerms {
  readonly providerId: string;
  readonly lotId: string | null;
  readonly programmeId: string | null;
  readonly label: string;
  readonly status: TariffStatus;
  readonly approvedByFirst: string;
}

/** A line of the price list, with the names a reader needs. */
export interface PriceListLine {
  readonly id: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly programmeName: string | null;
  readonly lotName: string | null;
  readonly label: string;
  readonly basis: Basis;
  readonly sessionsCovered: number;
  readonly netPence: Pence;
  readonly vatTreatment: VatTreatment;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
  readonly status: TariffStatus;
  readonly approvedByFirst: string;
}

/** A price that ends, on its last day, when another is approved. */
export interface Followed {
  readonly id: string;
  readonly netPence: Pence;
  readonly endsOn: DateOnly;
}

export interface PriceListFilter {
  readonly providerId: string | null;
  /** Lines valid that day, or still drafts; null for every line. */
  readonly on: DateOnly | null;
  /** Lines whose last day it is. */
  readonly endsOn?: DateOnly | null;
  readonly offset: number;
  readonly size: number;
  /** Provider name, label, first day and id of the last line of the page before, for those who page by cursor. */
  readonly after?: readonly string[] | null;
}

export interface LineWanted {
  readonly authorityId: string;
  readonly providerId: string;
  readonly programmeId: string | null;
  readonly lotId: string | null;
  readonly basis?: Basis;
  readonly sessionsCovered?: number;
  readonly on: DateOnly;
}

const LIST_TABLES = `
  FROM tariff_line t
  JOIN organisation o ON o.id = t.provider_organisation_id
  LEFT JOIN programme p ON p.id = t.programme_id LEFT JOIN lot l ON l.id = t.lot_id`;
const LIST_COLUMNS = `
  t.id, t.provider_organisation_id AS "providerId", o.name AS "providerName", p.name AS "programmeName",
  CASE WHEN l.id IS NOT NULL THEN 'Lot ' || l.number || ': ' || l.name END AS "lotName", t.label, t.basis,
  t.sessions_covered::int AS "sessionsCovered", t.net_pence AS "netPence", t.vat_treatment AS "vatTreatment",
  t.from_date AS "fromDate", t.to_date AS "toDate", t.status, t.approved_by_first AS "approvedByFirst"`;

@Injectable()
export class TariffStore {
  async add(tx: Tx, id: string, authorityId: string, draft: TariffDraft, userId: string): Promise<void> {
    const { providerId, ...terms } = draft;
    await tx.manager.insert(TariffLineRow, {
      id,
      authorityId,
      providerOrganisationId: providerId,
      ...terms,
      status: 'DRAFT',
      approvedByFirst: userId,
      approvedFirstAt: tx.now,
    });
  }

  async lock(tx: Tx, id: string): Promise<TariffLine | undefined> {
    const row = await tx.manager.findOne(TariffLineRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row === null ? undefined : fromRow(row);
  }

  async byId(tx: Tx, id: string): Promise<TariffLine | undefined> {
    const row = await tx.manager.findOne(TariffLineRow, { where: { id } });
    return row === null ? undefined : fromRow(row);
  }

  async approve(tx: Tx, id: string, userId: string): Promise<void> {
    await tx.manager.update(
      TariffLineRow,
      { id },
      { status: 'APPROVED', approvedBySecond: userId, approvedSecondAt: tx.now },
    );
  }

  async end(tx: Tx, id: string, toDate: DateOnly): Promise<void> {
    await tx.manager.update(TariffLineRow, { id }, { toDate, endedBy: tx.actor.userId, endedAt: tx.now });
  }

  /**
   * The approved price of the same thing that has no end and that this one would follow on a day to come; null where
   * there is none.
   */
  async followed(tx: Tx, id: string): Promise<Followed | null> {
    const [row] = await tx.query<Followed>(
      `SELECT b.id, b.net_pence AS "netPence", t.from_date - 1 AS "endsOn"
         FROM tariff_line t JOIN tariff_line b ON b.authority_id = t.authority_id AND b.basis = t.basis
          AND b.provider_organisation_id = t.provider_organisation_id AND b.sessions_covered = t.sessions_covered
          AND b.lot_id IS NOT DISTINCT FROM t.lot_id AND b.programme_id IS NOT DISTINCT FROM t.programme_id
        WHERE t.id = $1 AND b.status = 'APPROVED' AND b.to_date IS NULL AND b.from_date < t.from_date
          AND t.from_date > $2`,
      [id, tx.today],
    );
    return row ?? null;
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.manager.update(TariffLineRow, { id }, { status: 'WITHDRAWN', endedBy: tx.actor.userId, endedAt: tx.now });
  }

  /** The closest approved line on that day: of the programme before one for all, of the lot before one for all. */
  async lineFor(tx: Tx, wanted: LineWanted): Promise<TariffLine | undefined> {
    const found = await tx.manager
      .createQueryBuilder(TariffLineRow, 't')
      .where('t.authorityId = :authorityId AND t.providerOrganisationId = :providerId', wanted)
      .andWhere(`t.status = 'APPROVED' AND :on BETWEEN t.fromDate AND coalesce(t.toDate, 'infinity')`, wanted)
      .andWhere('(t.programmeId IS NULL OR t.programmeId = :programmeId)', wanted)
      .andWhere('(t.lotId IS NULL OR t.lotId = :lotId)', wanted)
      .andWhere('(:basis::text IS NULL OR t.basis = :basis)', { basis: wanted.basis ?? null })
      .andWhere('(:covered::int IS NULL OR t.sessionsCovered = :covered)', { covered: wanted.sessionsCovered ?? null })
      .orderBy('t.programmeId', 'ASC', 'NULLS LAST')
      .addOrderBy('t.lotId', 'ASC', 'NULLS LAST')
      .addOrderBy('t.id', 'ASC')
      .getOne();
    return found === null ? undefined : fromRow(found);
  }

  ofLot(
    tx: Tx,
    { providerId, lotId }: { readonly providerId: string; readonly lotId: string },
  ): Promise<{ programmeId: string | null; basis: Basis }[]> {
    return tx.query(
      `SELECT programme_id AS "programmeId", basis FROM tariff_line
        WHERE provider_organisation_id = $1 AND lot_id = $2 AND status <> 'WITHDRAWN' ORDER BY id LIMIT 1000`,
      [providerId, lotId],
    );
  }

  /** One line of the price list, withdrawn ones too. */
  async line(tx: Tx, id: string): Promise<PriceListLine | undefined> {
    const [line] = await tx.query<PriceListLine>(`SELECT ${LIST_COLUMNS} ${LIST_TABLES} WHERE t.id = $1`, [id]);
    return line;
  }

  /** By provider, label and date, with the true total. */
  async priceList(tx: Tx, filter: PriceListFilter): Promise<{ lines: PriceListLine[]; total: number }> {
    const where = `${LIST_TABLES}
      WHERE t.status <> 'WITHDRAWN' AND ($1::uuid IS NULL OR t.provider_organisation_id = $1)
        AND ($2::date IS NULL OR t.status = 'DRAFT' OR $2 BETWEEN t.from_date AND coalesce(t.to_date, 'infinity'))
        AND ($3::date IS NULL OR t.to_date = $3)`;
    const wanted = [filter.providerId, filter.on, filter.endsOn ?? null];
    const lines = await tx.query<PriceListLine>(
      `SELECT ${LIST_COLUMNS}
       ${where} AND ($6::text IS NULL OR (o.name, t.label, t.from_date::text, t.id::text) > ($6, $7, $8, $9))
       ORDER BY o.name, t.label, t.from_date::text, t.id::text LIMIT $4 OFFSET $5`,
      [...wanted, filter.size, filter.offset, ...(filter.after ?? [null, null, null, null])],
    );
    const [count] = await tx.query<{ total: number }>(`SELECT count(*) AS total ${where}`, wanted);
    return { lines, total: count?.total ?? 0 };
  }
}

function fromRow(row: TariffLineRow): TariffLine {
  const { id, authorityId, basis, netPence, vatTreatment, sessionsCovered, fromDate, toDate } = row;
  const { lotId, programmeId, label, status, approvedByFirst, providerOrganisationId: providerId } = row;
  const terms = { id, authorityId, basis, netPence, vatTreatment, sessionsCovered, fromDate, toDate };
  return { ...terms, providerId, lotId, programmeId, label, status, approvedByFirst };
}
