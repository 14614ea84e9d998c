import { traitsOf } from '../../../../kernel/index.js';
import { halfDays } from '../half-days.js';
import type { Pupil } from '../model.js';
import type { Settings } from '../settings.js';
import { atMost, optionRule, passIf, placeRule, UNKNOWN } from './rule.js';

/** How many half days an option must give for so many wanted: one in ten may be missing where the policy says so. */
export const sessionsNeeded = (wanted: number, mayLackPerTen: number): number =>
  Math.max(1, wanted - Math.floor((wanted * mayLackPerTen) / 10));

/** [wanted half days it gives, half days it gives that nobody wanted] against [needed, none]. */
export const sessions = optionRule<readonly [number, number], readonly [number, number]>({
  key: 'sessions',
  judge: ([given, unwanted], [needed, mayBeUnwanted]) => passIf(given >= needed && unwanted <= mayBeUnwanted),
  measure(pupil, option, { settings }) {
    const given = halfDays(option.sessions & pupil.sessionsWanted);
    return {
      value: [given, halfDays(option.sessions) - given],
      limit: [sessionsNeeded(halfDays(pupil.sessionsWanted), settings.rules.sessions.mayLackPerTen), 0],
    };
  },
});

/** A place without an approved price cannot be bought: nobody would know what was agreed. */
export const price = placeRule<number, number>({
  key: 'price',
  judge: (value) => passIf(value !== UNKNOWN),
  measure: (_pupil, { weeklyPence }) => ({ value: weeklyPence ?? UNKNOWN, limit: 0 }),
});

/** What the fund that the policy names for this kind of referral would pay this financial year, in pence, against what it can still commit. */
export const fund = optionRule<number, number>({
  key: 'fund',
  judge: atMost,
  measure(_pupil, option, { funds, settings }) {
    const limit = funds.get(option.fund);
    return limit === undefined || !settings.rules.fund.applies ? undefined : { value: option.fundPence, limit };
  },
});

/** What somebody owes by law never counts against a school's share. */
export const countsToFairShare = (type: string): boolean => traitsOf(type)?.countsToFairShare === true;

/** How many preventative places a school of this roll may hold at a time. */
export const fairShareLimit = (
  roll: number,
  { placesPerThousandPupils, atLeast }: Settings['rules']['fairShare'],
): number => Math.max(atLeast, Math.floor((roll * placesPerThousandPupils) / 1000));

/** Preventative places that the school would hold with this one. */
export const fairShare = optionRule<number, number>({
  key: 'fairShare',
  judge: atMost,
  measure(pupil: Pupil, _option, { fairShares, settings }) {
    const share = fairShares.get(pupil.schoolId);
    if (share === undefined || !settings.rules.fairShare.applies || !countsToFairShare(pupil.type)) return undefined;
    return { value: share.held + 1, limit: share.limit };
  },
});
