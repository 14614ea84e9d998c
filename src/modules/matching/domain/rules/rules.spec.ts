import { describe, expect, it } from '@jest/globals';
import { dateOnly, distanceMetres } from '../../../../kernel/index.js';
import { defaultPolicy } from '../../../policies/domain/default-policy.js';
import {
  anOccupant,
  aPlace,
  aPupil,
  aSite,
  anUnregisteredSite,
  circumstances,
  HALF_WEEK,
  ONE_DAY,
  OTHER_HALF,
  roomFor,
} from '../../../../../test/support/matching-builders.js';
import { considerOption, failed, judgeAgain } from '../consider.js';
import type { Place, Pupil } from '../model.js';
import { optionOf } from '../options.js';
import type { Circumstances } from '../settings.js';
import { confirmed } from './room.js';
import { providerNeedsReview, registrationRisk, type Booking } from './registration.js';
import type { RuleKey, RuleResult } from './rule.js';

function resultsOf(pupil: Pupil, places: readonly Place[], about: Circumstances = circumstances()): RuleResult[] {
  return considerOption(pupil, optionOf(pupil, places, about, []), about);
}

const verdict = (rule: RuleKey, results: readonly RuleResult[]): string | undefined =>
  results.find((result) => result.rule === rule)?.verdict;

const pairVerdict = (
  rule: RuleKey,
  pupil: Partial<Pupil>,
  place: Partial<Place>,
  about?: Partial<Circumstances>,
): string | undefined => verdict(rule, resultsOf(aPupil(pupil), [aPlace(place)], circumstances(about)));

describe('a pair that nothing stands against', () => {
  it('passes every rule that applies', () => {
    const results = resultsOf(aPupil(), [aPlace()]);
    expect(failed(results)).toEqual([]);
    expect(results.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['age', 'year', 'places', 'distance', 'fund']),
    );
  });

  it('is judged the same again from what is stored, and flipping one stored value changes that rule alone', () => {
    const results = resultsOf(aPupil({ accessNeeds: ['HOIST'] }), [aPlace({ weeklyPence: null, yearTo: 8 })]);
    expect(failed(results)).toEqual(['year', 'access', 'price']);
    for (const result of results) expect(judgeAgain(result)).toBe(result.verdict);
    const flipped = results.map((result) => (result.rule === 'year' ? { ...result, value: 8 } : result));
    expect(flipped.filter((result) => judgeAgain(result) !== result.verdict).map(({ rule }) => rule)).toEqual(['year']);
  });
});

describe('age and year', () => {
  const site = aSite({ registration: { kind: 'REGISTERED_SCHOOL', singleSex: null, lowestAge: 14, highestAge: 16 } });

  it('refuses a pupil who is younger on the first day than the site is registered for', () => {
    expect(pairVerdict('age', { dateOfBirth: dateOnly('2012-11-10') }, { site })).toBe('FAIL');
    expect(pairVerdict('age', { dateOfBirth: dateOnly('2012-11-09') }, { site })).toBe('PASS');
  });

  it('says nothing about age where the register does not', () => {
    expect(pairVerdict('age', {}, { site: anUnregisteredSite() })).toBeUndefined();
  });

  it('refuses a year group that the programme is not taught to', () => {
    expect(pairVerdict('year', { yearGroup: 9 }, { yearFrom: 10 })).toBe('FAIL');
    expect(pairVerdict('year', { yearGroup: 10 }, { yearFrom: 10 })).toBe('PASS');
  });
});

describe('sex', () => {
  const girls = aSite({ registration: { kind: 'REGISTERED_SCHOOL', singleSex: 'F', lowestAge: 11, highestAge: 16 } });

  it('decides only where the site is registered single-sex', () => {
    expect(pairVerdict('sex', { sex: 'M' }, { site: girls })).toBe('FAIL');
    expect(pairVerdict('sex', { sex: 'F' }, { site: girls })).toBe('PASS');
    expect(pairVerdict('sex', { sex: 'M' }, {})).toBeUndefined();
  });

  it('warns where it was not recorded', () => {
    expect(pairVerdict('sex', { sex: 'U' }, { site: girls })).toBe('WARN');
  });
});

