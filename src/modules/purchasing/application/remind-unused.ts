import { Injectable } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, ok, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Policies } from '../../policies/index.js';
import { BlockStore } from '../persistence/block.store.js';
import { remindAt } from './reminder.js';

/** Tells every holder of a block, once a week, that units went unused or soon will. */
@Injectable()
export class RemindUnused {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blocks: BlockStore,
    private readonly policies: Policies,
  ) {}

  /** Message, next reminder and the job's end are one transaction: run twice, it is told once. The number told. */
  run(
    actor: Actor,
    { blockId, week }: { readonly blockId: string; readonly week: DateOnly },
    complete: (tx: Tx) => Promise<void>,
  ): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const block = await this.blocks.byId(tx, blockId);
      const running = block?.status === 'ACTIVE' || block?.status === 'CANCELLED';
      if (block === undefined || !running) {
        await complete(tx);
        return ok(0);
      }
      const policy = await this.policies.at(tx, block.authorityId, tx.today);
      const ahead = addDays(week, 7 * (policy?.document.purchasing.unusedWeeksAhead ?? 0));
      const weeks = (await this.blocks.weeks(tx, [blockId])).filter(
        (one) => one.week >= addDays(week, -7) && one.week < ahead && one.units > one.drawn,
      );
      const holders = [...new Set(weeks.map(({ organisationId }) => organisationId))];
      const about = { subjectType: 'block', subjectId: blockId, reference: block.reference };
      for (const organisationId of holders) await announce(tx, { kind: 'block.unused', organisationId, ...about });
      if (week <= block.toWeek) await remindAt(tx, blockId, week);
      await complete(tx);
      return ok(holders.length);
    });
  }
}
