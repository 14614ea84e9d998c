import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { QuestionedBecause } from '../domain/reconsideration.js';
import type { PlacementStatus } from '../domain/placement-states.js';

export const RATIFICATION = 'RATIFICATION';

/** A decision that one person took between meetings, and what became of it. */
export interface Unratified {
  readonly decisionId: string;
  readonly referralId: string;
  readonly reference: string;
  readonly type: string;
  readonly schoolId: string;
  /** Why it was questioned, where it was sent back to the panel that took it. */
  readonly questioned: readonly QuestionedBecause[] | null;
  readonly reasons: string;
  readonly power: string;
  readonly decidedAt: Date;
  readonly decidedBy: string | null;
  readonly startsOn: DateOnly | null;
  readonly plannedEnd: DateOnly | null;
  readonly status: PlacementStatus | null;
  readonly providers: readonly { readonly id: string; readonly name: string; readonly site: string }[];
}

const MOST = 200;

@Injectable()
export class RatificationStore {
  /** Taken since the body began, ratified by none and on no agenda, the oldest first; at most 200. */
  unratified(tx: Tx, bodyId: string): Promise<Unratified[]> {
    return tx.query<Unratified>(
      `SELECT d.id AS "decisionId", r.id AS "referralId", r.reference, r.type, r.school_organisation_id AS "schoolId",
              q.factors AS questioned, d.reasons, d.delegated_power AS power, d.decided_at AS "decidedAt", n.name AS "decidedBy",
              p.starts_on AS "startsOn", p.planned_end AS "plannedEnd", p.status,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.provider_organisation_id, 'name', o.name, 'site', s.name)
                  ORDER BY o.name, s.name) FROM placement_component c JOIN organisation o ON o.id = c.provider_organisation_id
                  JOIN site s ON s.id = c.site_id WHERE c.placement_id = p.id AND c.from_date IS NULL), '[]') AS providers
         FROM decision d JOIN body b ON b.id = $1 AND b.authority_id = d.authority_id
         JOIN referral r ON r.id = d.referral_id
         LEFT JOIN identity_names(ARRAY(SELECT decided_by FROM decision WHERE authority_id = $2)) n ON n.id = d.decided_by
         LEFT JOIN LATERAL (SELECT c.id, c.factors FROM reconsideration c
             JOIN agenda_item m ON m.id = d.meeting_item_id AND m.body_id = b.id
            WHERE c.decision_id = d.id AND c.outcome = 'TO_PANEL' AND r.status IN ('DECIDED', 'PLACED')
            ORDER BY c.answered_at LIMIT 1) q ON true
         LEFT JOIN placement p ON p.decision_id = d.id AND p.named_option = 0
        WHERE d.kind = 'PLACEMENT' AND (q.id IS NOT NULL OR (d.meeting_item_id IS NULL AND d.decided_at > b.created_at))
          AND NOT EXISTS (SELECT FROM decision f WHERE f.follows_decision_id = d.id)
          AND NOT EXISTS (SELECT FROM agenda_item i WHERE i.subject_type = '${RATIFICATION}' AND i.subject_id = d.id
            AND i.decided_at IS NULL AND i.removed_at IS NULL)
        ORDER BY d.decided_at, d.id LIMIT ${MOST}`,
      [bodyId, tx.actor.authorityId],
    );
  }
}
