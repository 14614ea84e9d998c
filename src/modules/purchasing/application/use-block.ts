import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  mondayOf,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type Block, BlockStore } from '../persistence/block.store.js';
import { DrawStore } from '../persistence/draw.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { ForAuthority } from './acting.js';
import { Blocks } from './blocks.js';
import { UNITS_MOST } from './draft-block.js';
import { FindBorrowers } from './find-borrowers.js';

export interface UseCommand {
  readonly blockId: string;
  readonly units: number;
  readonly firstDay: DateOnly;
  readonly lastDay: DateOnly;
  /** The school's own reference; never a name. */
  readonly pupilReference: string;
  /** Whose pupil it is; a school uses units for its own. */
  readonly schoolId: string | null;
  readonly note: string | null;
}

/** Days and hours used as they come, without a placement of the authority's. */
@Injectable()
export class UseBlock {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly service: Blocks,
    private readonly borrowers: FindBorrowers,
    private readonly blocks: BlockStore,
    private readonly draws: DrawStore,
  ) {}

  /** Refused: fields; `block.not-usable`, `block.not-covered`, `block.not-left`. */
  async use(actor: Actor, command: UseCommand): Promise<Result<string>> {
    const seen = await this.work.read(actor, async (tx) => {
      const block = await this.blocks.byId(tx, command.blockId);
      const holders = new Set((await this.blocks.weeks(tx, [command.blockId])).map((one) => one.organisationId));
      return block && { block, holders: [...holders, ...block.schoolIds] };
    });
    if (seen === undefined) return notFound('block');
    if (!purchasingPolicy.canDraw(actor, seen.holders)) return forbidden('purchase.make');
    const reference = cleanText(command.pupilReference, { field: 'pupilReference', max: 40, required: true });
    const note = cleanText(command.note, { field: 'note', max: 500 });
    if (!reference.ok) return reference;
    if (!note.ok) return note;
    if (!Number.isInteger(command.units) || command.units < 1 || command.units > UNITS_MOST) {
      return invalid('units', 'number', { min: 1, max: UNITS_MOST });
    }
    if (command.lastDay < command.firstDay) return invalid('lastDay', 'ends-before-start');
    const own = actor.organisationId ?? '';
    const { schoolIds, buyerId } = seen.block;
    const schoolId = await this.schoolOf(actor, seen.block, command.schoolId);
    if (!schoolId.ok) return schoolId;
    return this.work.inTransaction(await this.authority.actor(actor, seen.block.authorityId), async (tx) => {
      const [fromWeek, toWeek] = [mondayOf(command.firstDay), mondayOf(command.lastDay)];
      if (fromWeek < mondayOf(tx.today)) return invalid('firstDay', 'block-past');
      const block = await this.blocks.lock(tx, command.blockId);
      if (block === undefined) return problem('block.not-usable');
      const holderId = schoolIds.includes(own) ? buyerId : own;
      return this.service.draw(tx, block, {
        blockId: block.id,
        holderId,
        schoolId: schoolId.value,
        units: command.units,
        fromWeek,
        toWeek,
        purpose: 'DIRECT',
        pupilReference: reference.value,
        note: note.value === '' ? null : note.value,
      });
    });
  }

  /** A school uses units for its own pupils; others say whose it is. */
  private async schoolOf(actor: Actor, block: Block, said: string | null): Promise<Result<string>> {
    return this.work.read(actor, async (tx) => {
      const organisationId = actor.organisationId ?? '';
      if ((await this.borrowers.schools(tx, block, { organisationId })).length === 0) return ok(organisationId);
      if (said === null) return invalid('schoolId', 'required');
      const known = await this.borrowers.schools(tx, block, { organisationId, schoolId: said });
      return known.length > 0 ? ok(said) : invalid('schoolId', 'choice');
    });
  }

  /** What is not used of it after all, from the next week on. A placement's units come back when the placement ends. */
  async giveBack(actor: Actor, drawId: string): Promise<Result<{ blockId: string }>> {
    const seen = await this.work.read(actor, async (tx) => {
      const draw = await this.draws.byId(tx, drawId);
      const block = draw && (await this.blocks.byId(tx, draw.blockId));
      return draw && block && { draw, block };
    });
    if (seen === undefined) return notFound('draw');
    const { draw, block } = seen;
    if (!purchasingPolicy.canDraw(actor, [draw.holderId, draw.schoolId])) return forbidden('purchase.make');
    if (draw.purpose !== 'DIRECT') return problem('block.of-placement');
    return this.work.inTransaction(await this.authority.actor(actor, block.authorityId), async (tx) => {
      const given = await this.service.giveBack(tx, drawId, tx.today);
      return given.ok ? ok({ blockId: block.id }) : given;
    });
  }
}
