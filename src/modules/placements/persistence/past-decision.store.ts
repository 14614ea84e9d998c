import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { Counted, PastDecision } from '../domain/past-decisions.js';

/** A panel's decisions on requests, each with the placement under it that went furthest. */
const FROM = `
    FROM decision d JOIN agenda_item i ON i.id = d.meeting_item_id AND i.subject_type = 'REFERRAL'
    JOIN referral r ON r.id = d.referral_id JOIN organisation s ON s.id = r.school_organisation_id
    LEFT JOIN LATERAL (SELECT p.id, p.status, p.end_reason, p.starts_on, p.ended_on < p.planned_end AS early FROM placement p
       WHERE p.decision_id = d.id
       ORDER BY array_position(ARRAY['ENDED', 'ACTIVE', 'AGREED', 'OFFERED'], p.status) NULLS LAST, p.named_option LIMIT 1) p ON true
   WHERE d.kind = 'PLACEMENT' AND d.authority_id = $1`;
const EARLY = `CASE p.early WHEN true THEN 'YES' WHEN false THEN 'NO' END`;

/** What became of a panel's decisions; row security leaves out what the reader withdrew from. */
@Injectable()
export class PastDecisionStore {
  /** The newest first; `total` is the true number. */
  async page(tx: Tx, page: { readonly offset: number; readonly limit: number }) {
    const decisions = await tx.query<PastDecision>(
      `SELECT d.id AS "decisionId", i.id AS "itemId", r.reference, r.type, s.name AS "schoolName",
              d.decided_at AS "decidedAt", d.outcome, p.status, p.end_reason AS "endReason", ${EARLY} AS early,
              (SELECT string_agg(DISTINCT o.name, '; ') FROM placement_component c
                 JOIN organisation o ON o.id = c.provider_organisation_id WHERE c.placement_id = p.id) AS places,
              p.starts_on AS "startsOn", p.starts_on - r.waiting_since AS days
         ${FROM} ORDER BY d.decided_at DESC, d.id LIMIT $2 OFFSET $3`,
      [tx.actor.authorityId, page.limit, page.offset],
    );
    const [count] = await tx.query<{ total: number }>(`SELECT count(*)::int AS total ${FROM}`, [tx.actor.authorityId]);
    return { decisions, total: count?.total ?? 0 };
  }

  /** By kind of request. */
  counts(tx: Tx): Promise<Counted[]> {
    return tx.query<Counted>(
      `SELECT r.type AS group, d.outcome, p.status, p.end_reason AS "endReason", ${EARLY} AS early,
              count(*)::int AS decisions, coalesce(sum(p.starts_on - r.waiting_since), 0)::int AS "daysWaited"
         ${FROM} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
      [tx.actor.authorityId],
    );
  }
}
