import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  type Fund,
  FUNDS,
  fundName,
  may,
  mondayOf,
  NO_PENCE,
  type Pence,
} from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Choice } from '../../../web/index.js';
import { isOver } from '../domain/block-states.js';
import { type HeldWeek, useByWeek, useOfHolder, type WeekOfUse } from '../domain/use-of-block.js';
import { type Block, BlockStore } from '../persistence/block.store.js';
import { type Draw, DrawStore } from '../persistence/draw.store.js';
import { type Loan, LoanStore } from '../persistence/loan.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { FindBorrowers } from './find-borrowers.js';

/** What the reader may do with a block now. */
export interface BlockRights {
  readonly sign: boolean;
  readonly withdraw: boolean;
  readonly cancel: boolean;
  readonly use: boolean;
  readonly lend: boolean;
}

export interface BlockView {
  readonly block: Block;
  readonly today: DateOnly;
  readonly over: boolean;
  /** By the week: the buyer's for its buyer, provider and authority; for a borrower its own, once it has any. */
  readonly use: readonly WeekOfUse[];
  readonly holderName: string;
  readonly unitPence: Pence;
  readonly draws: readonly Draw[];
  readonly loans: readonly Loan[];
  readonly rights: BlockRights;
  readonly borrowers: readonly Choice[];
  /** Whose pupil it can be used for, where the reader has to say. */
  readonly schools: readonly Choice[];
  readonly funds: readonly Choice<Fund>[];
}

/** One block as its reader may see it. Row security decides whether there is one. */
@Injectable()
export class ViewBlock {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blocks: BlockStore,
    private readonly draws: DrawStore,
    private readonly loans: LoanStore,
    private readonly borrowers: FindBorrowers,
  ) {}

  /** Undefined for one that the actor may not see. */
  run(actor: Actor, id: string): Promise<BlockView | undefined> {
    return this.work.read(actor, async (tx) => {
      const block = await this.blocks.byId(tx, id);
      if (block === undefined) return undefined;
      const weeks = await this.blocks.weeks(tx, [id]);
      const loans = await this.loans.ofBlock(tx, id);
      const thisWeek = mondayOf(tx.today);
      const over = isOver(block, thisWeek);
      const rights = rightsOf(actor, block, weeks, over);
      return {
        block,
        today: tx.today,
        over,
        ...useFor(actor, block, weeks, { loans, thisWeek }),
        draws: await this.draws.ofBlock(tx, id),
        loans,
        rights,
        borrowers: rights.lend ? await this.borrowers.of(tx, block) : [],
        schools: rights.use ? await this.borrowers.schools(tx, block, actor) : [],
        funds: FUNDS.map((fund) => ({ value: fund, text: fundName(fund) })),
      };
    });
  }

  blockOfLoan(actor: Actor, loanId: string): Promise<Loan | undefined> {
    return this.work.read(actor, (tx) => this.loans.byId(tx, loanId));
  }

  blockOfDraw(actor: Actor, drawId: string): Promise<Draw | undefined> {
    return this.work.read(actor, (tx) => this.draws.byId(tx, drawId));
  }
}

function rightsOf(actor: Actor, block: Block, weeks: readonly HeldWeek[], over: boolean): BlockRights {
  const draft = block.status === 'DRAFT';
  const running = (block.status === 'ACTIVE' || block.status === 'CANCELLED') && !over;
  const holders = [...weeks.map(({ organisationId }) => organisationId), ...block.schoolIds];
  return {
    sign: draft && purchasingPolicy.canSign(actor, block) && block.draftedBy !== actor.userId,
    withdraw: draft && purchasingPolicy.canWithdraw(actor, block),
    cancel: block.status === 'ACTIVE' && !over && purchasingPolicy.canSign(actor, block),
    use: running && may(actor, 'purchase.make') && purchasingPolicy.canDraw(actor, holders),
    lend: block.status === 'ACTIVE' && !over && purchasingPolicy.canLend(actor, block),
  };
}

function useFor(
  actor: Actor,
  block: Block,
  weeks: readonly HeldWeek[],
  { loans, thisWeek }: { readonly loans: readonly Loan[]; readonly thisWeek: DateOnly },
): Pick<BlockView, 'use' | 'holderName' | 'unitPence'> {
  const offered = loans.filter(({ borrowerId }) => borrowerId === actor.organisationId);
  const own = offered.filter(({ status }) => status === 'AGREED' || status === 'RETURNED');
  const [first] = own;
  if (actor.organisationId === block.buyerId || (first === undefined && block.isParty)) {
    return { use: useByWeek(block, weeks, thisWeek), holderName: block.buyerName, unitPence: block.unitPence };
  }
  if (first === undefined) return { use: [], holderName: offered[0]?.borrowerName ?? '', unitPence: NO_PENCE };
  // Units borrowed at several prices are not told apart in use; only one price can be put on what is left of them.
  const unitPence = own.every((one) => one.unitPence === first.unitPence) ? first.unitPence : NO_PENCE;
  return { use: useOfHolder(first.borrowerId, unitPence, weeks, thisWeek), holderName: first.borrowerName, unitPence };
}
