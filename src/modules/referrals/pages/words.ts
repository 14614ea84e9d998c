import { registerWords } from '../../../web/index.js';
import type { FieldPath } from '../domain/answers.js';
import { FIELDS, fieldOf } from '../domain/fields.js';

const PEOPLE = ['siblings.people', 'keepApart.people'] as const;
type PeoplePath = (typeof PEOPLE)[number];

/** Words for a rule on the fields named; said for the field alone, so that no other module's words are touched. */
function say(rule: string, text: string, paths: readonly (FieldPath | `${PeoplePath}.${number}.${string}`)[]): void {
  registerWords(Object.fromEntries(paths.map((path) => [`${path}.${rule}`, text])));
}

const kind = (wanted: string): FieldPath[] => FIELDS.filter((one) => one.kind === wanted).map(({ path }) => path);
const people = (part: string, paths: readonly PeoplePath[] = PEOPLE) =>
  paths.flatMap((path) => Array.from({ length: fieldOf(path).max ?? 0 }, (_, at) => `${path}.${at}.${part}` as const));

/** The paths of one column of an answer by lines. */
const lines = (path: FieldPath, key: string) =>
  Array.from({ length: fieldOf(path).max ?? 0 }, (_, at) => `${path}.${at}.${key}` as FieldPath);

const UPN_SHAPE = 'The UPN must be 13 characters: a letter, then 11 digits, then a digit or a letter';
const UPN_CHECK = 'The first letter of the UPN does not fit the rest. Check each character';

let done = false;

