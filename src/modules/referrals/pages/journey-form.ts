import { type FieldFault, invalidFields, ok, type Problem, type Result } from '../../../kernel/index.js';
import {
  checkboxes,
  type Choice as WebChoice,
  date,
  type Field as WebField,
  Form,
  type FormView,
  radios,
  select,
  sessionGrid,
  text,
  textarea,
  type Typed,
} from '../../../web/index.js';
import type { AnswerLine, Answers, AnswerValue, FieldPath, Levelled, NamedPerson } from '../domain/answers.js';
import type { Choice, CodeSet } from '../domain/codes.js';
import { columnField, type Field } from '../domain/field.js';
import { fieldOf } from '../domain/fields.js';
import { type AnswerPatch, readPatch } from '../domain/read-answers.js';

/** Options that are known only when the page is shown: schools, places. */
export type LiveOptions = Readonly<Partial<Record<FieldPath, readonly Choice[]>>>;

/** How one question becomes boxes on a page, and how what is typed into them becomes an answer again. */
interface Binding {
  readonly boxes: Readonly<Record<string, WebField<unknown>>>;
  /** Where faults of the answer belong when that is not the box of the same name. */
  readonly places: Readonly<Record<string, string>>;
  collect(typed: Readonly<Record<string, Typed>>): unknown;
  spread(value: AnswerValue): Readonly<Record<string, Typed>>;
}

const textOf = (value: AnswerValue): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const first = (typed: Typed | undefined): string => typed?.[0] ?? '';

/** The kit captures and shows; reading is the domain's, so that pages and interface refuse the same. */
function raw<T>(box: WebField<T>, name: string): WebField<unknown> {
  return { ...box, label: name, read: (typed) => ok(typed), typed: (value) => value as Typed };
}

const webChoices = (options: CodeSet): WebChoice[] =>
  options.map(({ code, label, hint }) => ({ value: code, text: label, ...(hint !== undefined && { hint }) }));

interface Question {
  readonly label: string;
  readonly hint?: string;
  readonly optional: true;
}

const questionOf = (field: Field): Question => ({
  label: field.label,
  optional: true,
  ...(field.hint !== undefined && { hint: field.hint }),
});

/** One box that holds the whole answer. */
function single(
  field: Field,
  box: WebField<never>,
  collect: (typed: Typed) => unknown,
  spread: (value: AnswerValue) => Typed,
): Binding {
  return {
    boxes: { [field.path]: raw(box as WebField<unknown>, field.name) },
    places: {},
    collect: (typed) => collect(typed[field.path] ?? []),
    spread: (value) => ({ [field.path]: spread(value) }),
  };
}

const asWeb = (box: unknown): WebField<never> => box as WebField<never>;

function bind(field: Field, live: LiveOptions): Binding {
  const question = questionOf(field);
  const options = live[field.path] ?? field.options ?? [];
  const choices = webChoices(options);
  const { max = 200 } = field;
  switch (field.kind) {
    case 'text':
    case 'upn':
    case 'postcode':
    case 'authority': {
      const width = { text: 30, upn: 20, postcode: 10, authority: 5 }[field.kind] as 5 | 10 | 20 | 30;
      const box = field.multiline
        ? textarea({ ...question, max })
        : text({ ...question, max, width, autocomplete: 'off' });
      return single(field, asWeb(box), first, (value) => [textOf(value)]);
    }
    case 'whole':
    case 'decimal':
      return single(field, asWeb(text({ ...question, max: 10, width: 5, autocomplete: 'off' })), first, (value) => [
        textOf(value),
      ]);
    case 'date':
      return dateBinding(field, question);
    case 'id':
    case 'number':
      return single(field, asWeb(select({ ...question, choices })), first, (value) => [textOf(value)]);
    case 'choice':
      return single(field, asWeb(radios({ ...question, choices })), first, (value) => [textOf(value)]);
    case 'choices':
    case 'places':
      return single(
        field,
        asWeb(checkboxes({ ...question, choices })),
        (typed) => typed,
        (value) => value as Typed,
      );
    case 'sessions':
      return single(
        field,
        asWeb(sessionGrid(question)),
        (typed) => typed,
        (value) => sessionGrid(question).typed(value as never),
      );
    case 'ranked':
    case 'rankedPlaces':
      return rankedBinding(field, choices);
    case 'levels':
      return levelsBinding(field, options);
    case 'people':
      return peopleBinding(field);
    case 'rows':
      return linesBinding(field);
  }
}

