import { Inject, Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type Clock,
  type DateOnly,
  type GridPoint,
  invalid,
  mondayOf,
  NO_SESSIONS,
  notFound,
  ok,
  parsePostcode,
  type Result,
  serviceActor,
} from '../../../kernel/index.js';
import { CLOCK, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Capacity } from '../../capacity/index.js';
import { Postcodes } from '../../pupils/index.js';
import { findIn, forEverybody, type Hit, type Search } from '../domain/directory.js';
import type { Cell } from '../domain/map.js';
import { DirectoryStore } from '../persistence/directory.store.js';

/** A search as it is asked: near a postcode instead of a point. */
export type Question = Omit<Search, 'from'> & { readonly postcode: string | null };

/** Everybody there is. */
export const ANYTHING: Question = {
  text: null,
  need: null,
  yearGroup: null,
  subject: null,
  qualification: null,
  sessions: NO_SESSIONS,
  postcode: null,
  withinMetres: null,
};

export interface Found {
  readonly authority: { readonly code: string; readonly name: string };
  readonly hits: readonly Hit[];
  /** Everything that may be used, found or not. */
  readonly total: number;
  readonly from: GridPoint | null;
  readonly cells: readonly Cell[];
  /** The Monday that `free` is about: places left in its tightest half day, by pattern. */
  readonly week: DateOnly;
  readonly free: ReadonlyMap<string, number>;
  /** Whether addresses are shown: to people who signed in. */
  readonly whole: boolean;
}

const LAND_KEPT_MS = 10 * 60_000;

/**
 * Looks up what an authority may use. Anybody may ask, so it reads as a service of that authority; who has not signed in
 * gets areas in place of addresses.
 */
@Injectable()
export class FindProvision {
  private land: { readonly cells: readonly Cell[]; readonly until: number } | undefined;

  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DirectoryStore,
    private readonly postcodes: Postcodes,
    private readonly capacity: Capacity,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The authorities with a directory. */
  authorities(): Promise<{ id: string; code: string; name: string }[]> {
    return this.work.read(serviceActor('directory', null, []), (tx) => this.store.authorities(tx, tx.today));
  }

  /** Refused: an authority that has no directory (not found), a postcode that is none or is not on the list (invalid). */
  async run(reader: Actor | undefined, code: string, question: Question): Promise<Result<Found>> {
    const authority = (await this.authorities()).find((one) => one.code === code);
    if (authority === undefined) return notFound('authority');
    return this.work.inTransaction(serviceActor('directory', authority.id, []), async (tx) => {
      const from = await this.pointOf(tx, question.postcode);
      if (!from.ok) return from;
      const whole = reader !== undefined;
      const entries = await this.store.entries(tx, authority.id, tx.today);
      const hits = findIn(whole ? entries : entries.map(forEverybody), { ...question, from: from.value });
      const week = mondayOf(addDays(tx.today, 7));
      return ok({
        authority,
        hits,
        total: entries.length,
        from: from.value,
        cells: await this.landOf(tx),
        week,
        free: await this.freeIn(tx, hits, week),
        whole,
      });
    });
  }

  private async pointOf(tx: Tx, postcode: string | null): Promise<Result<GridPoint | null>> {
    if (postcode === null) return ok(null);
    const parsed = parsePostcode(postcode);
    if (!parsed.ok) return parsed;
    const point = await this.postcodes.find(tx, parsed.value);
    return point === undefined ? invalid('postcode', 'postcode-unknown') : ok(point);
  }

  private async freeIn(tx: Tx, hits: readonly Hit[], week: DateOnly): Promise<ReadonlyMap<string, number>> {
    const patternIds = hits.flatMap(({ patterns }) => patterns.map(({ id }) => id));
    const room = await this.capacity.headroom(tx, { patternIds, fromWeek: week, toWeek: week });
    return new Map(room.map(({ patternId, least }) => [patternId, least]));
  }

  /** Seventy thousand postcodes are counted once in ten minutes, however often the page is asked for. */
  private async landOf(tx: Tx): Promise<readonly Cell[]> {
    const now = this.clock.now().getTime();
    if (this.land === undefined || this.land.until <= now) {
      this.land = { cells: await this.postcodes.density(tx), until: now + LAND_KEPT_MS };
    }
    return this.land.cells;
  }
}
