import { answerLines } from '../domain/answer-words.js';
import type { Answers, FieldPath } from '../domain/answers.js';
import type { Choice } from '../domain/codes.js';
import type { Field } from '../domain/field.js';
import { fieldOf } from '../domain/fields.js';
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

type Lookup = (path: FieldPath) => readonly Choice[];

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
