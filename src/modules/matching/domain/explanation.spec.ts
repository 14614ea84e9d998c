import { describe, expect, it } from '@jest/globals';
import { addDays, dateOnly } from '../../../kernel/index.js';
import {
  anOccupant,
  anUnregisteredSite,
  aPlace,
  aPupil,
  aSite,
  circumstances,
  HALF_WEEK,
  ONE_DAY,
  roomFor,
  TODAY,
} from '../../../../test/support/matching-builders.js';
import { readPairs, storedExplanations } from '../compute/stored-options.js';
import { judgeAgain } from './consider.js';
import { readResult } from './explanation.js';
import type { Place, Pupil } from './model.js';
import { optionsFor } from './options.js';
import type { Measured, RuleKey, RuleResult } from './rules/rule.js';
import type { Circumstances } from './settings.js';

/** A value that meets the limit, for each rule that can fail: what somebody would have to change. */
const MET: Readonly<Partial<Record<RuleKey, (limit: Measured) => Measured>>> = {
  age: (limit) => (limit as readonly number[])[0] ?? 0,
  year: (limit) => (limit as readonly number[])[0] ?? 0,
  sex: (limit) => limit,
  registration: () => [0, 0, 0, 0],
  admission: (limit) => limit,
  standing: (limit) => limit,
  places: (limit) => limit,
  siteCap: (limit) => limit,
  sessions: (limit) => limit,
  distance: () => 0,
  access: () => [],
  needs: (limit) => limit,
  price: () => 1,
  fund: (limit) => limit,
  fairShare: (limit) => limit,
  transition: (limit) => limit,
  keepApart: (limit) => limit,
  riskSeparation: (limit) => limit,
};

const SEED = Number(process.env['EXPLANATION_SEED'] ?? 20_261_122);

describe(`a stored explanation (EXPLANATION_SEED=${SEED})`, () => {
  let state = SEED;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const oneOf = <T>(...choices: readonly [T, ...T[]]): T => choices[random(choices.length)] as T;
  const sometimes = (): boolean => random(3) === 0;

  const randomPupil = (): Pupil =>
    aPupil({
      type: oneOf('PERMANENT_EXCLUSION' as const, 'PREVENTATIVE_DUAL' as const),
      yearGroup: 6 + random(6),
      dateOfBirth: addDays(dateOnly('2010-01-01'), random(2000)),
      sex: oneOf('F' as const, 'M' as const),
      ehcp: sometimes(),
      accessNeeds: sometimes() ? ['HOIST', 'STEP_FREE'] : [],
      needs: oneOf<readonly string[]>(['SEMH'], ['ASD', 'SLCN'], ['MLD']),
      risks: sometimes() ? [{ code: 'EXPLOITATION', level: 'HIGH' }] : [],
      keepApartPupilIds: sometimes() ? ['occupant-1'] : [],
      home: { easting: 384_000 + random(20_000), northing: 398_000 },
    });
  const randomPlace = (n: number): Place => {
    const occupants = Array.from({ length: random(4) }, (_, k) =>
      anOccupant({ pupilId: `occupant-${k + 1}`, riskCodes: sometimes() ? ['EXPLOITATION'] : [] }),
    );
    const site = sometimes()
      ? anUnregisteredSite({ occupants })
      : aSite({
          occupants,
          registration: {
            kind: 'REGISTERED_SCHOOL',
            singleSex: oneOf<'F' | 'M' | null>(null, 'F', 'M'),
            lowestAge: 11 + random(4),
            highestAge: 16,
          },
        });
    return aPlace({
      patternId: `pattern-${n}`,
      openingId: `opening-${n}`,
      site,
      supplyRoute: oneOf('FRAMEWORK' as const, 'MAINTAINED_AP' as const, 'OFF_FRAMEWORK' as const),
      sessions: oneOf(aPlace().sessions, HALF_WEEK, ONE_DAY),
      weeklyMinutes: 600 + random(1000),
      weeklyPence: sometimes() ? null : 10_000 + random(80_000),
      yearFrom: 7 + random(3),
      needs: oneOf<readonly string[]>(['SEMH'], ['ASD']),
      admission: oneOf<Place['admission']>({ suspended: false }, { suspended: true }, null),
    });
  };
  const randomCircumstances = (): Circumstances => {
    const { settings, ...rest } = circumstances();
    const until = addDays(TODAY, 300);
    return {
      ...rest,
      settings: {
        ...settings,
        transition: sometimes() ? [{ yearGroup: 9, onlyProvidersOn: 'MAINTAINED_AP', until }] : [],
      },
      headroom: roomFor(random(3), sometimes() ? { 'site-1': random(2) } : {}),
      funds: new Map([['HIGH_NEEDS', oneOf(100_000_000, 300_000)]]),
      fairShares: new Map([['school-1', { held: random(4), limit: 2 }]]),
    };
  };

  it('is sound: for 1,000 failed rules, flipping the stored value alone changes that rule and no other', () => {
    const seen = new Map<RuleKey, number>();
    for (let checked = 0; checked < 1_000;) {
      const about = randomCircumstances();
      const found = optionsFor(randomPupil(), [0, 1, 2].map(randomPlace), about, []);
      // What was stored and read again, and not what was in memory.
      const [, forPanel] = storedExplanations(found, found, about, () => ({
        provider: '',
        site: '',
        programme: '',
        label: '',
      }));
      for (const { results } of readPairs(forPanel?.pairs ?? new Uint8Array())) {
        const stored = results.map(readResult);
        for (const result of stored) expect(judgeAgain(result)).toBe(result.verdict);
        for (const failed of stored.filter(({ verdict }) => verdict === 'FAIL')) {
          const met = MET[failed.rule];
          if (met === undefined) throw new Error(`Say what would meet the rule ${failed.rule}`);
          const flipped = stored.map((one): RuleResult => (one === failed ? { ...one, value: met(one.limit) } : one));
          const changed = flipped.filter((one) => judgeAgain(one) !== one.verdict).map(({ rule }) => rule);
          expect(changed).toEqual([failed.rule]);
          seen.set(failed.rule, (seen.get(failed.rule) ?? 0) + 1);
          checked += 1;
        }
      }
    }
    expect([...seen.keys()].toSorted()).toEqual(Object.keys(MET).toSorted());
  });
});
