import { NONE, type Backwards } from './transport-net.js';
import type { Reach } from './transport-reach.js';
import type { FlowState } from './transport-state.js';

/** Where a path of moves begins: a place that loses a unit, or the arc of a pupil who was without one. */
interface End {
  readonly limit: number;
  readonly place: number;
  readonly arc: number;
}

/**
 * A free unit at a place with a price: pulls the best path of moves into it, or lets the price fall to 0.
 * Distances run backwards: what is lost by having somebody move here, and their unit filled in turn.
 */
export function fill(flow: FlowState, back: Backwards, reach: Reach, target: number): void {
  const targetPrice = flow.price[target] as number;
  if (targetPrice === 0 || !flow.hasRoom(target)) return;
  reach.begin();
  reach.note(target, 0, NONE, NONE);
  reach.heap.put(target);
  const end = nearest(flow, back, reach);
  reach.reprice(flow.price, end.limit, -1);
  flow.fallen += end.limit;
  pull(flow, back, reach, target, end);
}

function nearest(flow: FlowState, back: Backwards, reach: Reach): End {
  const { place, worth } = flow.net;
  const { active, arcOf } = flow;
  const { heap, distance } = reach;
  let end: End = { limit: Infinity, place: NONE, arc: NONE };
  while (heap.size > 0 && (distance[heap.first] as number) < end.limit) {
    const r = reach.settle();
    const far = distance[r] as number;
    const price = flow.price[r] as number;
    if (far + price < end.limit) end = { limit: far + price, place: r, arc: NONE };
    for (let i = back.inStart[r] as number, to = back.inStart[r + 1] as number; i < to; i += 1) {
      const a = back.inArc[i] as number;
      const q = back.arcPupil[a] as number;
      if (!active[q]) continue;
      const own = arcOf[q] as number;
      if (own === a) continue;
      const there = far + flow.profit(q) + price - (worth[a] as number);
      if (there >= end.limit) continue;
      if (own === NONE) {
        end = { limit: there, place: r, arc: a };
        continue;
      }
      const s = place[own] as number;
      if (there >= (distance[s] as number)) continue;
      reach.note(s, there, a, q);
      heap.put(s);
    }
  }
  return end;
}

/** Moves everybody on the path: the newcomer first, then each along the arc by which their place was reached. */
function pull(flow: FlowState, back: Backwards, { via, viaPupil }: Reach, target: number, end: End): void {
  if (end.arc !== NONE) flow.take(back.arcPupil[end.arc] as number, end.arc);
  for (let r = end.place; r !== target;) {
    const arc = via[r] as number;
    const q = viaPupil[r] as number;
    flow.leave(q);
    flow.take(q, arc);
    r = flow.net.place[arc] as number;
  }
}
