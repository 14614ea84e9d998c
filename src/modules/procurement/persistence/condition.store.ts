import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';

/** A condition of membership. Bidders meet it or they do not. */
export interface Condition {
  readonly id: string;
  readonly lotId: string | null;
  readonly number: number;
  readonly title: string;
  readonly requirement: string;
  /** What a bidder shows for it, in words; null where its word is enough. */
  readonly evidence: string | null;
}

@Injectable()
export class ConditionStore {
  ofFramework(tx: Tx, frameworkId: string): Promise<Condition[]> {
    return tx.query<Condition>(
      `SELECT id, lot_id AS "lotId", number::int AS number, title, requirement, evidence
         FROM framework_condition WHERE framework_id = $1 ORDER BY number LIMIT 200`,
      [frameworkId],
    );
  }

  async add(
    tx: Tx,
    framework: { readonly id: string; readonly authorityId: string },
    condition: Condition,
  ): Promise<void> {
    const { id, lotId, number, title, requirement, evidence } = condition;
    const of = { framework_id: framework.id, authority_id: framework.authorityId, lot_id: lotId };
    await insertRows(tx, 'framework_condition', [{ id, ...of, number, title, requirement, evidence }]);
  }

  async remove(tx: Tx, frameworkId: string, conditionId: string): Promise<number> {
    const rows = await tx.query(`DELETE FROM framework_condition WHERE framework_id = $1 AND id = $2 RETURNING id`, [
      frameworkId,
      conditionId,
    ]);
    return rows.length;
  }
}
