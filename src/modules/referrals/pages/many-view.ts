import { type FieldFault, type Problem, type ReferralType } from '../../../kernel/index.js';
import { type DataTable, dataTable, faultWords, problemWords, tag, type TableCell } from '../../../web/index.js';
import type { ManyView, RowOutcome, StartedView } from '../application/many-referrals.js';
import { cellHelp, FILE_COLUMNS, FILE_FIELDS, NEEDED_COLUMNS, SCHOOL_COLUMN, SEND_MAX } from '../domain/many.js';
import { isAskedFor } from '../domain/journey-pages.js';
import { statusTagOf, typeWords } from './list-view.js';

interface For {
  readonly type?: ReferralType | undefined;
  readonly forAuthority: boolean;
}

const fieldsFor = ({ type }: For) =>
  FILE_FIELDS.filter(({ path }) => type === undefined || path === 'type' || isAskedFor(path, { type }));

/** The file to start from: the columns that this kind of request asks for, and its kind in the first row. */
export function manyTemplate(asked: For): DataTable {
  const fields = fieldsFor(asked);
  const school = asked.forAuthority ? [SCHOOL_COLUMN] : [];
  return dataTable({
    caption: 'Template',
    columns: [...school, ...fields.map(({ path }) => FILE_COLUMNS[path] ?? path)].map((heading) => ({ heading })),
    rows: [[...school.map(() => ''), ...fields.map(({ path }) => (path === 'type' ? (asked.type ?? '') : ''))]],
  });
}

/** Every column, and how its cells are written. */
export const columnsTable = (asked: For): DataTable =>
  dataTable({
    caption: 'Columns that your file can have',
    columns: ['Column', 'Needed', 'What to write'].map((heading) => ({ heading })),
    rows: [
      ...(asked.forAuthority ? [[SCHOOL_COLUMN, 'Yes', 'The school that asks, by its six-digit URN']] : []),
      ...fieldsFor(asked).map((field) => [
        { text: FILE_COLUMNS[field.path] ?? field.path, note: field.label },
        NEEDED_COLUMNS.includes(field.path) ? 'Yes' : '',
        cellHelp(field),
      ]),
    ],
  });

const faultLine = ({ field, ...fault }: FieldFault): string =>
  field === 'school' ? (SCHOOL_WORDS[fault.rule] ?? '') : faultWords({ field, ...fault }, FILE_COLUMNS[field] ?? field);

const SCHOOL_WORDS: Readonly<Record<string, string>> = {
  required: 'Give the URN of the school',
  school: 'No open school has this URN',
  'own-school': 'This is not the URN of your school',
};

function outcomeCell(outcome: RowOutcome): TableCell {
  switch (outcome.kind) {
    case 'FAULT':
      return { text: '', tag: tag('Correct it', 'red'), note: outcome.faults.map(faultLine).join('. ') };
    case 'SAME':
      return { text: '', tag: tag('There already', 'blue'), note: 'A draft or an open referral has this number' };
    case 'NEW':
      return { text: '', tag: tag('New draft', 'green'), note: wantedWords(outcome.wanted) };
  }
}

const wantedWords = (wanted: number): string =>
  wanted === 0 ? 'It is whole' : `${wanted} ${wanted === 1 ? 'answer is' : 'answers are'} wanted before it can be sent`;

function sentTable({ rows, batch }: ManyView): DataTable {
  return dataTable({
    caption: `Rows of ${batch.name}`,
    columns: [{ heading: 'Line', numeric: true }, { heading: 'Result' }, { heading: 'Pupil' }, { heading: 'Why' }],
    rows: rows.map(({ row: { line, cells }, outcome }): TableCell[] => [
      line,
      outcomeCell(outcome),
      {
        text: `${cells['pupil.forename'] ?? ''} ${cells['pupil.surname'] ?? ''}`.trim(),
        note: cells['pupil.upn'] ?? '',
      },
      outcome.kind === 'NEW' ? typeWords(outcome.patch.type ?? null) : (cells['type'] ?? ''),
    ]),
    empty: 'There is no row.',
  });
}

function startedTable(started: readonly StartedView[]): DataTable {
  return dataTable({
    caption: 'What was started from this file',
    columns: [{ heading: 'Pupil' }, { heading: 'State' }, { heading: 'Wanted' }],
    rows: started.map(({ id, pupil, status, reference, wanted }): TableCell[] => [
      {
        text: pupil === '' ? 'No name yet' : pupil,
        href: status === 'DRAFT' ? `/referrals/${id}/tasks` : `/referrals/${id}`,
        ...(reference !== null && { note: reference }),
      },
      { text: '', tag: statusTagOf(status) },
      status === 'DRAFT' ? wantedWords(wanted) : '',
    ]),
    empty: 'Nothing was new in it.',
  });
}

/** Before: every row and what would become of it. Afterwards: what became of it. */
export function manyPage(view: ManyView, refused?: Problem): object {
  const { batch, rows, started, maySend } = view;
  const count = (kind: RowOutcome['kind']): number => rows.filter(({ outcome }) => outcome.kind === kind).length;
  const whole = started.filter(({ status, wanted }) => status === 'DRAFT' && wanted === 0).length;
  const isStarted = batch.appliedAt !== null;
  return {
    title: batch.name,
    id: batch.id,
    isStarted,
    fresh: count('NEW'),
    same: count('SAME'),
    faults: count('FAULT'),
    rows: rows.length,
    drafts: started.filter(({ status, wanted }) => status === 'DRAFT' && wanted > 0).length,
    whole,
    sendNow: maySend ? Math.min(whole, SEND_MAX) : 0,
    maySend,
    table: isStarted ? startedTable(started) : sentTable(view),
    form: refused === undefined ? undefined : { errorSummary: [{ text: problemWords(refused) }] },
    backHref: isStarted ? '/referrals' : '/referrals/many',
  };
}
