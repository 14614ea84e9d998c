import { type DateOnly, formatDate, formatDateTime, sessionCount } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, type StatusTag, tag } from '../../../web/index.js';
import type { DayGroup, ElsewhereRow, PlacementAttendance } from '../application/view-register.js';
import type { Half } from '../domain/codes.js';
import { CORRECTION_REASONS, isCorrectionReason } from '../domain/corrections.js';
import { homeSchoolCode } from '../domain/home-code.js';
import {
  describeRate,
  isPersistentlyAbsent,
  isSeverelyAbsent,
  NO_SESSIONS_YET,
  type SessionCounts,
} from '../domain/rates.js';
import { dueInHalf, type RegisterRow } from '../persistence/register.store.js';
import { codeWords } from './register-form.js';

const WHOLE_WEEK = 10;

function groupTag({ due, marked, isSchoolDay }: DayGroup): StatusTag {
  if (isSchoolDay === false) return tag('No school day');
  if (marked >= due) return tag('Marked', 'green');
  return marked === 0 ? tag('Provider: mark it', 'yellow') : tag('Provider: finish it', 'orange');
}

const unmarkedFirst = (a: DayGroup, b: DayGroup): number => Number(a.marked >= a.due) - Number(b.marked >= b.due);

/** Registers of a day; those that wait for somebody first. */
export function dayTable(groups: readonly DayGroup[], on: DateOnly): DataTable {
  return dataTable({
    caption: `Registers of ${formatDate(on)}`,
    captionHidden: true,
    columns: [
      { heading: 'Site' },
      { heading: 'Provider' },
      { heading: 'Half days due', numeric: true },
      { heading: 'Marked', numeric: true },
      { heading: 'What to do' },
    ],
    rows: groups
      .toSorted(unmarkedFirst)
      .map((group) => [
        { text: group.siteName, href: `/attendance/sites/${group.siteId}?on=${on}` },
        group.providerName,
        group.due,
        group.marked,
        { text: '', tag: groupTag(group) },
      ]),
    empty: 'Nobody is due anywhere on this day.',
    csvHref: `/attendance?on=${on}&format=csv`,
  });
}

const sessionText = (row: RegisterRow, on: DateOnly, half: Half): string => {
  if (!dueInHalf(row.sessions, on, half)) return 'At your school';
  const mark = half === 'AM' ? row.am : row.pm;
  return mark === null ? 'Not marked yet' : codeWords(mark.code);
};

function ownCode(row: RegisterRow, on: DateOnly, half: Half): string {
  if (!dueInHalf(row.sessions, on, half)) return '';
  const mark = half === 'AM' ? row.am : row.pm;
  return homeSchoolCode(row.rollCode, mark?.code ?? null) ?? 'Ask first';
}

/** What a reader should see at once about a pupil's sessions so far. */
export function warningsOf(counts: SessionCounts, sessions: number): string[] {
  return [
    ...(isSeverelyAbsent(counts)
      ? ['Severely absent: half of the sessions or more missed']
      : isPersistentlyAbsent(counts)
        ? ['Persistently absent: a tenth of the sessions or more missed']
        : []),
    ...(sessions < WHOLE_WEEK ? [`${sessions} of ${WHOLE_WEEK} half days a week here`] : []),
  ];
}

/** A school's pupils who are taught elsewhere on a day, and what its own register takes; absent and unmarked first. */
export function elsewhereTable(rows: readonly ElsewhereRow[], on: DateOnly): DataTable {
  const urgency = (row: ElsewhereRow): number => {
    const marks = [row.am, row.pm].filter((mark) => mark !== null);
    if (marks.some(({ code }) => code === 'N' || code === 'O')) return 0;
    return marks.length === 0 ? 1 : 2;
  };
  return dataTable({
    caption: `Your pupils elsewhere on ${formatDate(on)}`,
    captionHidden: true,
    columns: [
      { heading: 'Pupil' },
      { heading: 'Where' },
      { heading: 'Morning' },
      { heading: 'Afternoon' },
      { heading: 'Your code, morning', nowrap: true },
      { heading: 'Your code, afternoon', nowrap: true },
      { heading: 'Attended so far', numeric: true },
    ],
    rows: rows
      .toSorted((a, b) => urgency(a) - urgency(b))
      .map((row) => {
        const counts = row.counts ?? NO_SESSIONS_YET;
        return [
          {
            text: row.pupilName ?? row.pupilReference,
            href: `/attendance/placements/${row.placementId}`,
            note: warningsOf(counts, sessionCount(row.sessions)).join('; '),
          },
          { text: row.providerName, note: row.siteName === row.providerName ? '' : row.siteName },
          sessionText(row, on, 'AM'),
          sessionText(row, on, 'PM'),
          ownCode(row, on, 'AM'),
          ownCode(row, on, 'PM'),
          describeRate(counts),
        ];
      }),
    empty: 'None of your pupils is taught elsewhere on this day.',
    csvHref: `/attendance?on=${on}&format=csv`,
  });
}

/** One pupil's sessions, the newest first, each with the marks it had before. */
export function historyTable({ marks }: PlacementAttendance): DataTable {
  return dataTable({
    caption: 'Half days marked',
    columns: ['Day', 'Half day', 'Mark', 'Stands', 'Why it was changed', 'Marked'].map((heading) => ({ heading })),
    rows: marks.map((one) => [
      dayCell(one.on),
      one.half === 'AM' ? 'Morning' : 'Afternoon',
      {
        text: codeWords(one.code),
        note: [one.minutesLate === null ? '' : `${one.minutesLate} minutes late`, one.detail]
          .filter(Boolean)
          .join(', '),
      },
      one.counts ? 'Counts' : 'Replaced',
      isCorrectionReason(one.reason) ? CORRECTION_REASONS[one.reason] : '',
      formatDateTime(one.markedAt),
    ]),
    empty: 'Nothing has been marked yet.',
  });
}
