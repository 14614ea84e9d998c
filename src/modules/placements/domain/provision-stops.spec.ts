import { describe, expect, it } from '@jest/globals';
import { dateOnly, newId } from '../../../kernel/index.js';
import { readStop, type StopKind, stopWords } from './provision-stops.js';

describe('where a pupil is taught', () => {
  const [id, onDate] = [newId(), dateOnly('2027-01-05')];

  it.each([
    ['SITE_CLOSES', 'Main site closes on 5 January 2027'],
    ['SITE_STAYS', 'Main site was to close on 5 January 2027, and stays open'],
    ['SUSPENDED', 'Example Provider is suspended from 5 January 2027 on'],
    ['LIFTED', 'Example Provider is not suspended any more from 5 January 2027 on'],
    ['REMOVED', 'Example Provider leaves the framework on 5 January 2027'],
  ] as const)('may change: %s', (what: StopKind, words) => {
    const where = { site: 'Main site', provider: 'Example Provider' };
    expect(stopWords({ what, onDate, toldAt: new Date(), ...where })).toContain(words);
  });

  it('stops for one site or one admission, from a day on', () => {
    expect(readStop({ what: 'SUSPENDED', admissionId: id, onDate })).toEqual({
      what: 'SUSPENDED',
      siteId: null,
      admissionId: id,
      onDate,
    });
    const wrong = [
      { what: 'BURNT', siteId: id, onDate },
      { what: 'SITE_CLOSES', onDate },
      { what: 'SITE_CLOSES', siteId: id, admissionId: id, onDate },
      { what: 'SITE_CLOSES', siteId: id, onDate: 'soon' },
    ];
    expect(wrong.map(readStop)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
