import { type FieldFault, invalidFields, ok, type Problem, type Result } from '../../kernel/index.js';
import type { Field, FieldValue, FieldView, FormBody, Typed, UploadedFile } from './field.js';
import { faultWords, problemWords } from './words.js';

export type FormValues<F> = { readonly [K in keyof F]: FieldValue<F[K]> };

interface SummaryLine {
  readonly text: string;
  readonly href?: string;
}

/** What a template needs to show a form: `{{ formFields(form) }}` or one field at a time. */
export interface FormView {
  readonly fields: Readonly<Record<string, FieldView>>;
  readonly errorSummary: readonly SummaryLine[] | null;
  readonly multipart: boolean;
}

/** What a person typed, kept whatever happens, with what is wrong with it. */
export class Filled<F> {
  constructor(
    private readonly form: Form<F>,
    readonly typed: Readonly<Record<string, Typed>>,
    readonly result: Result<FormValues<F>>,
  ) {}

  /** The same form again with everything typed; `refused` adds what the use case said. */
  view(refused?: Problem): FormView {
    const own = this.result.ok ? undefined : this.result.problem;
    return this.form.show(this.typed, refused ?? own);
  }
}

/** A form described once: how it is read, checked, filled in and shown. */
export class Form<F> {
  private readonly fields: Readonly<Record<string, Field<unknown>>>;

  constructor(
    fields: F,
    /** Where a use case's fault belongs when its path differs from the field's name: `{ 'pupil.upn': 'upn' }`. */
    private readonly places: Readonly<Record<string, string>> = {},
  ) {
    this.fields = fields as Readonly<Record<string, Field<unknown>>>;
  }

  /** Reads a body of any shape. Every field is checked, so that all faults are told at once. */
  read(body: unknown, files: Readonly<Record<string, UploadedFile>> = {}): Filled<F> {
    const source: FormBody = typeof body === 'object' && body !== null ? { ...body } : {};
    const typed: Record<string, Typed> = {};
    const values: Record<string, unknown> = {};
    const faults: FieldFault[] = [];
    for (const [name, field] of Object.entries(this.fields)) {
      const captured = field.capture(source, name);
      typed[name] = captured.typed;
      const read = captured.fault ? invalidFields([captured.fault]) : field.read(captured.typed, name, files[name]);
      if (read.ok) values[name] = read.value;
      else faults.push(...read.problem.fields);
    }
    const result = faults.length > 0 ? invalidFields(faults) : ok(values as FormValues<F>);
    return new Filled(this, typed, result);
  }

  /** An empty form, or one filled from a draft or a record. */
  start(values: Partial<FormValues<F>> = {}): FormView {
    const typed = Object.entries(values).map(([name, value]): [string, Typed] => [
      name,
      this.fields[name]?.typed(value) ?? [],
    ]);
    return this.show(Object.fromEntries(typed));
  }

  show(typed: Readonly<Record<string, Typed>>, problem?: Problem): FormView {
    const errors = new Map<string, string>();
    const loose: SummaryLine[] = [];
    for (const fault of problem?.fields ?? []) {
      const name = this.placeOf(fault.field);
      const words = faultWords(fault, this.fields[name]?.label ?? 'this');
      if (this.fields[name] === undefined) loose.push({ text: words });
      else if (!errors.has(name)) errors.set(name, words);
    }
    if (problem && errors.size + loose.length === 0) loose.push({ text: problemWords(problem) });
    const views = Object.entries(this.fields).map(([name, field]): [string, FieldView] => [
      name,
      field.view(name, typed[name] ?? [], errors.get(name)),
    ]);
    const linked = views.flatMap(([name, { firstId }]) => {
      const text = errors.get(name);
      return text ? [{ text, href: `#${firstId}` }] : [];
    });
    const summary = [...loose, ...linked];
    return {
      fields: Object.fromEntries(views),
      errorSummary: summary.length > 0 ? summary : null,
      multipart: Object.values(this.fields).some(({ isFile }) => isFile),
    };
  }

  /** `pupil.upn` goes to the place named for it, else to the field of the full path, else to that of its first part. */
  private placeOf(path: string): string {
    const named = this.places[path];
    if (named !== undefined) return named;
    if (this.fields[path]) return path;
    return path.split('.').find((part) => this.fields[part]) ?? path;
  }
}

/** Fields in the order in which they are shown. */
export const defineForm = <F extends object>(
  fields: F & { readonly [K in keyof F]: Field<FieldValue<F[K]>> },
  places?: Readonly<Record<string, string>>,
): Form<F> => new Form<F>(fields, places);