const booking = (hours: number, given: Partial<Booking> = {}): Booking => ({
  weeklyMinutes: hours * 60,
  compulsoryAge: true,
  protected: false,
  ...given,
});
const times = (count: number, one: Booking): Booking[] => Array.from({ length: count }, () => one);
const limits = defaultPolicy.rules.registration;

describe('when a setting must register as a school', () => {
  it.each<[string, Booking[], number, string]>([
    ['4 pupils at 20 hours, none protected', times(4, booking(20)), 4, 'WARN'],
    ['5 pupils at 20 hours', times(5, booking(20)), 5, 'MUST_REGISTER'],
    ['1 pupil at 19 hours with an EHC plan', [booking(19, { protected: true })], 1, 'MUST_REGISTER'],
    ['1 pupil at exactly 18 hours with an EHC plan', [booking(18, { protected: true })], 0, 'REVIEW'],
    ['6 pupils at 18 hours', times(6, booking(18)), 0, 'WARN'],
    [
      '5 at 20 hours, one over compulsory age',
      [...times(4, booking(20)), booking(20, { compulsoryAge: false })],
      4,
      'WARN',
    ],
    ['nobody near full time', times(9, booking(14)), 0, 'CLEAR'],
  ])('%s', (_, bookings, fullTime, outcome) => {
    expect(registrationRisk(bookings, limits)).toMatchObject({ fullTime, outcome });
  });

  it('flags an operator whose sites pass alone but not together', () => {
    const sites = [times(3, booking(20)), times(2, booking(20))].map((site) => registrationRisk(site, limits));
    expect(sites.map(({ outcome }) => outcome)).toEqual(['WARN', 'WARN']);
    expect(providerNeedsReview(sites, limits)).toBe(true);
    expect(providerNeedsReview(sites.slice(0, 1), limits)).toBe(false);
  });
});

describe('registration against hours', () => {
  const site = anUnregisteredSite();
  const twentyHours = { site, weeklyMinutes: 20 * 60 };

  it('never stands against a registered site', () => {
    expect(pairVerdict('registration', { ehcp: true }, {})).toBeUndefined();
  });

  it('refuses full-time hours for a pupil with an EHC plan or who is looked after, and warns for others', () => {
    expect(pairVerdict('registration', { ehcp: true }, twentyHours)).toBe('FAIL');
    expect(pairVerdict('registration', { lookedAfter: 'YES' }, twentyHours)).toBe('FAIL');
    expect(pairVerdict('registration', {}, twentyHours)).toBe('WARN');
    expect(pairVerdict('registration', {}, { site, weeklyMinutes: 12 * 60 })).toBe('PASS');
  });

  it('refuses the fifth full-time pupil at the site, whoever commissioned the other four', () => {
    const four = Array.from({ length: 4 }, (_, n) => anOccupant({ pupilId: `other-${n}` }));
    expect(pairVerdict('registration', {}, { ...twentyHours, site: { ...site, occupants: four } })).toBe('FAIL');
    const three = four.slice(1);
    expect(pairVerdict('registration', {}, { ...twentyHours, site: { ...site, occupants: three } })).toBe('WARN');
  });

  it('does not count those who have left before the place starts', () => {
    const gone = Array.from({ length: 4 }, (_, n) => anOccupant({ pupilId: `x${n}`, endsOn: dateOnly('2026-11-06') }));
    expect(pairVerdict('registration', {}, { ...twentyHours, site: { ...site, occupants: gone } })).toBe('WARN');
  });

  it('adds up the hours of two programmes at one site', () => {
    const parts = [
      aPlace({ site, sessions: HALF_WEEK, weeklyMinutes: 10 * 60 }),
      aPlace({ patternId: 'pattern-2', openingId: 'opening-2', site, sessions: OTHER_HALF, weeklyMinutes: 10 * 60 }),
    ];
    expect(verdict('registration', resultsOf(aPupil({ ehcp: true }), parts))).toBe('FAIL');
  });

  it('leaves out a pupil past compulsory school age', () => {
    const older = { dateOfBirth: dateOnly('2010-01-01'), lookedAfter: 'YES', yearGroup: 12 } as const;
    expect(pairVerdict('registration', older, twentyHours)).toBe('PASS');
  });
});

