/** A row as this reduction sees it: options that together may use so many units. */
export interface Packing {
  readonly options: Int32Array;
  readonly units: Float64Array;
  readonly capacity: number;
}

/** Options of which no two go together, although no single row says so, and the rows that say it between them. */
export interface Clique<Row> {
  readonly options: Int32Array;
  readonly rows: readonly Row[];
}

const isPair = ({ capacity, units }: Packing): boolean => capacity === 1 && units.every((each) => each === 1);

/**
 * Pairs kept apart say little one by one: where everybody at a site is apart from everybody else, halves of all of them would fit. Rows
 * of which at most one option can be chosen are grown while there is an option that goes with none of theirs, and take the place of
 * all the rows they cover. No choice is lost: it is the same rule said at once.
 */
export function cliquesOf<Row extends Packing>(rows: readonly Row[]): Clique<Row>[] {
  const pairs = rows.filter(isPair);
  const rowsOf = new Map<number, Row[]>();
  for (const row of pairs) {
    for (const option of row.options) {
      const own = rowsOf.get(option);
      if (own) own.push(row);
      else rowsOf.set(option, [row]);
    }
  }
  const covered = new Set<Row>();
  const found: Clique<Row>[] = [];
  for (const row of pairs) {
    if (covered.has(row)) continue;
    const options = grown(row, rowsOf);
    if (options.length === row.options.length) continue;
    const inside = new Set(options);
    const own = new Set(options.flatMap((option) => rowsOf.get(option) ?? []));
    const all = [...own].filter((other) => !covered.has(other) && other.options.every((option) => inside.has(option)));
    for (const other of all) covered.add(other);
    found.push({ options: Int32Array.from(options), rows: all });
  }
  return found;
}

/** Options that share a row with a given one. */
function besides<Row extends Packing>(option: number, rowsOf: ReadonlyMap<number, readonly Row[]>): Set<number> {
  const others = new Set<number>();
  for (const row of rowsOf.get(option) ?? []) for (const other of row.options) others.add(other);
  others.delete(option);
  return others;
}

function grown<Row extends Packing>(row: Row, rowsOf: ReadonlyMap<number, readonly Row[]>): number[] {
  const members = [...row.options];
  const first = members[0];
  if (first === undefined) return members;
  const candidates = [...besides(first, rowsOf)].filter((option) => !members.includes(option)).sort((a, b) => a - b);
  for (const candidate of candidates) {
    const others = besides(candidate, rowsOf);
    if (members.every((member) => others.has(member))) members.push(candidate);
  }
  return members.sort((a, b) => a - b);
}
