import { Injectable } from '@nestjs/common';
import { groupBy } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { BidOfPaper, PaperOffer, RecommendedLot } from '../domain/paper.js';
import type { Judgement } from '../domain/evaluation.js';

type Head = Omit<BidOfPaper, 'offers' | 'outcomes' | 'recommendations'>;
type OutcomeRow = Judgement & { applicationId: string; itemId: string; feedback: string; spread: number };

const byBid = <R extends { readonly applicationId: string }>(rows: readonly R[]) =>
  groupBy(rows, ({ applicationId }) => applicationId);

/** Everything a board's paper shows of a round's bids, in a constant number of queries however many there are. */
@Injectable()
export class PaperStore {
  /** All bids of a round, or some at a time by id, from after one on. */
  async bids(
    tx: Tx,
    roundId: string,
    part: { readonly after: string | null; readonly limit: number } = { after: null, limit: 100_000 },
  ): Promise<BidOfPaper[]> {
    const heads = await this.heads(tx, roundId, part);
    const ids = heads.map(({ applicationId }) => applicationId);
    const [offers, outcomes, recommendations] = [
      byBid(await this.offers(tx, ids)),
      byBid(await this.outcomes(tx, ids)),
      byBid(await this.recommendations(tx, ids)),
    ];
    return heads.map((head) => ({
      ...head,
      offers: offers.get(head.applicationId) ?? [],
      outcomes: new Map((outcomes.get(head.applicationId) ?? []).map((one) => [one.itemId, one])),
      recommendations: recommendations.get(head.applicationId) ?? [],
    }));
  }

  /** Bids that the reader declared a conflict in. */
  async withheld(tx: Tx, roundId: string): Promise<number> {
    const [row] = await tx.query<{ withheld: number }>(
      `SELECT count(*)::int AS withheld FROM evaluation_sheet WHERE round_id = $1 AND user_id = $2 AND status = 'CONFLICT'`,
      [roundId, tx.actor.userId],
    );
    return row?.withheld ?? 0;
  }

  /** Bids that the reader has to declare about before they see them. */
  async undeclared(tx: Tx, roundId: string): Promise<number> {
    const [row] = await tx.query<{ undeclared: number }>(
      `SELECT count(*)::int AS undeclared FROM round_bidders($1) b
         LEFT JOIN evaluation_sheet t ON t.application_id = b.application_id AND t.user_id = $2
        WHERE t.application_id IS NULL`,
      [roundId, tx.actor.userId],
    );
    return row?.undeclared ?? 0;
  }

  private heads(
    tx: Tx,
    roundId: string,
    part: { readonly after: string | null; readonly limit: number },
  ): Promise<Head[]> {
    return tx.query<Head>(
      `SELECT a.id AS "applicationId", a.provider_organisation_id AS "providerId", o.name AS "providerName",
              a.submitted_at AS "submittedAt", coalesce(al.lots, '[]') AS "lotIds",
              coalesce(t.evaluators, 0)::int AS evaluators, coalesce(t.conflicts, 0)::int AS conflicts
         FROM application a JOIN organisation o ON o.id = a.provider_organisation_id
         LEFT JOIN (SELECT application_id, jsonb_agg(lot_id) AS lots FROM application_lot WHERE round_id = $1
                     GROUP BY application_id) al ON al.application_id = a.id
         LEFT JOIN (SELECT application_id, count(*) FILTER (WHERE status = 'SUBMITTED') AS evaluators,
                           count(*) FILTER (WHERE status = 'CONFLICT' AND part <> 'READER') AS conflicts
                      FROM evaluation_sheet WHERE round_id = $1 GROUP BY application_id) t ON t.application_id = a.id
        WHERE a.round_id = $1 AND a.status = 'SUBMITTED' AND ($2::uuid IS NULL OR a.id > $2)
        ORDER BY a.id LIMIT $3`,
      [roundId, part.after, part.limit],
    );
  }

  private offers(tx: Tx, ids: readonly string[]): Promise<(PaperOffer & { lotId: string; applicationId: string })[]> {
    return tx.query(
      `SELECT x.application_id AS "applicationId", x.lot_id AS "lotId", x.site_id AS "siteId", x.site_name AS "siteName",
              x.programme_id AS "programmeId", x.programme_name AS "programmeName", x.label, x.basis, x.net_pence AS "netPence",
              x.vat_treatment AS "vatTreatment"
         FROM application_offer x
        WHERE x.application_id = ANY ($1::uuid[]) ORDER BY x.site_name, x.programme_name, x.label, x.id`,
      [ids],
    );
  }

  /** With how far the evaluators were apart: points, or a hundred where some passed it and some did not. */
  private outcomes(tx: Tx, ids: readonly string[]): Promise<OutcomeRow[]> {
    return tx.query<OutcomeRow>(
      `SELECT o.application_id AS "applicationId", o.item_id AS "itemId", o.points::int AS points, o.passed, o.feedback,
              coalesce(m.spread, 0)::int AS spread
         FROM evaluation_outcome o
         LEFT JOIN (SELECT m.application_id, m.item_id, CASE WHEN bool_and(m.passed) IS DISTINCT FROM bool_or(m.passed)
                             THEN 100 ELSE coalesce(max(m.points) - min(m.points), 0) END AS spread
                      FROM evaluation_mark m JOIN evaluation_sheet t
                        ON t.application_id = m.application_id AND t.user_id = m.user_id AND t.status = 'SUBMITTED'
                     WHERE m.application_id = ANY ($1::uuid[]) GROUP BY m.application_id, m.item_id) m
           ON m.application_id = o.application_id AND m.item_id = o.item_id
        WHERE o.application_id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  private recommendations(tx: Tx, ids: readonly string[]): Promise<(RecommendedLot & { applicationId: string })[]> {
    return tx.query(
      `SELECT application_id AS "applicationId", lot_id AS "lotId", outcome, reasons, conditions, risks, version,
              made_at AS "madeAt"
         FROM recommendation WHERE application_id = ANY ($1::uuid[])`,
      [ids],
    );
  }
}
