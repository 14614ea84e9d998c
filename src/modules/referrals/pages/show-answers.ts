import { describeSessions, formatDate, isDateOnly, sessionSetOf } from '../../../kernel/index.js';
import type { Answers, AnswerValue, FieldPath, Levelled, NamedPerson } from '../domain/answers.js';
import { type Choice, KNOWN_AUTHORITIES, labelOf } from '../domain/codes.js';
import { type Field, fieldOf } from '../domain/fields.js';
import { type Asker, journeyOf } from '../domain/journey.js';

export interface AnswerRow {
  readonly label: string;
  /** Left out when nothing was answered. */
  readonly lines?: readonly string[];
  readonly changeHref?: string;
}

export interface AnswerSection {
  readonly title: string;
  readonly rows: readonly AnswerRow[];
}

const textOf = (value: AnswerValue): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

type Lookup = (path: FieldPath) => readonly Choice[];

/** One answer in words, a line each. Empty when it was not given. */
export function answerLines(field: Field, value: Answers[FieldPath], options: readonly Choice[]): readonly string[] {
  if (value === undefined) return [];
  const label = (code: string) => labelOf(options, code);
  switch (field.kind) {
    case 'date':
      return [isDateOnly(value) ? formatDate(value) : textOf(value)];
    case 'sessions':
      return [describeSessions(sessionSetOf(Number(value)))];
    case 'authority':
      return [labelOf(KNOWN_AUTHORITIES, textOf(value))];
    case 'id':
    case 'number':
    case 'choice':
      return [label(textOf(value))];
    case 'choices':
    case 'places':
      return (value as readonly string[]).map(label);
    case 'ranked':
    case 'rankedPlaces':
      return (value as readonly string[]).map((code, at) => `${at + 1}. ${label(code)}`);
    case 'levels':
      return (value as readonly Levelled[]).map(
        ({ code, level }) => `${label(code)}: ${labelOf(field.levels ?? [], level).toLowerCase()}`,
      );
    case 'people':
      return (value as readonly NamedPerson[]).map((person) =>
        [person.name, person.upn, person.reason].filter((part) => part !== null).join(', '),
      );
    default:
      return textOf(value).split('\n');
  }
}

export interface ShowOptions {
  readonly lookup: Lookup;
  readonly asker: Asker;
  /** Left out, or answering nothing for a page: the answers are only read. */
  readonly changeHref?: (pageKey: string) => string | undefined;
  /** Questions without an answer are left out. */
  readonly onlyGiven?: true;
}

/** Answers by section, in the order in which they are asked. */
export function answerSections(answers: Answers, options: ShowOptions): AnswerSection[] {
  return journeyOf(answers, options.asker)
    .map(({ title, pages }) => ({
      title,
      rows: pages.flatMap(({ page }) =>
        page.fields.map((path) => {
          const field = fieldOf(path);
          const changeHref = options.changeHref?.(page.key);
          const lines = answerLines(field, answers[path], options.lookup(path));
          return {
            label: shortLabel(field),
            ...(lines.length > 0 && { lines }),
            ...(changeHref !== undefined && { changeHref }),
          };
        }),
      ),
    }))
    .map(({ title, rows }) => ({
      title,
      rows: options.onlyGiven === true ? rows.filter(({ lines }) => lines !== undefined) : rows,
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** "the first name" as "First name", for the left-hand side of a list. */
export function shortLabel({ name }: Pick<Field, 'name'>): string {
  const bare = name.replace(/^the /, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
