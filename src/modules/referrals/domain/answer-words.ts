import { describeSessions, formatDate, isDateOnly, sessionSetOf } from '../../../kernel/index.js';
import type { AnswerLine, Answers, AnswerValue, FieldPath, Levelled, NamedPerson } from './answers.js';
import { type Choice, KNOWN_AUTHORITIES, labelOf } from './codes.js';
import type { Field } from './field.js';

const textOf = (value: AnswerValue): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

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
        ({ code, level, by }) =>
          `${label(code)}: ${labelOf(field.levels ?? [], level).toLowerCase()}${
            by === undefined ? '' : ` (${labelOf(field.sayers ?? [], by).toLowerCase()})`
          }`,
      );
    case 'people':
      return (value as readonly NamedPerson[]).map((person) =>
        [person.name, person.upn, person.reason].filter((part) => part !== null).join(', '),
      );
    case 'rows':
      return (value as readonly AnswerLine[]).map((line) => lineWords(field, line));
    default:
      return textOf(value).split('\n');
  }
}

/** One line, its columns in order; what was left empty is not mentioned. */
function lineWords({ columns = [] }: Field, line: AnswerLine): string {
  return columns
    .flatMap((column) => {
      const given = line[column.key];
      if (given === undefined) return [];
      const words =
        column.kind === 'date' && isDateOnly(given) ? formatDate(given) : labelOf(column.options ?? [], String(given));
      return [`${column.label}: ${words}`];
    })
    .join(', ');
}
