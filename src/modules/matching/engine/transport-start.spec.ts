import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/matching/random.js';
import { isProved } from './transport-proof.js';
import type { TransportNet } from './transport-net.js';
import { startOf } from './transport-start.js';
import { Transport } from './transport.js';

const PUPILS = 200;
const PLACES = 40;

/** Places in two halves that pupils seldom cross, the second with units for so many in a hundred of those who live there. */
function halves(random: Random, share: number): TransportNet {
  const start = [0];
  const place: number[] = [];
  const worth: number[] = [];
  for (let p = 0; p < PUPILS; p += 1) {
    const band = random.pick([1, 2, 3]) * 10_000_000;
    const near = p < PUPILS / 2 ? 0 : PLACES / 2;
    for (let r = 0; r < PLACES; r += 1) {
      const here = r >= near && r < near + PLACES / 2;
      if (!random.chance(here ? 40 : 1)) continue;
      place.push(r);
      worth.push(band + random.below(1000));
    }
    start.push(place.length);
  }
  const each = PUPILS / PLACES;
  return {
    pupils: PUPILS,
    places: PLACES,
    start: Int32Array.from(start),
    place: Int32Array.from(place),
    worth: Float64Array.from(worth),
    capacity: Int32Array.from({ length: PLACES }, (_, r) =>
      r < PLACES / 2 ? each + random.below(2) : Math.floor((each * share) / 100),
    ),
  };
}

const total = (flow: Transport): number =>
  flow.arcOf.reduce((sum, arc) => sum + (arc < 0 ? 0 : (flow.net.worth[arc] as number)), 0);

const oneByOne = (net: TransportNet): Transport => {
  const flow = new Transport(net);
  for (let p = 0; p < net.pupils; p += 1) flow.addPupil(p);
  return flow;
};

/** What prices prove that no choice can pass. */
const boundOf = (net: TransportNet, price: Float64Array): number => {
  let bound = price.reduce((sum, each, r) => sum + each * (net.capacity[r] as number), 0);
  for (let p = 0; p < net.pupils; p += 1) {
    let most = 0;
    for (let a = net.start[p] as number; a < (net.start[p + 1] as number); a += 1) {
      most = Math.max(most, (net.worth[a] as number) - (price[net.place[a] as number] as number));
    }
    bound += most;
  }
  return bound;
};

describe('where a flow begins', () => {
  it('is near the right prices, also where only some places are short', () => {
    for (const share of [100, 60, 20]) {
      for (let seed = 0; seed < 5; seed += 1) {
        const net = halves(new Random(seed), share);
        const best = total(oneByOne(net));
        const { price } = startOf(net);
        const off = boundOf(net, price) - best;
        expect({ share, seed, whole: price.every(Number.isSafeInteger) }).toEqual({ share, seed, whole: true });
        // Two steps of bidding leave each pupil and each unit about a 256th of how far fits differ from where it should be.
        expect({ share, seed, off, near: off < 20 * PUPILS }).toEqual({ share, seed, off, near: true });
      }
    }
  });

  it('plays no part in what a flow comes to', () => {
    for (const share of [100, 60, 20]) {
      for (let seed = 0; seed < 5; seed += 1) {
        const random = new Random(seed);
        const net = halves(random, share);
        const best = total(oneByOne(net));
        const anywhere = Float64Array.from({ length: PLACES }, () => random.below(3) * random.below(10_000_000));
        const wanted = Int32Array.from({ length: PUPILS }, (_, p) => random.pick([-1, net.start[p] as number]));
        const begun = new Transport(net);
        begun.resume(anywhere, wanted);
        const solved = new Transport(net);
        solved.solve();
        const floored = new Transport(net);
        floored.solve(anywhere);
        for (const flow of [begun, solved, floored]) {
          expect({ share, seed, proved: isProved(flow), total: total(flow) }).toEqual({
            share,
            seed,
            proved: true,
            total: best,
          });
        }
      }
    }
  });
});
