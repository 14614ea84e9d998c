import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { isProved } from './transport-proof.js';
import { Transport } from './transport.js';
import type { TransportNet } from './transport-net.js';

function randomNet(random: Random): TransportNet {
  const pupils = random.between(5, 60);
  const places = random.between(2, 15);
  const most = random.pick([3, 40, 100_000]);
  const start = [0];
  const place: number[] = [];
  const worth: number[] = [];
  for (let p = 0; p < pupils; p += 1) {
    const band = random.pick([0, 0, 2 * most * pupils]);
    for (let r = 0; r < places; r += 1) {
      if (!random.chance(60)) continue;
      place.push(r);
      worth.push(band + random.below(most));
    }
    start.push(place.length);
  }
  return {
    pupils,
    places,
    start: Int32Array.from(start),
    place: Int32Array.from(place),
    worth: Float64Array.from(worth),
    capacity: Int32Array.from({ length: places }, () => random.below(5)),
  };
}

const total = (flow: Transport): number =>
  flow.arcOf.reduce((sum, arc) => sum + (arc < 0 ? 0 : (flow.net.worth[arc] as number)), 0);

/** What the pupils now in the flow reach at most, from nothing. */
function fromScratch(flow: Transport): number {
  const fresh = new Transport({ ...flow.net, capacity: flow.capacity.slice() });
  flow.active.forEach((active, p) => active && fresh.addPupil(p));
  return total(fresh);
}

function change(random: Random, flow: Transport): void {
  const p = random.below(flow.net.pupils);
  const r = random.below(flow.net.places);
  const kind = random.pick(['come', 'come', 'go', 'more', 'fewer'] as const);
  if (kind === 'come') flow.addPupil(p);
  else if (kind === 'go') flow.removePupil(p);
  else if (kind === 'more') flow.addUnit(r);
  else if ((flow.capacity[r] as number) > 0) flow.removeUnit(r);
}

describe('a flow whose pupils and units come and go', () => {
  it('stays proved by its prices, and as good as one from scratch', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const random = new Random(seed);
      const net = randomNet(random);
      let flow = new Transport(net);
      flow.solve();
      for (let n = 0; n < 60; n += 1) {
        if (random.chance(10)) flow = flow.copy();
        change(random, flow);
        expect({ seed, n, proved: isProved(flow), total: total(flow) }).toEqual({
          seed,
          n,
          proved: true,
          total: fromScratch(flow),
        });
      }
    }
  });
});