/** The three boxes of a date are read by the kit: it knows months by name and says when a part is missing. */
function dateBinding(field: Field, question: Question): Binding {
  const box = date(question);
  return {
    boxes: { [field.path]: { ...box, label: field.name, typed: (value) => value as Typed } },
    places: {},
    collect: (typed) => {
      const read = box.read(typed[field.path] ?? [], field.path);
      return read.ok ? read.value : undefined;
    },
    spread: (value) => ({ [field.path]: box.typed(value as never) }),
  };
}

const ORDER = ['First choice', 'Second choice', 'Third choice', 'Fourth choice', 'Fifth choice'];

function rankedBinding(field: Field, choices: readonly WebChoice[]): Binding {
  const names = Array.from({ length: field.max ?? 2 }, (_, at) => `${field.path}-${at + 1}`);
  const isNeed = field.kind === 'ranked';
  const label = (at: number) => (isNeed ? ['Main need', 'Second need'] : ORDER)[at] ?? `Choice ${at + 1}`;
  const boxes = names.map((name, at) => {
    const hint = at === 0 && field.hint !== undefined ? { hint: field.hint } : {};
    return [name, raw(select({ label: label(at), optional: true, choices, ...hint }), field.name)] as const;
  });
  return {
    boxes: Object.fromEntries(boxes),
    places: { [field.path]: names[0] ?? field.path },
    collect: (typed) => names.map((name) => first(typed[name])).filter((one) => one !== ''),
    spread: (value) => Object.fromEntries(names.map((name, at) => [name, [(value as Typed)[at] ?? '']])),
  };
}

function levelsBinding(field: Field, options: CodeSet): Binding {
  const choices = webChoices(field.levels ?? []);
  const nameOf = (code: string) => `${field.path}-${code}`;
  const sayer = (code: string) => `${nameOf(code)}-by`;
  const sayers = webChoices(field.sayers ?? []);
  const boxes = options.flatMap(({ code, label }) => [
    [nameOf(code), raw(select({ label, optional: true, choices }), label)],
    ...(sayers.length === 0
      ? []
      : [[sayer(code), raw(select({ label: `${label}: who said so?`, optional: true, choices: sayers }), label)]]),
  ]);
  return {
    boxes: Object.fromEntries(boxes) as Record<string, WebField<unknown>>,
    places: { [field.path]: nameOf(options[0]?.code ?? '') },
    collect: (typed) =>
      options
        .map(({ code }) => ({ code, level: first(typed[nameOf(code)]), by: first(typed[sayer(code)]) }))
        .filter(({ level }) => level !== ''),
    spread: (value) =>
      Object.fromEntries(
        (value as readonly Levelled[]).flatMap(({ code, level, by }) => [
          [nameOf(code), [level]],
          ...(by === undefined ? [] : [[sayer(code), [by]]]),
        ]),
      ) as Record<string, Typed>,
  };
}

function peopleBinding(field: Field): Binding {
  const count = field.max ?? 5;
  const parts = ['name', 'upn', 'reason'] as const;
  const { reason = 'why' } = field;
  const nameOf = (at: number, part: string) => `${field.path}-${at + 1}-${part}`;
  const boxes: Record<string, WebField<unknown>> = {};
  const places: Record<string, string> = { [field.path]: nameOf(0, 'name') };
  for (let at = 0; at < count; at += 1) {
    const ordinal = `Pupil ${at + 1}`;
    boxes[nameOf(at, 'name')] = raw(text({ label: `${ordinal}: name`, max: 150, optional: true }), 'the name');
    boxes[nameOf(at, 'upn')] = raw(
      text({ label: `${ordinal}: UPN, if you know it`, max: 30, width: 20, optional: true }),
      'the UPN',
    );
    boxes[nameOf(at, 'reason')] = raw(text({ label: `${ordinal}: ${reason}`, max: 500, optional: true }), reason);
    for (const part of parts) places[`${field.path}.${at}.${part}`] = nameOf(at, part);
  }
  const rows = (typed: Readonly<Record<string, Typed>>) =>
    Array.from({ length: count }, (_, at) =>
      Object.fromEntries(parts.map((part) => [part, first(typed[nameOf(at, part)]).trim()])),
    );
  return {
    boxes,
    places,
    // Empty rows between filled ones stay, so that a fault is told at the row it was typed in.
    collect: (typed) => {
      const all = rows(typed);
      const last = all.findLastIndex((row) => Object.values(row).some((each) => each !== ''));
      return all.slice(0, last + 1);
    },
    spread: (value) =>
      Object.fromEntries(
        (value as readonly NamedPerson[]).flatMap((person, at) =>
          parts.map((part) => [nameOf(at, part), [person[part] ?? '']]),
        ),
      ),
  };
}

