import type { DateOnly, Problem } from '../../../kernel/index.js';
import { type DataTable, dataTable, faultWords } from '../../../web/index.js';
import type { Marked } from '../application/mark-register.js';
import type { Half } from '../domain/codes.js';
import { LINE_COLUMNS, type LineColumn } from '../domain/register-lines.js';
import { dueInHalf, type RegisterRow } from '../persistence/register.store.js';

const FIELD = /^line\.(\d+)\.(\w+)$/;
const isColumn = (name: string): name is LineColumn => Object.hasOwn(LINE_COLUMNS, name);

/** What is wrong with the file, line by line; undefined when the fault is none of a line. */
export function faultTable({ fields }: Problem): DataTable | undefined {
  const rows = fields.flatMap((fault) => {
    const [, line, column = ''] = FIELD.exec(fault.field) ?? [];
    if (line === undefined || !isColumn(column)) return [];
    const heading = LINE_COLUMNS[column];
    return [[line, heading, faultWords({ ...fault, field: column }, heading)]];
  });
  if (rows.length === 0) return undefined;
  return dataTable({
    caption: 'What to correct',
    columns: [{ heading: 'Line', numeric: true }, { heading: 'Column' }, { heading: 'What is wrong' }],
    rows,
    empty: '',
  });
}

const halfDays = (count: number): string => (count === 1 ? '1 half day' : `${count} half days`);

export const markedWords = ({ marked, corrected, unchanged }: Marked): string =>
  [
    `${halfDays(marked)} marked`,
    ...(corrected > 0 ? [`${corrected} corrected`] : []),
    ...(unchanged > 0 ? [`${unchanged} were so already`] : []),
  ].join(', ');

/** Today's sessions as a file to fill in. The name is for whoever fills it in and is not read again. */
export function templateTable(rows: readonly RegisterRow[], on: DateOnly): DataTable {
  const halves = (row: RegisterRow): Half[] =>
    (['AM', 'PM'] as const).filter((half) => dueInHalf(row.sessions, on, half));
  return dataTable({
    caption: 'Template',
    columns: ['Pupil', ...Object.values(LINE_COLUMNS)].map((heading) => ({ heading })),
    rows: rows.flatMap((row) =>
      halves(row).map((half) => {
        const mark = half === 'AM' ? row.am : row.pm;
        const known = [mark?.code ?? '', mark?.minutesLate ?? '', mark?.detail ?? ''];
        return [row.pupilName ?? row.pupilReference, row.reference, on, half, ...known];
      }),
    ),
    empty: '',
  });
}
