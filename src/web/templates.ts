import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import {
  type DateOnly,
  describeSessions,
  formatDate,
  formatDateTime,
  formatDateWithDay,
  formatPounds,
  pence,
  sessionSetOf,
} from '../kernel/index.js';
import { lowerFirst } from './forms/words.js';

/** `src` in development and tests, `dist/src` when built: templates are named by their path from here. */
const SOURCE = join(import.meta.dirname, '..');
export const GOVUK_DIST = join(dirname(fileURLToPath(import.meta.resolve('govuk-frontend/package.json'))), 'dist');

const whole = new Intl.NumberFormat('en-GB');

/** Filters show a value the one way the service shows it; a missing value is shown as the words given. */
const filters: Readonly<Record<string, (value: never, ...rest: never[]) => unknown>> = {
  date: (value: DateOnly | null, otherwise = '') => (value ? formatDate(value) : otherwise),
  dateWithDay: (value: DateOnly | null, otherwise = '') => (value ? formatDateWithDay(value) : otherwise),
  dateTime: (value: Date | null, otherwise = '') => (value ? formatDateTime(value) : otherwise),
  pounds: (value: number | null, otherwise = '') => (value === null ? otherwise : formatPounds(pence(value))),
  count: (value: number) => whole.format(value),
  sessions: (value: number) => describeSessions(sessionSetOf(value)),
  /** A label in the middle of a sentence: it starts small, unless it begins with an abbreviation. */
  midSentence: (value: string) => lowerFirst(value),
  plural: (value: number, one: string, many?: string) =>
    `${whole.format(value)} ${value === 1 ? one : (many ?? `${one}s`)}`,
};

const loader = new nunjucks.FileSystemLoader([SOURCE, GOVUK_DIST], { watch: false, noCache: false });

function environment(): nunjucks.Environment {
  const made = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true });
  for (const [name, filter] of Object.entries(filters)) made.addFilter(name, filter as (...args: unknown[]) => unknown);
  return made;
}

const templates = environment();

/** Renders a template under `src` (or GOV.UK Frontend's `govuk/`). Throws when the template does not exist. */
export function render(template: string, model: object): string {
  return templates.render(template, model);
}

/** Another folder to look for templates in, after the service's own: for pages that only tests have. */
export function addTemplates(folder: string): void {
  // The loader reads its folders anew for every template; its types do not say so.
  (loader as unknown as { searchPaths: string[] }).searchPaths.push(folder);
}

/** Marks text as finished markup. Only for markup made here, never for anything a person typed. */
export const markup = (html: string): object => new nunjucks.runtime.SafeString(html);
