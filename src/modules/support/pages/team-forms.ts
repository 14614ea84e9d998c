import { type DateOnly, formatDate, SUPPORT_KINDS } from '../../../kernel/index.js';
import { type Choice, choicesOf, date, defineForm, radios, select, text, wholeNumber } from '../../../web/index.js';
import type { TeamChoices } from '../application/view-teams.js';
import { CASELOAD_MOST, FTE_MOST } from '../domain/team.js';

const strengthFields = {
  fteHundredths: wholeNumber({
    label: 'Staff, in hundredths of full time',
    hint: '150 is one and a half full-time specialists',
    most: FTE_MOST,
  }),
  caseloadPerFte: wholeNumber({
    label: 'Pupils at a time for each full-time specialist',
    hint: 'The team takes the one times the other',
    most: CASELOAD_MOST,
  }),
};

const named = (places: readonly { readonly id: string; readonly name: string }[]): Choice[] =>
  places.map(({ id, name }) => ({ value: id, text: name }));

export const teamForm = ({ employers }: TeamChoices) =>
  defineForm({
    name: text({ label: 'Name of the team', max: 120 }),
    kind: radios({ label: 'What it does', choices: choicesOf(SUPPORT_KINDS) }),
    employerId: select({ label: 'Who employs them', choices: named(employers) }),
    startsOn: date({ label: 'First day' }),
    endsOn: date({ label: 'Last day', hint: 'Leave it empty where none is planned', optional: true }),
    ...strengthFields,
  });

export const strengthForm = defineForm({ from: date({ label: 'From' }), ...strengthFields });

export const placeForm = ({ sites }: TeamChoices) =>
  defineForm({
    siteId: select({ label: 'Site of alternative provision', choices: named(sites), optional: true }),
    urn: text({
      label: 'Or the URN of a school',
      hint: 'A team with schools works for those schools alone',
      max: 6,
      optional: true,
    }),
  });

export const memberForm = ({ people }: TeamChoices) =>
  defineForm({
    userId: select({
      label: 'Who joins the team',
      hint: 'People of the authority who may answer requests for support',
      choices: people.map(({ userId, name }) => ({ value: userId, text: name })),
    }),
    leads: radios({
      label: 'In the team',
      choices: choicesOf({
        yes: 'Leads it, and answers what is asked of it',
        no: 'Works in it, and logs what was done',
      }),
    }),
  });

export const endForm = defineForm({
  lastDay: date({ label: 'Last day of the team', hint: 'Rounds that are under way end as they were planned' }),
});

export const period = (from: DateOnly, until: DateOnly | null): string =>
  until === null ? `From ${formatDate(from)}` : `${formatDate(from)} to ${formatDate(until)}`;
