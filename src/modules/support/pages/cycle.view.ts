import { type DateOnly, formatDate, SUPPORT_KINDS } from '../../../kernel/index.js';
import { dataTable, dayCell } from '../../../web/index.js';
import type { CycleView } from '../application/view-cycle.js';
import { DECISIONS, INTENSITIES, WORK_SORTS, type WorkSort } from '../domain/cycle.js';
import { MOMENTS, RESPONDENTS, type Respondent } from '../domain/views.js';
import { cycleTag } from './request.view.js';

const headings = (...words: string[]) => words.map((heading) => ({ heading }));

const nextOf = ({ cycle, decides }: CycleView, today: DateOnly): string => {
  if (cycle.status === 'ENDED') return `It ended on ${formatDate(cycle.endedOn ?? today)}: ${decided(cycle)}.`;
  if (cycle.status === 'UNDER_REVIEW')
    return `It is looked at again on ${formatDate(cycle.reviewOn ?? today)}. Nobody works on it until then.`;
  const late = cycle.plannedEnd < today ? 'Its planned end has passed. ' : '';
  return `${late}On ${formatDate(cycle.plannedEnd)} ${decides ? 'you decide' : 'the team decides'} what follows: a review, a light touch, another round, or the end.`;
};
const decided = ({ decided: what }: CycleView['cycle']): string => (what === null ? '' : DECISIONS[what].toLowerCase());

export function cyclePage(view: CycleView, today: DateOnly): object {
  const { cycle, pupil, request, logs, writesForms, decides } = view;
  const base = `/support/cycles/${cycle.id}`;
  return {
    title: `Round of support ${cycle.reference}`,
    caption: `${cycle.team}, ${cycle.school}`,
    status: cycleTag(cycle),
    next: nextOf(view, today),
    buttons: [
      ...(logs ? [{ text: 'Log what was done', href: `${base}/contacts` }] : []),
      ...(writesForms
        ? (Object.keys(RESPONDENTS) as Respondent[]).map((one) => ({
            text: `What the ${RESPONDENTS[one].toLowerCase()} says`,
            href: `${base}/forms/${one.toLowerCase()}`,
          }))
        : []),
      ...(decides ? [{ text: 'Decide what follows', href: `${base}/decision` }] : []),
    ],
    facts: [
      { label: 'Request', value: request.reference, href: `/support/requests/${request.id}` },
      ...(pupil === null ? [] : [{ label: 'Pupil', value: `${pupil.forename} ${pupil.surname}` }]),
      { label: 'What', value: `${SUPPORT_KINDS[cycle.kind]}, ${INTENSITIES[cycle.intensity].toLowerCase()}` },
      { label: 'Round', value: cycle.round },
      { label: 'Planned', value: `${formatDate(cycle.startsOn)} to ${formatDate(cycle.plannedEnd)}` },
    ],
    sections: [
      ...(cycle.reasons === null ? [] : [{ title: 'Why it was decided so', lines: cycle.reasons.split('\n') }]),
      { table: progressTable(view) },
      { table: contactsTable(view) },
      ...view.forms.map((form) => ({
        title: `${RESPONDENTS[form.respondent]}, ${MOMENTS[form.moment].toLowerCase()}, ${formatDate(form.givenOn as DateOnly)}`,
        lines: [
          ...form.answers.map(({ question, score }) => `${question} ${score} of 5`),
          ...(form.words === null ? [] : form.words.split('\n')),
        ],
      })),
    ],
    backHref: `/support/requests/${request.id}`,
  };
}

const signed = (change: number): string => (change > 0 ? `+${change}` : String(change));

const progressTable = ({ progress }: CycleView) =>
  dataTable({
    caption: 'What has changed since the start',
    columns: [
      ...headings('Who says it', 'Question'),
      ...['At the start', 'Now', 'Change'].map((heading) => ({ heading, numeric: true })),
    ],
    rows: progress.map(({ respondent, question, first, latest, change }) => [
      RESPONDENTS[respondent],
      question,
      first,
      latest,
      signed(change),
    ]),
    empty: 'It shows once the same person was asked at the start and again.',
  });

function contactsTable({ contacts }: CycleView) {
  const minutes = contacts.reduce((sum, one) => sum + one.minutes, 0);
  const sorts = (Object.keys(WORK_SORTS) as WorkSort[]).filter((sort) => contacts.some((one) => one.sort === sort));
  return dataTable({
    caption: 'What was done',
    columns: [...headings('Day', 'Sort of work', 'By', 'Note'), { heading: 'Minutes', numeric: true }],
    rows: contacts.map(({ heldOn, sort, by, note, minutes: each }) => [
      dayCell(heldOn),
      WORK_SORTS[sort],
      by,
      note ?? '',
      each,
    ]),
    ...(contacts.length === 0
      ? {}
      : { totals: [`${contacts.length} in all`, sorts.map((sort) => WORK_SORTS[sort]).join(', '), '', '', minutes] }),
    empty: 'Nothing is logged yet.',
  });
}