describe('distance', () => {
  it('is a straight line: (384000, 398000) to (387000, 402000) is 5,000 m', () => {
    expect(distanceMetres({ easting: 384_000, northing: 398_000 }, { easting: 387_000, northing: 402_000 })).toBe(5000);
    const result = resultsOf(aPupil(), [aPlace()]).find(({ rule }) => rule === 'distance');
    expect(result).toEqual({ rule: 'distance', verdict: 'PASS', value: 5000, limit: 12_000 });
  });

  it('allows key stage 4 further than key stage 3', () => {
    const far = { site: aSite({ at: { easting: 384_000, northing: 412_000 } }) };
    expect(pairVerdict('distance', {}, far)).toBe('FAIL');
    expect(pairVerdict('distance', { keyStage: 4 }, far)).toBe('PASS');
  });

  it('warns, and does not guess, where the home is not known', () => {
    expect(pairVerdict('distance', { home: null }, {})).toBe('WARN');
  });
});

describe('places and what limits several openings', () => {
  it('refuses where no place is left in one of the weeks', () => {
    expect(pairVerdict('places', {}, {}, { headroom: roomFor(0) })).toBe('FAIL');
    expect(pairVerdict('places', {}, {}, { headroom: roomFor(1) })).toBe('PASS');
  });

  it('refuses where the site is full although the opening has room', () => {
    expect(pairVerdict('siteCap', {}, {}, { headroom: roomFor(2, { 'site-1': 0 }) })).toBe('FAIL');
  });

  it.each(['site-1', 'programme-1', 'provider-1'])('takes the least of all limits: %s', (full) => {
    const limits = { 'site-1': 3, 'programme-1': 2, 'provider-1': 5 };
    expect(pairVerdict('siteCap', {}, {}, { headroom: roomFor(2, limits) })).toBe('PASS');
    expect(pairVerdict('siteCap', {}, {}, { headroom: roomFor(2, { ...limits, [full]: 0 }) })).toBe('FAIL');
  });

  it('warns about an opening that nobody has confirmed for more than thirty days', () => {
    expect(pairVerdict('confirmed', {}, { confirmedOn: dateOnly('2026-10-03') })).toBe('PASS');
    expect(pairVerdict('confirmed', {}, { confirmedOn: dateOnly('2026-10-02') })).toBe('WARN');
  });

  it('proposes nothing in an opening that nobody has confirmed for more than forty-five days', () => {
    expect(pairVerdict('confirmed', {}, { confirmedOn: dateOnly('2026-09-18') })).toBe('WARN');
    expect(pairVerdict('confirmed', {}, { confirmedOn: dateOnly('2026-09-17') })).toBe('FAIL');
  });

  it('judges what an earlier run stored, which knew no such day, as it did then', () => {
    expect(confirmed.judge({ value: 400, limit: 30 })).toBe('WARN');
  });
});

describe('half days wanted', () => {
  it('lets nine stand for ten, but never one for two', () => {
    const nine = { sessions: (1023 & ~512) as Place['sessions'] };
    expect(pairVerdict('sessions', {}, nine)).toBe('PASS');
    expect(pairVerdict('sessions', { sessionsWanted: ONE_DAY }, { sessions: 64 as Place['sessions'] })).toBe('FAIL');
  });

  it('refuses half days that nobody wanted', () => {
    expect(pairVerdict('sessions', { sessionsWanted: ONE_DAY }, {})).toBe('FAIL');
    expect(pairVerdict('sessions', { sessionsWanted: ONE_DAY }, { sessions: ONE_DAY })).toBe('PASS');
  });
});

