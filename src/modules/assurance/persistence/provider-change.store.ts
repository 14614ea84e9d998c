import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, pageById, type Tx } from '../../../platform/index.js';
import { type ChangeGiven, type ChangeStatus, type Proposed, siteOf } from '../domain/provider-change.js';

export interface ProviderChange {
  readonly id: string;
  readonly reference: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteName: string | null;
  readonly priceLabel: string | null;
  readonly pricePence: number | null;
  readonly proposed: Proposed;
  readonly why: string;
  readonly fromDate: DateOnly;
  readonly status: ChangeStatus;
  readonly reasons: string | null;
  readonly madeId: string | null;
  readonly announcedAt: Date;
}

const CHANGE = `
  SELECT c.id, c.reference, c.authority_id AS "authorityId", c.provider_organisation_id AS "providerId",
         o.name AS "providerName", s.name AS "siteName", t.label AS "priceLabel", t.net_pence AS "pricePence", c.proposed,
         c.why, c.from_date AS "fromDate", c.status, c.reasons, c.made_id AS "madeId", c.announced_at AS "announcedAt"
    FROM provider_change c JOIN organisation o ON o.id = c.provider_organisation_id
    LEFT JOIN site s ON s.id = c.site_id LEFT JOIN tariff_line t ON t.id = c.tariff_line_id`;

/** A placement at a site that closes before it ends. */
export interface GoingOn {
  readonly id: string;
  readonly reference: string;
  readonly plannedEnd: DateOnly;
}

const GOING_ON = `FROM placement p JOIN placement_component c ON c.placement_id = p.id
  WHERE p.status IN ('OFFERED', 'AGREED', 'ACTIVE')`;

/** Changes that providers announce. Row security: the provider's own, those of the authority. */
@Injectable()
export class ProviderChangeStore {
  page(tx: Tx, at: IdPage): Promise<Counted<ProviderChange>> {
    return pageById<ProviderChange>(tx, { select: CHANGE, table: 'provider_change', alias: 'c' }, at);
  }

  async byId(tx: Tx, id: string): Promise<ProviderChange | undefined> {
    const [row] = await tx.query<ProviderChange>(`${CHANGE} WHERE c.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<ProviderChange | undefined> {
    await tx.query(`SELECT id FROM provider_change WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** Those that wait first, then the latest; at most 500. */
  list(tx: Tx): Promise<ProviderChange[]> {
    return tx.query<ProviderChange>(`${CHANGE} ORDER BY c.status <> 'ANNOUNCED', c.announced_at DESC, c.id LIMIT 500`);
  }

  async add(tx: Tx, id: string, given: ChangeGiven & { readonly fromDate: DateOnly }): Promise<void> {
    const { proposed } = given;
    await insertRows(tx, 'provider_change', [
      {
        id,
        authority_id: tx.actor.authorityId,
        provider_organisation_id: tx.actor.organisationId,
        kind: proposed.kind,
        site_id: siteOf(proposed),
        tariff_line_id: proposed.kind === 'PRICE' ? proposed.tariffLineId : null,
        proposed: JSON.stringify(proposed),
        why: given.why,
        from_date: given.fromDate,
        announced_at: tx.now,
        announced_by: tx.actor.userId,
      },
    ]);
  }

  async decide(
    tx: Tx,
    id: string,
    decided: { readonly status: 'APPROVED' | 'REFUSED'; readonly reasons: string; readonly madeId: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE provider_change SET status = $2, reasons = $3, made_id = $4, decided_at = $5, decided_by = $6 WHERE id = $1`,
      [id, decided.status, decided.reasons, decided.madeId, tx.now, tx.actor.userId],
    );
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE provider_change SET status = 'WITHDRAWN' WHERE id = $1`, [id]);
  }

  /** Sites of the actor's own organisation that will close, by this authority's approval, by name; at most 200. */
  closingSites(tx: Tx): Promise<{ readonly id: string; readonly name: string; readonly closedOn: DateOnly }[]> {
    return tx.query(
      `SELECT s.id, s.name, h.from_date AS "closedOn" FROM provider_change h JOIN site s ON s.id = h.site_id
        WHERE h.kind = 'CLOSE_SITE' AND h.status = 'APPROVED' AND h.authority_id = $1 AND h.provider_organisation_id = $2
          AND h.from_date > $3 ORDER BY s.name, s.id LIMIT 200`,
      [tx.actor.authorityId, tx.actor.organisationId, tx.today],
    );
  }

  /** Its site stays open: the closing that was approved counts no more. */
  async undoClosing(tx: Tx, siteId: string): Promise<void> {
    await tx.query(
      `UPDATE provider_change SET status = 'UNDONE' WHERE kind = 'CLOSE_SITE' AND status = 'APPROVED' AND site_id = $1`,
      [siteId],
    );
  }

  /** Approved prices of the actor's own organisation that count today or later, by label; at most 200. */
  prices(tx: Tx): Promise<{ readonly id: string; readonly label: string; readonly netPence: number }[]> {
    return tx.query(
      `SELECT id, label, net_pence AS "netPence" FROM tariff_line WHERE provider_organisation_id = $1 AND authority_id = $2
          AND status = 'APPROVED' AND coalesce(to_date, 'infinity') >= $3 ORDER BY label, from_date, id LIMIT 200`,
      [tx.actor.organisationId, tx.actor.authorityId, tx.today],
    );
  }

  /** At that site and after that day, of all that the actor may see, by reference; at most 200. */
  goingOn(tx: Tx, siteId: string, closedOn: DateOnly): Promise<GoingOn[]> {
    return tx.query(
      `SELECT DISTINCT p.id, p.reference, p.planned_end AS "plannedEnd" ${GOING_ON} AND c.site_id = $1 AND least(c.until_date, p.planned_end) >= $2
        ORDER BY p.reference, p.id LIMIT 200`,
      [siteId, closedOn],
    );
  }

  /** Approved closings with placements that go on after them; at most 100. */
  closings(tx: Tx): Promise<{ changeId: string; siteName: string; closedOn: DateOnly; placements: number }[]> {
    return tx.query(
      `SELECT h.id AS "changeId", s.name AS "siteName", h.from_date AS "closedOn", n.placements
         FROM provider_change h JOIN site s ON s.id = h.site_id
        CROSS JOIN LATERAL (SELECT count(DISTINCT p.id)::int AS placements ${GOING_ON}
          AND c.site_id = h.site_id AND least(c.until_date, p.planned_end) >= h.from_date) AS n
        WHERE h.kind = 'CLOSE_SITE' AND h.status = 'APPROVED' AND n.placements > 0
        ORDER BY h.from_date, h.id LIMIT 100`,
    );
  }
}
