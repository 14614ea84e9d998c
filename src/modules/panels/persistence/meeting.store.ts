import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { BodyKind, Named, PaperContent, Seat } from '../domain/body.js';
import { type Body, ofBody } from './body.store.js';

export type MeetingStatus = 'PLANNED' | 'OPEN' | 'CLOSED' | 'CANCELLED';

export interface Meeting {
  readonly id: string;
  readonly bodyId: string;
  readonly bodyName: string;
  readonly authorityId: string;
  readonly kind: BodyKind;
  readonly heldOn: DateOnly;
  readonly startsAt: string;
  readonly place: string;
  readonly status: MeetingStatus;
  readonly papersSentAt: Date | null;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  readonly minutesAgreedAt: Date | null;
}

export interface AgendaItem {
  readonly id: string;
  readonly meetingId: string;
  readonly bodyId: string;
  readonly authorityId: string;
  readonly kind: BodyKind;
  readonly number: number;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly title: string;
  readonly enBloc: boolean;
  readonly decidedAt: Date | null;
  readonly removedAt: Date | null;
}

/** What lay before the body on an item; null for whoever has declared a conflict, as if there were none. */
export interface Paper {
  readonly content: PaperContent;
  readonly outcome: string | null;
  readonly reasons: string | null;
  readonly conditions: string | null;
  /** What is recommended besides. */
  readonly named?: Named | null;
}

export interface NewItem {
  readonly id: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly title: string;
  readonly enBloc: boolean;
  /** Organisations that it is about. */
  readonly parties: readonly string[];
  readonly paper: Paper;
}

/** What a routine item's paper recommends. */
interface Recommended {
  readonly outcome: string;
  readonly reasons: string;
  readonly conditions: null;
  readonly named: Named | null;
}

/** A seat in the room, with the name that a record shows. */
export interface SeatInRoom extends Seat {
  readonly name: string;
  readonly constituencyName: string;
  readonly organisationName: string | null;
}

const MEETING = `
  SELECT g.id, g.body_id AS "bodyId", b.name AS "bodyName", g.authority_id AS "authorityId", g.kind,
         g.held_on AS "heldOn", g.starts_at AS "startsAt", g.place, g.status, g.papers_sent_at AS "papersSentAt",
         g.opened_at AS "openedAt", g.closed_at AS "closedAt", g.minutes_agreed_at AS "minutesAgreedAt"
    FROM meeting g JOIN body b ON b.id = g.body_id`;
const ITEM = `
  SELECT i.id, i.meeting_id AS "meetingId", i.body_id AS "bodyId", i.authority_id AS "authorityId", i.kind,
         i.number, i.subject_type AS "subjectType", i.subject_id AS "subjectId", i.title, i.en_bloc AS "enBloc",
         i.decided_at AS "decidedAt", i.removed_at AS "removedAt"
    FROM agenda_item i`;

const KEPT = `(i.removed_at IS NULL OR i.removed_at = g.closed_at)`;

/** Meetings, their agendas and papers, and who is in the room. */
@Injectable()
export class MeetingStore {
  async byId(tx: Tx, id: string): Promise<Meeting | undefined> {
    const [row] = await tx.query<Meeting>(`${MEETING} WHERE g.id = $1`, [id]);
    return row;
  }

  /** Everything in one meeting happens one after the other. */
  async lock(tx: Tx, id: string): Promise<Meeting | undefined> {
    await tx.query(`SELECT meeting_lock($1)`, [id]);
    return this.byId(tx, id);
  }

  /** Newest first; at most 100. */
  ofBody(tx: Tx, bodyId: string): Promise<Meeting[]> {
    return tx.query<Meeting>(`${MEETING} WHERE g.body_id = $1 ORDER BY g.held_on DESC, g.id LIMIT 100`, [bodyId]);
  }

  /** Meetings to come or under way of bodies of this kind, the next first; at most 20. */
  ahead(tx: Tx, kind: BodyKind): Promise<Meeting[]> {
    return tx.query<Meeting>(
      `${MEETING} WHERE g.kind = $1 AND g.status IN ('PLANNED', 'OPEN') ORDER BY g.held_on, g.id LIMIT 20`,
      [kind],
    );
  }

  async add(
    tx: Tx,
    body: Body,
    meeting: { readonly id: string; readonly heldOn: DateOnly; readonly startsAt: string; readonly place: string },
  ): Promise<void> {
    const { id, heldOn, startsAt, place } = meeting;
    const made = { created_at: tx.now, created_by: tx.actor.userId };
    await insertRows(tx, 'meeting', [{ id, ...ofBody(body), held_on: heldOn, starts_at: startsAt, place, ...made }]);
  }