describe('two sites in one week', () => {
  const far = aSite({ id: 'site-2', at: { easting: 396_000, northing: 402_000 } });
  const second = { patternId: 'pattern-2', openingId: 'opening-2', sessions: OTHER_HALF, site: far };

  it('refuses a day split between sites that are too far apart', () => {
    const parts = [aPlace({ sessions: HALF_WEEK }), aPlace(second)];
    expect(verdict('travelBetween', resultsOf(aPupil(), parts))).toBe('FAIL');
  });

  it('does not mind how far apart they are on different days', () => {
    const parts = [aPlace({ sessions: (HALF_WEEK & ~16) as Place['sessions'] }), aPlace(second)];
    expect(verdict('travelBetween', resultsOf(aPupil(), parts))).toBe('PASS');
  });
});

describe('needs and access', () => {
  it('refuses a building that lacks a feature the pupil needs', () => {
    const accessNeeds = ['STEP_FREE', 'ACCESSIBLE_TOILET'];
    const stepFree = aSite({ accessFeatures: ['STEP_FREE'] });
    const both = aSite({ accessFeatures: ['STEP_FREE', 'ACCESSIBLE_TOILET', 'LIFT'] });
    expect(pairVerdict('access', { accessNeeds }, { site: stepFree })).toBe('FAIL');
    expect(pairVerdict('access', { accessNeeds }, { site: both })).toBe('PASS');
  });

  it('warns where a provider can arrange it without building', () => {
    expect(pairVerdict('access', { accessNeeds: ['HEARING_LOOP'] }, {})).toBe('WARN');
  });

  it('counts the primary need twice', () => {
    const needs = ['SEMH', 'SLCN'];
    expect(pairVerdict('needs', { needs }, { needs: ['SEMH'] })).toBe('PASS');
    expect(pairVerdict('needs', { needs }, { needs: ['SLCN'] })).toBe('FAIL');
    expect(pairVerdict('needs', { needs }, { needs: [] })).toBe('WARN');
  });
});

describe('admission and standing', () => {
  it('asks for admission on the framework only', () => {
    expect(pairVerdict('admission', {}, { admission: null })).toBe('FAIL');
    expect(pairVerdict('admission', {}, { admission: null, supplyRoute: 'MAINTAINED_AP' })).toBeUndefined();
    expect(pairVerdict('admission', {}, { admission: null, supplyRoute: 'OFF_FRAMEWORK' })).toBeUndefined();
  });

  it('refuses a suspended provider under a confidential rule of its own', () => {
    const suspended = { admission: { suspended: true } };
    expect(pairVerdict('standing', {}, suspended)).toBe('FAIL');
    expect(pairVerdict('admission', {}, suspended)).toBe('PASS');
    expect(pairVerdict('standing', {}, { admission: { suspended: false, lapsed: true } })).toBe('FAIL');
    expect(pairVerdict('standing', {}, { admission: { suspended: false } })).toBe('PASS');
  });
});