/** Registers the words of this module, once. */
export function registerReferralWords(): void {
  if (done) return;
  done = true;
  registerWords({
    'file.too-many-referrals': 'At most {max} pupils can be in one file. Send several',
    'referral.nothing-held': 'Nothing is held for this number yet',
    'referrals.rows-refused': 'No draft is made: correct the rows marked below, or take them out',
    'step-missing': 'Enter the step before it first',
    'step-before': 'It cannot be before the step before it, on {date}',
    'review-too-late': 'A review can be asked for until {date}',
    'referral.steps-over': 'The case is over, and what was recorded stands',
    'referral.steps-changed': 'Somebody else has recorded a step meanwhile. Look at the steps and record yours again',
    'noticeOn.in-future': 'The day must be today or in the past',
    'boardDecidedOn.in-future': 'The day must be today or in the past',
    'reviewAskedOn.in-future': 'The day must be today or in the past',
    'reviewMetOn.in-future': 'The day must be today or in the past',
    'noticeOn.calendar-not-covered': 'We do not hold the school’s term dates for that time',
    'boardDecidedOn.calendar-not-covered': 'We do not hold the school’s term dates for that time',
    'reviewAskedOn.calendar-not-covered': 'We do not hold the school’s term dates for that time',
  });
  say('twice', 'This number is in an earlier row too', ['pupil.upn']);
  say('upn-shape', UPN_SHAPE, ['pupil.upn', ...people('upn')]);
  say('upn-check-letter', UPN_CHECK, ['pupil.upn', ...people('upn')]);
  say('required', 'Enter the name of the pupil to be kept apart', people('name', ['keepApart.people']));
  say('required', 'Enter the name of the brother or sister', people('name', ['siblings.people']));
  say('required', 'Say whether the family wishes them to be at the same place', ['siblings.wish']);
  say('required', 'Name the brother or sister the wish is about', ['siblings.people']);
  say('own-number', 'This is the number of the pupil you are referring', people('upn'));
  say(
    'details-differ',
    'We hold this UPN for a pupil with another date of birth. Check both. If they are right, ask the placement team',
    ['pupil.upn'],
  );
  say('postcode', 'Enter a full UK postcode, such as M14 7PA', kind('postcode'));
  say('authority-code', 'Enter a council’s three-digit code, such as 352', kind('authority'));
  say('school-day', 'The school is closed on that day. The next school day is {next}', ['exclusion.firstExcludedOn']);
  say('calendar-not-covered', 'We do not hold the school’s term dates for that time', [
    'exclusion.firstExcludedOn',
    'sessions.startsOn',
  ]);
  say('future', 'The date of birth must be in the past', ['pupil.dateOfBirth']);
  say('future', 'The day notice was given must be today or in the past', ['offSite.noticeGivenOn']);
  say('school-age', 'The date of birth must be that of a pupil of school age', ['pupil.dateOfBirth']);
  say('plan-only', 'Only an EHC plan names a setting. Choose the EHC plan, or leave this blank', [
    'support.namedSetting',
  ]);
  say('twice', 'Name each place only once', ['family.preferred', 'family.suitable']);
  say('twice', 'Choose two different needs', ['needs.codes']);
  say('too-many', 'Choose up to three reasons', ['exclusion.reasons']);
  say('contradicts', 'You chose risks below. Say that there are some, or take them away', ['risks.assessed']);
  say('required', 'Choose at least one risk, or describe it', ['risks.items']);
  say('sessions-early', 'Early help is at most {max} half days a week', ['sessions.wanted']);
  say('sessions-full-time', 'After a permanent exclusion education must be full time. Choose all ten half days', [
    'sessions.wanted',
  ]);
  say('past', 'The start date must be today or later', ['sessions.startsOn']);
  say('before-start', 'The end date must be on or after the start date', ['sessions.endsOn']);
  say('notice-too-short', 'Parents must have notice by {latest} for this start. Choose a later start date', [
    'sessions.startsOn',
  ]);
  say('raised-by', 'Only the school itself can make this request', ['type']);
  say('over-cap', 'That makes {days} school days in this school year. The law allows {max}', ['suspended.daysBefore']);
  say('before-start', 'A suspension must end on or after its first day', ['suspended.blocks']);
  say('calendar-not-covered', 'We do not hold the school’s term dates for that time', [
    ...(['suspended.blocks', 'separation.keptAwayFrom', 'health.daysAbsent', 'type'] as const),
  ]);
  say(
    'not-six',
    'These are {days} school days, and not six in a row. The duty begins with the sixth. Ask for early help instead',
    ['suspended.blocks'],
  );
  say('after-suspension', 'The suspension ends on {max}. The place can last no longer', ['sessions.endsOn']);
  say('before-start', 'Choose a day after the first day away, today or later', ['separation.reviewOn']);
  say(
    'too-few-days',
    'Education is arranged from {least} school days of absence, so far and expected. Until then the school provides it',
    ['health.daysExpected'],
  );
  say('required', 'Say why fewer than {fullTimeHours} hours a week are in the pupil’s best interests', [
    'health.hoursWhy',
  ]);
  say('fewer-than-hours', 'Choose all ten half days, because you ask for {hours} hours', ['sessions.wanted']);
  say('future', 'The day must be today or in the past', [
    ...([
      'health.evidenceOn',
      'managedMove.schoolsAgreedOn',
      'managedMove.parentAgreedOn',
      'managedMove.authorityAgreedOn',
    ] as const),
  ]);
  say('too-few', 'From the start to the end there are {days} school days. Enter at least that many', [
    'offSite.daysMost',
  ]);
  say(
    'notice-lacks',
    'A notice without this does not count: {lacks}. Give a whole notice, and enter the day on which you gave it',
    ['offSite.noticeCovers'],
  );
  say(
    'named-school-instead',
    'A child with an EHC plan is not placed by fair access. Ask the SEN officer: the plan names the school',
    ['support.senProvision'],
  );
  say('same-school', 'Choose another school than the pupil’s own', ['managedMove.receivingSchoolId']);
  say('school', 'Choose an open school from the list', ['managedMove.receivingSchoolId', 'reintegration.schoolId']);
  say('required', 'Enter when the council that maintains the EHC plan agreed', ['managedMove.authorityAgreedOn']);
  say('out-of-scale', 'On this scale a score is from {min} to {max}', lines('assessments.scores', 'value'));
  say('whole-only', 'On this scale a score is a whole number', lines('assessments.scores', 'value'));
  say('future', 'The day must be today or in the past', [
    ...lines('assessments.scores', 'takenOn'),
    ...lines('history.steps', 'from'),
    'needs.wishesOn',
  ]);
  say('before-start', 'It must have ended on or after the day it began', lines('history.steps', 'to'));
  say('after-step-before', 'A step must begin after the step before', lines('reintegration.steps', 'from'));
  say('own-school', 'You can only refer pupils of your own school', ['schoolId']);
  say('school', 'Choose an open school from the list', ['schoolId']);
  registerWords({
    'referral.already-open': 'There is already an open referral for this pupil {reference}',
    'referral.placed-elsewhere':
      'This pupil has a place or a referral through another school. Check the UPN, or ask the placement team',
    'referral.still-open': 'This referral is still open. Change it instead of starting another',
    'referral.not-for-school': '{reference} asks for a place in alternative provision, which is decided and offered',
    'referral.not-for-provision': '{reference} asks for a school and not for alternative provision',
    'referral.closed': 'This referral is over and can no longer be changed',
    'pupil.number-taken': 'Another pupil here has this UPN. Check it, or ask the placement team',
  });
}
