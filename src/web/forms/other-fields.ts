import { type DateOnly, dateFromParts, formatDate, invalid, ok, type Result } from '../../kernel/index.js';
import {
  captureOne,
  errorParams,
  type Field,
  type FieldView,
  hintParams,
  idOf,
  labelParams,
  missing,
  shown,
  type Typed,
  type UploadedFile,
} from './field.js';

interface DateOptions {
  readonly label: string;
  readonly hint?: string;
  readonly legendClasses?: string;
  /** Inclusive limits. */
  readonly earliest?: DateOnly;
  readonly latest?: DateOnly;
  /** A date of birth is filled in by the person's own browser only when it is their own. */
  readonly autocomplete?: 'bday';
}
interface Optional {
  readonly optional: true;
}

const PARTS = ['day', 'month', 'year'] as const;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date in three boxes, `name-day`, `name-month`, `name-year`. The month may be typed as a word. */
export function date(options: DateOptions & Optional): Field<DateOnly | null>;
export function date(options: DateOptions): Field<DateOnly>;
export function date(options: DateOptions & Partial<Optional>): Field<DateOnly | null> {
  return {
    label: options.label,
    capture: (body, name) => {
      const parts = PARTS.map((part) => captureOne(body, `${name}-${part}`));
      const typed = parts.map(({ typed: [value = ''] }) => value.trim());
      return parts.some(({ fault }) => fault) ? { typed, fault: { field: name, rule: 'date' } } : { typed };
    },
    read: (typed, name) => {
      if (typed.every((part) => part === '')) return options.optional ? ok(null) : missing(name);
      if (typed.some((part) => part === '')) return invalid(name, 'date-parts');
      return within(readParts(typed), name, options);
    },
    typed: (value) => (value === null ? ['', '', ''] : toParts(value)),
    view: (name, typed, error) => dateView(name, typed, error, options),
  };
}

function readParts([day = '', month = '', year = '']: Typed): DateOnly | undefined {
  const named = MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1;
  const monthNumber = /^\d{1,2}$/.test(month) ? Number(month) : named;
  if (!/^\d{1,2}$/.test(day) || !/^\d{4}$/.test(year) || monthNumber === 0) return undefined;
  return dateFromParts(Number(year), monthNumber, Number(day));
}

function within(value: DateOnly | undefined, name: string, options: DateOptions): Result<DateOnly> {
  if (value === undefined) return invalid(name, 'date');
  if (options.earliest && value < options.earliest)
    return invalid(name, 'too-early', { min: formatDate(options.earliest) });
  if (options.latest && value > options.latest) return invalid(name, 'too-late', { max: formatDate(options.latest) });
  return ok(value);
}

function toParts(value: DateOnly): Typed {
  const [year = '', month = '', day = ''] = value.split('-');
  return [String(Number(day)), String(Number(month)), year];
}

function dateView(name: string, typed: Typed, error: string | undefined, options: DateOptions): FieldView {
  return {
    macro: 'date',
    firstId: `${idOf(name)}-day`,
    params: {
      id: idOf(name),
      fieldset: { legend: { text: options.label, classes: options.legendClasses ?? 'govuk-fieldset__legend--s' } },
      ...hintParams(options.hint ?? 'For example, 27 3 2026'),
      ...errorParams(error),
      items: PARTS.map((part, index) => ({
        id: `${idOf(name)}-${part}`,
        name: `${name}-${part}`,
        label: part.charAt(0).toUpperCase() + part.slice(1),
        value: shown(typed[index]).slice(0, 20),
        classes: `govuk-input--width-${part === 'year' ? 4 : 2}${error ? ' govuk-input--error' : ''}`,
        ...(options.autocomplete ? { autocomplete: `bday-${part}` } : {}),
      })),
    },
  };
}

interface FileOptions {
  readonly label: string;
  readonly hint?: string;
  readonly maxMegabytes: number;
  /** Endings with their dot, such as `.csv`. */
  readonly endings: readonly string[];
  /** True where whoever takes the file looks into it: then its name is only a hint for choosing one. */
  readonly byContent?: boolean;
}

/** One file. The form's page must send `multipart/form-data`; the file is on disk until the answer is sent. */
export function file(options: FileOptions & Optional): Field<UploadedFile | null>;
export function file(options: FileOptions): Field<UploadedFile>;
export function file(options: FileOptions & Partial<Optional>): Field<UploadedFile | null> {
  const { label, maxMegabytes, endings } = options;
  return {
    label,
    isFile: true,
    capture: () => ({ typed: [] }),
    read: (_typed, name, upload) => {
      if (!upload || upload.name === '') return options.optional ? ok(null) : invalid(name, 'file');
      if (upload.size === 0) return invalid(name, 'file-empty');
      if (upload.size > maxMegabytes * 1024 * 1024) return invalid(name, 'file-too-large', { maxMegabytes });
      const known = options.byContent === true || endings.some((ending) => upload.name.toLowerCase().endsWith(ending));
      return known ? ok(upload) : invalid(name, 'file-type', { types: endings.join(' or ') });
    },
    typed: () => [],
    view: (name, _typed, error) => ({
      macro: 'file',
      firstId: idOf(name),
      params: {
        id: idOf(name),
        name,
        label: labelParams(label),
        ...hintParams(options.hint),
        ...errorParams(error),
        attributes: { accept: endings.join(',') },
      },
    }),
  };
}
