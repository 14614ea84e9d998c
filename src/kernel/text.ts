import { invalid, ok, type Result } from './result.js';

export interface TextRule {
  /** The dotted path for the fault; `text` when left out. */
  readonly field?: string;
  /** Characters as people count them (code points), after cleaning. */
  readonly max: number;
  /** True for a text area: lines are kept, ended by a line feed. */
  readonly multiline?: boolean;
  readonly required?: boolean;
}

/** Marks that turn the direction of text around can make a page show something else than was stored. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]/u;

/**
 * Text from outside, made safe to store and to show: one Unicode form (NFC), no control characters, no marks that
 * reverse its direction, no blanks at the ends. Names such as O'Neill, Łukasz and Siân pass unchanged.
 * Rules: `text` (not a text), `required`, `characters` (null bytes, control characters, broken Unicode), `too-long`
 * with the most that is allowed.
 */
export function cleanText(value: unknown, rule: TextRule): Result<string> {
  const field = rule.field ?? 'text';
  if (value !== undefined && value !== null && typeof value !== 'string') return invalid(field, 'text');
  const raw = value ?? '';
  // Checked before any work is done: a megabyte pasted into a name costs one comparison.
  if (raw.length > rule.max * 4 + 1000) return invalid(field, 'too-long', { max: rule.max });
  const lines = raw.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ').replaceAll(BIDI, '').normalize('NFC').trim();
  if (CONTROL.test(rule.multiline === true ? lines.replaceAll('\n', '') : lines)) return invalid(field, 'characters');
  if (lines === '' && rule.required === true) return invalid(field, 'required');
  // Counting code points costs; no text has more of them than units.
  return lines.length > rule.max && Array.from(lines).length > rule.max
    ? invalid(field, 'too-long', { max: rule.max })
    : ok(lines);
}
