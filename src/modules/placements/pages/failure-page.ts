import { formatDate, formatDateTime, formatPounds } from '../../../kernel/index.js';
import { dataTable, dayCell, problemWords } from '../../../web/index.js';
import { whereOf } from '../../providers/index.js';
import type { FailurePreview } from '../application/fail-provision.js';
import { STATUS_WORDS } from '../domain/placement-states.js';
import type { Done, Failure } from '../persistence/failure.store.js';

const nameOf = ({ provider, site }: { provider: string; site: string | null }): string =>
  site === null ? provider : whereOf(provider, site);

export const previewPage = (preview: FailurePreview): object => ({
  title: `End what is placed at ${nameOf(preview.place)}`,
  table: dataTable({
    caption: 'Who is affected',
    columns: [
      ...['Placement', 'School', 'From', 'To', 'Status'].map((heading) => ({ heading })),
      { heading: 'Money that is free', numeric: true },
    ],
    rows: preview.affected.map((one) => [
      { text: one.reference, href: `/placements/${one.id}` },
      one.school,
      dayCell(one.startsOn),
      dayCell(one.plannedEnd),
      STATUS_WORDS[one.status].label,
      formatPounds(one.freesPence),
    ]),
    empty: 'Nobody is placed there beyond that day.',
  }),
  total: `${formatPounds(preview.freesPence)} of what is promised is free again, and every place from the week after.`,
});

const OUTCOMES = { ENDED: 'Ended', WITHDRAWN: 'Withdrawn', NOT_DONE: 'Not done' } as const;
const NOW: Readonly<Record<string, string>> = {
  SUBMITTED: 'Waits for a place',
  DECIDED: 'Offered a place',
  PLACED: 'Placed',
  CLOSED: 'Closed',
};

export const failurePage = (view: { failure: Failure; done: readonly Done[]; acts: boolean }): object => {
  const { failure, done, acts } = view;
  const failed = done.filter(({ outcome }) => outcome === 'NOT_DONE').length;
  return {
    title: `Placements at ${nameOf(failure)}`,
    id: failure.id,
    canRun: acts,
    next:
      failed > 0
        ? `${failed} could not be ended. Put right what the table says, then run it again.`
        : 'All of them wait for another place, at the head of the queue. The matching looks for one now.',
    facts: [
      { label: 'Last day', value: formatDate(failure.lastDay) },
      { label: 'Why', value: failure.reason },
      { label: 'Done', value: formatDateTime(failure.madeAt) },
      { label: 'Last run', value: formatDateTime(failure.runAt) },
    ],
    table: dataTable({
      caption: 'What was done',
      columns: [
        ...['Placement', 'School', 'Outcome', 'The pupil now'].map((heading) => ({ heading })),
        { heading: 'Money that is free', numeric: true },
      ],
      rows: done.map((one) => [
        { text: one.reference, href: `/placements/${one.placementId}` },
        one.school,
        {
          text: OUTCOMES[one.outcome],
          note: one.problem === null ? '' : problemWords({ code: one.problem } as Parameters<typeof problemWords>[0]),
        },
        NOW[one.now] ?? one.now,
        formatPounds(one.voidedPence),
      ]),
      empty: 'Nobody was placed there.',
    }),
    backHref: '/placements',
  };
};
