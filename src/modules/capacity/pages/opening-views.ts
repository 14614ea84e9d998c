import { type DateOnly, formatDate } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, pageLinks, type StatusTag, tag } from '../../../web/index.js';
import type { OpeningView } from '../application/list-openings.js';
import type { ClockStep } from '../domain/opening-clock.js';
import type { OpeningStatus } from '../domain/opening-states.js';
import type { PatternHeadroom } from '../persistence/headroom.store.js';

export const LIST_SIZE = 50;

const STATUS_TAGS: Readonly<Record<Exclude<OpeningStatus, 'OPEN'>, StatusTag>> = {
  WITHDRAWN: tag('Withdrawn'),
  UNCONFIRMED: tag('Closed: provider to confirm', 'red'),
  LIKELY: tag('Likely: provider to make certain', 'blue'),
  LAPSED: tag('Lapsed: never certain'),
};
const STEP_TAGS: Readonly<Record<ClockStep, StatusTag>> = {
  FRESH: tag('Open', 'green'),
  DUE: tag('Open: provider to confirm soon', 'green'),
  OVERDUE: tag('Warning: provider to confirm', 'yellow'),
  STOPPED: tag('Nothing proposed: provider to confirm', 'orange'),
  CLOSED: tag('Nothing proposed: provider to confirm', 'orange'),
};

export function openingTag(
  { status, step, validTo }: Pick<OpeningView, 'status' | 'step' | 'validTo'>,
  today: DateOnly,
): StatusTag {
  if (status !== 'OPEN') return STATUS_TAGS[status];
  return validTo < today ? tag('Ended') : STEP_TAGS[step];
}

/** What the clock of an opening says next, in words; empty when it says nothing. */
export function clockWords(one: OpeningView): string {
  if (one.status === 'LIKELY' && one.firmBy !== null) return `To be made certain by ${formatDate(one.firmBy)}`;
  if (one.status === 'UNCONFIRMED') return 'Closed to new pupils until it is confirmed';
  if (one.status !== 'OPEN') return '';
  if (one.step === 'FRESH' || one.step === 'DUE') return `Confirm by ${formatDate(one.confirmBy)}`;
  if (one.step === 'OVERDUE') return `Nothing is proposed there from ${formatDate(one.stopsOn)}`;
  return `Nothing is proposed there. It closes on ${formatDate(one.closesOn)}`;
}

const OPENING = {
  WITHDRAWN: [
    'Open it again',
    'It may take pupils again, up to its places, and counts as confirmed today.',
    'Open again',
  ],
  UNCONFIRMED: ['Confirm it', 'It takes pupils again at once, and counts as confirmed today.', 'Confirm as still true'],
  LIKELY: ['Make it certain', 'Pupils can be placed there from now on.', 'The places are certain'],
  LAPSED: ['Open it after all', 'Pupils can be placed there from now on.', 'The places are certain'],
} as const;
const WITHDRAWING = {
  heading: 'Withdraw the opening',
  text: 'It takes nobody new from now on. Whoever has a place there keeps it.',
  button: 'Withdraw',
  status: 'WITHDRAWN',
  classes: 'govuk-button--warning',
};

/** What may be done with an opening as it stands, the likeliest first. */
export function openingChanges({ status }: Pick<OpeningView, 'status'>): object[] {
  if (status === 'OPEN') return [WITHDRAWING];
  const [heading, text, button] = OPENING[status];
  const open = { heading, text, button, status: 'OPEN', classes: 'govuk-button--secondary' };
  return status === 'WITHDRAWN' ? [open] : [open, WITHDRAWING];
}

export function openingsTable(
  { openings, total }: { readonly openings: readonly OpeningView[]; readonly total: number },
  at: { offset: number; today: DateOnly; href: (offset: number) => string },
): DataTable {
  const sum = (key: 'places' | 'used' | 'free'): number => openings.reduce((so, one) => so + one[key], 0);
  return dataTable({
    caption: 'Openings',
    captionHidden: true,
    columns: [
      ...['Programme', 'Provider', 'Patterns'].map((heading) => ({ heading })),
      ...['Places', 'Used this week', 'Free this week'].map((heading) => ({ heading, numeric: true })),
      ...['Open', 'Confirmed', 'Status'].map((heading) => ({ heading })),
    ],
    rows: openings.map((one) => [
      { text: one.programmeName, href: `/openings/${one.id}`, note: one.siteName },
      { text: one.providerName, href: `/providers/${one.providerId}` },
      one.patterns.map(({ label }) => label).join(' · '),
      one.places,
      one.used,
      one.free,
      `${formatDate(one.validFrom)} to ${formatDate(one.validTo)}`,
      { ...dayCell(one.confirmedOn), note: clockWords(one) },
      { text: '', tag: openingTag(one, at.today) },
    ]),
    totals: [
      total > openings.length ? 'Total of this page' : 'Total',
      '',
      '',
      sum('places'),
      sum('used'),
      sum('free'),
      '',
      '',
      '',
    ],
    empty: 'Nothing is open here at the moment.',
    csvHref: `${at.href(at.offset)}&format=csv`,
    pages: pageLinks(at.href, { total, offset: at.offset, size: LIST_SIZE }),
  });
}

/** Weeks down, patterns across: how many more could be taken, site cap included. */
export function headroomTable(opening: OpeningView, rooms: readonly PatternHeadroom[]): DataTable {
  const weeks = rooms[0]?.weeks.map(({ week }) => week) ?? [];
  const labelOf = (id: string): string => opening.patterns.find((pattern) => pattern.id === id)?.label ?? '';
  return dataTable({
    caption: 'Free places by week',
    columns: [
      { heading: 'Week of' },
      ...rooms.map(({ patternId }) => ({ heading: labelOf(patternId), numeric: true })),
    ],
    rows: weeks.map((week, n) => [dayCell(week), ...rooms.map((room) => room.weeks[n]?.headroom ?? 0)]),
    empty: 'No week is left in this opening.',
  });
}
