import { Injectable } from '@nestjs/common';
import { type DateOnly, PROVISION_TYPES, typesWhere } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { LIVE_STATUSES } from '../domain/placement-states.js';
import type { QueueBounds } from '../domain/queue-filter.js';

export const QUEUE_MOST = 200;

/** A request that waits for a decision, as the queue lists it: no name. */
export interface Queued {
  readonly referralId: string;
  readonly reference: string;
  readonly type: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly yearGroup: number | null;
  readonly daySixTarget: DateOnly | null;
  /** The day to work to. */
  readonly aimOn: DateOnly;
  readonly waitingSince: DateOnly;
}

/** How many wait on no agenda, in all and of the most urgent. */
export interface QueueCounts {
  readonly total: number;
  readonly late: number;
  readonly due: number;
}

/** What a meeting to come has of the queue. */
export interface OnAgenda {
  readonly meetingId: string;
  readonly heldOn: DateOnly;
  readonly requests: number;
  readonly firstAim: DateOnly;
}

export interface Pack {
  readonly itemId: string;
  readonly meetingId: string;
  readonly heldOn: DateOnly;
  readonly frozenAt: Date | null;
  readonly droppedAt: Date | null;
  /** The reader may enter the room: the agenda itself says so. */
  readonly mayOpen: boolean;
}

/** Every request that waits on no agenda. */
/** A place at a school is agreed between people and is on no agenda of a placement panel. */
const AP_TYPES = `('${PROVISION_TYPES.join("', '")}')`;
const WAITING = `FROM referral r JOIN organisation s ON s.id = r.school_organisation_id
         LEFT JOIN pupil_profile f ON f.pupil_id = r.pupil_id
        WHERE r.status = 'SUBMITTED' AND r.authority_id = $1 AND r.type IN ${AP_TYPES} AND NOT EXISTS (SELECT FROM agenda_item i
          WHERE i.subject_type = 'REFERRAL' AND i.subject_id = r.id AND i.decided_at IS NULL AND i.removed_at IS NULL)`;
const WITHIN = `($2::text IS NULL OR r.type = $2) AND ($3::uuid IS NULL OR r.school_organisation_id = $3)
        AND ($4::int IS NULL OR f.year_group BETWEEN $4 AND $5) AND ($6::date IS NULL OR r.aim_on >= $6)
        AND ($7::date IS NULL OR r.aim_on < $7) AND ($8::date IS NULL OR r.waiting_since <= $8)`;
const boundValues = (bounds: QueueBounds): readonly unknown[] => [
  bounds.type,
  bounds.schoolId,
  bounds.fromYear,
  bounds.toYear,
  bounds.aimFrom,
  bounds.aimBefore,
  bounds.waitingSinceBy,
];

/** What waits for a panel, and where each request's papers stand. */
@Injectable()
export class PanelQueueStore {
  /** On no agenda, the most urgent first; `found` is the true number of what the bounds hold. */
  async waiting(
    tx: Tx,
    bounds: QueueBounds,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly waiting: Queued[]; readonly found: number }> {
    const values = [tx.actor.authorityId, ...boundValues(bounds)];
    const waiting = await tx.query<Queued>(
      `SELECT r.id AS "referralId", r.reference, r.type, r.school_organisation_id AS "schoolId", s.name AS "schoolName",
              f.year_group AS "yearGroup", r.day_six_target AS "daySixTarget", r.aim_on AS "aimOn",
              r.waiting_since AS "waitingSince"
         ${WAITING} AND ${WITHIN} ORDER BY r.aim_on, r.id LIMIT $9 OFFSET $10`,
      [...values, page.limit, page.offset],
    );
    const [count] = await tx.query<{ found: number }>(`SELECT count(*)::int AS found ${WAITING} AND ${WITHIN}`, values);
    return { waiting, found: count?.found ?? 0 };
  }