/** Lines of several boxes each: every box is a question of its own, so faults and values find their place by its path. */
function linesBinding(field: Field): Binding {
  const { columns = [], max = 5, row = 'Line' } = field;
  const lines = Array.from({ length: max }, (_, at) =>
    columns.map((column) => {
      const own = columnField(field, column, at);
      const hint = at === 0 && column === columns[0] && field.hint !== undefined ? { hint: field.hint } : {};
      return { key: column.key, binding: bind({ ...own, ...hint, label: `${row} ${at + 1}: ${column.label}` }, {}) };
    }),
  );
  const all = lines.flat();
  const [firstBox = field.path] = Object.keys(all[0]?.binding.boxes ?? {});
  return {
    boxes: Object.assign({}, ...all.map(({ binding }) => binding.boxes)) as Record<string, WebField<unknown>>,
    places: { [field.path]: firstBox, ...(Object.assign({}, ...all.map(({ binding }) => binding.places)) as object) },
    // Empty lines between filled ones stay, so that a fault is told at the line it was typed in.
    collect: (typed) => {
      const given = lines.map((line) =>
        Object.fromEntries(line.map(({ key, binding }) => [key, binding.collect(typed) ?? ''])),
      );
      const last = given.findLastIndex((line) => Object.values(line).some((each) => each !== ''));
      return given.slice(0, last + 1);
    },
    spread: (value) =>
      Object.assign(
        {},
        ...(value as readonly AnswerLine[]).flatMap((given, at) =>
          (lines[at] ?? []).flatMap(({ key, binding }) => {
            const each = given[key];
            return each === undefined ? [] : [binding.spread(each)];
          }),
        ),
      ) as Record<string, Typed>,
  };
}

export interface ReadPage {
  readonly result: Result<AnswerPatch>;
  /** The page again with everything typed, and what is wrong with it. */
  view(problem?: Problem): FormView;
}

/** The form of one page of the journey. */
export class JourneyForm {
  private readonly bindings: readonly (readonly [FieldPath, Binding])[];
  private readonly form: Form<Record<string, WebField<unknown>>>;

  constructor(fields: readonly FieldPath[], live: LiveOptions) {
    this.bindings = fields.map((path) => [path, bind(fieldOf(path), live)] as const);
    const boxes = Object.assign({}, ...this.bindings.map(([, { boxes: own }]) => own)) as Record<
      string,
      WebField<unknown>
    >;
    const places = Object.assign({}, ...this.bindings.map(([, { places: own }]) => own)) as Record<string, string>;
    this.form = new Form(boxes, places);
  }

  start(answers: Answers): FormView {
    const typed: Record<string, Typed> = {};
    for (const [path, binding] of this.bindings) {
      const value = answers[path];
      if (value !== undefined) Object.assign(typed, binding.spread(value));
    }
    return this.form.show(typed);
  }

  read(body: unknown): ReadPage {
    const filled = this.form.read(body);
    const rawAnswers = Object.fromEntries(
      this.bindings.map(([path, binding]) => [path, binding.collect(filled.typed) ?? null]),
    );
    const patch = readPatch(rawAnswers);
    const faults: FieldFault[] = [filled.result, patch].flatMap((part) => (part.ok ? [] : part.problem.fields));
    const result = faults.length > 0 ? invalidFields(faults) : patch;
    return { result, view: (problem) => filled.view(problem ?? (result.ok ? undefined : result.problem)) };
  }
}
