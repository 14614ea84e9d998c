import type { Answers } from './answers.js';
import { askedBeforeFirstDay, requiredAnswers } from './check-answers.js';
import { isAsked, JOURNEY, type JourneyPage } from './journey-pages.js';

export { JOURNEY, type JourneyPage, type JourneySection } from './journey-pages.js';

export type PageState = 'DONE' | 'NEEDED' | 'LATER' | 'OPTIONAL';

export interface ListedPage {
  readonly page: JourneyPage;
  readonly state: PageState;
}

export interface Asker {
  readonly forAuthority: boolean;
}

const isShown = (page: JourneyPage, answers: Answers, asker: Asker): boolean =>
  (page.forAuthority !== true || asker.forAuthority) && isAsked(page, answers);

/** The pages that this referral has, with what is still missing on each. */
export function journeyOf(
  answers: Answers,
  asker: Asker,
): readonly { readonly title: string; readonly pages: readonly ListedPage[] }[] {
  return JOURNEY.map(({ title, pages }) => ({
    title,
    pages: pages
      .filter((page) => isShown(page, answers, asker))
      .map((page) => ({ page, state: stateOf(page, answers) })),
  }));
}

function stateOf({ fields }: JourneyPage, answers: Answers): PageState {
  const needed = [...requiredAnswers(answers), 'schoolId' as const];
  if (fields.some((field) => needed.includes(field) && answers[field] === undefined)) return 'NEEDED';
  const later = askedBeforeFirstDay(answers);
  if (fields.some((field) => later.includes(field))) return 'LATER';
  return fields.some((field) => answers[field] !== undefined) ? 'DONE' : 'OPTIONAL';
}

/** The pages that still lack one of these answers: what stays open once a place is decided. */
export const pagesLacking = (missing: readonly string[]): readonly JourneyPage[] =>
  JOURNEY.flatMap(({ pages }) => pages).filter(({ fields }) => fields.some((field) => missing.includes(field)));

/** The next page after this one on which something is needed now; none when everything needed is there. */
export function nextNeeded(answers: Answers, asker: Asker, after: string): JourneyPage | undefined {
  const pages = journeyOf(answers, asker).flatMap((section) => section.pages);
  const at = pages.findIndex(({ page }) => page.key === after);
  const needed = (listed: ListedPage) => listed.state === 'NEEDED';
  return (pages.slice(at + 1).find(needed) ?? pages.slice(0, at).find(needed))?.page;
}

/** Undefined for a page that does not exist or is not asked of this referral. */
export function pageOf(key: string, answers: Answers, asker: Asker): JourneyPage | undefined {
  const page = JOURNEY.flatMap(({ pages }) => pages).find((one) => one.key === key);
  return page !== undefined && isShown(page, answers, asker) ? page : undefined;
}
