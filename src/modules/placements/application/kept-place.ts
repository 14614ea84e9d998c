import { Injectable } from '@nestjs/common';
import { type DateOnly, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Capacity } from '../../capacity/index.js';
import { Blocks } from '../../purchasing/index.js';
import type { Placement } from '../persistence/placement.store.js';

/** Where a placement's place comes from: held for it alone, or drawn from a block that keeps it. One of them, never both. */
export type PlaceKept = Pick<Placement, 'holdId' | 'blockDrawId'>;

export interface PlaceWanted {
  readonly authorityId: string;
  readonly placementId: string;
  readonly schoolId: string;
  readonly patternIds: readonly string[];
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
  readonly expiresAt: Date;
  readonly pupilReference: string;
  readonly blockId: string | null;
}

/** Keeps, takes and gives back the place of a placement, wherever it comes from. */
@Injectable()
export class KeptPlace {
  constructor(
    private readonly capacity: Capacity,
    private readonly blocks: Blocks,
  ) {}

  /** Of what is drawn: before any place, as whoever signs or cancels the block does. */
  async lock(tx: Tx, { blockId }: Pick<PlaceWanted, 'blockId'>): Promise<void> {
    if (blockId !== null) await this.blocks.lock(tx, blockId);
  }

  /** Refused: `capacity.*`, or `block.*` where it is drawn. */
  async keep(tx: Tx, wanted: PlaceWanted): Promise<Result<PlaceKept>> {
    const { blockId, fromWeek, toWeek } = wanted;
    if (blockId !== null) {
      const drawn = await this.blocks.drawForPlacement(tx, { ...wanted, blockId });
      return drawn.ok ? ok({ holdId: null, blockDrawId: drawn.value }) : drawn;
    }
    const held = await this.capacity.hold(tx, {
      authorityId: wanted.authorityId,
      subjectId: wanted.placementId,
      expiresAt: wanted.expiresAt,
      lines: wanted.patternIds.map((patternId) => ({ patternId, fromWeek, toWeek })),
    });
    return held.ok ? ok({ holdId: held.value, blockDrawId: null }) : held;
  }

  /** A place out of a block is taken already. */
  take(tx: Tx, { holdId }: PlaceKept): Promise<Result<undefined>> {
    return holdId === null ? Promise.resolve(ok()) : this.capacity.take(tx, holdId);
  }

  release(tx: Tx, { holdId, blockDrawId }: PlaceKept, from: DateOnly): Promise<Result<undefined>> {
    if (blockDrawId !== null) return this.blocks.giveBack(tx, blockDrawId, from);
    return holdId === null
      ? Promise.resolve(problem('capacity.hold-released'))
      : this.capacity.release(tx, holdId, from);
  }
}
