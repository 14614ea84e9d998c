import type { FieldPath } from './answers.js';
import type { CodeSet } from './codes.js';

export type FieldKind =
  | 'id'
  | 'text'
  | 'upn'
  | 'postcode'
  | 'authority'
  | 'date'
  | 'number'
  | 'whole'
  | 'decimal'
  | 'choice'
  | 'choices'
  | 'sessions'
  | 'ranked'
  | 'levels'
  | 'places'
  | 'rankedPlaces'
  | 'people'
  | 'rows';

/** How something is put and read: a question, or one column of a question that is answered by lines. */
export interface Asked {
  readonly kind: FieldKind;
  readonly label: string;
  /** What the answer is called in a sentence: "Enter the first name". */
  readonly name: string;
  readonly hint?: string;
  readonly options?: CodeSet;
  /** `levels`: what each option may be given. */
  readonly levels?: CodeSet;
  /** `levels`: who may have said so, where that is asked. */
  readonly sayers?: CodeSet;
  /** Characters of a text, entries of a list, or the largest number. */
  readonly max?: number;
  readonly min?: number;
  readonly multiline?: boolean;
  /** `people`: what is asked of each besides name and number. */
  readonly reason?: string;
}

export interface Column extends Asked {
  readonly key: string;
  readonly required?: true;
}

/** One question: how it is read, put, and kept. Everything that asks, checks or shows answers reads the one list of them. */
export interface Field extends Asked {
  readonly path: FieldPath;
  /** `rows`: what a line is called, and what is asked in it. */
  readonly row?: string;
  readonly columns?: readonly Column[];
}

/** One column of one line as a question of its own, at its own path. */
export const columnField = ({ path }: Pick<Field, 'path'>, column: Column, at: number): Field => ({
  ...column,
  path: `${path}.${at}.${column.key}` as FieldPath,
});

const WORDS_MAX = 4000;
export const words = (path: FieldPath, name: string, label: string, hint?: string): Field => ({
  path,
  kind: 'text',
  label,
  name,
  max: WORDS_MAX,
  multiline: true,
  ...(hint !== undefined && { hint }),
});
