import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { Choice, CountedVote, InterestNature, Named } from '../domain/body.js';
import { ofBody } from './body.store.js';
import type { AgendaItem } from './meeting.store.js';

export interface Interest {
  readonly id: string;
  readonly itemId: string;
  readonly memberId: string;
  readonly nature: InterestNature;
  readonly detail: string;
  readonly conflicts: boolean;
  readonly facts: string | null;
  readonly declaredAt: Date;
  readonly withdrewAt: Date | null;
}

export type Method = 'CONSENSUS' | 'VOTE';

export interface Motion {
  readonly id: string;
  readonly itemId: string;
  readonly outcome: string;
  readonly reasons: string;
  readonly conditions: string | null;
  /** What it names besides, voted on with it. */
  readonly named: Named | null;
  readonly status: 'OPEN' | 'CARRIED' | 'LOST';
  readonly method: Method | null;
  readonly putAt: Date;
  readonly settledAt: Date | null;
}

export interface Vote extends CountedVote {
  readonly motionId: string;
}

export interface NewMotion {
  readonly id: string;
  readonly item: AgendaItem;
  readonly outcome: string;
  readonly reasons: string;
  readonly conditions: string | null;
  readonly named: Named | null;
  /** OPEN to be voted on, CARRIED where it is agreed as it is put. */
  readonly status: 'OPEN' | 'CARRIED';
}

const INTEREST = `
  SELECT n.id, n.item_id AS "itemId", n.member_id AS "memberId", n.nature, n.detail, n.conflicts, n.facts,
         n.declared_at AS "declaredAt", n.withdrew_at AS "withdrewAt" FROM interest n`;
const MOTION = `
  SELECT m.id, m.item_id AS "itemId", m.outcome, m.reasons, m.conditions, m.named, m.status, m.method, m.put_at AS "putAt",
         m.settled_at AS "settledAt" FROM motion m`;

const ofItem = (item: AgendaItem) => ofBody({ id: item.bodyId, authorityId: item.authorityId, kind: item.kind });

/** Interests, motions and votes on the items of a meeting. */
@Injectable()
export class MotionStore {
  interests(tx: Tx, itemId: string): Promise<Interest[]> {
    return tx.query<Interest>(`${INTEREST} WHERE n.item_id = $1 ORDER BY n.declared_at, n.id LIMIT 200`, [itemId]);
  }

  interestsOfMeeting(tx: Tx, meetingId: string): Promise<Interest[]> {
    return tx.query<Interest>(
      `${INTEREST} JOIN agenda_item i ON i.id = n.item_id WHERE i.meeting_id = $1 ORDER BY i.number, n.declared_at, n.id
        LIMIT 2000`,
      [meetingId],
    );
  }

  async declare(
    tx: Tx,
    interests: readonly (Omit<Interest, 'itemId' | 'declaredAt'> & { readonly item: AgendaItem })[],
  ): Promise<void> {
    await insertRows(
      tx,
      'interest',
      interests.map(({ id, item, memberId, nature, detail, conflicts, facts, withdrewAt }) => ({
        id,
        item_id: item.id,
        ...ofItem(item),
        member_id: memberId,
        nature,
        detail,
        conflicts,
        facts,
        declared_at: tx.now,
        declared_by: tx.actor.userId,
        withdrew_at: withdrewAt,
      })),
    );
  }

  /** Notes what a member with a conflict told the body, and that they left for the item. */
  async withdraw(tx: Tx, id: string, facts: string | null): Promise<void> {
    await tx.query(
      `UPDATE interest SET withdrew_at = coalesce(withdrew_at, $2), facts = coalesce($3, facts) WHERE id = $1`,
      [id, tx.now, facts],
    );
  }

  async motion(tx: Tx, id: string): Promise<Motion | undefined> {
    const [row] = await tx.query<Motion>(`${MOTION} WHERE m.id = $1`, [id]);
    return row;
  }

  motions(tx: Tx, itemId: string): Promise<Motion[]> {
    return tx.query<Motion>(`${MOTION} WHERE m.item_id = $1 ORDER BY m.put_at, m.id LIMIT 100`, [itemId]);
  }

  /** What kinds of subjects a motion, or what is not decided in a meeting, is about. */
  async subjectTypes(
    tx: Tx,
    of: { readonly motionId: string } | { readonly meetingId: string },
  ): Promise<readonly string[]> {
    const byMotion = 'motionId' in of;
    const rows = await tx.query<{ type: string }>(
      byMotion
        ? `SELECT i.subject_type AS type FROM motion m JOIN agenda_item i ON i.id = m.item_id WHERE m.id = $1`
        : `SELECT DISTINCT subject_type AS type FROM agenda_item WHERE meeting_id = $1 AND decided_at IS NULL`,
      [byMotion ? of.motionId : of.meetingId],
    );
    return rows.map(({ type }) => type);
  }

  async put(tx: Tx, motions: readonly NewMotion[]): Promise<void> {
    await insertRows(
      tx,
      'motion',
      motions.map(({ id, item, outcome, reasons, conditions, named, status }) => ({
        id,
        item_id: item.id,
        ...ofItem(item),
        outcome,
        reasons,
        conditions,
        named: named && JSON.stringify(named),
        status,
        method: status === 'OPEN' ? null : 'CONSENSUS',
        put_at: tx.now,
        put_by: tx.actor.userId,
        settled_at: status === 'OPEN' ? null : tx.now,
      })),
    );
  }

  async settle(tx: Tx, id: string, status: 'CARRIED' | 'LOST', method: Method): Promise<void> {
    await tx.query(`UPDATE motion SET status = $2, method = $3, settled_at = $4 WHERE id = $1`, [
      id,
      status,
      method,
      tx.now,
    ]);
  }

  votes(tx: Tx, itemId: string): Promise<Vote[]> {
    return tx.query<Vote>(
      `SELECT motion_id AS "motionId", member_id AS "memberId", choice, casting FROM vote WHERE item_id = $1
        ORDER BY cast_at, member_id, casting LIMIT 1000`,
      [itemId],
    );
  }

  async vote(
    tx: Tx,
    item: AgendaItem,
    vote: {
      readonly motionId: string;
      readonly memberId: string;
      readonly choice: Choice;
      readonly casting: boolean;
    },
  ): Promise<void> {
    await insertRows(tx, 'vote', [
      {
        motion_id: vote.motionId,
        item_id: item.id,
        ...ofItem(item),
        member_id: vote.memberId,
        choice: vote.choice,
        casting: vote.casting,
        cast_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }
}
