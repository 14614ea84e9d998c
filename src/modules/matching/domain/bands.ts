import { addDays, type DateOnly, daysBetween, REFERRAL_TYPE_TRAITS } from '../../../kernel/index.js';
import type { Pupil } from './model.js';
import type { Settings } from './settings.js';

/** The panel's first sitting after the day. A sitting on the day itself comes too late to be prepared for. */
export function nextMeeting({ firstMeetingOn, everyDays }: Settings['panel'], today: DateOnly): DateOnly {
  const since = daysBetween(firstMeetingOn, today);
  return since < 0 ? firstMeetingOn : addDays(firstMeetingOn, (Math.floor(since / everyDays) + 1) * everyDays);
}

type Test = (pupil: Pupil, meeting: DateOnly) => boolean;

const excluded = (pupil: Pupil): boolean => pupil.type === 'PERMANENT_EXCLUSION';

const TESTS: Readonly<Record<string, Test>> = {
  DAY_SIX_BEFORE_MEETING: (pupil, meeting) =>
    excluded(pupil) && pupil.daySixTarget !== null && pupil.daySixTarget < meeting,
  PERMANENTLY_EXCLUDED: excluded,
  EDUCATION_OWED: (pupil) => REFERRAL_TYPE_TRAITS[pupil.type].owed,
  ALTERNATIVE_TO_EXCLUSION: (pupil) => pupil.type === 'PREVENTATIVE_DUAL' || pupil.type === 'OFF_SITE_DIRECTION',
  EVERYONE_ELSE: () => true,
};

/** The first band whose test the pupil meets; bands are tried in the policy's order. */
export function bandOf(pupil: Pupil, settings: Pick<Settings, 'bands' | 'panel'>, today: DateOnly): number {
  const meeting = nextMeeting(settings.panel, today);
  const band = settings.bands.findIndex(({ test }) => TESTS[test]?.(pupil, meeting) === true);
  return band < 0 ? settings.bands.length : band;
}
