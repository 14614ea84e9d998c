import { Injectable } from '@nestjs/common';
import { type Facts, newId } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';

export type DeciderPart = 'DECIDED' | 'CHAIRED' | 'VOTED' | 'ADVISED' | 'DISSENTED' | 'WITHDREW';

/** An option as it lay before the decider. */
export interface OptionSeen {
  readonly patternIds: readonly string[];
  readonly optionId: string | null;
  readonly rank: number | null;
  readonly fit: number | null;
  readonly weeklyPence: number | null;
}

export interface NewDecision {
  readonly authorityId: string;
  readonly kind: 'PLACEMENT' | 'ADMISSION' | 'POLICY' | 'REINTEGRATION';
  readonly outcome: string;
  /** In the decider's own words. May speak of the child: shown to parties, never logged. */
  readonly reasons: string;
  readonly policyId: string | null;
  readonly referralId?: string | null;
  readonly optionsSeen?: readonly OptionSeen[];
  /** What the decision named besides: next options in order, waived rules. */
  readonly conditions?: object;
  /** The power it was taken under, as the policy words it. */
  readonly delegatedPower: string;
  readonly deciders: readonly { readonly userId: string; readonly part: DeciderPart }[];
  readonly meetingItemId?: string | null;
  /** The decision that this one ratifies, or does not. */
  readonly followsDecisionId?: string | null;
  readonly auditFacts?: Facts;
}

export interface Decision {
  readonly id: string;
  readonly authorityId: string;
  readonly referralId: string | null;
  readonly outcome: string;
  readonly reasons: string;
  readonly delegatedPower: string;
  readonly policyId: string | null;
  readonly optionsSeen: readonly OptionSeen[];
  readonly conditions: unknown;
  readonly decidedAt: Date;
  readonly decidedBy: string | null;
}

/** What was decided is written once, in the transaction that acts on it, and never edited. */
@Injectable()
export class Decisions {
  /** The actor is the one who records it; the deciders stand beside it. Returns the decision's id. */
  async record(tx: Tx, decision: NewDecision): Promise<string> {
    const [id = ''] = await this.recordAll(tx, [decision]);
    return id;
  }

  /** Several decisions taken in one act, such as the routine items of a meeting; their ids in the order given. */
  async recordAll(tx: Tx, decisions: readonly NewDecision[]): Promise<readonly string[]> {
    const recorded = decisions.map((decision) => ({ id: newId(), decision }));
    await insertRows(
      tx,
      'decision',
      recorded.map(({ id, decision }) => ({
        id,
        authority_id: decision.authorityId,
        kind: decision.kind,
        referral_id: decision.referralId ?? null,
        policy_id: decision.policyId,
        outcome: decision.outcome,
        reasons: decision.reasons,
        options_seen: JSON.stringify(decision.optionsSeen ?? []),
        conditions: JSON.stringify(decision.conditions ?? {}),
        delegated_power: decision.delegatedPower,
        decided_at: tx.now,
        decided_by: tx.actor.userId,
        meeting_item_id: decision.meetingItemId ?? null,
        follows_decision_id: decision.followsDecisionId ?? null,
      })),
    );
    await insertRows(
      tx,
      'decision_decider',
      recorded.flatMap(({ id, decision }) =>
        decision.deciders.map(({ userId, part }) => ({
          decision_id: id,
          authority_id: decision.authorityId,
          user_id: userId,
          part,
        })),
      ),
    );
    await tx.auditAll(
      'decision.recorded',
      recorded.map(({ id, decision: { kind, outcome, referralId, auditFacts } }) => ({
        subject: { type: 'decision', id, ...(referralId ? { referralId } : {}) },
        facts: { kind, outcome, ...auditFacts },
      })),
    );
    return recorded.map(({ id }) => id);
  }

  /** Undefined for one that the actor may not see, exactly as for one that does not exist. */
  async byId(tx: Tx, id: string): Promise<Decision | undefined> {
    return (await this.byIds(tx, [id])).get(id);
  }

  async byIds(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Decision>> {
    const rows = await tx.query<DecisionRow>(
      `select id, authority_id, referral_id, outcome, reasons, delegated_power, policy_id, options_seen, conditions, decided_at, decided_by
       from decision where id = any ($1::uuid[]) order by id`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  }

  /** What was decided on items of meetings, by item; those the actor withdrew from are left out. */
  async ofItems(tx: Tx, itemIds: readonly string[]): Promise<ReadonlyMap<string, Decision>> {
    const rows = await tx.query<DecisionRow & { meeting_item_id: string }>(
      `select id, authority_id, referral_id, outcome, reasons, delegated_power, policy_id, options_seen, conditions, decided_at,
              decided_by, meeting_item_id
       from decision where meeting_item_id = any ($1::uuid[]) order by meeting_item_id`,
      [itemIds],
    );
    return new Map(rows.map((row) => [row.meeting_item_id, fromRow(row)]));
  }

  /** Who took part in a decision and how, by name of the part. */
  deciders(tx: Tx, decisionId: string): Promise<{ readonly userId: string; readonly part: DeciderPart }[]> {
    return tx.query(
      `select user_id as "userId", part from decision_decider where decision_id = $1 order by part, user_id limit 200`,
      [decisionId],
    );
  }
}

interface DecisionRow {
  id: string;
  authority_id: string;
  referral_id: string | null;
  outcome: string;
  reasons: string;
  delegated_power: string;
  policy_id: string | null;
  options_seen: OptionSeen[];
  conditions: unknown;
  decided_at: Date;
  decided_by: string | null;
}

const fromRow = (row: DecisionRow): Decision => ({
  id: row.id,
  authorityId: row.authority_id,
  referralId: row.referral_id,
  outcome: row.outcome,
  reasons: row.reasons,
  delegatedPower: row.delegated_power,
  policyId: row.policy_id,
  optionsSeen: row.options_seen,
  conditions: row.conditions,
  decidedAt: row.decided_at,
  decidedBy: row.decided_by,
});
