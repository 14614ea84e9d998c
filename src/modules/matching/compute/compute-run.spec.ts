import { describe, expect, it } from '@jest/globals';
import { addDays, dateOnly } from '../../../kernel/index.js';
import { defaultPolicy } from '../../policies/domain/default-policy.js';
import {
  anOccupant,
  aPlace,
  aPupil,
  aSite,
  HALF_WEEK,
  mondays,
  OTHER_HALF,
} from '../../../../test/support/matching-builders.js';
import { computeRun, type RunOutput } from './compute-run.js';
import { readPairs } from './stored-options.js';
import { hashOf, type PlaceInput, type RunInput } from './run-input.js';

const NAMES = { provider: 'Made-up Centre', site: 'Made-up Site', programme: 'Made-up Programme', label: 'All week' };

function placeInput(n: number, given: Partial<PlaceInput> = {}): PlaceInput {
  const { site: _site, ...place } = aPlace({
    patternId: `pattern-${n}`,
    openingId: `opening-${n}`,
    programmeId: `programme-${n}`,
  });
  return { ...place, siteId: 'site-1', names: NAMES, ...given };
}

const weeks = mondays('2026-11-02', 40);
const roomIn = (openingId: string, places: number): RunInput['counters'] =>
  weeks.map((week) => ({ kind: 'OPENING', id: openingId, week, left: Array.from({ length: 10 }, () => places) }));

function anInput(given: Partial<RunInput> = {}): RunInput {
  return {
    today: dateOnly('2026-11-02'),
    seed: 7,
    policyId: 'policy-1',
    settings: defaultPolicy,
    pupils: [1, 2, 3].map((n) => aPupil({ referralId: `referral-${n}`, pupilId: `pupil-${n}`, waitingDays: n })),
    sites: [aSite()],
    places: [placeInput(1), placeInput(2, { sessions: HALF_WEEK }), placeInput(3, { sessions: OTHER_HALF })],
    counters: [...roomIn('opening-1', 1), ...roomIn('opening-2', 1), ...roomIn('opening-3', 1)],
    funds: [['HIGH_NEEDS', 100_000_000]],
    fairShares: [],
    schoolWeeks: weeks,
    ...given,
  };
}

const withoutTimes = ({ milliseconds: _times, ...output }: RunOutput): unknown => output;

