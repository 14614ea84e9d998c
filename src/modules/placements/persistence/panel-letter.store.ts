import { Injectable } from '@nestjs/common';
import type { DateOnly, SessionSet } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { LetterAudience, LetterContent } from '../domain/panel-letter.js';
import type { PlacementStatus } from '../domain/placement-states.js';

explainConstraint('panel_letter_once', 'letters.issued');
explainConstraint('panel_letter_of_panel', 'decision.not-found');

export interface PanelLetter {
  readonly id: string;
  readonly authorityId: string;
  readonly decisionId: string;
  readonly referralId: string;
  readonly schoolOrganisationId: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly audience: LetterAudience;
  readonly content: LetterContent;
  /** The question that it answers; null for a letter after the decision itself. */
  readonly reconsiderationId: string | null;
  /** Until when the decision may be questioned; null where it may not. */
  readonly askBy: DateOnly | null;
  readonly issuedAt: Date;
}
export type NewLetter = Omit<PanelLetter, 'issuedAt' | 'organisationName'>;

/** A panel's decision on a request, with what is told of it in lists: no name. */
export interface PanelDecision {
  readonly decisionId: string;
  readonly referralId: string;
  readonly reference: string;
  readonly type: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly panel: string;
  readonly itemId: string;
  readonly meetingId: string;
  readonly heldOn: DateOnly;
  readonly outcome: string;
  readonly decidedAt: Date;
  readonly issuedAt: Date | null;
}

export interface MeetingWithoutLetters {
  readonly id: string;
  readonly heldOn: DateOnly;
  readonly panel: string;
  readonly decisions: number;
}

/** The place that stands under a decision, or the last that fell. */
export interface PlaceOfDecision {
  readonly status: PlacementStatus;
  readonly pupilReference: string;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly answerBy: Date;
  readonly parts: readonly {
    readonly providerId: string;
    readonly provider: string;
    readonly site: string;
    readonly programme: string;
    readonly sessions: SessionSet;
  }[];
}

const LETTER = `
  SELECT l.id, l.authority_id AS "authorityId", l.decision_id AS "decisionId", l.referral_id AS "referralId",
         l.school_organisation_id AS "schoolOrganisationId", l.organisation_id AS "organisationId",
         o.name AS "organisationName", l.audience, l.content, l.ask_by AS "askBy",
         l.reconsideration_id AS "reconsiderationId", l.issued_at AS "issuedAt"
    FROM panel_letter l JOIN organisation o ON o.id = l.organisation_id`;
const DECISION = `
  SELECT d.id AS "decisionId", r.id AS "referralId", r.reference, r.type, s.id AS "schoolId", s.name AS "schoolName",
         b.name AS panel, i.id AS "itemId", m.id AS "meetingId", m.held_on AS "heldOn", d.outcome, d.decided_at AS "decidedAt",
         (SELECT min(l.issued_at) FROM panel_letter l WHERE l.decision_id = d.id AND l.reconsideration_id IS NULL) AS "issuedAt"
    FROM decision d JOIN agenda_item i ON i.id = d.meeting_item_id AND i.subject_type = 'REFERRAL'
    JOIN body b ON b.id = i.body_id JOIN meeting m ON m.id = i.meeting_id JOIN referral r ON r.id = d.referral_id
    JOIN organisation s ON s.id = r.school_organisation_id
   WHERE d.kind = 'PLACEMENT' AND d.authority_id = $1`;
const UNSENT = `AND NOT EXISTS (SELECT FROM panel_letter l WHERE l.decision_id = d.id)`;

/** Decisions of panels on requests, and the letters about them. */
@Injectable()
export class PanelLetterStore {
  async byId(tx: Tx, id: string): Promise<PanelLetter | undefined> {
    const [row] = await tx.query<PanelLetter>(`${LETTER} WHERE l.id = $1`, [id]);
    return row;
  }

  /** Those written after the decision itself. */
  ofDecision(tx: Tx, decisionId: string): Promise<PanelLetter[]> {
    return tx.query<PanelLetter>(
      `${LETTER} WHERE l.decision_id = $1 AND l.reconsideration_id IS NULL ORDER BY l.audience, o.name, l.id LIMIT 20`,
      [decisionId],
    );
  }

  answering(tx: Tx, reconsiderationId: string): Promise<PanelLetter[]> {
    return tx.query<PanelLetter>(`${LETTER} WHERE l.reconsideration_id = $1 ORDER BY l.audience DESC, l.id LIMIT 20`, [
      reconsiderationId,
    ]);
  }

  /** Newest first; at most 20. */
  ofReferral(tx: Tx, referralId: string): Promise<PanelLetter[]> {
    return tx.query<PanelLetter>(
      `${LETTER} WHERE l.referral_id = $1 ORDER BY l.issued_at DESC, l.audience, l.id LIMIT 20`,
      [referralId],
    );
  }

