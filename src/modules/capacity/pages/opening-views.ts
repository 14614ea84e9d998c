import { type DateOnly, daysBetween, formatDate } from '../../../kernel/index.js';
import { type DataTable, dataTable, pageLinks, type StatusTag, type TableCell, tag } from '../../../web/index.js';
import type { OpeningView } from '../application/list-openings.js';
import type { PatternHeadroom } from '../persistence/headroom.store.js';

export const LIST_SIZE = 50;

export function openingTag({ status, validTo }: Pick<OpeningView, 'status' | 'validTo'>, today: DateOnly): StatusTag {
  if (status === 'WITHDRAWN') return tag('Withdrawn');
  return validTo < today ? tag('Ended') : tag('Open', 'green');
}

/** When it was last confirmed; old news is marked so that nobody takes it for fresh. */
function confirmedCell(confirmedOn: DateOnly, today: DateOnly, oldAfterDays: number): TableCell {
  const text = formatDate(confirmedOn);
  return daysBetween(confirmedOn, today) > oldAfterDays
    ? { text, csv: confirmedOn, note: 'Provider to confirm' }
    : { text, csv: confirmedOn };
}

export function openingsTable(
  { openings, total }: { readonly openings: readonly OpeningView[]; readonly total: number },
  at: { offset: number; today: DateOnly; oldAfterDays: number; href: (offset: number) => string },
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
      confirmedCell(one.confirmedOn, at.today, at.oldAfterDays),
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
    rows: weeks.map((week, n) => [
      { text: formatDate(week), csv: week },
      ...rooms.map((room) => room.weeks[n]?.headroom ?? 0),
    ]),
    empty: 'No week is left in this opening.',
  });
}
