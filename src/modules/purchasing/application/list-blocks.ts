import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, mondayOf, NO_PENCE, ok, type Result } from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import { isOver } from '../domain/block-states.js';
import { type TotalUse, totalUse, useByWeek, useOfHolder } from '../domain/use-of-block.js';
import { type Block, BlockStore } from '../persistence/block.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';

export interface BlockLine {
  readonly block: Block;
  readonly over: boolean;
  /** The buyer's; for somebody who only borrows its own, without money. */
  readonly use: TotalUse;
}

/** Blocks that the reader bought, sold, borrowed of or oversees; three queries however many. */
@Injectable()
export class ListBlocks {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blocks: BlockStore,
  ) {}

  /** For programs: the blocks alone, by id, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<Block>>> {
    if (!purchasingPolicy.canRead(actor)) return forbidden('purchase.read');
    return ok(await this.work.read(actor, (tx) => this.blocks.page(tx, at)));
  }

  async run(
    actor: Actor,
    wanted: { readonly offset: number; readonly limit: number },
  ): Promise<Result<{ lines: BlockLine[]; total: number }>> {
    if (!purchasingPolicy.canRead(actor)) return forbidden('purchase.read');
    return this.work.read(actor, async (tx) => {
      const { blocks, total } = await this.blocks.list(tx, wanted);
      const weeks = await this.blocks.weeks(
        tx,
        blocks.map(({ id }) => id),
      );
      const thisWeek = mondayOf(tx.today);
      const lines = blocks.map((block) => {
        const own = weeks.filter(({ blockId }) => blockId === block.id);
        const use = block.isParty
          ? useByWeek(block, own, thisWeek)
          : useOfHolder(actor.organisationId ?? '', NO_PENCE, own, thisWeek);
        return { block, over: isOver(block, thisWeek), use: totalUse(use) };
      });
      return ok({ lines, total });
    });
  }
}