  async decision(tx: Tx, decisionId: string): Promise<PanelDecision | undefined> {
    const [row] = await tx.query<PanelDecision>(`${DECISION} AND d.id = $2`, [tx.actor.authorityId, decisionId]);
    return row;
  }

  /** Without a letter, the oldest first; `total` is the true number. */
  async unsent(tx: Tx, page: { readonly offset: number; readonly limit: number }) {
    const of = [tx.actor.authorityId];
    const decisions = await tx.query<PanelDecision>(
      `${DECISION} ${UNSENT} ORDER BY d.decided_at, d.id LIMIT $2 OFFSET $3`,
      [...of, page.limit, page.offset],
    );
    const [count] = await tx.query<{ total: number; first: Date | null }>(
      `SELECT count(*)::int AS total, min(d.decided_at) AS first FROM decision d
         JOIN agenda_item i ON i.id = d.meeting_item_id AND i.subject_type = 'REFERRAL'
        WHERE d.kind = 'PLACEMENT' AND d.authority_id = $1 ${UNSENT}`,
      of,
    );
    return { decisions, total: count?.total ?? 0, first: count?.first ?? null };
  }

  /** Meetings with decisions that have no letter, the oldest first; at most 50. */
  meetingsWithout(tx: Tx): Promise<MeetingWithoutLetters[]> {
    return tx.query<MeetingWithoutLetters>(
      `SELECT m.id, m.held_on AS "heldOn", b.name AS panel, count(*)::int AS decisions
         FROM decision d JOIN agenda_item i ON i.id = d.meeting_item_id AND i.subject_type = 'REFERRAL'
         JOIN meeting m ON m.id = i.meeting_id JOIN body b ON b.id = m.body_id
        WHERE d.kind = 'PLACEMENT' AND d.authority_id = $1 ${UNSENT}
        GROUP BY m.id, m.held_on, b.name ORDER BY m.held_on, b.name, m.id LIMIT 50`,
      [tx.actor.authorityId],
    );
  }

  /** Those of a meeting that have no letter, the oldest first. */
  unsentOf(tx: Tx, meetingId: string, limit: number): Promise<PanelDecision[]> {
    return tx.query<PanelDecision>(`${DECISION} ${UNSENT} AND i.meeting_id = $2 ORDER BY d.decided_at, d.id LIMIT $3`, [
      tx.actor.authorityId,
      meetingId,
      limit,
    ]);
  }

  /** With a letter, the newest first; at most 50. */
  sent(tx: Tx): Promise<PanelDecision[]> {
    return tx.query<PanelDecision>(
      `${DECISION} AND EXISTS (SELECT FROM panel_letter l WHERE l.decision_id = d.id)
        ORDER BY d.decided_at DESC, d.id LIMIT 50`,
      [tx.actor.authorityId],
    );
  }

  /** The one that lives, else the option decided on; undefined where none was offered. */
  async place(tx: Tx, decisionId: string): Promise<PlaceOfDecision | undefined> {
    const [row] = await tx.query<PlaceOfDecision>(
      `SELECT p.status, p.pupil_reference AS "pupilReference", p.starts_on AS "startsOn", p.planned_end AS "plannedEnd",
              p.answer_by AS "answerBy",
              (SELECT jsonb_agg(jsonb_build_object('providerId', c.provider_organisation_id, 'provider', o.name,
                 'site', t.name, 'programme', g.name, 'sessions', c.sessions) ORDER BY o.name, t.name, c.id)
                 FROM placement_component c JOIN organisation o ON o.id = c.provider_organisation_id
                 JOIN site t ON t.id = c.site_id JOIN programme g ON g.id = c.programme_id
                WHERE c.placement_id = p.id AND c.from_date IS NULL) AS parts
         FROM placement p WHERE p.decision_id = $1
        ORDER BY p.status IN ('OFFERED', 'AGREED', 'ACTIVE') DESC, p.named_option LIMIT 1`,
      [decisionId],
    );
    return row;
  }

  async add(tx: Tx, letters: readonly NewLetter[]): Promise<void> {
    await insertRows(
      tx,
      'panel_letter',
      letters.map((letter) => ({
        id: letter.id,
        authority_id: letter.authorityId,
        decision_id: letter.decisionId,
        referral_id: letter.referralId,
        school_organisation_id: letter.schoolOrganisationId,
        organisation_id: letter.organisationId,
        audience: letter.audience,
        reconsideration_id: letter.reconsiderationId,
        content: JSON.stringify(letter.content),
        ask_by: letter.askBy,
        issued_at: tx.now,
        issued_by: tx.actor.userId,
      })),
    );
  }
}
