import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  formatDate,
  formatPounds,
  londonDate,
  may,
  mondayOf,
  pence,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { Policies } from '../../policies/index.js';
import { ASSURANCE_CODES } from '../domain/assurance.js';
import { inUnits, UNITS } from '../domain/units.js';
import { BlockStore } from '../persistence/block.store.js';
import { LoanStore } from '../persistence/loan.store.js';
import { PurchaseStore } from '../persistence/purchase.store.js';

const MOST = 50;
const KIND = 'Blocks';

/** What waits for buyers: blocks to sign, offers of units to answer, units that will go unused. */
@Injectable()
export class BuyingTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly blocks: BlockStore,
    private readonly loans: LoanStore,
    private readonly purchases: PurchaseStore,
    private readonly policies: Policies,
  ) {}

  tasksFor(actor: Actor): Promise<readonly Task[]> {
    const { organisationId } = actor;
    if (organisationId === null || !may(actor, 'purchase.read')) return Promise.resolve([]);
    const [signs, makes] = [may(actor, 'purchase.sign'), may(actor, 'purchase.make')];
    const reads = may(actor, 'purchase.approve');
    if (!signs && !makes && !reads) return Promise.resolve([]);
    return this.work.read(actor, async (tx) => [
      ...(signs ? await this.toSign(tx, organisationId) : []),
      ...(signs ? await this.toAnswer(tx, organisationId) : []),
      ...(reads ? await this.toRead(tx) : []),
      ...(makes ? await this.unused(tx, organisationId) : []),
    ]);
  }

  private async toSign(tx: Tx, organisationId: string): Promise<Task[]> {
    const drafts = await this.blocks.drafts(tx, organisationId, MOST);
    return drafts
      .filter(({ draftedBy }) => draftedBy !== tx.actor.userId)
      .map((block) => ({
        title: `Sign or refuse block ${block.reference}`,
        href: `/blocks/${block.id}`,
        kind: KIND,
        dueOn: block.fromWeek,
        detail: `${inUnits(block.unitsPerWeek, block.unit)} a week at ${block.providerName}, ${formatPounds(block.totalPence)}, prepared on ${formatDate(londonDate(block.draftedAt))}`,
      }));
  }

  private async toAnswer(tx: Tx, organisationId: string): Promise<Task[]> {
    const loans = await this.loans.waitingFor(tx, organisationId, MOST);
    return loans.map((loan) => ({
      title: `Answer ${loan.lenderName}: units of a block ${loan.unitPence === 0 ? 'lent to you' : 'for sale'}`,
      href: `/block-loans/${loan.id}`,
      kind: KIND,
      dueOn: loan.fromWeek,
      detail: `${loan.units} a week, from ${formatDate(loan.fromWeek)}`,
    }));
  }

  /** What schools bought themselves, and nobody of the authority has read. */
  private async toRead(tx: Tx): Promise<Task[]> {
    const waiting = await this.purchases.waiting(tx, MOST);
    return waiting.map((one) => ({
      title: `Read what ${one.schoolName} bought ${one.supplyRoute === 'OFF_FRAMEWORK' ? 'outside the framework' : 'itself'}`,
      href: `/purchases/${one.id}`,
      kind: 'Purchase',
      dueOn: londonDate(one.assuredAt),
      detail: `${one.days} days at ${one.providerName}, ${formatPounds(one.totalPence)}; ${one.assured.length} of ${ASSURANCE_CODES.length} checks done`,
    }));
  }

  /** In the weeks that the policy looks ahead; nobody has to do anything about weeks that are over. */
  private async unused(tx: Tx, organisationId: string): Promise<Task[]> {
    const policy = await this.policies.at(tx, tx.actor.authorityId ?? '', tx.today);
    const thisWeek = mondayOf(tx.today);
    const until = addDays(thisWeek, 7 * (policy?.document.purchasing.unusedWeeksAhead ?? 0));
    const running = await this.blocks.running(tx, thisWeek, MOST);
    const weeks = await this.blocks.weeks(
      tx,
      running.map(({ id }) => id),
    );
    return running.flatMap((block) => {
      const own = weeks
        .filter((one) => one.blockId === block.id && one.organisationId === organisationId)
        .filter(({ week, units, drawn }) => week >= thisWeek && week < until && units > drawn);
      const [first] = own.map(({ week }) => week).toSorted();
      if (first === undefined) return [];
      const unused = own.reduce((sum, { units, drawn }) => sum + units - drawn, 0);
      const worth =
        block.buyerId === organisationId ? `, ${formatPounds(pence(unused * block.unitPence))} already paid for` : '';
      return [
        {
          title: `Use or lend what is unused of block ${block.reference}`,
          href: `/blocks/${block.id}`,
          kind: KIND,
          // What a week holds is lost with its Friday.
          dueOn: addDays(first, 4),
          detail: `${unused} ${UNITS[block.unit].all} until ${formatDate(addDays(until, -3))} at ${block.providerName}${worth}`,
        },
      ];
    });
  }
}
