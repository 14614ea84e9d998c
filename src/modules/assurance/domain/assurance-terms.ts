import {
  all,
  cleanText,
  type DateOnly,
  type FieldFault,
  invalid,
  invalidFields,
  ok,
  type Result,
} from '../../../kernel/index.js';

/** The numbers of days an authority works with. What is law elsewhere is local here, so all of them are settings. */
export const TERM_DAYS = {
  replyDays: {
    words: 'Working days a provider has to reply to a draft report, or to notice of removal',
    least: 1,
    most: 60,
  },
  lateDays: { words: 'Days after its due date on which a late action is escalated', least: 0, most: 60 },
  noticeDays: { words: 'Days of notice before an admission is ended', least: 0, most: 365 },
  checkDays: { words: 'Days for which a school’s own checks of a provider stay in date', least: 7, most: 1100 },
  remindDays: { words: 'Days before they run out on which the school is reminded', least: 0, most: 180 },
} as const;
export type TermDay = keyof typeof TERM_DAYS;

export interface AssuranceTerms extends Readonly<Record<TermDay, number>> {
  readonly fromDate: DateOnly | null;
  readonly source: string;
}

export const STARTING_TERMS: AssuranceTerms = {
  fromDate: null,
  replyDays: 10,
  lateDays: 0,
  noticeDays: 28,
  checkDays: 365,
  remindDays: 30,
  source: 'Starting terms, not confirmed by anybody',
};

/** Rules: `number` outside what the days may be, `not-in-the-past`, those of `cleanText`. */
export function checkTerms(
  given: AssuranceTerms & { readonly fromDate: DateOnly },
  today: DateOnly,
): Result<AssuranceTerms> {
  const source = cleanText(given.source, { field: 'source', max: 500, required: true });
  const wrong = (Object.keys(TERM_DAYS) as TermDay[]).flatMap((field): FieldFault[] => {
    const { least, most } = TERM_DAYS[field];
    const days = given[field];
    if (!Number.isInteger(days) || days < least) return [{ field, rule: 'too-small', facts: { min: least } }];
    return days > most ? [{ field, rule: 'too-large', facts: { max: most } }] : [];
  });
  const checked = all<unknown>([
    source,
    wrong.length > 0 ? invalidFields(wrong) : ok(),
    // What was due on past days was said by the terms of those days.
    given.fromDate < today ? invalid('fromDate', 'not-in-the-past') : ok(),
  ]);
  return checked.ok ? ok({ ...given, source: source.ok ? source.value : '' }) : checked;
}
