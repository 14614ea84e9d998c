import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { testvilleHigh } from '../../../../test/support/testville-high.js';
import { type RollFacts, rollTimeline, singleRegistrationFrom } from './registration.js';

const facts = (over: Partial<RollFacts> = {}): RollFacts => ({
  referralType: 'PREVENTATIVE_DUAL',
  schoolId: 'school',
  settings: [{ organisationId: 'pru', kind: 'PRU' }],
  startsOn: dateOnly('2026-11-09'),
  plannedEnd: dateOnly('2026-12-18'),
  singleFrom: null,
  ...over,
});
const brief = (over: Partial<RollFacts>) =>
  rollTimeline(facts(over)).map((row) => [row.organisationId, row.status, row.certainty, row.attendanceCode]);

describe('on whose roll a placed pupil is', () => {
  it('is dual registered at a school, and the home school marks D', () => {
    expect(brief({})).toEqual([
      ['school', 'MAIN_DUAL', 'AGREED', 'D'],
      ['pru', 'SUBSIDIARY_DUAL', 'AGREED', null],
    ]);
  });

  it('stays on the home roll alone at a provider that is no school: B if the school arranged it, K if the authority did', () => {
    const settings = [{ organisationId: 'workshop', kind: 'NOT_REGISTERED' }] as const;
    expect(brief({ settings })[0]).toEqual(['school', 'SINGLE', 'AGREED', 'B']);
    expect(brief({ settings, referralType: 'PERMANENT_EXCLUSION' })).toEqual([
      ['school', 'SINGLE', 'AGREED', 'K'],
      ['workshop', 'NOT_REGISTERED', 'AGREED', null],
    ]);
  });

  it('is dual after a permanent exclusion, and expected single once the name may come off the roll', () => {
    const singleFrom = singleRegistrationFrom(testvilleHigh(), dateOnly('2026-11-02'));
    // Board by Monday 23 November; 15 school days on, with an INSET day between, is Tuesday 15 December.
    expect(singleFrom).toBe('2026-12-16');
    const rows = rollTimeline(facts({ referralType: 'PERMANENT_EXCLUSION', singleFrom }));
    expect(rows.at(-1)).toEqual({
      organisationId: 'pru',
      status: 'SINGLE',
      certainty: 'EXPECTED',
      from: '2026-12-16',
      to: '2026-12-18',
      attendanceCode: null,
    });
  });

  it('expects no single registration when the placement ends first, or when the calendar does not reach', () => {
    const late = { referralType: 'PERMANENT_EXCLUSION', singleFrom: dateOnly('2027-01-11') };
    expect(brief(late)).toHaveLength(2);
    expect(singleRegistrationFrom(testvilleHigh(), dateOnly('2027-12-01'))).toBeNull();
  });

  it('counts a provider of two components of a package once', () => {
    const settings = [
      { organisationId: 'centre', kind: 'REGISTERED_SCHOOL' },
      { organisationId: 'centre', kind: 'REGISTERED_SCHOOL' },
      { organisationId: 'college', kind: 'NOT_REGISTERED' },
    ] as const;
    expect(brief({ settings }).map(([who, status]) => `${who} ${status}`)).toEqual([
      'school MAIN_DUAL',
      'centre SUBSIDIARY_DUAL',
      'college NOT_REGISTERED',
    ]);
  });
});
