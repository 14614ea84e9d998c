import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { defaultPolicy } from '../../policies/domain/default-policy.js';
import { RULE_KEYS } from '../../policies/domain/policy-document.js';
import {
  anOccupant,
  aPlace,
  aPupil,
  aSite,
  anUnregisteredSite,
  circumstances,
  HALF_WEEK,
  mondays,
  ONE_DAY,
  OTHER_HALF,
  roomFor,
  sessionsOf,
  TODAY,
} from '../../../../test/support/matching-builders.js';
import { explain, readResult, WITHHELD } from './explanation.js';
import { fitForParties } from './factors/index.js';
import type { Place, Pupil } from './model.js';
import { fitsForParties, optionsFor, optionsForParties } from './options.js';
import { periodOf } from './periods.js';
import { asPartiesRead } from './rules/apart.js';
import { cellsOf } from './counters.js';
import { problemOf } from './problem.js';
import { RULES } from './rules/rule.js';
import type { Circumstances } from './settings.js';

const find = (pupil: Pupil, supply: readonly Place[], about: Circumstances = circumstances()) =>
  optionsFor(pupil, supply, about, []);

const part = (n: number, given: Partial<Place>): Place =>
  aPlace({ patternId: `pattern-${n}`, openingId: `opening-${n}`, programmeId: `programme-${n}`, ...given });

describe('the policy and the rules', () => {
  it('know the same rules by the same names', () => {
    expect([...RULES].toSorted()).toEqual([...RULE_KEYS].toSorted());
  });
});

