import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { BodyKind } from '../domain/body.js';
import { ofBody } from './body.store.js';
import type { Meeting } from './meeting.store.js';

explainConstraint('meeting_action_agreed', 'meeting.not-open');
explainConstraint('meeting_action_own_item', 'item.not-found');
explainConstraint('meeting_action_member', 'member.not-found');
explainConstraint('meeting_action_stands', 'action.settled');

export type ActionOutcome = 'DONE' | 'NOT_DONE';

export interface MeetingAction {
  readonly id: string;
  readonly meetingId: string;
  readonly heldOn: DateOnly;
  readonly bodyId: string;
  readonly bodyName: string;
  readonly authorityId: string;
  readonly kind: BodyKind;
  readonly itemId: string | null;
  readonly itemTitle: string | null;
  readonly what: string;
  readonly memberId: string | null;
  /** Of a member; null for somebody else. */
  readonly ownerUserId: string | null;
  readonly owner: string;
  readonly dueOn: DateOnly;
  readonly outcome: ActionOutcome | null;
  readonly note: string | null;
  readonly settledAt: Date | null;
}

export interface NewAction {
  readonly id: string;
  readonly itemId: string | null;
  readonly what: string;
  readonly memberId: string | null;
  readonly ownerName: string | null;
  readonly dueOn: DateOnly;
}

const ACTION = `
  SELECT x.id, x.meeting_id AS "meetingId", g.held_on AS "heldOn", x.body_id AS "bodyId", b.name AS "bodyName",
         x.authority_id AS "authorityId", x.kind, x.item_id AS "itemId", i.title AS "itemTitle", x.what,
         x.member_id AS "memberId", m.user_id AS "ownerUserId", coalesce(x.owner_name, n.name, '') AS owner,
         x.due_on AS "dueOn", x.outcome, x.note, x.settled_at AS "settledAt"
    FROM meeting_action x JOIN meeting g ON g.id = x.meeting_id JOIN body b ON b.id = x.body_id
    LEFT JOIN agenda_item i ON i.id = x.item_id LEFT JOIN body_member m ON m.id = x.member_id
    LEFT JOIN LATERAL identity_names(ARRAY[m.user_id]) n ON m.user_id IS NOT NULL`;

/** What meetings agreed that somebody does. */
@Injectable()
export class ActionStore {
  async byId(tx: Tx, id: string): Promise<MeetingAction | undefined> {
    const [row] = await tx.query<MeetingAction>(`${ACTION} WHERE x.id = $1`, [id]);
    return row;
  }

  /** Agreed at the meeting, and what is still open from meetings of its body before; at most 200. */
  ofMeeting(tx: Tx, meeting: Meeting): Promise<MeetingAction[]> {
    return tx.query<MeetingAction>(
      `${ACTION} WHERE x.body_id = $2 AND (x.meeting_id = $1 OR (x.settled_at IS NULL AND g.held_on <= $3))
        ORDER BY x.settled_at IS NOT NULL, x.due_on, x.id LIMIT 200`,
      [meeting.id, meeting.bodyId, meeting.heldOn],
    );
  }

  /** Open ones of bodies whose room the actor may enter: all for who prepares their meetings, else one's own; at most 100. */
  open(tx: Tx, of: { readonly kind: BodyKind; readonly everybodys: 'YES' | 'NO' }): Promise<MeetingAction[]> {
    return tx.query<MeetingAction>(
      `${ACTION} WHERE x.kind = $1 AND x.settled_at IS NULL AND ($2 = 'YES' OR m.user_id = $3) ORDER BY x.due_on, x.id LIMIT 100`,
      [of.kind, of.everybodys, tx.actor.userId],
    );
  }

  async add(tx: Tx, meeting: Meeting, action: NewAction): Promise<void> {
    await insertRows(tx, 'meeting_action', [
      {
        id: action.id,
        meeting_id: meeting.id,
        ...ofBody({ id: meeting.bodyId, authorityId: meeting.authorityId, kind: meeting.kind }),
        item_id: action.itemId,
        what: action.what,
        member_id: action.memberId,
        owner_name: action.ownerName,
        due_on: action.dueOn,
        agreed_at: tx.now,
        agreed_by: tx.actor.userId,
      },
    ]);
  }

  async settle(tx: Tx, id: string, { outcome, note }: { outcome: ActionOutcome; note: string }): Promise<void> {
    await tx.query(
      `UPDATE meeting_action SET outcome = $2, note = $3, settled_at = $4, settled_by = $5 WHERE id = $1`,
      [id, outcome, note, tx.now, tx.actor.userId],
    );
  }
}
