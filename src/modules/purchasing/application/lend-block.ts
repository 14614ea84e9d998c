import { Injectable } from '@nestjs/common';
import {
  type Actor,
  canMove,
  cleanText,
  type DateOnly,
  financialYear,
  forbidden,
  invalid,
  maxDate,
  mondayOf,
  notFound,
  ok,
  type Pence,
  pence,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { PurchaseCommitments } from '../../budget/index.js';
import { firstFreeWeek } from '../../capacity/index.js';
import { announce } from '../../notifications/index.js';
import { loanMoves } from '../domain/block-states.js';
import { costByYear, leastLeft } from '../domain/use-of-block.js';
import { type Block, BlockStore } from '../persistence/block.store.js';
import { type Loan, LoanStore } from '../persistence/loan.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { ForAuthority } from './acting.js';
import { UNITS_MOST } from './draft-block.js';
import { FindBorrowers } from './find-borrowers.js';

export interface LendCommand {
  readonly blockId: string;
  readonly borrowerId: string;
  readonly units: number;
  readonly firstDay: DateOnly;
  readonly lastDay: DateOnly;
  /** Nought: lent. Else sold at this much a unit. */
  readonly unitPence: Pence;
}

export interface LoanAnswer {
  readonly loanId: string;
  readonly agree: boolean;
  /** Of a school that buys: its own order. */
  readonly orderReference: string | null;
  /** Of the authority that buys. */
  readonly fund: string | null;
}

/** Units that others may use: one side proposes, the other agrees, and only then do they move. */
@Injectable()
export class LendBlock {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly borrowers: FindBorrowers,
    private readonly commitments: PurchaseCommitments,
    private readonly blocks: BlockStore,
    private readonly loans: LoanStore,
  ) {}

  /** Refused: fields; `block.not-left` (fact left), `block.not-covered`, `block.not-usable`. */
  async propose(actor: Actor, command: LendCommand): Promise<Result<string>> {
    const block = await this.work.read(actor, (tx) => this.blocks.byId(tx, command.blockId));
    if (block === undefined) return notFound('block');
    if (!purchasingPolicy.canLend(actor, block)) return forbidden('purchase.make');
    if (!Number.isInteger(command.units) || command.units < 1 || command.units > UNITS_MOST) {
      return invalid('units', 'number', { min: 1, max: UNITS_MOST });
    }
    if (command.lastDay < command.firstDay) return invalid('lastDay', 'ends-before-start');
    if (command.unitPence < 0 || command.unitPence > 100_000_000) return invalid('unitPence', 'money');
    return this.work.inTransaction(await this.authority.actor(actor, block.authorityId), async (tx) => {
      const locked = await this.blocks.lock(tx, block.id);
      if (locked?.status !== 'ACTIVE') return problem('block.not-usable');
      const known = await this.borrowers.of(tx, locked);
      if (!known.some(({ value }) => value === command.borrowerId)) return invalid('borrowerId', 'choice');
      const [fromWeek, toWeek] = [mondayOf(command.firstDay), mondayOf(command.lastDay)];
      if (fromWeek < mondayOf(tx.today)) return invalid('firstDay', 'block-past');
      const { units, borrowerId, unitPence } = command;
      const can = await this.canLend(tx, locked, { units, fromWeek, toWeek });
      if (!can.ok) return can;
      const { authorityId, buyerId: lenderId } = locked;
      const loan = { blockId: block.id, authorityId, lenderId, borrowerId, units, fromWeek, toWeek, unitPence };
      const id = await this.loans.add(tx, loan);
      await tx.audit(
        'block.loan-proposed',
        { type: 'block', id: block.id },
        { loanId: id, borrower: borrowerId, units },
      );
      await this.tell(tx, locked, borrowerId, 'block.loan-proposed');
      return ok(id);
    });
  }

  /** Refused: `loan.moved-on`, `block.too-late`, `block.not-left`, `block.second-person`, `budget.*`, field `orderReference`. */
  async answer(actor: Actor, answer: LoanAnswer): Promise<Result<{ blockId: string }>> {
    const loan = await this.work.read(actor, (tx) => this.loans.byId(tx, answer.loanId));
    if (loan === undefined) return notFound('loan');
    if (!purchasingPolicy.canAnswerLoan(actor, loan)) return forbidden('purchase.sign');
    if (loan.proposedBy === actor.userId) return problem('block.second-person');
    const order = cleanText(answer.orderReference, { field: 'orderReference', max: 60 });
    if (!order.ok) return order;
    return this.work.inTransaction(await this.authority.actor(actor, loan.authorityId), async (tx) => {
      const block = await this.blocks.lock(tx, loan.blockId);
      const now = await this.loans.byId(tx, loan.id);
      const event = answer.agree ? 'agree' : 'refuse';
      if (block === undefined || !canMove(loanMoves, now?.status, event)) return problem('loan.moved-on');
      if (!answer.agree) {
        await this.loans.answer(tx, loan.id, { status: 'REFUSED', orderReference: null, fund: null });
      } else {
        const agreed = await this.agree(tx, block, loan, { orderReference: order.value, fund: answer.fund });
        if (!agreed.ok) return agreed;
      }
      const facts = { loanId: loan.id, agreed: answer.agree };
      await tx.audit('block.loan-answered', { type: 'block', id: block.id }, facts);
      await this.tell(tx, block, loan.lenderId, 'block.loan-answered');
      return ok({ blockId: block.id });
    });
  }

  /** By the lender, before it is answered. */
  withdraw(actor: Actor, loanId: string): Promise<Result<{ blockId: string }>> {
    return this.change(actor, loanId, 'lenderId', async (tx, loan) => {
      if (!canMove(loanMoves, loan.status, 'withdraw')) return problem('loan.moved-on');
      await this.loans.withdraw(tx, loanId);
      await tx.audit('block.loan-withdrawn', { type: 'block', id: loan.blockId }, { loanId });
      return ok({ blockId: loan.blockId });
    });
  }

  /** By the borrower, from the next week on, without what it uses. What was sold stays sold. */
  giveBack(actor: Actor, loanId: string): Promise<Result<{ blockId: string }>> {
    return this.change(actor, loanId, 'borrowerId', async (tx, loan) => {
      if (!canMove(loanMoves, loan.status, 'return')) return problem('loan.moved-on');
      if (loan.unitPence > 0) return problem('loan.sold');
      const from = maxDate(firstFreeWeek(tx.today), loan.fromWeek);
      if (from > loan.toWeek) return problem('loan.over');
      const weeks = (await this.blocks.weeks(tx, [loan.blockId])).filter(
        ({ organisationId, week }) => organisationId === loan.borrowerId && week >= from && week <= loan.toWeek,
      );
      const left = leastLeft(weeks);
      if (left < loan.units) return problem('loan.in-use', { left });
      await this.loans.giveBack(tx, loanId, from);
      await tx.audit('block.loan-returned', { type: 'block', id: loan.blockId }, { loanId, from });
      return ok({ blockId: loan.blockId });
    });
  }

  private async change(
    actor: Actor,
    loanId: string,
    side: 'lenderId' | 'borrowerId',
    act: (tx: Tx, loan: Loan) => Promise<Result<{ blockId: string }>>,
  ): Promise<Result<{ blockId: string }>> {
    const seen = await this.work.read(actor, (tx) => this.loans.byId(tx, loanId));
    if (seen === undefined) return notFound('loan');
    if (!purchasingPolicy.canDraw(actor, [seen[side]])) return forbidden('purchase.make');
    return this.work.inTransaction(await this.authority.actor(actor, seen.authorityId), async (tx) => {
      await this.blocks.lock(tx, seen.blockId);
      const loan = await this.loans.byId(tx, loanId);
      return loan === undefined ? notFound('loan') : act(tx, loan);
    });
  }

  private async agree(
    tx: Tx,
    block: Block,
    loan: Loan,
    pays: { readonly orderReference: string; readonly fund: string | null },
  ): Promise<Result<undefined>> {
    if (loan.fromWeek < mondayOf(tx.today)) return problem('block.too-late');
    const can = await this.canLend(tx, block, loan);
    if (!can.ok) return can;
    const { organisationId } = await this.authority.commissioner(tx, loan.authorityId);
    const sold = loan.unitPence > 0;
    const byFund = sold && loan.borrowerId === organisationId;
    if (byFund && pays.fund === null) return invalid('fund', 'required');
    if (sold && !byFund && pays.orderReference === '') return invalid('orderReference', 'required');
    const [fund, orderReference] = [byFund ? pays.fund : null, sold && !byFund ? pays.orderReference : null];
    await this.loans.answer(tx, loan.id, { status: 'AGREED', orderReference, fund });
    if (fund === null) return ok();
    const weeks = block.schoolWeeks.filter((week) => week >= loan.fromWeek && week <= loan.toWeek);
    return this.commitments.commit(tx, {
      authorityId: loan.authorityId,
      subjectId: loan.id,
      reference: `Units of block ${block.reference}`,
      href: `/blocks/${block.id}`,
      fund,
      years: costByYear(weeks, pence(loan.unitPence * loan.units), financialYear),
    });
  }

  private async canLend(
    tx: Tx,
    block: Block,
    part: { readonly units: number; readonly fromWeek: DateOnly; readonly toWeek: DateOnly },
  ): Promise<Result<undefined>> {
    const within = (week: DateOnly): boolean => week >= part.fromWeek && week <= part.toWeek;
    const outside = part.fromWeek < block.fromWeek || part.toWeek > block.toWeek;
    if (outside || !block.schoolWeeks.some(within)) return problem('block.not-covered');
    const weeks = await this.blocks.weeks(tx, [block.id]);
    const left = leastLeft(
      weeks.filter(({ organisationId, week }) => organisationId === block.buyerId && within(week)),
    );
    return left < part.units ? problem('block.not-left', { left }) : ok();
  }

  private tell(
    tx: Tx,
    block: Block,
    organisationId: string,
    kind: 'block.loan-proposed' | 'block.loan-answered',
  ): Promise<void> {
    return announce(tx, {
      kind,
      organisationId,
      subjectType: 'block',
      subjectId: block.id,
      reference: block.reference,
    });
  }
}