describe('the options of one pupil', () => {
  it('are the places that no rule refuses, best fit first', () => {
    const near = part(1, { site: aSite({ at: { easting: 384_000, northing: 398_500 } }) });
    const far = part(2, {});
    const wrong = part(3, { yearFrom: 10 });
    const { feasible, pairs } = find(aPupil(), [far, wrong, near]);
    expect(feasible.map(({ option }) => option.id)).toEqual(['pattern-1', 'pattern-2']);
    expect(pairs).toHaveLength(3);
  });

  it('are outside the framework only where nothing on the list is one, alone or together', () => {
    const outside = part(9, { supplyRoute: 'OFF_FRAMEWORK', weeklyPence: 1 });
    const ids = (supply: readonly Place[]) => find(aPupil(), supply).feasible.map(({ option }) => option.id);
    expect(ids([outside, part(1, {})])).toEqual(['pattern-1']);
    expect(ids([outside, part(1, { supplyRoute: 'MAINTAINED_AP' })])).toEqual(['pattern-1']);
    expect(ids([outside, part(3, { yearFrom: 10 })])).toEqual(['pattern-9']);
    expect(ids([outside])).toEqual(['pattern-9']);
    const halves = [part(1, { sessions: HALF_WEEK }), part(2, { sessions: OTHER_HALF })];
    expect(ids([outside, ...halves])).toEqual(['pattern-1+pattern-2']);
    expect(find(aPupil(), [outside, part(1, {})]).pairs).toHaveLength(2);
  });

  it('have a fit that is exactly the sum of what each factor adds', () => {
    const { feasible } = find(aPupil({ interests: ['ART'], needs: ['SEMH', 'SLCN'] }), [
      part(1, { curriculum: ['CREATIVE_MEDIA'] }),
      part(2, { weeklyPence: 61_237, specialisms: ['REINTEGRATION'] }),
    ]);
    expect(feasible).toHaveLength(2);
    for (const { fit, factors } of feasible) {
      expect(factors.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(fit);
      expect(fit).toBeGreaterThan(0);
      expect(fit).toBeLessThanOrEqual(1000);
    }
  });

  it('rise with the family’s ranking', () => {
    const preferred = [{ rank: 1, programmeId: 'programme-2', providerId: null }];
    const { feasible } = find(aPupil({ preferred }), [part(1, {}), part(2, {})]);
    expect(feasible[0]?.option.id).toBe('pattern-2');
  });

  it('take the middle for what nobody recorded, and say so', () => {
    const [one] = find(aPupil({ home: null }), [part(1, {})]).feasible;
    expect(one?.factors.find(({ factor }) => factor === 'travel')).toMatchObject({ value: 500, known: false });
  });
});

describe('brothers and sisters', () => {
  const there = { site: aSite({ id: 'site-2', occupants: [anOccupant({ pupilId: 'sister', siteId: 'site-2' })] }) };
  const named = (wish: 'TOGETHER' | 'APART') =>
    aPupil({ siblings: { key: 'k', known: [{ pupilId: 'sister', wish }] } });
  const best = (pupil: Pupil) => find(pupil, [part(1, {}), part(2, there)]).feasible;
  const siblings = ({ factors }: { readonly factors: readonly { readonly factor: string }[] } = { factors: [] }) =>
    factors.find(({ factor }) => factor === 'siblings');

  it('draw the pupil to where they are, or away from there, as the family wishes, with what that adds', () => {
    const [together] = best(named('TOGETHER'));
    expect(together?.option.id).toBe('pattern-2');
    expect(siblings(together)).toMatchObject({ value: 1000, weight: 100, known: true });
    expect(best(named('APART'))[0]?.option.id).toBe('pattern-1');
    for (const { fit, factors } of best(named('TOGETHER'))) {
      expect(factors.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(fit);
    }
  });

  it('are no factor for a pupil who has none here, whose fit is as if nobody had any', () => {
    const without = best(aPupil());
    expect(without.map(siblings)).toEqual([undefined, undefined]);
    expect(best(aPupil({ siblings: { key: 'k', known: [] } }))).toEqual(without);
  });

  it('count nothing under a policy that was approved before they could be named', () => {
    const { siblings: _weight, ...weights } = defaultPolicy.weights;
    const about = circumstances({ settings: { ...defaultPolicy, weights } });
    expect(find(named('TOGETHER'), [part(1, {}), part(2, there)], about).feasible.map(siblings)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('what the parties of a case read', () => {
  const half = { sessions: HALF_WEEK, weeklyMinutes: 750 };
  const meets = (...pupilIds: string[]) =>
    aSite({ id: 'site-2', occupants: pupilIds.map((pupilId) => anOccupant({ pupilId, siteId: 'site-2' })) });
  const supply = [
    part(1, half),
    part(2, { ...half, sessions: OTHER_HALF, site: meets('other', 'sister') }),
    part(3, { site: meets('namer') }),
    part(4, { validTo: dateOnly('2026-12-18') }),
  ];
  const pupils: readonly (readonly [string, Pupil])[] = [
    ['nobody', aPupil()],
    ['somebody to be kept apart', aPupil({ keepApartPupilIds: ['other'] })],
    ['somebody who is nowhere', aPupil({ keepApartPupilIds: ['elsewhere'] })],
    ['somebody who named them too', aPupil({ keepApartPupilIds: ['namer', 'other'], keptApartByPupilIds: ['namer'] })],
    ['a sister', aPupil({ siblings: { key: 'k', known: [{ pupilId: 'sister', wish: 'TOGETHER' }] } })],
    ['a sister without a place', aPupil({ siblings: { key: 'k', known: [{ pupilId: 'none', wish: 'APART' }] } })],
    [
      'both, without a last day',
      aPupil({
        endsOn: null,
        keepApartPupilIds: ['other'],
        siblings: { key: 'k', known: [{ pupilId: 'sister', wish: 'TOGETHER' }] },
      }),
    ],
  ];

  it.each(pupils)('is the same as if their referral had named nobody, where it names %s', (_, pupil) => {
    const about = circumstances();
    const read = optionsForParties(find(pupil, supply, about), about, []);
    const { pupil: _pupil, ...unnamed } = find(asPartiesRead(pupil), supply, about);
    const { pupil: _named, ...told } = read;
    expect(told).toEqual(unnamed);
  });

  it('tells no exact mark for quality, neither in what it adds nor in the fit, of an option or of a place', () => {
    const about = circumstances();
    const marked = (value: number) => {
      const found = find(aPupil(), [part(1, { quality: { value, known: [] } })], about);
      const exact = found.feasible[0]?.factors ?? [];
      return { exact, told: fitForParties(exact), pair: fitsForParties(found, about).pairs[0]?.fit };
    };
    const [one, other] = [marked(650), marked(850)];
    expect(one.exact).not.toEqual(other.exact);
    expect(one.told).toEqual(other.told);
    expect(one.told.factors.find(({ factor }) => factor === 'quality')).toMatchObject({ value: 750 });
    expect(one.told.factors.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(one.told.fit);
    expect([one.pair, other.pair]).toEqual([one.told.fit, one.told.fit]);
  });

  it('is the very list of the panel where the names change nothing', () => {
    const about = circumstances();
    const found = find(aPupil({ keepApartPupilIds: ['elsewhere'] }), supply, about);
    expect(optionsForParties(found, about, [])).toBe(found);
  });
});

describe('packages', () => {
  const monTueWed = { sessions: HALF_WEEK, weeklyMinutes: 750 };
  const rest = { sessions: OTHER_HALF, weeklyMinutes: 750 };

  it('join part-time places without a clash of sessions into a full week', () => {
    const { feasible } = find(aPupil(), [part(1, monTueWed), part(2, rest), part(3, monTueWed)]);
    expect(feasible.map(({ option }) => option.id).toSorted()).toEqual(['pattern-1+pattern-2', 'pattern-2+pattern-3']);
  });

  it('hold up to three places', () => {
    const days = [
      part(1, { sessions: sessionsOf('mon-am', 'mon-pm', 'tue-am', 'tue-pm') }),
      part(2, { sessions: sessionsOf('wed-am', 'wed-pm') }),
      part(3, { sessions: sessionsOf('thu-am', 'thu-pm', 'fri-am', 'fri-pm') }),
    ];
    expect(find(aPupil(), days).feasible.map(({ option }) => option.id)).toEqual(['pattern-1+pattern-2+pattern-3']);
    const { matching } = defaultPolicy;
    const settings = { ...defaultPolicy, matching: { ...matching, packages: { ...matching.packages, components: 2 } } };
    expect(find(aPupil(), days, circumstances({ settings })).feasible).toEqual([]);
  });

  it('never hold a place that the rest makes needless', () => {
    const eight = part(1, {
      sessions: sessionsOf('mon-am', 'mon-pm', 'tue-am', 'tue-pm', 'wed-am', 'wed-pm', 'thu-am', 'thu-pm'),
    });
    const friday = part(2, { sessions: sessionsOf('fri-am', 'fri-pm') });
    const fridayMorning = part(3, { sessions: sessionsOf('fri-am') });
    const found = find(aPupil(), [eight, friday, fridayMorning]).feasible.map(({ option }) => option.id);
    expect(found.toSorted()).toEqual(['pattern-1+pattern-2', 'pattern-1+pattern-3']);
  });

  it('count what the cap left untried', () => {
    const { matching } = defaultPolicy;
    const packages = { ...matching.packages, combinationsTried: 3 };
    const settings = { ...defaultPolicy, matching: { ...matching, packages } };
    const supply = [part(1, monTueWed), part(2, rest), part(3, monTueWed), part(4, rest)];
    const capped = find(aPupil(), supply, circumstances({ settings }));
    expect(capped.cut).toBeGreaterThan(0);
    expect(find(aPupil(), supply).cut).toBe(0);
    expect(find(aPupil(), supply).feasible).toHaveLength(4);
  });

  it('are not needed for a day a week: the home school has the rest', () => {
    const early = aPupil({ type: 'PREVENTATIVE_EARLY', sessionsWanted: ONE_DAY });
    const { feasible } = find(early, [part(1, { sessions: ONE_DAY }), part(2, {})]);
    expect(feasible.map(({ option }) => option.id)).toEqual(['pattern-1']);
  });
});

describe('when an option would run', () => {
  it('starts today where the wanted day has passed, and pays for the school weeks of this financial year', () => {
    const weeks = mondays('2026-11-02', 30).filter((week) => week !== '2026-12-21' && week !== '2026-12-28');
    const period = periodOf(
      aPupil({ startsOn: dateOnly('2026-10-01'), endsOn: dateOnly('2027-05-28') }),
      [],
      TODAY,
      weeks,
    );
    expect(period).toMatchObject({ startsOn: TODAY, fromWeek: '2026-11-02', toWeek: '2027-05-24', fundedWeeks: 20 });
  });

  it('runs to the end of the opening where no end was asked for', () => {
    const period = periodOf(aPupil({ endsOn: null }), [aPlace({ validTo: dateOnly('2026-12-18') })], TODAY, []);
    expect(period).toMatchObject({ endsOn: '2026-12-18', toWeek: '2026-12-14', fundedWeeks: 6 });
  });
});

describe('the engine’s problem', () => {
  const two = (first: Partial<Pupil>, second: Partial<Pupil>): Pupil[] => [
    aPupil(first),
    aPupil({ referralId: 'referral-2', pupilId: 'pupil-2', schoolId: 'school-2', ...second }),
  ];
  const problem = (pupils: readonly Pupil[], supply: readonly Place[], about = circumstances()) =>
    problemOf(
      pupils.map((pupil) => find(pupil, supply, about)),
      about,
      7,
    );

  it('has one place resource for a full-time opening, however many sessions and weeks it covers', () => {
    const { resources, options } = problem(
      [aPupil(), aPupil({ referralId: 'referral-2', pupilId: 'pupil-2' })],
      [aPlace()],
      circumstances({ headroom: roomFor(1) }),
    );
    expect(resources.map(({ id }) => id)).toEqual(['fund/HIGH_NEEDS', 'opening/opening-1/1023/2026-11-09']);
    expect(options[0]).toEqual(
      expect.objectContaining({
        id: 'referral-1/pattern-1',
        pupil: 'referral-1',
        uses: [
          ['opening/opening-1/1023/2026-11-09', 1],
          ['fund/HIGH_NEEDS', 900_000],
        ],
      }),
    );
  });

  it('leaves out a counter with room for everybody who could come', () => {
    const { resources } = problem([aPupil()], [aPlace()], circumstances({ headroom: roomFor(1) }));
    expect(resources.map(({ id }) => id)).toEqual(['fund/HIGH_NEEDS']);
  });

  it('counts over several openings what limits their programme or their provider', () => {
    const supply = [part(1, {}), part(2, { openingId: 'opening-2', programmeId: 'programme-2' })];
    const about = circumstances({ headroom: roomFor(2, { 'programme-1': 1, 'provider-1': 1 }) });
    const { resources, options } = problem(two({}, {}), supply, about);
    const limits = resources.filter(({ id }) => /^(programme|provider)/.test(id));
    expect(limits.map(({ group, capacity }) => [group, capacity])).toEqual([
      ['programme/programme-1', 1],
      ['provider/provider-1', 1],
    ]);
    const using = (name: string) =>
      options.filter(({ uses }) => uses.some(([id]) => id.startsWith(name))).map(({ id }) => id);
    expect(using('provider/')).toEqual(options.map(({ id }) => id));
    expect(using('programme/')).toHaveLength(2);
  });

  it('splits a counter only where its users differ', () => {
    const first = { sessions: 3, fromWeek: dateOnly('2026-11-02'), toWeek: dateOnly('2026-11-16') };
    const second = { sessions: 6, fromWeek: dateOnly('2026-11-09'), toWeek: dateOnly('2026-11-23') };
    const cells = cellsOf([first, second]);
    expect(
      cells(first)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['1/2026-11-02', '1/2026-11-09', '2/2026-11-02', '2/2026-11-09']);
    expect(
      cells(second)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['2/2026-11-09', '2/2026-11-23', '4/2026-11-09', '4/2026-11-23']);
  });

  it('keeps a pair apart at a site with a capacity of one, and touches nobody else', () => {
    const pupils = [
      ...two({ keepApartPupilIds: ['pupil-2'] }, {}),
      aPupil({ referralId: 'referral-3', pupilId: 'pupil-3' }),
    ];
    const { resources, options } = problem(pupils, [aPlace()]);
    const apart = resources.filter(({ id }) => id.startsWith('apart/'));
    expect(apart).toEqual([{ id: 'apart/site-1/pupil-1|pupil-2', capacity: 1 }]);
    const users = options.filter(({ uses }) => uses.some(([id]) => id.startsWith('apart/'))).map(({ pupil }) => pupil);
    expect(users).toEqual(['referral-1', 'referral-2']);
  });

  it('lets an unregistered site have as many full-time pupils as keep it below registration', () => {
    const site = anUnregisteredSite({ occupants: [anOccupant(), anOccupant({ pupilId: 'occupant-2' })] });
    const { resources } = problem([aPupil()], [aPlace({ site, weeklyMinutes: 20 * 60 })]);
    expect(resources.find(({ id }) => id === 'registration/site-1')?.capacity).toBe(2);
  });

  it('holds a school to its share, and a risk to its number at a site', () => {
    const about = circumstances({ fairShares: new Map([['school-1', { held: 5, limit: 6 }]]) });
    const pupil = aPupil({ type: 'PREVENTATIVE_DUAL', risks: [{ code: 'EXPLOITATION', level: 'HIGH' }] });
    const site = aSite({ occupants: [anOccupant({ riskCodes: ['EXPLOITATION'] })] });
    const { resources } = problem([pupil], [aPlace({ site })], about);
    expect(resources.find(({ id }) => id === 'share/school-1')?.capacity).toBe(1);
    expect(resources.find(({ id }) => id === 'risk/site-1/EXPLOITATION')?.capacity).toBe(1);
  });

  it('is the same whatever the order in which pupils and places were read', () => {
    const pupils = two({ keepApartPupilIds: ['pupil-2'] }, { type: 'PREVENTATIVE_DUAL' });
    const supply = [part(1, {}), part(2, { sessions: HALF_WEEK }), part(3, { sessions: OTHER_HALF })];
    const about = circumstances({ headroom: roomFor(1, { 'site-1': 4 }) });
    const sorted = (value: ReturnType<typeof problem>): unknown => ({
      ...value,
      options: value.options.map((option) => ({ ...option, uses: option.uses.map(String).toSorted() })),
    });
    expect(sorted(problem(pupils.toReversed(), supply.toReversed(), about))).toEqual(
      sorted(problem(pupils, supply, about)),
    );
  });
});

describe('explanations', () => {
  const occupied = part(1, { site: aSite({ occupants: [anOccupant()] }) });
  const suspended = part(2, {
    admission: { suspended: true },
    site: aSite({ occupants: [anOccupant({ pupilId: 'occupant-2' })] }),
  });
  const tooOld = part(3, { yearFrom: 10 });
  const hopeless = part(4, { yearFrom: 10, weeklyPence: null, needs: ['HI'] });
  const pupil = aPupil({ keepApartPupilIds: ['occupant-1'] });
  const found = find(pupil, [occupied, suspended, tooOld, hopeless]);

  it('tell the panel every rule, and name the single change that opens most', () => {
    const told = explain(found, 'PANEL');
    expect(told).toMatchObject({ considered: 4, feasible: 0 });
    expect(told.nearest.map(({ failed }) => failed)).toEqual(
      expect.arrayContaining([['keepApart'], ['standing'], ['year']]),
    );
    expect(told.openers.map(({ rule }) => rule).toSorted()).toEqual(['keepApart', 'standing', 'year']);
  });

  it('tell a school one thing for every confidential reason, so that it betrays none', () => {
    const told = explain(found, 'ALL');
    expect(told.openers[0]).toEqual({ rule: WITHHELD, places: 2 });
    const text = JSON.stringify(told);
    for (const secret of ['keepApart', 'standing', 'riskSeparation', 'occupant-1']) expect(text).not.toContain(secret);
    const rules = told.pairs.flatMap(({ results }) => results.map((result) => readResult(result).rule));
    expect(rules).not.toEqual(expect.arrayContaining(['keepApart']));
    expect(rules).not.toEqual(expect.arrayContaining(['standing']));
  });

  it('look alike to a school whether a pupil or a suspension stands against the place', () => {
    const [first, second] = explain(found, 'ALL').pairs;
    expect({ ...first, patternId: '' }).toEqual({ ...second, patternId: '' });
  });

  it('leave out what two more rules refuse as well', () => {
    expect(explain(found, 'PANEL').nearest.map(({ patternId }) => patternId)).not.toContain('pattern-4');
  });
});
