import { describe, expect, it } from '@jest/globals';
import { aPupil, circumstances } from '../../../../test/support/matching-builders.js';
import { dateOnly } from '../../../kernel/index.js';
import { bandOf, nextMeeting } from './bands.js';

const { settings } = circumstances();

describe('the next panel meeting', () => {
  it.each([
    ['before the first meeting', '2026-09-01', '2026-09-09'],
    ['the day before a meeting', '2026-09-22', '2026-09-23'],
    ['on a meeting day, when it is too late to prepare for it', '2026-09-23', '2026-10-07'],
    ['in the middle of the interval', '2026-11-02', '2026-11-04'],
  ])('is the first one after the day: %s', (_, today, meeting) => {
    expect(nextMeeting(settings.panel, dateOnly(today))).toBe(meeting);
  });
});

describe('a pupil’s band', () => {
  const today = dateOnly('2026-11-02');

  it.each([
    ['excluded, sixth day before the next meeting', { daySixTarget: dateOnly('2026-11-03') }, 0],
    ['excluded, sixth day on the day of the meeting', { daySixTarget: dateOnly('2026-11-04') }, 1],
    ['excluded, sixth day not known', { daySixTarget: null }, 1],
    ['dual registered to prevent exclusion', { type: 'PREVENTATIVE_DUAL' as const, daySixTarget: null }, 3],
    ['directed off site', { type: 'OFF_SITE_DIRECTION' as const, daySixTarget: null }, 3],
    ['early help', { type: 'PREVENTATIVE_EARLY' as const, daySixTarget: null }, 4],
    ['suspended for six days or more', { type: 'SUSPENSION' as const, daySixTarget: dateOnly('2026-11-03') }, 2],
    ['kept away for safeguarding', { type: 'SAFEGUARDING_SEPARATION' as const, daySixTarget: null }, 2],
    ['too ill for school', { type: 'SECTION_19_HEALTH' as const, daySixTarget: null }, 2],
  ])('is the first that fits: %s', (_, given, band) => {
    expect(bandOf(aPupil(given), settings, today)).toBe(band);
  });

  it('follows the policy’s own order, and comes last when no band fits', () => {
    const bands = settings.bands.filter(({ test }) => test !== 'EVERYONE_ELSE').toReversed();
    const excluded = aPupil({ daySixTarget: dateOnly('2026-11-03') });
    expect(bandOf(excluded, { ...settings, bands }, today)).toBe(1);
    expect(bandOf(aPupil({ type: 'PREVENTATIVE_EARLY' }), { ...settings, bands }, today)).toBe(4);
  });
});
