import { SESSION_NAMES } from '../../../kernel/index.js';
import type { FieldPath } from './answers.js';
import * as codes from './codes.js';
import type { CodeSet } from './codes.js';

export type FieldKind =
  | 'id'
  | 'text'
  | 'upn'
  | 'postcode'
  | 'authority'
  | 'date'
  | 'number'
  | 'choice'
  | 'choices'
  | 'sessions'
  | 'ranked'
  | 'levels'
  | 'places'
  | 'rankedPlaces'
  | 'people';

/** One question: how it is read, put, and kept. Everything that asks, checks or shows answers reads this one list. */
export interface Field {
  readonly path: FieldPath;
  readonly kind: FieldKind;
  readonly label: string;
  readonly hint?: string;
  readonly options?: CodeSet;
  /** `levels`: what each option may be given. */
  readonly levels?: CodeSet;
  /** Characters of a text, or entries of a list. */
  readonly max?: number;
  readonly multiline?: boolean;
}

const SESSION_LABELS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].flatMap((day) => [
  `${day} morning`,
  `${day} afternoon`,
]);
export const SESSION_CHOICES: CodeSet = SESSION_NAMES.map((code, index) => ({
  code,
  label: SESSION_LABELS[index] ?? code,
}));

const WORDS_MAX = 4000;
const words = (path: FieldPath, label: string, hint?: string): Field => ({
  path,
  kind: 'text',
  label,
  max: WORDS_MAX,
  multiline: true,
  ...(hint !== undefined && { hint }),
});