  async sendPapers(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE meeting SET papers_sent_at = $2, papers_sent_by = $3 WHERE id = $1`, [
      id,
      tx.now,
      tx.actor.userId,
    ]);
  }

  async setStatus(tx: Tx, id: string, status: MeetingStatus): Promise<void> {
    await tx.query(
      `UPDATE meeting SET status = $2, opened_at = CASE WHEN $2 = 'OPEN' THEN $3 ELSE opened_at END,
         closed_at = CASE WHEN $2 = 'CLOSED' THEN $3 END WHERE id = $1`,
      [id, status, tx.now],
    );
  }

  async agreeMinutes(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE meeting SET minutes_agreed_at = $2, minutes_agreed_by = $3 WHERE id = $1`, [
      id,
      tx.now,
      tx.actor.userId,
    ]);
  }

  async item(tx: Tx, id: string): Promise<AgendaItem | undefined> {
    const [row] = await tx.query<AgendaItem>(`${ITEM} WHERE i.id = $1`, [id]);
    return row;
  }

  /**
   * One by one items first, then those en bloc, by number; `total` is the true number. What was taken off before is left out,
   * what the meeting did not decide before it closed is not.
   */
  async items(
    tx: Tx,
    meetingId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly items: AgendaItem[]; readonly total: number }> {
    const items = await tx.query<AgendaItem>(
      `${ITEM} JOIN meeting g ON g.id = i.meeting_id WHERE i.meeting_id = $1 AND ${KEPT}
        ORDER BY i.en_bloc, i.number LIMIT $2 OFFSET $3`,
      [meetingId, page.limit, page.offset],
    );
    const [count] = await tx.query<{ total: number }>(
      `SELECT count(*) AS total FROM agenda_item i JOIN meeting g ON g.id = i.meeting_id WHERE i.meeting_id = $1 AND ${KEPT}`,
      [meetingId],
    );
    return { items, total: count?.total ?? 0 };
  }

  /** Items to be decided en bloc as recommended, of which no member sits for a party; at most 5,000. */
  routine(tx: Tx, meetingId: string): Promise<(AgendaItem & Recommended)[]> {
    return tx.query(
      `${ITEM.replace('FROM agenda_item i', ', p.outcome, p.reasons, p.conditions, p.named FROM agenda_item i')}
         JOIN agenda_paper p ON p.item_id = i.id
        WHERE i.meeting_id = $1 AND i.en_bloc AND i.decided_at IS NULL AND i.removed_at IS NULL AND p.outcome IS NOT NULL
          AND p.conditions IS NULL AND NOT EXISTS (SELECT FROM agenda_party y JOIN body_member m ON m.body_id = y.body_id
            AND y.organisation_id IN (m.organisation_id, m.trust_id) WHERE y.item_id = i.id)
        ORDER BY i.number LIMIT 5000`,
      [meetingId],
    );
  }

  async addItems(tx: Tx, meeting: Meeting, items: readonly NewItem[]): Promise<void> {
    const of = ofBody({ id: meeting.bodyId, authorityId: meeting.authorityId, kind: meeting.kind });
    const [last] = await tx.query<{ number: number }>(
      `SELECT coalesce(max(number), 0) AS number FROM agenda_item WHERE meeting_id = $1`,
      [meeting.id],
    );
    const first = (last?.number ?? 0) + 1;
    await insertRows(
      tx,
      'agenda_item',
      items.map((item, at) => ({
        id: item.id,
        meeting_id: meeting.id,
        ...of,
        number: first + at,
        subject_type: item.subjectType,
        subject_id: item.subjectId,
        title: item.title,
        en_bloc: item.enBloc,
        added_at: tx.now,
        added_by: tx.actor.userId,
      })),
    );
    await insertRows(
      tx,
      'agenda_party',
      items.flatMap(({ id, parties }) =>
        [...new Set(parties)].map((organisation) => ({ item_id: id, ...of, organisation_id: organisation })),
      ),
    );
    await insertRows(
      tx,
      'agenda_paper',
      items.map(({ id, paper }) => ({
        item_id: id,
        ...of,
        content: JSON.stringify(paper.content),
        outcome: paper.outcome,
        reasons: paper.reasons,
        conditions: paper.conditions,
        named: paper.named ? JSON.stringify(paper.named) : null,
        written_at: tx.now,
      })),
    );
  }

  async paper(tx: Tx, itemId: string): Promise<Paper | undefined> {
    const [row] = await tx.query<Paper>(
      `SELECT content, outcome, reasons, conditions, named FROM agenda_paper WHERE item_id = $1`,
      [itemId],
    );
    return row;
  }

  async oneByOne(tx: Tx, itemIds: readonly string[]): Promise<void> {
    await tx.query(
      `UPDATE agenda_item SET en_bloc = false WHERE id = ANY ($1::uuid[]) AND en_bloc AND decided_at IS NULL
         AND removed_at IS NULL`,
      [itemIds],
    );
  }

  /** What is not decided on an agenda, in its order; at most 5,000. */
  undecided(tx: Tx, meetingId: string): Promise<{ id: string; subjectType: string; subjectId: string }[]> {
    return tx.query(
      `SELECT id, subject_type AS "subjectType", subject_id AS "subjectId" FROM agenda_item
        WHERE meeting_id = $1 AND decided_at IS NULL AND removed_at IS NULL ORDER BY number LIMIT 5000`,
      [meetingId],
    );
  }

  async markDecided(tx: Tx, itemIds: readonly string[]): Promise<void> {
    await tx.query(`UPDATE agenda_item SET decided_at = $2 WHERE id = ANY ($1::uuid[])`, [itemIds, tx.now]);
  }

  /** Takes one item off, or every one that is not decided; the subjects may go on another agenda. */
  remove(
    tx: Tx,
    of: { readonly meetingId: string; readonly itemId: string | null },
  ): Promise<{ subjectType: string; subjectId: string }[]> {
    return tx.query(
      `UPDATE agenda_item SET removed_at = $3 WHERE meeting_id = $1 AND ($2::uuid IS NULL OR id = $2)
         AND decided_at IS NULL AND removed_at IS NULL
       RETURNING subject_type AS "subjectType", subject_id AS "subjectId"`,
      [of.meetingId, of.itemId, tx.now],
    );
  }

  async parties(tx: Tx, itemId: string): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ id: string }>(
      `SELECT organisation_id AS id FROM agenda_party WHERE item_id = $1 ORDER BY organisation_id`,
      [itemId],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Every seat in office on the day of the meeting; at most 200. */
  seats(tx: Tx, meeting: Meeting): Promise<SeatInRoom[]> {
    return tx.query<SeatInRoom>(
      `SELECT m.id AS "memberId", m.user_id AS "userId", coalesce(n.name, '') AS name, m.constituency,
              c.name AS "constituencyName", c.votes, m.organisation_id AS "organisationId", o.name AS "organisationName",
              m.trust_id AS "trustId", m.office, m.deputy_for AS "deputyFor", a.id IS NOT NULL AS present
         FROM body_member m JOIN body_constituency c ON c.body_id = m.body_id AND c.code = m.constituency
         LEFT JOIN organisation o ON o.id = m.organisation_id
         LEFT JOIN identity_names(ARRAY(SELECT user_id FROM body_member WHERE body_id = $1)) n ON n.id = m.user_id
         LEFT JOIN attendance a ON a.meeting_id = $2 AND a.member_id = m.id AND a.left_at IS NULL
        WHERE m.body_id = $1 AND $3 BETWEEN m.from_date AND m.to_date
        ORDER BY array_position(ARRAY['CHAIR', 'VICE_CHAIR', 'MEMBER'], m.office), n.name, m.id LIMIT 200`,
      [meeting.bodyId, meeting.id, meeting.heldOn],
    );
  }

  async arrive(tx: Tx, meeting: Meeting, id: string, memberId: string): Promise<void> {
    const of = ofBody({ id: meeting.bodyId, authorityId: meeting.authorityId, kind: meeting.kind });
    await insertRows(tx, 'attendance', [
      {
        id,
        meeting_id: meeting.id,
        ...of,
        member_id: memberId,
        arrived_at: tx.now,
        left_at: null,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  /** How many were in the room until now: one, or all when nobody is named. */
  async leave(tx: Tx, meetingId: string, memberId: string | null): Promise<number> {
    const rows = await tx.query(
      `UPDATE attendance SET left_at = $3 WHERE meeting_id = $1 AND ($2::uuid IS NULL OR member_id = $2)
         AND left_at IS NULL RETURNING id`,
      [meetingId, memberId, tx.now],
    );
    return rows.length;
  }

  attended(
    tx: Tx,
    meetingId: string,
  ): Promise<{ readonly memberId: string; readonly arrivedAt: Date; readonly leftAt: Date | null }[]> {
    return tx.query(
      `SELECT member_id AS "memberId", arrived_at AS "arrivedAt", left_at AS "leftAt" FROM attendance
        WHERE meeting_id = $1 ORDER BY arrived_at, id LIMIT 1000`,
      [meetingId],
    );
  }
}
