import { Heap } from './heap.js';

/** A network: arcs with a least and a most flow, and what a unit costs; what each node sends out (or takes in, below 0). Whole numbers. */
export interface Network {
  readonly supply: Float64Array;
  readonly tail: Int32Array;
  readonly head: Int32Array;
  readonly least: Float64Array;
  readonly most: Float64Array;
  readonly cost: Float64Array;
}

export type NetworkFlow =
  | {
      readonly status: 'optimal';
      readonly flow: Float64Array;
      readonly cost: number;
      /** Of a unit at each node. An arc dearer than the rise in price carries its least, a cheaper one its most: that proves the cost. */
      readonly price: Float64Array;
    }
  /** `from`: nodes that send out more than the arcs leaving them can take, which proves it; none if all together lack something. */
  | { readonly status: 'infeasible'; readonly from: Uint8Array };

/** Arc 2a is arc a as it stands, 2a + 1 the way back. */
interface Residual {
  readonly start: Int32Array;
  readonly arcs: Int32Array;
  readonly room: Float64Array;
}

const other = (arc: number): number => arc ^ 1;

function residualOf({ supply, tail, head, least, most, cost }: Network, excess: Float64Array): Residual {
  const start = new Int32Array(supply.length + 1);
  for (const node of [...tail, ...head]) start[node + 1] = (start[node + 1] as number) + 1;
  for (let v = 0; v < supply.length; v += 1) start[v + 1] = (start[v + 1] as number) + (start[v] as number);
  const next = start.slice();
  const arcs = new Int32Array(2 * tail.length);
  const room = new Float64Array(2 * tail.length);
  const place = (node: number, arc: number): void => {
    arcs[next[node] as number] = arc;
    next[node] = (next[node] as number) + 1;
  };
  for (let a = 0; a < tail.length; a += 1) {
    const [from, to] = [tail[a] as number, head[a] as number];
    // An arc that pays for itself begins full, so that no way left has a cost below 0.
    const flow = (cost[a] as number) < 0 ? (most[a] as number) : (least[a] as number);
    place(from, 2 * a);
    place(to, 2 * a + 1);
    room[2 * a] = (most[a] as number) - flow;
    room[2 * a + 1] = flow - (least[a] as number);
    excess[from] = (excess[from] as number) - flow;
    excess[to] = (excess[to] as number) + flow;
  }
  return { start, arcs, room };
}

/**
 * The cheapest flow of any network, by shortest augmenting paths from whatever nodes still have too much, with exact prices. General
 * and small; transportation problems have a kernel of their own. Capacities must be finite, and cost times flow within safe integers.
 */
export function cheapestFlow(network: Network): NetworkFlow {
  const { supply, tail, head, cost } = network;
  const nodes = supply.length;
  const excess = Float64Array.from(supply);
  const { start, arcs, room } = residualOf(network, excess);
  const price = new Float64Array(nodes);
  const distance = new Float64Array(nodes);
  const via = new Int32Array(nodes);
  const heap = new Heap(nodes, distance);
  const endOf = (arc: number): number => (arc & 1 ? tail : head)[arc >> 1] as number;

  /** The nearest node that lacks something, from any that has too much, with prices brought along; -1 if there is none. */
  const nearest = (): number => {
    distance.fill(Infinity);
    via.fill(-1);
    heap.clear();
    for (let v = 0; v < nodes; v += 1) {
      if ((excess[v] as number) <= 0) continue;
      distance[v] = 0;
      heap.put(v);
    }
    while (heap.size > 0) {
      const v = heap.pop();
      const far = distance[v] as number;
      if ((excess[v] as number) < 0) {
        for (let u = 0; u < nodes; u += 1) price[u] = (price[u] as number) + Math.min(far, distance[u] as number);
        return v;
      }
      for (let k = start[v] as number; k < (start[v + 1] as number); k += 1) {
        const arc = arcs[k] as number;
        if (room[arc] === 0) continue;
        const to = endOf(arc);
        const each = cost[arc >> 1] as number;
        const there = far + (arc & 1 ? -each : each) + (price[v] as number) - (price[to] as number);
        if (there >= (distance[to] as number)) continue;
        distance[to] = there;
        via[to] = arc;
        heap.put(to);
      }
    }
    return -1;
  };

  while (excess.some((units) => units > 0)) {
    const end = nearest();
    if (end < 0) return { status: 'infeasible', from: Uint8Array.from(distance, (far) => (far < Infinity ? 1 : 0)) };
    let units = -(excess[end] as number);
    let from = end;
    for (let arc = via[from] as number; arc >= 0; arc = via[from] as number) {
      units = Math.min(units, room[arc] as number);
      from = endOf(other(arc));
    }
    units = Math.min(units, excess[from] as number);
    excess[from] = (excess[from] as number) - units;
    excess[end] = (excess[end] as number) + units;
    for (let v = end; v !== from;) {
      const arc = via[v] as number;
      room[arc] = (room[arc] as number) - units;
      room[other(arc)] = (room[other(arc)] as number) + units;
      v = endOf(other(arc));
    }
  }
  // Somebody still lacks what nobody sends: all nodes together take in more than they send out.
  if (excess.some((units) => units < 0)) return { status: 'infeasible', from: new Uint8Array(nodes) };
  const flow = network.most.map((most, a) => most - (room[2 * a] as number));
  return { status: 'optimal', flow, cost: flow.reduce((sum, units, a) => sum + units * (cost[a] as number), 0), price };
}
