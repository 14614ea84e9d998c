import { SESSION_NAMES } from '../../../kernel/index.js';
import type { FieldPath } from './answers.js';
import * as codes from './codes.js';
import type { CodeSet } from './codes.js';
import { type Field, words } from './field.js';
import { TYPE_FIELDS } from './type-fields.js';
import { TYPE_CHOICES } from './types.js';

const SESSION_LABELS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].flatMap((day) => [
  `${day} morning`,
  `${day} afternoon`,
]);
export const SESSION_CHOICES: CodeSet = SESSION_NAMES.map((code, index) => ({
  code,
  label: SESSION_LABELS[index] ?? code,
}));

export const FIELDS: readonly Field[] = [
  { path: 'schoolId', kind: 'id', name: 'the school', label: 'Which school is the pupil at?' },
  {
    path: 'type',
    kind: 'choice',
    name: 'the reason for the referral',
    label: 'Why are you making this referral?',
    options: TYPE_CHOICES,
  },
  {
    path: 'exclusion.firstExcludedOn',
    kind: 'date',
    name: 'the first excluded day',
    label: 'What is the first school day the pupil is excluded from?',
    hint: 'Not the day of the incident or the letter. If the pupil was sent home in or after the last session, it is the next school day.',
  },
  {
    path: 'exclusion.reasons',
    kind: 'choices',
    name: 'the reasons for the exclusion',
    label: 'What are the reasons for the exclusion?',
    hint: 'Choose up to three.',
    options: codes.EXCLUSION_REASONS,
    max: 3,
  },
  {
    path: 'exclusion.examinationsOver',
    kind: 'choice',
    name: 'whether examinations are over',
    label: 'Year 11 only: has the pupil taken or missed every public exam entered for this year?',
    options: codes.YES_NO,
  },
  {
    path: 'offSite.noticeGivenOn',
    kind: 'date',
    name: 'the day notice was given',
    label: 'When was written notice given to the parent?',
    hint: 'Leave blank if you have not given it yet.',
  },
  words(
    'offSite.objectives',
    'what the direction should achieve',
    'What should the direction achieve?',
    'The notice must give the reasons and objectives.',
  ),
  {
    path: 'pupil.upn',
    kind: 'upn',
    name: 'the UPN',
    label: 'Unique pupil number (UPN)',
    hint: '13 characters, for example A123456789012. Your information system has it.',
  },
  { path: 'pupil.forename', kind: 'text', name: 'the first name', label: 'First name', max: 100 },
  { path: 'pupil.surname', kind: 'text', name: 'the last name', label: 'Last name', max: 100 },
  {
    path: 'pupil.dateOfBirth',
    kind: 'date',
    name: 'the date of birth',
    label: 'Date of birth',
    hint: 'For example, 27 3 2012',
  },
  {
    path: 'pupil.yearGroup',
    kind: 'number',
    name: 'the year group',
    label: 'Year group',
    hint: 'The year the pupil is taught in.',
    options: codes.YEAR_GROUPS,
  },
  { path: 'pupil.sex', kind: 'choice', name: 'the sex', label: 'Sex', options: codes.SEXES },
  { path: 'home.postcode', kind: 'postcode', name: 'the home postcode', label: 'Home postcode' },
  {
    path: 'home.address',
    kind: 'text',
    name: 'the home address',
    label: 'Home address without the postcode',
    max: 300,
    multiline: true,
  },
  {
    path: 'home.authorityCode',
    kind: 'authority',
    name: 'the home council',
    label: 'Which council does the pupil live in?',
    hint: 'Three digits, for example 352 for Manchester. Leave blank to let us work it out from the postcode.',
  },
  {
    path: 'support.senProvision',
    kind: 'choice',
    name: 'the SEN support',
    label: 'What SEN support does the pupil have?',
    options: codes.SEN_PROVISION,
  },
  {
    path: 'support.namedSetting',
    kind: 'text',
    name: 'the setting the plan names',
    label: 'Which setting does the EHC plan name?',
    hint: 'Section I of the plan. Leave blank if it names none.',
    max: 200,
  },
  {
    path: 'support.lookedAfter',
    kind: 'choice',
    name: 'whether the pupil is looked after',
    label: 'Is the pupil looked after by a council?',
    options: codes.YES_NO_UNKNOWN,
  },
  {
    path: 'support.caringAuthorityCode',
    kind: 'authority',
    name: 'the council that looks after the pupil',
    label: 'Which council looks after the pupil?',
    hint: 'Three digits. Leave blank if the pupil is not looked after.',
  },
  {
    path: 'support.socialWorker',
    kind: 'choice',
    name: 'whether there is a social worker',
    label: 'Does the pupil have a social worker?',
    options: codes.SOCIAL_WORKER,
  },
  {
    path: 'support.accessNeeds',
    kind: 'choices',
    name: 'what the pupil needs to take part',
    label: 'What does the pupil need to get in, move around and take part?',
    hint: 'Choose all that apply, or none.',
    options: codes.ACCESS_NEEDS,
    max: 9,
  },
  words(
    'support.careNote',
    'anything else to arrange',
    'Is there anything else to arrange, for example medicine in the day or an interpreter?',
  ),
  {
    path: 'needs.codes',
    kind: 'ranked',
    name: 'the main needs',
    label: 'What are the pupil’s main special educational needs?',
    hint: 'Up to two, the main one first.',
    options: codes.SEN_NEEDS,
    max: 2,
  },
  words('needs.description', 'how the needs show', 'How do these needs show, and what helps?'),
  {
    path: 'needs.wishes',
    kind: 'levels',
    name: 'what kind of place would help',
    label: 'What kind of place would help, and what would not?',
    hint: 'Leave as it is where nothing was said.',
    options: codes.WISHES,
    levels: codes.WISH_STRENGTHS,
    sayers: codes.WHO_SAID_SO,
    max: 10,
  },
  {
    path: 'sessions.wanted',
    kind: 'sessions',
    name: 'the sessions',
    label: 'Which sessions do you want?',
    options: SESSION_CHOICES,
    max: 10,
  },
  { path: 'sessions.startsOn', kind: 'date', name: 'the start date', label: 'When should it start?' },
  {
    path: 'sessions.endsOn',
    kind: 'date',
    name: 'the end date',
    label: 'When should it end?',
    hint: 'Leave blank for the end of the school year.',
  },
  {
    path: 'family.preferred',
    kind: 'rankedPlaces',
    name: 'the family’s choices',
    label: 'Which places would the family choose, best first?',
    hint: 'Up to five. This is the family’s own order. A panel decides.',
    max: 5,
  },
  {
    path: 'family.suitable',
    kind: 'places',
    name: 'other places that would suit',
    label: 'Which other places would also suit the family?',
    hint: 'In no order.',
    max: 20,
  },
  {
    path: 'family.interests',
    kind: 'choices',
    name: 'the pupil’s interests',
    label: 'What is the pupil interested in?',
    options: codes.INTERESTS,
    max: 24,
  },
  words('family.pupilView', 'what the pupil says', 'What does the pupil say?', 'In their own words if you can.'),
  words('family.parentView', 'what the parents say', 'What do the parents or carers say?'),
  words(
    'history.tried',
    'what has been tried',
    'What has been tried so far?',
    'Say what you did, for how long, and what changed.',
  ),
  {
    path: 'risks.assessed',
    kind: 'choice',
    name: 'whether there are risks',
    label: 'Are there risks that a provider must plan for?',
    options: codes.RISK_ASSESSED,
  },
  {
    path: 'risks.items',
    kind: 'levels',
    name: 'the risks',
    label: 'Which risks, and how high?',
    options: codes.RISKS,
    levels: codes.RISK_LEVELS,
    max: 9,
  },
  words('risks.note', 'what a provider should know', 'What should a provider know to keep everybody safe?'),
  {
    path: 'siblings.people',
    kind: 'people',
    name: 'brothers and sisters',
    label: 'Has the pupil a brother or sister in alternative provision?',
    hint: 'Only the people who place pupils can see this. Leave blank if there is none.',
    max: 5,
    reason: 'anything to know',
  },
  {
    path: 'siblings.wish',
    kind: 'choice',
    name: 'what the family wishes for brothers and sisters',
    label: 'Does the family wish them to be at the same place?',
    options: codes.SIBLING_WISHES,
  },
  {
    path: 'keepApart.people',
    kind: 'people',
    name: 'pupils to be kept apart',
    label: 'Are there pupils who must be kept apart from this pupil?',
    hint: 'Only the people who place pupils can see this. Leave blank if there are none.',
    max: 5,
  },
  ...TYPE_FIELDS,
];

/** Kept one row each, with the question as it was put; every other answer has a table or column of its own. */
export const KEPT_WITH_QUESTION: readonly Field[] = FIELDS.filter(
  (field) =>
    TYPE_FIELDS.includes(field) ||
    (field.kind === 'text' && field.multiline === true && !['home.address', 'risks.note'].includes(field.path)) ||
    field.path === 'exclusion.examinationsOver',
);

const byPath = new Map(FIELDS.map((field) => [field.path, field]));

/** Throws for a path that is not in the list. */
export function fieldOf(path: FieldPath): Field {
  const field = byPath.get(path);
  if (field === undefined) throw new Error(`No such field: ${path}`);
  return field;
}

export const isFieldPath = (path: string): path is FieldPath => (byPath as ReadonlyMap<string, Field>).has(path);