describe('a run', () => {
  it('places as many as there is room for, one of them in a package', async () => {
    const { counts, result, options } = await computeRun(anInput());
    expect(result.status).toBe('optimal');
    expect(counts).toMatchObject({ pupils: 3, pairs: 9, placed: 2, packagesChosen: 1, withoutOption: 0 });
    expect(counts.placedByBand).toEqual([0, 2, 0, 0, 0]);
    const chosen = options.filter((option) => option.chosen).map(({ components }) => components.length);
    expect(chosen.toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('gives the same bytes for the same input, and another hash for another', async () => {
    const input = anInput();
    expect(withoutTimes(await computeRun(input))).toEqual(withoutTimes(await computeRun(anInput())));
    expect(hashOf(anInput(), '1')).toBe(hashOf(input, '1'));
    expect(hashOf(anInput({ funds: [['HIGH_NEEDS', 1]] }), '1')).not.toBe(hashOf(input, '1'));
    expect(hashOf(input, '2')).not.toBe(hashOf(input, '1'));
  });

  it('keeps a pair apart although there is room for both', async () => {
    const input = anInput({
      places: [placeInput(1)],
      counters: roomIn('opening-1', 3),
      pupils: anInput().pupils.map((pupil) =>
        pupil.pupilId === 'pupil-1' ? { ...pupil, keepApartPupilIds: ['pupil-2'] } : pupil,
      ),
    });
    const { options } = await computeRun(input);
    const placed = options.filter((option) => option.chosen).map(({ referralId }) => referralId);
    expect(placed).toHaveLength(2);
    expect(placed).toContain('referral-3');
  });

  it('never spends more than the fund has', async () => {
    // Each full week costs 20 weeks at £450 to the end of the financial year.
    const { counts } = await computeRun(
      anInput({ funds: [['HIGH_NEEDS', 900_000]], counters: roomIn('opening-1', 3) }),
    );
    expect(counts).toMatchObject({ placed: 1, fundPence: 900_000 });
  });

  it('counts a week without a counter as full', async () => {
    const gap = roomIn('opening-1', 3).filter(({ week }) => week !== addDays(dateOnly('2026-11-02'), 70));
    const { counts } = await computeRun(anInput({ counters: gap }));
    expect(counts).toMatchObject({ placed: 0, withoutOption: 3 });
  });

  it('stores what each rule said about every pair, and nothing about another child', async () => {
    const sites = [aSite({ occupants: [anOccupant({ pupilId: 'occupant-7' })] })];
    const pupils = [aPupil({ keepApartPupilIds: ['occupant-7'], keptApartByPupilIds: ['occupant-7'] })];
    const { explanations, options } = await computeRun(anInput({ sites, pupils }));
    expect(options).toEqual([]);
    const [forSchool, forPanel] = explanations.map((one) => ({ ...one, pairs: readPairs(one.pairs) }));
    expect(forPanel?.openers).toContainEqual({ rule: 'keepApart', places: 1 });
    expect(forSchool?.openers).toContainEqual({ rule: 'withheld', places: 1 });
    expect(JSON.stringify([forSchool, forPanel])).not.toContain('occupant-7');
  });

  it('answers the parties of a case as if their own referral had named nobody to be kept apart', async () => {
    const sites = [aSite({ occupants: [anOccupant({ pupilId: 'occupant-7' })] })];
    const read = async (keepApartPupilIds: string[]) => {
      const { options, explanations } = await computeRun(anInput({ sites, pupils: [aPupil({ keepApartPupilIds })] }));
      const forParties = options.filter(({ audience }) => audience !== 'PANEL');
      const plain = forParties.map(({ chosen: _chosen, audience: _audience, ...option }) => option);
      return { plain, told: explanations.filter(({ audience }) => audience === 'ALL'), options };
    };
    const [named, unnamed] = [await read(['occupant-7']), await read([])];
    expect(named.plain).toEqual(unnamed.plain);
    expect(named.told).toEqual(unnamed.told);
    expect(named.plain.length).toBeGreaterThan(0);
    expect(named.options.every(({ audience, chosen }) => audience === 'PARTIES' && !chosen)).toBe(true);
  });

  it('answers an empty pool and an empty supply at once', async () => {
    expect((await computeRun(anInput({ pupils: [] }))).counts.placed).toBe(0);
    expect((await computeRun(anInput({ places: [], counters: [] }))).counts).toMatchObject({
      placed: 0,
      withoutOption: 3,
    });
  });

  it('answers a fund of nothing, a site full of those who must be kept apart, and a million places at once', async () => {
    expect((await computeRun(anInput({ funds: [['HIGH_NEEDS', 0]] }))).counts).toMatchObject({
      placed: 0,
      withoutOption: 3,
    });
    const everybody = Array.from({ length: 30 }, (_, n) => `pupil-${n}`);
    const room = (places: number) => ['opening-1', 'opening-2', 'opening-3'].flatMap((id) => roomIn(id, places));
    const apart = everybody.map((pupilId, n) =>
      aPupil({
        referralId: `referral-${String(n).padStart(2, '0')}`,
        pupilId,
        keepApartPupilIds: everybody.toSpliced(n, 1),
      }),
    );
    // One site, so one of them: whoever else waits must be kept apart.
    expect((await computeRun(anInput({ pupils: apart, counters: room(40) }))).counts.placed).toBe(1);
    expect((await computeRun(anInput({ counters: room(1_000_000) }))).counts.placed).toBe(3);
  });
});
