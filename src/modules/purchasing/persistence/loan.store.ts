import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, type Pence } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { LoanStatus } from '../domain/block-states.js';

explainConstraint('block_loan_covered', 'block.not-covered');
explainConstraint('block_loan_moves', 'loan.moved-on');
explainConstraint('block_loan_both_sides', 'block.second-person');

/** Units that go from one holder to another: lent when the price is nought, else sold. */
export interface Loan {
  readonly id: string;
  readonly blockId: string;
  readonly authorityId: string;
  readonly lenderId: string;
  readonly lenderName: string;
  readonly borrowerId: string;
  readonly borrowerName: string;
  readonly units: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  readonly unitPence: Pence;
  readonly status: LoanStatus;
  readonly proposedBy: string;
  readonly orderReference: string | null;
  readonly returnedFrom: DateOnly | null;
}

export type NewLoan = Omit<
  Loan,
  'id' | 'lenderName' | 'borrowerName' | 'status' | 'proposedBy' | 'orderReference' | 'returnedFrom'
>;

const LOAN = `
  select n.id, n.block_id as "blockId", n.authority_id as "authorityId", n.lender_organisation_id as "lenderId",
    a.name as "lenderName", n.borrower_organisation_id as "borrowerId", b.name as "borrowerName", n.units,
    n.from_week as "fromWeek", n.to_week as "toWeek", n.unit_pence as "unitPence", n.status, n.proposed_by as "proposedBy",
    n.order_reference as "orderReference", n.returned_from as "returnedFrom"
  from block_loan n join organisation a on a.id = n.lender_organisation_id join organisation b on b.id = n.borrower_organisation_id`;

@Injectable()
export class LoanStore {
  async add(tx: Tx, loan: NewLoan): Promise<string> {
    const id = newId();
    await insertRows(tx, 'block_loan', [
      {
        id,
        block_id: loan.blockId,
        authority_id: loan.authorityId,
        lender_organisation_id: loan.lenderId,
        borrower_organisation_id: loan.borrowerId,
        units: loan.units,
        from_week: loan.fromWeek,
        to_week: loan.toWeek,
        unit_pence: loan.unitPence,
        proposed_by: tx.actor.userId,
        proposed_at: tx.now,
      },
    ]);
    return id;
  }

  async byId(tx: Tx, id: string): Promise<Loan | undefined> {
    return (await tx.query<Loan>(`${LOAN} where n.id = $1`, [id]))[0];
  }

  /** The latest first; at most 200. */
  ofBlock(tx: Tx, blockId: string): Promise<Loan[]> {
    return tx.query(`${LOAN} where n.block_id = $1 order by n.proposed_at desc, n.id desc limit 200`, [blockId]);
  }

  /** Those that wait for this organisation's answer. */
  waitingFor(tx: Tx, borrowerId: string, most: number): Promise<Loan[]> {
    return tx.query(
      `${LOAN} where n.borrower_organisation_id = $1 and n.status = 'PROPOSED' order by n.proposed_at, n.id limit $2`,
      [borrowerId, most],
    );
  }

  async answer(
    tx: Tx,
    id: string,
    answer: {
      readonly status: 'AGREED' | 'REFUSED';
      readonly orderReference: string | null;
      readonly fund: string | null;
    },
  ): Promise<void> {
    await tx.query(
      `update block_loan set status = $2, answered_by = $3, answered_at = $4, order_reference = $5, fund = $6 where id = $1`,
      [id, answer.status, tx.actor.userId, tx.now, answer.orderReference, answer.fund],
    );
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.query(`update block_loan set status = 'WITHDRAWN' where id = $1`, [id]);
  }

  async giveBack(tx: Tx, id: string, from: DateOnly): Promise<void> {
    await tx.query(`update block_loan set status = 'RETURNED', returned_from = $2 where id = $1`, [id, from]);
  }
}
