import {
  dateFromCell,
  type FieldFault,
  halfDaysText,
  invalidFields,
  readHalfDays,
  type Result,
  sessionNames,
  FULL_WEEK,
} from '../../../kernel/index.js';
import type { CodeSet } from './codes.js';
import type { Field, FieldKind } from './field.js';
import { FIELDS } from './fields.js';
import { type AnswerPatch, readPatch } from './read-answers.js';

/** At most so many requests in one file. */
export const MANY_MAX = 100;
/** At most so many are sent at once. */
export const SEND_MAX = 25;

/** What one cell can hold; places, people and lines are added on the pages of each draft. */
const KINDS: readonly FieldKind[] = [
  ...(['text', 'upn', 'postcode', 'authority', 'date', 'number', 'whole', 'decimal'] as const),
  ...(['choice', 'choices', 'ranked', 'sessions'] as const),
];
export const FILE_FIELDS: readonly Field[] = FIELDS.filter(({ kind }) => KINDS.includes(kind));

/** The school, where the authority's people refer for several. */
export const SCHOOL_COLUMN = 'School URN';

/** Without these nobody could say whether a row is new. */
export const NEEDED_COLUMNS: readonly string[] = ['type', 'pupil.upn', 'pupil.surname'];

const headingOf = ({ name }: Field): string => {
  const plain = name.replace(/^(the|whether) /, '');
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
};

/** The columns of the file by path, with `school` for the school's URN. */
export const FILE_COLUMNS: Readonly<Record<string, string>> = {
  school: SCHOOL_COLUMN,
  ...Object.fromEntries(FILE_FIELDS.map((field) => [field.path, headingOf(field)])),
};

export interface ManyRow {
  /** The line of the file. */
  readonly line: number;
  /** By path, and `school`. */
  readonly cells: Readonly<Record<string, string>>;
}

/** Several values of one cell stand with a semicolon between them; each is a code, or the words that stand for it. */
function rawOf({ kind, options = [] }: Field, cell: string): unknown {
  switch (kind) {
    case 'choices':
    case 'ranked':
      return cell
        .split(';')
        .filter((part) => part.trim() !== '')
        .map((part) => codeOf(options, part));
    case 'choice':
    case 'number':
      return codeOf(options, cell);
    case 'date':
      return dateFromCell(cell) ?? cell;
    case 'sessions': {
      const set = readHalfDays(cell);
      return set === undefined ? [cell] : sessionNames(set);
    }
    default:
      return cell;
  }
}

function codeOf(options: CodeSet, given: string): string {
  const plain = given.trim().toLowerCase();
  const found = options.find(({ code, label }) => code.toLowerCase() === plain || label.toLowerCase() === plain);
  return found?.code ?? given.trim();
}

/** The answers of a row; every fault is told by its path. A number that an earlier row has is `twice`. */
export function readManyRow({ cells }: ManyRow, earlier: readonly ManyRow[]): Result<AnswerPatch> {
  const raw = FILE_FIELDS.flatMap((field) => {
    const cell = cells[field.path] ?? '';
    return cell === '' ? [] : [[field.path, rawOf(field, cell)] as const];
  });
  const read = readPatch(Object.fromEntries(raw));
  const missing = NEEDED_COLUMNS.filter((path) => (cells[path] ?? '') === '');
  const upn = cells['pupil.upn']?.toUpperCase() ?? '';
  const isTwice = upn !== '' && earlier.some((one) => one.cells['pupil.upn']?.toUpperCase() === upn);
  const faults: FieldFault[] = [
    ...(read.ok ? [] : read.problem.fields),
    ...missing.map((field) => ({ field, rule: 'required' })),
    ...(isTwice ? [{ field: 'pupil.upn', rule: 'twice' }] : []),
  ];
  return faults.length > 0 ? invalidFields(faults) : read;
}

/** How a cell of this column is written: its codes and words, or its form. */
export function cellHelp({ kind, options = [] }: Field): string {
  const list = options.map(({ code, label }) => (code === label ? code : `${code} (${label})`)).join('; ');
  switch (kind) {
    case 'choice':
    case 'number':
      return list;
    case 'choices':
    case 'ranked':
      return `One or more, with a semicolon between them: ${list}`;
    case 'date':
      return 'A date, such as 2027-01-11 or 11/01/2027';
    case 'sessions':
      return `${halfDaysText(FULL_WEEK)}; or days, each with am or pm or neither for both: mon am, tue, fri pm`;
    case 'whole':
    case 'decimal':
      return 'A number';
    case 'upn':
      return 'Unique pupil number: one letter and twelve more characters';
    case 'authority':
      return 'Three digits, such as 352';
    default:
      return 'Words';
  }
}
