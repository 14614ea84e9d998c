import { type Facts, type FieldFault, formatDate, isDateOnly, type Problem } from '../../kernel/index.js';

/**
 * Words for codes. Rules and use cases answer with stable codes; each module keeps one file of words for its own and
 * registers it here. `{name}` in the words is replaced by the fact of that name, a day written out, `{label}` by the field's
 * label.
 */
const words = new Map<string, string>();

/** Throws when a code already has other words: two modules must not mean different things by one code. */
export function registerWords(entries: Readonly<Record<string, string>>): void {
  for (const [code, text] of Object.entries(entries)) {
    const known = words.get(code);
    if (known !== undefined && known !== text) throw new Error(`The code ${code} already has other words: ${known}`);
    words.set(code, text);
  }
}

registerWords({
  required: 'Enter {label}',
  'choose-one': 'Choose {label}',
  text: '{label} must be one piece of text',
  characters: '{label} has characters that cannot be kept, such as null or control characters',
  'too-long': '{label} must be {max} characters or fewer',
  'too-short': '{label} must be {min} characters or more',
  date: '{label} must be a real date, such as 27 3 2026',
  time: '{label} must be a time such as 09:00',
  'date-parts': '{label} must have a day, a month and a year',
  'too-early': '{label} must be on or after {min}',
  'too-late': '{label} must be on or before {max}',
  choice: 'Choose {label} from the list',
  money: '{label} must be an amount of money, such as 1,234.50',
  'money-too-large': '{label} is too large',
  number: '{label} must be a whole number',
  'too-small': '{label} must be {min} or more',
  'too-large': '{label} must be {max} or less',
  email: '{label} must be an email address, such as name@example.org',
  session: '{label} has a half day that does not exist',
  file: 'Choose a file',
  'file-too-large': 'The file is larger than {maxMegabytes} MB',
  'file-type': 'The file must be {types}',
  'file-empty': 'The file is empty',
  'input.invalid': 'Check what you entered',
  'action.forbidden': 'You are not allowed to do this',
  'form.too-long': 'The page sent too much at once. Shorten what you entered',
});

const UNKNOWN = 'This cannot be done as things stand now';

/** The words for a code, filled in. A code without words gets a plain sentence, never the code itself. */
export function wordsFor(code: string, facts: Facts = {}, label?: string): string {
  const template = words.get(code) ?? (code.endsWith('.not-found') ? 'This could not be found' : UNKNOWN);
  return fill(template, { ...facts, ...(label === undefined ? {} : { label: label }) });
}

export const hasWords = (code: string): boolean => words.has(code);

/** The sentence for one broken field. Words for `field.rule` win over words for the rule alone. */
export function faultWords(fault: FieldFault, label: string): string {
  const specific = `${fault.field}.${fault.rule}`;
  return wordsFor(words.has(specific) ? specific : fault.rule, fault.facts, label);
}

/** The sentence for a refusal as a whole. */
export const problemWords = (problem: Problem): string => wordsFor(problem.code, problem.facts);

function fill(template: string, facts: Facts): string {
  const text = template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = facts[name];
    if (value === undefined || value === null) return whole === '{label}' ? 'this' : '';
    // Programs read the day as facts have it.
    const shown = Array.isArray(value) ? value.join(', ') : isDateOnly(value) ? formatDate(value) : String(value);
    // A label in the middle of a sentence starts small, unless it begins with an abbreviation or a name.
    return name === 'label' && !template.startsWith('{label}') ? lowerFirst(shown) : shown;
  });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Starts small, unless it begins with an abbreviation. */
export const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
