import { ok, problem, type Result } from './result.js';

/** Every move a thing may make: state -> event -> next state. A pair missing here is refused, never guessed. */
export type StateTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

type StateOf<T extends StateTable> = Extract<keyof T, string>;
type EventOf<T extends StateTable> = { [S in keyof T]: Extract<keyof T[S], string> }[keyof T];

/** The next state, or conflict `state.not-allowed` with the state and the event. */
export function move<T extends StateTable>(table: T, from: StateOf<T>, event: EventOf<T>): Result<StateOf<T>> {
  const moves = Object.hasOwn(table, from) ? table[from] : undefined;
  const next = moves !== undefined && Object.hasOwn(moves, event) ? moves[event] : undefined;
  return next === undefined ? problem('state.not-allowed', { from, event }) : ok(next as StateOf<T>);
}

/** Whether a thing in this state may take the event; what is not there takes none. */
export const canMove = <T extends StateTable>(table: T, from: StateOf<T> | undefined, event: EventOf<T>): boolean =>
  from !== undefined && move(table, from, event).ok;

/** The events that a thing in this state may take, in the order of the table. */
export function movesFrom<T extends StateTable>(table: T, from: StateOf<T>): EventOf<T>[] {
  return Object.keys(table[from] ?? {}) as EventOf<T>[];
}