  async counts(tx: Tx, next: DateOnly): Promise<QueueCounts> {
    const [row] = await tx.query<QueueCounts>(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE r.aim_on < $2)::int AS late,
              count(*) FILTER (WHERE r.aim_on < $3)::int AS due ${WAITING}`,
      [tx.actor.authorityId, tx.today, next],
    );
    return row ?? { total: 0, late: 0, due: 0 };
  }

  /** Schools with a request on no agenda, by name; at most 500. */
  schools(tx: Tx): Promise<{ id: string; name: string }[]> {
    return tx.query(`SELECT DISTINCT s.id, s.name ${WAITING} ORDER BY s.name, s.id LIMIT 500`, [tx.actor.authorityId]);
  }

  schoolsOf(tx: Tx, referralIds: readonly string[]): Promise<{ schoolId: string }[]> {
    return tx.query(
      `SELECT school_organisation_id AS "schoolId" FROM referral
        WHERE id = ANY ($1::uuid[]) AND school_organisation_id IS NOT NULL ORDER BY id`,
      [referralIds],
    );
  }

  /** Meetings that have requests before them, the next first; at most 20. */
  onAgendas(tx: Tx): Promise<OnAgenda[]> {
    return tx.query<OnAgenda>(
      `SELECT g.id AS "meetingId", g.held_on AS "heldOn", count(*)::int AS requests, min(r.aim_on) AS "firstAim"
         FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id JOIN referral r ON r.id = i.subject_id
        WHERE i.subject_type = 'REFERRAL' AND i.decided_at IS NULL AND i.removed_at IS NULL AND i.authority_id = $1
        GROUP BY g.id, g.held_on ORDER BY g.held_on, g.id LIMIT 20`,
      [tx.actor.authorityId],
    );
  }

  /** How many wait on no agenda, and by when the first of them is needed. */
  async onNoAgenda(tx: Tx): Promise<{ readonly open: number; readonly first: DateOnly | null }> {
    const [row] = await tx.query<{ open: number; first: DateOnly | null }>(
      `SELECT count(*)::int AS open, min(r.aim_on) AS first ${WAITING}`,
      [tx.actor.authorityId],
    );
    return row ?? { open: 0, first: null };
  }

  /** Preventative places that each school holds today: those that count to its fair share. */
  async held(tx: Tx, schoolIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.query<{ id: string; held: number }>(
      `SELECT school_organisation_id AS id, count(DISTINCT pupil_id)::int AS held FROM placement
        WHERE school_organisation_id = ANY ($1::uuid[]) AND status = ANY ($2) AND referral_type = ANY ($4)
          AND planned_end >= $3 GROUP BY 1 ORDER BY 1`,
      [schoolIds, LIVE_STATUSES, tx.today, typesWhere(({ countsToFairShare }) => countsToFairShare)],
    );
    return new Map(rows.map(({ id, held }) => [id, held]));
  }

  /** Each referral's place on an agenda, with who may know of it. */
  async addPacks(
    tx: Tx,
    meeting: { readonly id: string; readonly heldOn: DateOnly; readonly authorityId: string },
    items: readonly { readonly itemId: string; readonly subjectId: string }[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO referral_pack (item_id, referral_id, authority_id, school_organisation_id, meeting_id, held_on, put_at)
       SELECT i.item_id, r.id, $3, r.school_organisation_id, $4, $5, $6
         FROM unnest($1::uuid[], $2::uuid[]) i (item_id, referral_id) JOIN referral r ON r.id = i.referral_id`,
      [
        items.map(({ itemId }) => itemId),
        items.map(({ subjectId }) => subjectId),
        meeting.authorityId,
        meeting.id,
        meeting.heldOn,
        tx.now,
      ],
    );
  }

  /** Those that were not frozen before. */
  freeze(
    tx: Tx,
    itemIds: readonly string[],
  ): Promise<{ readonly referralId: string; readonly reference: string; readonly schoolId: string }[]> {
    return tx.query(
      `UPDATE referral_pack k SET frozen_at = $2 FROM referral r
        WHERE r.id = k.referral_id AND k.item_id = ANY ($1::uuid[]) AND k.frozen_at IS NULL
       RETURNING r.id AS "referralId", r.reference, k.school_organisation_id AS "schoolId"`,
      [itemIds, tx.now],
    );
  }

  /** The items left the agenda undecided, or the meeting decided on them: they are before it no more. */
  async drop(tx: Tx, referralIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE referral_pack SET dropped_at = $2 WHERE referral_id = ANY ($1::uuid[]) AND dropped_at IS NULL`,
      [referralIds, tx.now],
    );
  }

  /** Where the request is on an agenda and nothing is decided; at most 20. */
  async undecidedItems(tx: Tx, referralId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM agenda_item WHERE subject_type = 'REFERRAL' AND subject_id = $1 AND decided_at IS NULL
         AND removed_at IS NULL ORDER BY id LIMIT 20`,
      [referralId],
    );
    return rows.map(({ id }) => id);
  }

  /** Newest first; at most 20. */
  packs(tx: Tx, referralId: string): Promise<Pack[]> {
    return tx.query<Pack>(
      `SELECT item_id AS "itemId", meeting_id AS "meetingId", held_on AS "heldOn", frozen_at AS "frozenAt",
              dropped_at AS "droppedAt", item_id IN (SELECT id FROM agenda_item) AS "mayOpen"
         FROM referral_pack WHERE referral_id = $1 ORDER BY put_at DESC, item_id LIMIT 20`,
      [referralId],
    );
  }
}
