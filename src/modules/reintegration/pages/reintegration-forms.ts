import { FULL_WEEK, formatDate, type SessionSet } from '../../../kernel/index.js';
import { choicesOf, date, defineForm, radios, sessionGrid, text, textarea, wholeNumber } from '../../../web/index.js';
import { ATTENDANCE_BANDS, type Step, STEP_KINDS } from '../domain/steps.js';

export const planForm = defineForm({
  lead: text({ label: 'Who leads it', hint: 'The member of staff, by name or post', max: 120 }),
  urn: text({ label: 'URN of the school', hint: 'Leave it empty for the pupil’s own school', max: 6, optional: true }),
});

export const stepForm = defineForm(
  {
    kind: radios({ label: 'What the pupil does at school', choices: choicesOf(STEP_KINDS) }),
    from: date({ label: 'First day of the step', hint: 'A Monday' }),
    until: date({ label: 'Last day of the step' }),
    sessions: sessionGrid({ label: 'Half days at school' }),
    staffHours: wholeNumber({
      label: 'Hours of staff beside the pupil in a week',
      hint: 'For lessons with support; else nought',
      least: 0,
      most: 50,
      width: 2,
    }),
    reason: textarea({
      label: 'Why, where it is a step back',
      hint: 'Do not name the pupil.',
      max: 1000,
      rows: 3,
      optional: true,
    }),
  },
  { staffMinutes: 'staffHours' },
);

export const stopForm = defineForm({
  reason: textarea({ label: 'Why it is given up', hint: 'Do not name the pupil.', max: 1000, rows: 3 }),
});

export const checkForm = defineForm({
  stillThere: radios({ label: 'Is the pupil still at the school?', choices: choicesOf({ yes: 'Yes', no: 'No' }) }),
  attendance: radios({
    label: 'Attendance since',
    hint: 'Where the pupil is still there',
    choices: choicesOf(ATTENDANCE_BANDS),
    optional: true,
  }),
  note: textarea({ label: 'What else was found', hint: 'Do not name the pupil.', max: 1000, rows: 3, optional: true }),
});

export const firstStep = (last: Step | undefined): { sessions?: SessionSet; staffHours: number } => ({
  staffHours: 0,
  ...(last ? { sessions: last.sessions } : {}),
});

export const stepWords = ({ kind, from, until }: Step): string =>
  `${STEP_KINDS[kind]}, ${formatDate(from)} to ${formatDate(until)}`;

export const isWhole = ({ sessions }: Step): boolean => sessions === FULL_WEEK;
