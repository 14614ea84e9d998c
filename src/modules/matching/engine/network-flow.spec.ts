import { describe, expect, it } from '@jest/globals';
import { knownResults, networkOf } from '../../../../test/support/matching/benchmarks.js';
import { Random } from '../../../../test/support/matching/random.js';
import { cheapestFlow, type Network } from './network-flow.js';

const at = (list: ArrayLike<number>, i: number): number => list[i] ?? NaN;

/** What leaves each node less what arrives, less what it should send out: all 0 in a flow. */
function imbalance({ supply, tail, head }: Network, flow: Float64Array): number[] {
  const left = Array.from(supply);
  flow.forEach((units, a) => {
    left[at(tail, a)] = at(left, at(tail, a)) - units;
    left[at(head, a)] = at(left, at(head, a)) + units;
  });
  return left;
}

/** Arcs whose flow passes a limit, or that the prices say should carry more or less: none where the flow is the cheapest. */
function unsettled(network: Network, flow: Float64Array, price: Float64Array): number[] {
  return [...flow.keys()].filter((a) => {
    const [units, least, most] = [at(flow, a), at(network.least, a), at(network.most, a)];
    const net = at(network.cost, a) + at(price, at(network.tail, a)) - at(price, at(network.head, a));
    return units < least || units > most || (net > 0 && units > least) || (net < 0 && units < most);
  });
}

/** How much more some nodes must send out than their arcs can take, with what must arrive. */
function overflow({ supply, tail, head, least, most }: Network, from: Uint8Array): number {
  let over = 0;
  supply.forEach((units, v) => (over += from[v] ? units : 0));
  tail.forEach((node, a) => {
    const [out, into] = [from[node], from[at(head, a)]];
    if (out && !into) over -= at(most, a);
    if (!out && into) over += at(least, a);
  });
  return over;
}

function randomNetwork(seed: number): Network {
  const random = new Random(seed);
  const nodes = random.between(2, 7);
  const arcs = random.between(1, 16);
  const drawn = (value: () => number): number[] => Array.from({ length: arcs }, value);
  const least = drawn(() => (random.chance(20) ? random.below(3) : 0));
  const supply = new Float64Array(nodes);
  for (let n = 0; n < 3; n += 1) {
    const units = random.below(5);
    const [a, b] = [random.below(nodes), random.below(nodes)];
    supply[a] = at(supply, a) + units;
    supply[b] = at(supply, b) - units;
  }
  return {
    supply,
    tail: Int32Array.from(drawn(() => random.below(nodes))),
    head: Int32Array.from(drawn(() => random.below(nodes))),
    least: Float64Array.from(least),
    most: Float64Array.from(least, (units) => units + random.below(6)),
    cost: Float64Array.from(drawn(() => random.between(-4, 9))),
  };
}

describe('the cheapest flow of a network', () => {
  it.each(knownResults().filter(({ file }) => file.startsWith('mcf/')))(
    '$file reaches its optimum',
    ({ file, min }) => {
      const network = networkOf(file);
      const found = cheapestFlow(network);
      expect(found).toMatchObject({ status: 'optimal', cost: min?.optimum });
      if (found.status !== 'optimal') return;
      expect(imbalance(network, found.flow).filter((units) => units !== 0)).toEqual([]);
      expect(unsettled(network, found.flow, found.price)).toEqual([]);
    },
  );

  it('is proved by its prices, or by nodes that must send out more than their arcs can take', () => {
    const seen = { optimal: 0, infeasible: 0 };
    for (let seed = 0; seed < 3_000; seed += 1) {
      const network = randomNetwork(seed);
      const found = cheapestFlow(network);
      seen[found.status] += 1;
      if (found.status === 'infeasible') {
        expect(overflow(network, found.from)).toBeGreaterThan(0);
        continue;
      }
      expect(imbalance(network, found.flow).filter((units) => units !== 0)).toEqual([]);
      expect(unsettled(network, found.flow, found.price)).toEqual([]);
    }
    expect(Math.min(seen.optimal, seen.infeasible)).toBeGreaterThan(300);
  });
});