describe('pupils kept apart', () => {
  const there = (given: Parameters<typeof anOccupant>[0]): Partial<Place> => ({
    site: aSite({ occupants: [anOccupant(given)] }),
  });

  it('refuses a site where the other is, whoever named whom', () => {
    expect(pairVerdict('keepApart', { keepApartPupilIds: ['occupant-1'] }, there({}))).toBe('FAIL');
    expect(pairVerdict('keepApart', {}, there({ keepApartPupilIds: ['pupil-1'] }))).toBe('FAIL');
    expect(pairVerdict('keepApart', {}, there({}))).toBe('PASS');
  });

  it('lets the pupil in once the other has left', () => {
    const left = there({ endsOn: dateOnly('2026-11-08') });
    expect(pairVerdict('keepApart', { keepApartPupilIds: ['occupant-1'] }, left)).toBe('PASS');
  });

  it('stores a count and never who it is', () => {
    const results = resultsOf(aPupil({ keepApartPupilIds: ['occupant-1'] }), [aPlace(there({}))]);
    expect(results.find(({ rule }) => rule === 'keepApart')).toMatchObject({ value: 1, limit: 0 });
    expect(JSON.stringify(results)).not.toContain('occupant-1');
  });

  it('separates risks at one site up to the policy’s number', () => {
    const risks = [{ code: 'EXPLOITATION', level: 'HIGH' }] as const;
    const one = anOccupant({ riskCodes: ['EXPLOITATION'] });
    const two = [one, anOccupant({ pupilId: 'occupant-2', riskCodes: ['EXPLOITATION'] })];
    expect(pairVerdict('riskSeparation', { risks }, { site: aSite({ occupants: [one] }) })).toBe('PASS');
    expect(pairVerdict('riskSeparation', { risks }, { site: aSite({ occupants: two }) })).toBe('FAIL');
    const low = [{ code: 'EXPLOITATION', level: 'LOW' }] as const;
    expect(pairVerdict('riskSeparation', { risks: low }, { site: aSite({ occupants: two }) })).toBeUndefined();
  });
});

describe('money', () => {
  it('refuses a place without an approved price', () => {
    expect(pairVerdict('price', {}, { weeklyPence: null })).toBe('FAIL');
  });

  it('refuses what the fund cannot pay to the end of the financial year, to the penny', () => {
    // Twenty weeks from 9 November to 25 March at £450, all from high needs.
    const cost = 20 * 45_000;
    expect(pairVerdict('fund', {}, {}, { funds: new Map([['HIGH_NEEDS', cost]]) })).toBe('PASS');
    expect(pairVerdict('fund', {}, {}, { funds: new Map([['HIGH_NEEDS', cost - 1]]) })).toBe('FAIL');
  });

  it('asks the fund for its own share only', () => {
    const results = resultsOf(aPupil({ type: 'PREVENTATIVE_DUAL' }), [aPlace()]);
    expect(results.find(({ rule }) => rule === 'fund')?.value).toBe((20 * 45_000 * 6) / 10);
  });

  it('measures each kind of referral against the fund that the policy names for it', () => {
    const funds = new Map([
      ['HIGH_NEEDS', 100_000_000],
      ['HIGH_NEEDS_INCLUSION', 1],
    ]);
    const { settings } = circumstances();
    const fund = 'HIGH_NEEDS_INCLUSION';
    const funding = { ...settings.funding, OFF_SITE_DIRECTION: { ...settings.funding.OFF_SITE_DIRECTION, fund } };
    const about = { funds, settings: { ...settings, funding } };
    expect(pairVerdict('fund', { type: 'OFF_SITE_DIRECTION' }, {}, about)).toBe('FAIL');
    expect(pairVerdict('fund', { type: 'PREVENTATIVE_DUAL' }, {}, about)).toBe('PASS');
  });

  it('holds a school to its fair share of preventative places, and never counts an exclusion', () => {
    const fairShares = new Map([['school-1', { held: 6, limit: 6 }]]);
    expect(pairVerdict('fairShare', { type: 'PREVENTATIVE_DUAL' }, {}, { fairShares })).toBe('FAIL');
    expect(pairVerdict('fairShare', { type: 'PERMANENT_EXCLUSION' }, {}, { fairShares })).toBeUndefined();
  });
});

describe('a cohort in transition', () => {
  it('stays on the system it started in until the date', () => {
    const transition = [{ yearGroup: 9, onlyProvidersOn: 'MAINTAINED_AP', until: dateOnly('2027-07-31') }] as const;
    const settings = { ...defaultPolicy, transition };
    expect(pairVerdict('transition', {}, {}, { settings })).toBe('FAIL');
    expect(pairVerdict('transition', {}, { supplyRoute: 'MAINTAINED_AP' }, { settings })).toBe('PASS');
    expect(pairVerdict('transition', { yearGroup: 10 }, {}, { settings })).toBeUndefined();
  });
});
