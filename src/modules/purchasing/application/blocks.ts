import { Injectable } from '@nestjs/common';
import { type DateOnly, maxDate, mondayOf, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { firstFreeWeek } from '../../capacity/index.js';
import { unitsOfPupil } from '../domain/units.js';
import { type HeldWeek, leastLeft } from '../domain/use-of-block.js';
import { type Block, BlockStore } from '../persistence/block.store.js';
import { DrawStore, type NewDraw } from '../persistence/draw.store.js';
import { ForAuthority } from './acting.js';

/** A block as a decision may use it for one school's pupil. */
export interface UsableBlock {
  readonly block: Block;
  /** Whose units it would use. */
  readonly holderId: string;
  /** Units that one pupil on the whole pattern uses in a week. */
  readonly needs: number;
  /** The most that is left in any week still to come. */
  readonly left: number;
}

export interface PlacementDraw {
  readonly blockId: string;
  readonly schoolId: string;
  readonly patternIds: readonly string[];
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly pupilReference: string;
}

const BLOCKS_MOST = 200;

/** Uses what was bought, inside somebody else's transaction. The block is locked after the case and before any place. */
@Injectable()
export class Blocks {
  constructor(
    private readonly blocks: BlockStore,
    private readonly draws: DrawStore,
    private readonly authority: ForAuthority,
  ) {}

  /** For whoever locks places before it draws. */
  async lock(tx: Tx, blockId: string): Promise<void> {
    await this.blocks.lock(tx, blockId);
  }

  /** What can be used for a pupil of this school: its own units, its group's, the authority's. */
  async usableFor(tx: Tx, schoolId: string): Promise<UsableBlock[]> {
    const thisWeek = mondayOf(tx.today);
    const running = await this.blocks.running(tx, thisWeek, BLOCKS_MOST);
    const weeks = await this.blocks.weeks(
      tx,
      running.map(({ id }) => id),
    );
    const usable: UsableBlock[] = [];
    for (const block of running) {
      const ahead = weeks.filter((one) => one.blockId === block.id && one.week >= thisWeek);
      const holderId = (await this.holders(tx, block, schoolId)).find((id) => leftOf(ahead, id) > 0);
      if (holderId === undefined) continue;
      usable.push({ block, holderId, needs: unitsOfPupil(block.unit, block), left: leftOf(ahead, holderId) });
    }
    return usable.filter(({ needs, left }) => left >= needs);
  }

  /**
   * Uses the units of a pupil's whole placement and returns the draw's id. Refused: `block.not-usable` (not this school's,
   * not running, another pattern), `block.not-covered`, `block.not-left` (fact left).
   */
  async drawForPlacement(tx: Tx, wanted: PlacementDraw): Promise<Result<string>> {
    const block = await this.blocks.lock(tx, wanted.blockId);
    const whole = wanted.patternIds.length === 1 && wanted.patternIds[0] === block?.patternId;
    if (block === undefined || !whole) return problem('block.not-usable');
    const period = { fromWeek: mondayOf(wanted.startsOn), toWeek: mondayOf(wanted.plannedEnd) };
    const units = unitsOfPupil(block.unit, block);
    let refused: Result<string> = problem('block.not-usable');
    for (const holderId of await this.holders(tx, block, wanted.schoolId)) {
      const { schoolId, pupilReference } = wanted;
      const draw = { blockId: block.id, schoolId, pupilReference, units, ...period, holderId };
      const drawn = await this.draw(tx, block, { ...draw, purpose: 'PLACEMENT', note: null });
      if (drawn.ok) return drawn;
      refused = drawn;
    }
    return refused;
  }

  /** The caller holds the block's lock. */
  async draw(tx: Tx, block: Block, draw: Omit<NewDraw, 'authorityId'>): Promise<Result<string>> {
    if (block.status !== 'ACTIVE' && block.status !== 'CANCELLED') return problem('block.not-usable');
    const weeks = await this.blocks.weeks(tx, [block.id]);
    const wanted = weeks.filter(
      ({ organisationId, week }) => organisationId === draw.holderId && week >= draw.fromWeek && week <= draw.toWeek,
    );
    const school = block.schoolWeeks.filter((week) => week >= draw.fromWeek && week <= draw.toWeek);
    const outside = draw.fromWeek < block.fromWeek || draw.toWeek > block.toWeek;
    if (outside || wanted.length === 0 || wanted.length < school.length) return problem('block.not-covered');
    const left = leastLeft(wanted);
    if (left < draw.units) return problem('block.not-left', { left });
    const id = await this.draws.add(tx, { ...draw, authorityId: block.authorityId });
    const facts = { units: draw.units, fromWeek: draw.fromWeek, toWeek: draw.toWeek, drawId: id };
    await tx.audit('block.drawn', { type: 'block', id: block.id }, facts);
    return ok(id);
  }

  /** Every week that starts on or after `from`; a week that has begun stays used. Safe to repeat. */
  async giveBack(tx: Tx, drawId: string, from: DateOnly): Promise<Result<undefined>> {
    const found = await this.draws.byId(tx, drawId);
    if (found === undefined) return problem('block.not-usable');
    await this.blocks.lock(tx, found.blockId);
    const draw = await this.draws.byId(tx, drawId);
    if (draw === undefined) return problem('block.not-usable');
    const week = maxDate(firstFreeWeek(from), draw.fromWeek);
    const already = draw.givenBackFrom !== null && draw.givenBackFrom <= week;
    if (week > draw.toWeek || already) return ok();
    await this.draws.giveBack(tx, drawId, week);
    await tx.audit('block.given-back', { type: 'block', id: draw.blockId }, { drawId, from: week });
    return ok();
  }

  /** In the order in which their units are used up for a pupil of the school. */
  private async holders(tx: Tx, block: Block, schoolId: string): Promise<string[]> {
    const { organisationId } = await this.authority.commissioner(tx, block.authorityId);
    const group = block.schoolIds.includes(schoolId) ? [block.buyerId] : [];
    return [...new Set([schoolId, ...group, ...(organisationId === null ? [] : [organisationId])])];
  }
}

/** The most in any of the weeks: something of it can be used. */
const leftOf = (weeks: readonly HeldWeek[], holderId: string): number =>
  Math.max(
    0,
    ...weeks.filter(({ organisationId }) => organisationId === holderId).map(({ units, drawn }) => units - drawn),
  );
