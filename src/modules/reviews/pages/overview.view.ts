import { type DateOnly, formatDate } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell } from '../../../web/index.js';
import type { Overview } from '../application/review-overview.js';
import { DUE_BECAUSE } from '../domain/review-dates.js';
import type { DueReview, MissingPlan } from '../persistence/overview.store.js';
import { headings } from './headings.js';
import { reviewTag } from './review.view.js';

/** As many as the overview reads. */
const PLANS_SHOWN = 50;

const dueTable = (caption: string, rows: readonly DueReview[], empty: string, today: DateOnly) =>
  dataTable({
    caption,
    columns: headings('Placement', 'School', 'Where', 'Due by', 'Because', 'Status'),
    rows: rows.map((one) => [
      { text: one.reference, href: `/reviews/${one.id}` },
      one.schoolName,
      one.providers,
      dayCell(one.dueOn),
      DUE_BECAUSE[one.because],
      { text: '', tag: reviewTag({ ...one, heldOn: null, calledOffAt: null }, today) },
    ]),
    empty,
  });

const planRow = ({ placementId, reference, schoolName, startsOn, waiting, mine }: MissingPlan) => [
  { text: reference, href: `/placements/${placementId}/plan` },
  schoolName,
  dayCell(startsOn),
  waiting === null ? 'Not written yet' : `Version ${waiting} waits for ${mine ? 'you' : 'others'} to agree`,
];

const told = (count: number | null): string | number => count ?? 'Too few to tell';

export function overviewTables(
  { late, thisWeek, ahead, plans, coverage, today, since }: Overview,
  pages: DataTable['pages'],
): DataTable[] {
  const more = (total: number, shown: number): string => (total > shown ? `, the first ${shown} of ${total}` : '');
  return [
    dueTable(`Late${more(late.total, late.rows.length)}`, late.rows, 'No review is late.', today),
    dueTable(
      `Due this week${more(thisWeek.total, thisWeek.rows.length)}`,
      thisWeek.rows,
      'No review is due this week.',
      today,
    ),
    dataTable({
      caption: 'Plans to write or agree',
      columns: headings('Placement', 'School', 'First day', 'What is missing'),
      rows: plans.map(planRow),
      empty: 'Every placement has an agreed plan.',
    }),
    dataTable({
      caption: `Who is measured, of placements under way or ended since ${formatDate(since)}`,
      columns: [
        { heading: 'Scale' },
        ...['Placements', 'Baseline and later', 'Baseline only', 'No baseline'].map((heading) => ({
          heading,
          numeric: true,
        })),
      ],
      rows: coverage.map((one) => [one.name, told(one.all), told(one.both), told(one.baselineOnly), told(one.none)]),
      empty: 'No placement is under way.',
    }),
    {
      ...dueTable('To plan after this week', ahead.rows, 'No further review is planned.', today),
      ...(pages === undefined ? {} : { pages }),
    },
  ];
}

/** The page's question at a glance: what needs somebody. */
export const overviewFigures = ({ late, thisWeek, ahead, plans }: Overview): object[] => [
  { label: 'Reviews that are late', value: late.total },
  { label: 'Due this week', value: thisWeek.total },
  { label: 'Planned after it', value: ahead.total },
  { label: 'Plans to write or agree', value: plans.length < PLANS_SHOWN ? plans.length : `${PLANS_SHOWN} or more` },
];
