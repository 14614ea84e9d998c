import { Heap } from './heap.js';
import type { FlowState } from './transport-state.js';

/**
 * What one unit more of each place would add to the total, for all places at once: the residual graph searched backwards from every
 * end of a chain of moves (a unit left free, or a pupil who was without). Right where prices are not unique, because a price may be
 * any of the right ones and this is the least.
 */
export function unitGains(flow: FlowState): Float64Array {
  const { start, place, worth, places, pupils } = flow.net;
  const { price, arcOf, head, next } = flow;
  const distance = new Float64Array(places).fill(Infinity);
  const heap = new Heap(places, distance);
  const nearer = (r: number, there: number): void => {
    if (there >= (distance[r] as number)) return;
    distance[r] = there;
    heap.put(r);
  };
  for (let r = 0; r < places; r += 1) nearer(r, price[r] as number);
  for (let q = 0; q < pupils; q += 1) {
    if (!flow.active[q] || (arcOf[q] as number) >= 0) continue;
    for (let a = start[q] as number; a < (start[q + 1] as number); a += 1) {
      const r = place[a] as number;
      nearer(r, (price[r] as number) - (worth[a] as number));
    }
  }
  const gain = new Float64Array(places);
  while (heap.size > 0) {
    const s = heap.pop();
    const there = distance[s] as number;
    gain[s] = (price[s] as number) - there;
    for (let q = head[s] as number; q >= 0; q = next[q] as number) {
      const profit = flow.profit(q);
      for (let a = start[q] as number; a < (start[q + 1] as number); a += 1) {
        const r = place[a] as number;
        nearer(r, there + profit + (price[r] as number) - (worth[a] as number));
      }
    }
  }
  return gain;
}

/** Checks complementary slackness in whole numbers. A fault here is a bug, never a property of the problem. */
export function isProved(flow: FlowState): boolean {
  const { start, place, worth } = flow.net;
  const { price } = flow;
  for (let r = 0; r < flow.net.places; r += 1) {
    const each = price[r] as number;
    const load = flow.load[r] as number;
    if (!Number.isSafeInteger(each) || each < 0 || load > (flow.capacity[r] as number)) return false;
    if (load < (flow.capacity[r] as number) && each !== 0) return false;
  }
  for (let p = 0; p < flow.net.pupils; p += 1) {
    if (!flow.active[p]) continue;
    const profit = flow.profit(p);
    if (profit < 0) return false;
    for (let a = start[p] as number; a < (start[p + 1] as number); a += 1) {
      if ((worth[a] as number) - (price[place[a] as number] as number) > profit) return false;
    }
  }
  return true;
}
