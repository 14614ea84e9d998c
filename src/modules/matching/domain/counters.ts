import { addDays, type DateOnly } from '../../../kernel/index.js';

/** A counter as the options of a run use it: one stretch of weeks and one class of sessions at a time. */
export interface CounterUse {
  readonly sessions: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

export interface Cell {
  readonly id: string;
  readonly sessions: number;
  readonly fromWeek: DateOnly;
  readonly toWeek: DateOnly;
}

/**
 * Splits a counter where its users differ and nowhere else: sessions that every use takes together are one class, weeks
 * between two changes of users one stretch. The cells that a use touches then stand for all its sessions and weeks.
 */
export function cellsOf(users: readonly CounterUse[]): (of: CounterUse) => readonly Cell[] {
  const masks = [...new Set(users.map((user) => user.sessions))];
  const classes = new Map<string, number>();
  for (let session = 0; session < 10; session += 1) {
    const key = masks.map((mask) => (mask >> session) & 1).join('');
    if (key.includes('1')) classes.set(key, (classes.get(key) ?? 0) | (1 << session));
  }
  const cuts = [...new Set(users.flatMap((user) => [user.fromWeek, addDays(user.toWeek, 7)]))].toSorted();
  const stretches = cuts.slice(0, -1).map((from, index) => ({ from, to: addDays(cuts[index + 1] ?? from, -7) }));
  const cells = [...classes.values()].flatMap((sessions) =>
    stretches.map(({ from, to }): Cell => ({ id: `${sessions}/${from}`, sessions, fromWeek: from, toWeek: to })),
  );
  return (of) =>
    cells.filter(
      (cell) => (cell.sessions & of.sessions) !== 0 && cell.fromWeek >= of.fromWeek && cell.toWeek <= of.toWeek,
    );
}

/** One use of a counter, by an option of a pupil. */
export interface CounterUser {
  readonly pupilId: string;
  readonly use: CounterUse;
}

/** A cell that may refuse somebody, with the room it has. */
export interface ScarceCell {
  readonly id: string;
  readonly capacity: number;
}

/**
 * The cells that each user touches and that may refuse somebody. A cell with room for every pupil who could come is
 * left out, and so is a counter that is not kept (null).
 */
export function scarceCells<U extends CounterUser>(
  users: readonly U[],
  leftIn: (sessions: number, fromWeek: DateOnly, toWeek: DateOnly) => number | null,
): readonly (readonly [user: U, cells: readonly ScarceCell[]])[] {
  const cellsFor = cellsOf(users.map((user) => user.use));
  const touched = users.map((user) => [user, cellsFor(user.use)] as const);
  const comers = new Map<Cell, Set<string>>();
  for (const [{ pupilId }, cells] of touched) {
    for (const cell of cells) {
      const known = comers.get(cell);
      if (known === undefined) comers.set(cell, new Set([pupilId]));
      else known.add(pupilId);
    }
  }
  const scarce = new Map<Cell, ScarceCell>();
  for (const [cell, pupils] of comers) {
    const left = leftIn(cell.sessions, cell.fromWeek, cell.toWeek);
    if (left !== null && left < pupils.size) scarce.set(cell, { id: cell.id, capacity: Math.max(0, left) });
  }
  return touched.map(([user, cells]) => [user, cells.flatMap((cell) => scarce.get(cell) ?? [])] as const);
}
