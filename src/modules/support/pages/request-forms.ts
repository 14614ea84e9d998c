import { addDays, type DateOnly, formatDate, mondayOf, SUPPORT_KINDS } from '../../../kernel/index.js';
import {
  type Choice,
  choicesOf,
  date,
  defineForm,
  radios,
  select,
  text,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import type { RequestGiven } from '../application/ask-support.js';
import { ABOUT, ANSWERS, SORTS } from '../domain/request.js';
import type { Team } from '../persistence/team.store.js';

const YEARS: Choice[] = [
  { value: '0', text: 'Reception' },
  ...Array.from({ length: 14 }, (_, at) => ({ value: String(at + 1), text: `Year ${at + 1}` })),
];

const teamChoices = (teams: readonly Team[]): Choice[] =>
  teams.map(({ id, name, kind }) => ({ value: id, text: `${name} (${SUPPORT_KINDS[kind]})` }));

/** Fields that say who a pupil is; only for a request about one. */
export const pupilFields = {
  forename: text({ label: 'First name of the pupil', max: 100, autocomplete: 'off', optional: true }),
  surname: text({ label: 'Last name of the pupil', max: 100, autocomplete: 'off', optional: true }),
  yearGroup: select({ label: 'Year group', choices: YEARS, optional: true }),
  upn: text({
    label: 'Unique pupil number',
    hint: 'If you have it at hand. No record of the pupil is made',
    max: 13,
    autocomplete: 'off',
    width: 20,
    optional: true,
  }),
};

export const askForm = (teams: readonly Team[]) =>
  defineForm(
    {
      sort: radios({ label: 'What would help?', choices: choicesOf(SORTS) }),
      kind: select({
        label: 'Which kind of specialist',
        hint: 'Leave it empty if you are not sure',
        choices: choicesOf(SUPPORT_KINDS),
        optional: true,
      }),
      teamId: select({
        label: 'Whom you would like to ask',
        hint: 'Leave it empty, and the coordinator finds the team',
        choices: teamChoices(teams),
        optional: true,
      }),
      about: radios({ label: 'Whom is it about?', choices: choicesOf(ABOUT) }),
      ...pupilFields,
      who: text({
        label: 'Or which staff, group or class',
        hint: 'For example, “form tutors of year 8”. Name no pupil.',
        max: 200,
        optional: true,
      }),
      seen: textarea({ label: 'What do you see?', max: 2000, rows: 5 }),
      tried: textarea({ label: 'What have you tried, and how did it go?', max: 2000, rows: 5 }),
    },
    {
      'pupil.upn': 'upn',
      'pupil.forename': 'forename',
      'pupil.surname': 'surname',
      'pupil.yearGroup': 'yearGroup',
    },
  );

export const toRequest = ({
  forename,
  surname,
  yearGroup,
  upn,
  ...rest
}: Omit<RequestGiven, 'pupil'> & {
  readonly forename: string | null;
  readonly surname: string | null;
  readonly yearGroup: string | null;
  readonly upn: string | null;
}): RequestGiven => ({ ...rest, pupil: { forename, surname, yearGroup, upn } });

export const answerForm = (teams: readonly Team[]) =>
  defineForm({
    answer: radios({ label: 'Your answer', choices: choicesOf(ANSWERS) }),
    words: textarea({
      label: 'What you say to the school',
      hint: 'The advice, what to try meanwhile, or the reasons',
      max: 4000,
      rows: 6,
    }),
    teamId: select({
      label: 'Team, where support is granted or waited for',
      choices: teamChoices(teams),
      optional: true,
    }),
    startsOn: date({ label: 'First day, where support is granted', optional: true }),
    weeks: wholeNumber({
      label: 'Planned weeks, where support is granted',
      hint: 'Leave it empty for as many as the policy says of the team',
      least: 1,
      most: 52,
      width: 2,
      optional: true,
    }),
  });

export const passOnForm = (teams: readonly Team[]) =>
  defineForm({
    teamId: select({
      label: 'Team',
      hint: 'Who leads it answers from now on. The clock runs on',
      choices: teamChoices(teams),
    }),
  });

export const nextMonday = (today: DateOnly): DateOnly => addDays(mondayOf(today), 7);
export const dueWords = (dueOn: DateOnly, today: DateOnly): string =>
  `${dueOn < today ? 'It was to be answered' : 'It is answered'} by ${formatDate(dueOn)}`;