export const FIELDS: readonly Field[] = [
  { path: 'schoolId', kind: 'id', label: 'Which school is the pupil at?' },
  { path: 'type', kind: 'choice', label: 'Why are you making this referral?', options: codes.TYPE_CHOICES },
  {
    path: 'exclusion.firstExcludedOn',
    kind: 'date',
    label: 'What is the first school day the pupil is excluded from?',
    hint: 'Not the day of the incident or the letter. If the pupil was sent home in or after the last session, it is the next school day.',
  },
  {
    path: 'exclusion.reasons',
    kind: 'choices',
    label: 'What are the reasons for the exclusion?',
    hint: 'Choose up to three.',
    options: codes.EXCLUSION_REASONS,
    max: 3,
  },
  {
    path: 'exclusion.examinationsOver',
    kind: 'choice',
    label: 'Year 11 only: has the pupil taken or missed every public exam entered for this year?',
    options: codes.YES_NO,
  },
  {
    path: 'offSite.noticeGivenOn',
    kind: 'date',
    label: 'When was written notice given to the parent?',
    hint: 'Leave blank if you have not given it yet.',
  },
  words('offSite.objectives', 'What should the direction achieve?', 'The notice must give the reasons and objectives.'),
  {
    path: 'pupil.upn',
    kind: 'upn',
    label: 'Unique pupil number (UPN)',
    hint: '13 characters, for example A123456789012. Your information system has it.',
  },
  { path: 'pupil.forename', kind: 'text', label: 'First name', max: 100 },
  { path: 'pupil.surname', kind: 'text', label: 'Last name', max: 100 },
  { path: 'pupil.dateOfBirth', kind: 'date', label: 'Date of birth', hint: 'For example, 27 3 2012' },
  {
    path: 'pupil.yearGroup',
    kind: 'number',
    label: 'Year group',
    hint: 'The year the pupil is taught in.',
    options: codes.YEAR_GROUPS,
  },
  { path: 'pupil.sex', kind: 'choice', label: 'Sex', options: codes.SEXES },
  { path: 'home.postcode', kind: 'postcode', label: 'Home postcode' },
  { path: 'home.address', kind: 'text', label: 'Home address without the postcode', max: 300, multiline: true },
  {
    path: 'home.authorityCode',
    kind: 'authority',
    label: 'Which council does the pupil live in?',
    hint: 'Three digits, for example 352 for Manchester. Leave blank to let us work it out from the postcode.',
  },
  {
    path: 'support.senProvision',
    kind: 'choice',
    label: 'What SEN support does the pupil have?',
    options: codes.SEN_PROVISION,
  },
  {
    path: 'support.namedSetting',
    kind: 'text',
    label: 'Which setting does the EHC plan name?',
    hint: 'Section I of the plan. Leave blank if it names none.',
    max: 200,
  },
  {
    path: 'support.lookedAfter',
    kind: 'choice',
    label: 'Is the pupil looked after by a council?',
    options: codes.YES_NO_UNKNOWN,
  },
  {
    path: 'support.caringAuthorityCode',
    kind: 'authority',
    label: 'Which council looks after the pupil?',
    hint: 'Three digits. Leave blank if the pupil is not looked after.',
  },
  {
    path: 'support.socialWorker',
    kind: 'choice',
    label: 'Does the pupil have a social worker?',
    options: codes.SOCIAL_WORKER,
  },
  {
    path: 'support.accessNeeds',
    kind: 'choices',
    label: 'What does the pupil need to get in, move around and take part?',
    hint: 'Choose all that apply, or none.',
    options: codes.ACCESS_NEEDS,
    max: 9,
  },
  words('support.careNote', 'Is there anything else to arrange, for example medicine in the day or an interpreter?'),
  {
    path: 'needs.codes',
    kind: 'ranked',
    label: 'What are the pupil’s main special educational needs?',
    hint: 'Up to two, the main one first.',
    options: codes.SEN_NEEDS,
    max: 2,
  },
  words('needs.description', 'How do these needs show, and what helps?'),
  {
    path: 'needs.wishes',
    kind: 'levels',
    label: 'What kind of place would help?',
    hint: 'Leave as it is where you do not mind.',
    options: codes.WISHES,
    levels: codes.WISH_STRENGTHS,
    max: 10,
  },
  {
    path: 'sessions.wanted',
    kind: 'sessions',
    label: 'Which sessions do you want?',
    options: SESSION_CHOICES,
    max: 10,
  },
  { path: 'sessions.startsOn', kind: 'date', label: 'When should it start?' },
  {
    path: 'sessions.endsOn',
    kind: 'date',
    label: 'When should it end?',
    hint: 'Leave blank for the end of the school year.',
  },
  {
    path: 'family.preferred',
    kind: 'rankedPlaces',
    label: 'Which places would the family choose, best first?',
    hint: 'Up to five. This is the family’s own order. A panel decides.',
    max: 5,
  },
  {
    path: 'family.suitable',
    kind: 'places',
    label: 'Which other places would also suit the family?',
    hint: 'In no order.',
    max: 20,
  },
  {
    path: 'family.interests',
    kind: 'choices',
    label: 'What is the pupil interested in?',
    options: codes.INTERESTS,
    max: 24,
  },
  words('family.pupilView', 'What does the pupil say?', 'In their own words if you can.'),
  words('family.parentView', 'What do the parents or carers say?'),
  words('history.tried', 'What has been tried so far?', 'Say what you did, for how long, and what changed.'),
  {
    path: 'risks.assessed',
    kind: 'choice',
    label: 'Are there risks that a provider must plan for?',
    options: codes.RISK_ASSESSED,
  },
  {
    path: 'risks.items',
    kind: 'levels',
    label: 'Which risks, and how high?',
    options: codes.RISKS,
    levels: codes.RISK_LEVELS,
    max: 9,
  },
  words('risks.note', 'What should a provider know to keep everybody safe?'),
  {
    path: 'keepApart.people',
    kind: 'people',
    label: 'Are there pupils who must be kept apart from this pupil?',
    hint: 'Only the people who place pupils can see this. Leave blank if there are none.',
    max: 5,
  },
];

const byPath = new Map(FIELDS.map((field) => [field.path, field]));

/** Throws for a path that is not in the list. */
export function fieldOf(path: FieldPath): Field {
  const field = byPath.get(path);
  if (field === undefined) throw new Error(`No such field: ${path}`);
  return field;
}

export const isFieldPath = (path: string): path is FieldPath => (byPath as ReadonlyMap<string, Field>).has(path);
