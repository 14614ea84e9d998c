import { placeOf, type Choice, type Part } from './part.js';

/**
 * All choices that are optimal so far: tight arcs only; some pupils must be placed and some places must be full. By complementary
 * slackness these are exactly the optimal choices of the levels before, whichever right prices were found.
 */
export interface Face {
  /** Local options whose arcs are tight, ascending. */
  readonly options: Int32Array;
  readonly mustPlace: Uint8Array;
  readonly mustFill: Uint8Array;
}

/** The graph in which a cycle is another optimal choice: places, and one node more for being placed nowhere. */
interface Moves {
  readonly start: Int32Array;
  readonly to: Int32Array;
}

function movesOf(part: Part, choice: Choice, face: Face): Moves {
  const outside = part.capacity.length + 1;
  const load = new Int32Array(outside);
  const at = Int32Array.from(choice, (o) => (o < 0 ? outside : placeOf(part, o)));
  for (const place of at) if (place < outside) load[place] = (load[place] as number) + 1;
  const edges: number[] = [];
  for (const o of face.options) {
    const p = part.optionPupil[o] as number;
    if (choice[p] !== o) edges.push(at[p] as number, placeOf(part, o));
  }
  for (let p = 0; p < choice.length; p += 1) {
    if ((choice[p] as number) >= 0 && !face.mustPlace[p]) edges.push(at[p] as number, outside);
  }
  for (let r = 0; r < outside; r += 1) {
    if ((load[r] as number) < (part.capacity[r] ?? Infinity)) edges.push(r, outside);
    if (!face.mustFill[r] && (load[r] as number) > 0) edges.push(outside, r);
  }
  const start = new Int32Array(outside + 2);
  for (let i = 0; i < edges.length; i += 2)
    start[(edges[i] as number) + 1] = (start[(edges[i] as number) + 1] as number) + 1;
  for (let r = 0; r <= outside; r += 1) start[r + 1] = (start[r + 1] as number) + (start[r] as number);
  const next = start.slice();
  const to = new Int32Array(edges.length / 2);
  for (let i = 0; i < edges.length; i += 2) {
    const from = edges[i] as number;
    to[next[from] as number] = edges[i + 1] as number;
    next[from] = (next[from] as number) + 1;
  }
  return { start, to };
}

/** Strongly connected components (Tarjan 1972), without recursion: the number of each node's component. */
function components({ start, to }: Moves): Int32Array {
  const nodes = start.length - 1;
  const component = new Int32Array(nodes).fill(-1);
  const index = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const edge = start.slice(0, nodes);
  const stack: number[] = [];
  let count = 0;
  let found = 0;
  for (let root = 0; root < nodes; root += 1) {
    if ((index[root] as number) >= 0) continue;
    const path = [root];
    index[root] = low[root] = count++;
    stack.push(root);
    for (let v = path.at(-1); v !== undefined; v = path.at(-1)) {
      if ((edge[v] as number) < (start[v + 1] as number)) {
        const w = to[edge[v] as number] as number;
        edge[v] = (edge[v] as number) + 1;
        if ((index[w] as number) < 0) {
          index[w] = low[w] = count++;
          stack.push(w);
          path.push(w);
        } else if ((component[w] as number) < 0) low[v] = Math.min(low[v] as number, index[w] as number);
        continue;
      }
      path.pop();
      const up = path.at(-1);
      if (up !== undefined) low[up] = Math.min(low[up] as number, low[v] as number);
      if (low[v] !== index[v]) continue;
      for (let w = stack.pop(); w !== undefined; w = stack.pop()) {
        component[w] = found;
        if (w === v) break;
      }
      found += 1;
    }
  }
  return component;
}

/**
 * The face without what cannot change: a tight arc that lies on no round of moves is in all of these choices or in none. Prices make a
 * whole tree of arcs tight, so this is usually nearly everything, and later levels have little left to look at.
 */
export function narrow(part: Part, choice: Choice, face: Face): Face {
  const outside = part.capacity.length + 1;
  const component = components(movesOf(part, choice, face));
  const placeNow = (p: number): number => ((choice[p] as number) < 0 ? outside : placeOf(part, choice[p] as number));
  const same = (a: number, b: number): boolean => component[a] === component[b];
  return {
    options: face.options.filter((o) => {
      const p = part.optionPupil[o] as number;
      return choice[p] === o || same(placeNow(p), placeOf(part, o));
    }),
    mustPlace: face.mustPlace.map((must, p) => {
      if ((choice[p] as number) < 0) return must;
      return must || !same(placeNow(p), outside) ? 1 : 0;
    }),
    mustFill: face.mustFill,
  };
}

/** Nothing to choose between any more: every arc left is chosen. */
export function isSettled(face: Face, choice: Choice): boolean {
  let placed = 0;
  for (const option of choice) if (option >= 0) placed += 1;
  return placed === face.options.length;
}
