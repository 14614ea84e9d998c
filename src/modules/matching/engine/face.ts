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

function movesOf(part: Part, choice: Choice, face: Face, at: Int32Array): Moves {
  const outside = part.capacity.length + 1;
  const load = new Int32Array(outside + 1);
  for (const place of at) load[place] = (load[place] as number) + 1;
  const most = face.options.length + choice.length + 2 * outside;
  const [tail, head] = [new Int32Array(most), new Int32Array(most)];
  const start = new Int32Array(outside + 2);
  let edges = 0;
  const add = (from: number, to: number): void => {
    tail[edges] = from;
    head[edges] = to;
    edges += 1;
    start[from + 1] = (start[from + 1] as number) + 1;
  };
  for (const o of face.options) {
    const p = part.optionPupil[o] as number;
    if (choice[p] !== o) add(at[p] as number, placeOf(part, o));
  }
  for (let p = 0; p < choice.length; p += 1) {
    if ((choice[p] as number) >= 0 && !face.mustPlace[p]) add(at[p] as number, outside);
  }
  for (let r = 0; r < outside; r += 1) {
    if ((load[r] as number) < (part.capacity[r] ?? Infinity)) add(r, outside);
    if (!face.mustFill[r] && (load[r] as number) > 0) add(outside, r);
  }
  for (let r = 0; r <= outside; r += 1) start[r + 1] = (start[r + 1] as number) + (start[r] as number);
  const next = start.slice();
  const to = new Int32Array(edges);
  for (let i = 0; i < edges; i += 1) {
    const from = tail[i] as number;
    to[next[from] as number] = head[i] as number;
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
  const at = new Int32Array(choice.length);
  for (let p = 0; p < at.length; p += 1) {
    const o = choice[p] as number;
    at[p] = o < 0 ? outside : placeOf(part, o);
  }
  const component = components(movesOf(part, choice, face, at));
  const options = new Int32Array(face.options.length);
  let left = 0;
  for (const o of face.options) {
    const p = part.optionPupil[o] as number;
    if (choice[p] !== o && component[at[p] as number] !== component[placeOf(part, o)]) continue;
    options[left] = o;
    left += 1;
  }
  const mustPlace = face.mustPlace.slice();
  for (let p = 0; p < at.length; p += 1) {
    if ((choice[p] as number) >= 0 && component[at[p] as number] !== component[outside]) mustPlace[p] = 1;
  }
  return { options: options.slice(0, left), mustPlace, mustFill: face.mustFill };
}

/** Nothing to choose between any more: every arc left is chosen. */
export function isSettled(face: Face, choice: Choice): boolean {
  let placed = 0;
  for (const option of choice) if (option >= 0) placed += 1;
  return placed === face.options.length;
}
