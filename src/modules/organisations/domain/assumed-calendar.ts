import { type CalendarClosure, type ClosureKind, dateOnly } from '../../../kernel/index.js';
import type { CalendarYear } from './calendar-content.js';

const term = (name: string, startsOn: string, endsOn: string) => ({
  name,
  startsOn: dateOnly(startsOn),
  endsOn: dateOnly(endsOn),
});
const closure = (kind: ClosureKind, name: string, startsOn: string, endsOn = startsOn): CalendarClosure => ({
  kind,
  ...term(name, startsOn, endsOn),
});
const SOURCE = 'Assumed for the demonstration; not confirmed by any school or authority';

/**
 * A plausible calendar with real bank holidays: 190 pupil days in 2026/27. It stands in for dates that nobody has
 * confirmed, and says so on every page that counts on it.
 */
export const assumedYears: readonly CalendarYear[] = [
  {
    academicYear: '2025-26',
    assumed: true,
    source: SOURCE,
    terms: [term('Summer 2026', '2026-04-13', '2026-07-22')],
    closures: [closure('HALF_TERM', 'Half-term', '2026-05-25', '2026-05-29')],
  },
  {
    academicYear: '2026-27',
    assumed: true,
    source: SOURCE,
    terms: [
      term('Autumn 2026', '2026-09-01', '2026-12-18'),
      term('Spring 2027', '2027-01-04', '2027-03-25'),
      term('Summer 2027', '2027-04-12', '2027-07-21'),
    ],
    closures: [
      closure('INSET', 'INSET day', '2026-09-01'),
      closure('HALF_TERM', 'Half-term', '2026-10-26', '2026-10-30'),
      closure('INSET', 'INSET day', '2026-11-27'),
      closure('INSET', 'INSET day', '2027-01-04'),
      closure('HALF_TERM', 'Half-term', '2027-02-15', '2027-02-19'),
      closure('HALF_TERM', 'Half-term', '2027-05-31', '2027-06-04'),
      closure('INSET', 'INSET days', '2027-07-20', '2027-07-21'),
    ],
  },
  {
    academicYear: '2027-28',
    assumed: true,
    source: SOURCE,
    terms: [term('Autumn 2027', '2027-09-01', '2027-12-17')],
    closures: [closure('INSET', 'INSET day', '2027-09-01')],
  },
];
