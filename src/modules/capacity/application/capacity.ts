import { Injectable } from '@nestjs/common';
import { type DateOnly, invalid, newId, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';
import { kept, keptFrom, weeksBut } from '../domain/hold-lines.js';
import { firstFreeWeek, isMonday, weekCount } from '../domain/weeks.js';
import { CounterStore } from '../persistence/counter.store.js';
import {
  type CounterDifference,
  HeadroomStore,
  type PatternHeadroom,
  type SessionsWanted,
  type WeeklyHeadroom,
} from '../persistence/headroom.store.js';
import { type HoldLine, HoldStore } from '../persistence/hold.store.js';

/** One pattern over whole weeks: Mondays, both included. */
export interface LineWanted {
  readonly patternId: string;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

export interface HoldCommand {
  /** The authority for whose pupil it is; it owns the hold. */
  readonly authorityId: string;
  /** The referral or placement. */
  readonly subjectId: string;
  /** When the offer lapses; null for a hold that waits for no answer. */
  readonly expiresAt: Date | null;
  readonly lines: readonly LineWanted[];
}

/** A package has a few parts; whatever names more is not a package. */
export const HOLD_LINES_MAX = 20;
const HOLD_WEEKS_MAX = 160;

// The database's own word, should the code above it ever be wrong.
explainConstraint('capacity_counter_not_overfilled', 'capacity.none-left');
explainConstraint('capacity_hold_line_site_open', 'capacity.not-offered');

/**
 * Places kept, taken and given back. Called inside somebody else's transaction: locks stand in one order (hold, then
 * counters sorted by key), before any account.
 */
@Injectable()
export class Capacity {
  constructor(
    private readonly counters: CounterStore,
    private readonly holds: HoldStore,
    private readonly room: HeadroomStore,
  ) {}

  /**
   * Keeps every line or nothing, and returns the hold's id. Problems: `capacity.none-left` (facts: openingIds, weeks;
   * ten weeks at most), `capacity.not-offered` (no such pattern, opening withdrawn, site
   * closed by then, or a week outside it).
   */
  async hold(tx: Tx, command: HoldCommand): Promise<Result<string>> {
    const lines = await this.linesOf(tx, command);
    if (!lines.ok) return lines;
    const needs = lines.value;
    const free = await this.lockRoom(tx, needs);
    if (!free.ok) return free;
    await this.counters.move(tx, needs, { held: 1, taken: 0 });
    const id = newId();
    const { authorityId, subjectId, expiresAt } = command;
    const providerIds = [...new Set(needs.map(({ providerId }) => providerId))];
    await this.holds.add(tx, { id, authorityId, subjectId, expiresAt, providerIds, status: 'HELD' }, needs);
    return ok(id);
  }

  /** Turns a hold into taken places; taking twice is taking once. Problems: `capacity.hold-released`, `capacity.hold-lapsed`. */
  async take(tx: Tx, holdId: string): Promise<Result<undefined>> {
    const hold = await this.holds.lock(tx, holdId);
    if (hold === undefined) return notFound('hold');
    if (hold.status === 'TAKEN') return ok();
    if (hold.status === 'RELEASED') return problem('capacity.hold-released');
    if (hold.expiresAt !== null && hold.expiresAt <= tx.now) return problem('capacity.hold-lapsed');
    const needs = kept(hold.lines);
    await this.counters.lock(tx, needs);
    await this.counters.move(tx, needs, { held: -1, taken: 1 });
    await this.holds.setStatus(tx, holdId, 'TAKEN');
    return ok();
  }

  /** Gives back every week that starts on or after `from`; a week that has begun stays used. Safe to repeat. */
  async release(tx: Tx, holdId: string, from: DateOnly): Promise<Result<undefined>> {
    const hold = await this.holds.lock(tx, holdId);
    if (hold === undefined) return notFound('hold');
    const week = firstFreeWeek(from);
    const freed = hold.lines.flatMap((line) => keptFrom(line, week) ?? []);
    if (hold.status === 'RELEASED' || freed.length === 0) return ok();
    await this.counters.lock(tx, freed);
    await this.counters.move(tx, freed, hold.status === 'HELD' ? { held: -1, taken: 0 } : { held: 0, taken: -1 });
    await this.holds.releaseLines(tx, holdId, week);
    const nothingKept = kept(hold.lines).every((line) => line.fromWeek >= week);
    if (nothingKept) await this.holds.setStatus(tx, holdId, 'RELEASED');
    for (const providerId of hold.providerIds) await tx.outbox('capacity.changed', { providerId });
    return ok();
  }

  /**
   * From `week`, a Monday, on the hold keeps exactly these lines: weeks that it kept and wants no more are given back, others
   * are taken. Problems as for `hold`, and `capacity.hold-released`. Doing it twice changes nothing.
   */
  async reshape(
    tx: Tx,
    holdId: string,
    { week, lines }: { readonly week: DateOnly; readonly lines: readonly LineWanted[] },
  ): Promise<Result<undefined>> {
    const hold = await this.holds.lock(tx, holdId);
    if (hold === undefined) return notFound('hold');
    if (hold.status === 'RELEASED') return problem('capacity.hold-released');
    const found: Result<HoldLine[]> = lines.length === 0 ? ok([]) : await this.linesOf(tx, { lines });
    if (!found.ok) return found;
    const wanted = found.value;
    const had = hold.lines.flatMap((line) => keptFrom(line, week) ?? []);
    const [freed, added] = [weeksBut(had, wanted), weeksBut(wanted, had)];
    if (freed.length === 0 && added.length === 0) return ok();
    // All of them at once and in the one order; what is given back is then free for what is taken.
    await this.counters.lock(tx, [...freed, ...added]);
    const by = (units: 1 | -1) => (hold.status === 'HELD' ? { held: units, taken: 0 } : { held: 0, taken: units });
    if (freed.length > 0) await this.counters.move(tx, freed, by(-1));
    if (added.length > 0) {
      const free = await this.lockRoom(tx, added);
      if (!free.ok) return free;
      await this.counters.move(tx, added, by(1));
    }
    await this.holds.releaseLines(tx, holdId, week);
    await this.holds.keepLines(tx, holdId, wanted);
    if (freed.length > 0)
      for (const providerId of hold.providerIds) await tx.outbox('capacity.changed', { providerId });
    return ok();
  }

  /** How many more each pattern could take, week by week, site cap included. Mondays, both weeks included. One query. */
  headroom(
    tx: Tx,
    wanted: { readonly patternIds: readonly string[]; readonly fromWeek: DateOnly; readonly toWeek: DateOnly },
  ): Promise<PatternHeadroom[]> {
    return this.room.ofPatterns(tx, wanted.patternIds, wanted.fromWeek, wanted.toWeek);
  }

  /** What is left in every single week, by half day, for runs in which pupils start and end apart. One query. */
  weekly(tx: Tx, wanted: SessionsWanted): Promise<WeeklyHeadroom[]> {
    return this.room.weekly(tx, wanted);
  }

  /** Counters that are not the sum of the holds: none, unless something is wrong. For a service that sees every hold. */
  differences(tx: Tx): Promise<CounterDifference[]> {
    return this.room.differences(tx);
  }

  /** Locks what the lines need and says whether it is there. */
  private async lockRoom(tx: Tx, needs: readonly HoldLine[]): Promise<Result<undefined>> {
    const openingIds = [...new Set(needs.map(({ openingId }) => openingId))];
    const locked = await this.counters.lock(tx, needs);
    // Read after the lock: whoever withdrew the opening, or closed its site, had the same counters locked.
    const statuses = await this.holds.openingStatuses(tx, openingIds);
    const closed = statuses.some(
      ({ id, status, siteClosesOn: from }) =>
        status !== 'OPEN' || (from !== null && needs.some((one) => one.openingId === id && one.toWeek >= from)),
    );
    if (locked.found < locked.wanted || closed) return problem('capacity.not-offered', { openingIds });
    return locked.fullWeeks.length > 0 ? problem('capacity.none-left', { openingIds, weeks: locked.fullWeeks }) : ok();
  }

  private async linesOf(
    tx: Tx,
    { lines }: Pick<HoldCommand, 'lines'>,
  ): Promise<Result<(HoldLine & { providerId: string })[]>> {
    if (lines.length === 0 || lines.length > HOLD_LINES_MAX) return invalid('lines', 'required');
    const wrong = lines.some(
      (line) =>
        !isMonday(line.fromWeek) ||
        !isMonday(line.toWeek) ||
        line.toWeek < line.fromWeek ||
        weekCount(line) > HOLD_WEEKS_MAX,
    );
    if (wrong) return invalid('lines', 'weeks');
    const patterns = await this.holds.patterns(
      tx,
      lines.map(({ patternId }) => patternId),
    );
    const found = lines.flatMap(({ patternId, fromWeek, toWeek }) => {
      const pattern = patterns.find((each) => each.patternId === patternId);
      return pattern === undefined ? [] : [{ ...pattern, fromWeek, toWeek, releasedFrom: null }];
    });
    return found.length === lines.length ? ok(found) : problem('capacity.not-offered');
  }
}
