import { formatDate, formatDateTime } from '../../../kernel/index.js';
import { dataTable, type TableCell } from '../../../web/index.js';
import type { TriageView } from '../application/triage.js';
import { fieldOf, isFieldPath } from '../domain/fields.js';
import { pagesLacking } from '../domain/journey.js';
import { STATUS_WORDS } from '../domain/referral-states.js';
import type { WaitingDays } from '../domain/waiting-days.js';
import type { Beside } from '../persistence/triage.store.js';
import { aimWords } from './clock-view.js';
import { nameOf, typeWords } from './list-view.js';

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** "20 days, 13 of them without those on which the school was asked". */
export const waitingWords = ({ gross, stopped, net }: WaitingDays): string =>
  stopped === 0 ? days(gross) : `${days(gross)}; ${net} without the ${stopped} on which the school was asked`;

type Row = readonly [string, (one: Beside) => TableCell];

const ROWS: readonly Row[] = [
  ['Pupil', (one) => nameOf(one)],
  ['Pupil reference', (one) => one.pupilReference],
  ['Date of birth', (one) => (one.dateOfBirth === null ? 'Not yours to read' : formatDate(one.dateOfBirth))],
  ['Same record', (one) => (one.samePupil ? 'Yes' : 'No: same name and date of birth, another number')],
  ['School', (one) => one.schoolName ?? ''],
  ['Why', (one) => typeWords(one.type as never)],
  ['State', (one) => STATUS_WORDS[one.status].label],
  ['Sent', (one) => formatDateTime(one.submittedAt)],
  ['Last moved', (one) => formatDateTime(one.statusAt)],
  ['Start asked for', (one) => formatDate(one.startsOn)],
  ['Work to', (one) => [formatDate(one.aimOn), aimWords(one as never)].filter((part) => part !== '').join('. ')],
];

/** The page for whoever looks at a request first: what is missing, and what else there is of this child. */
export function triagePage({ referral, beside, waiting }: TriageView): object {
  const { id, reference, missing } = referral;
  const table = dataTable({
    caption: 'This request beside others',
    columns: [
      { heading: 'About' },
      ...beside.map((one) => ({ heading: one.id === id ? 'This request' : one.reference })),
    ],
    rows: ROWS.map(([label, read]) => [label, ...beside.map((one) => read(one))]),
    empty: 'There is no other.',
  });
  return {
    title: 'Look at this request first',
    id,
    reference,
    waiting: waiting && waitingWords(waiting),
    missing: missing.flatMap((path) => (isFieldPath(path) ? [fieldOf(path).name] : [])),
    missingPages: pagesLacking(missing).length,
    others: beside.filter((one) => one.id !== id).map((one) => ({ text: one.reference, href: `/referrals/${one.id}` })),
    table,
    canReturn: ['SUBMITTED', 'WITH_SEN'].includes(referral.status),
    backHref: `/referrals/${id}`,
  };
}
