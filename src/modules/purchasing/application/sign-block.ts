import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  canMove,
  cleanText,
  financialYear,
  forbidden,
  mondayOf,
  NO_PENCE,
  notFound,
  ok,
  pence,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { PurchaseCommitments } from '../../budget/index.js';
import { Capacity, firstFreeWeek } from '../../capacity/index.js';
import { announce } from '../../notifications/index.js';
import { TermsOfCallOff } from '../../procurement/index.js';
import { blockMoves } from '../domain/block-states.js';
import { listPence } from '../domain/units.js';
import { costByYear, placeFreeFrom } from '../domain/use-of-block.js';
import { type Block, BlockStore } from '../persistence/block.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { ForAuthority } from './acting.js';
import { type Buyable, FindBuyable } from './buyable.js';
import { remindAt } from './reminder.js';

const WORDS_MOST = 2000;

/**
 * The second person's part. Signing keeps the places, gives the buyer its units and commits the fund, all together or not
 * at all; cancelling gives back what notice allows. Locks: the block, then its places, then the accounts.
 */
@Injectable()
export class SignBlock {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly buyable: FindBuyable,
    private readonly terms: TermsOfCallOff,
    private readonly capacity: Capacity,
    private readonly commitments: PurchaseCommitments,
    private readonly blocks: BlockStore,
  ) {}

  /**
   * Refused: `block.second-person`, `block.moved-on`, `block.too-late`, `block.price-changed`, `block.terms-changed`,
   * `capacity.none-left`, `budget.*`, `admission.*`.
   */
  sign(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.decide(actor, id, 'sign', async (tx, block) => {
      if (block.fromWeek < mondayOf(tx.today)) return problem('block.too-late');
      const { authorityId, patternId, fromWeek, toWeek } = block;
      const buyer = await this.buyable.kindOf(tx, actor);
      const stands = await this.buyable.pattern(tx, { authorityId, patternId, on: fromWeek, buyer });
      if (!stands.ok) return stands;
      const same = await this.asPrepared(tx, block, stands.value);
      if (!same.ok) return same;
      for (let place = 1; place <= block.places; place += 1) {
        const lines = [{ patternId, fromWeek, toWeek }];
        const held = await this.capacity.hold(tx, { authorityId, subjectId: id, expiresAt: null, lines });
        if (!held.ok) return held;
        const taken = await this.capacity.take(tx, held.value);
        if (!taken.ok) return taken;
        await this.blocks.addHold(tx, id, place, held.value);
      }
      await this.blocks.sign(tx, id, 'ACTIVE', null);
      const committed = await this.commit(tx, block);
      if (!committed.ok) return committed;
      await remindAt(tx, id, fromWeek);
      await tx.audit('block.signed', { type: 'block', id }, { places: block.places, totalPence: block.totalPence });
      await this.tell(tx, block, 'block.signed');
      return ok();
    });
  }

  /** With a reason; nothing was kept or committed. */
  refuse(actor: Actor, id: string, words: string): Promise<Result<undefined>> {
    const why = cleanText(words, { field: 'words', max: WORDS_MOST, multiline: true, required: true });
    if (!why.ok) return Promise.resolve(why);
    return this.decide(actor, id, 'refuse', async (tx, block) => {
      await this.blocks.sign(tx, id, 'REFUSED', why.value);
      await tx.audit('block.refused', { type: 'block', id });
      const about = { subjectType: 'block', subjectId: id, reference: block.reference };
      await announce(tx, { kind: 'block.refused', organisationId: block.buyerId, ...about });
      return ok();
    });
  }

  /** From the first whole week after the notice on. What is used or lent by then stays bought. Refused: `block.notice-too-late`. */
  async cancel(actor: Actor, id: string, words: string): Promise<Result<undefined>> {
    const why = cleanText(words, { field: 'words', max: WORDS_MOST, multiline: true, required: true });
    if (!why.ok) return why;
    const seen = await this.seen(actor, id);
    if (!seen.ok) return seen;
    return this.work.inTransaction(await this.authority.actor(actor, seen.value.authorityId), async (tx) => {
      const block = await this.blocks.lock(tx, id);
      if (block === undefined || !canMove(blockMoves, block.status, 'cancel')) return problem('block.moved-on');
      const from = firstFreeWeek(addDays(tx.today, block.noticeDays));
      if (from > block.toWeek) return problem('block.notice-too-late', { noticeDays: block.noticeDays });
      await this.blocks.cancel(tx, id, from, why.value);
      const weeks = await this.blocks.weeks(tx, [id]);
      // The last place first: it is free earliest, so all the weeks that any place gives back are locked at once.
      for (const { place, holdId } of await this.blocks.holds(tx, id)) {
        const free = placeFreeFrom(place, weeks, { from, perPlace: block.unitsPerPlace });
        if (free === undefined) continue;
        const released = await this.capacity.release(tx, holdId, free);
        if (!released.ok) return released;
      }
      const voided = await this.commitments.voidRest(tx, id, 'block.cancelled', (year) =>
        pence(
          weeks.reduce((sum, one) => sum + (financialYear(one.week) === year ? one.units * block.unitPence : 0), 0),
        ),
      );
      if (!voided.ok) return voided;
      await tx.audit('block.cancelled', { type: 'block', id }, { from, voidedPence: voided.value });
      await this.tell(tx, block, 'block.cancelled');
      return ok();
    });
  }

  private async decide(
    actor: Actor,
    id: string,
    event: 'sign' | 'refuse',
    act: (tx: Tx, block: Block) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    const seen = await this.seen(actor, id);
    if (!seen.ok) return seen;
    if (seen.value.draftedBy === actor.userId) return problem('block.second-person');
    return this.work.inTransaction(await this.authority.actor(actor, seen.value.authorityId), async (tx) => {
      const block = await this.blocks.lock(tx, id);
      const may = block !== undefined && canMove(blockMoves, block.status, event);
      return may ? act(tx, block) : problem('block.moved-on');
    });
  }

  private async seen(actor: Actor, id: string): Promise<Result<Block>> {
    const block = await this.work.read(actor, (tx) => this.blocks.byId(tx, id));
    if (block === undefined) return notFound('block');
    return purchasingPolicy.canSign(actor, block) ? ok(block) : forbidden('purchase.sign');
  }

  /** Nobody signs a price that the list has left, or conditions that have others in their place. */
  private async asPrepared(tx: Tx, block: Block, { pattern }: Buyable): Promise<Result<undefined>> {
    const list = listPence(block.unit, pattern.weeklyPence ?? NO_PENCE, pattern);
    if (pattern.tariff?.id !== block.tariffLineId || list < block.unitPence) return problem('block.price-changed');
    const { admissionId } = block;
    const termsId = admissionId === null ? null : await this.terms.asTheyStand(tx, admissionId);
    return termsId === block.termsId ? ok() : problem('block.terms-changed');
  }

  /** Where the authority buys. A school's block is its own order: it debits no account of the authority's. */
  private commit(tx: Tx, block: Block): Promise<Result<undefined>> {
    if (block.fund === null) return Promise.resolve(ok());
    return this.commitments.commit(tx, {
      authorityId: block.authorityId,
      subjectId: block.id,
      reference: `Block ${block.reference}`,
      href: `/blocks/${block.id}`,
      fund: block.fund,
      years: costByYear(block.schoolWeeks, pence(block.unitPence * block.unitsPerWeek), financialYear),
    });
  }

  private async tell(tx: Tx, block: Block, kind: 'block.signed' | 'block.cancelled'): Promise<void> {
    const about = { subjectType: 'block', subjectId: block.id, reference: block.reference };
    for (const organisationId of [block.buyerId, block.providerId])
      await announce(tx, { kind, organisationId, ...about });
  }
}
