import {
  addDays,
  all,
  cleanText,
  type DateOnly,
  type FieldFault,
  formatDate,
  invalidFields,
  ok,
  type Result,
} from '../../../kernel/index.js';

/** A school's own checks of a provider that it uses, as it records them. */
export interface SchoolCheckGiven {
  readonly siteId: string | null;
  readonly visitedOn: DateOnly | null;
  readonly visitedBy: string | null;
  /** The provider's confirmation in writing that its staff were checked as the school would check its own. */
  readonly safeguardingOn: DateOnly;
  readonly safeguardingFrom: string;
  readonly staffChecksOn: DateOnly;
  readonly staffChecksBy: string;
  readonly note: string | null;
  readonly nextDueOn: DateOnly;
}

export type CheckStanding = 'NONE' | 'OUT_OF_DATE' | 'ENDS_SOON' | 'IN_DATE';

/** Where a school's checks stand on a day, by when the next are due. */
export function standingOf(nextDueOn: DateOnly | null, today: DateOnly, remindDays: number): CheckStanding {
  if (nextDueOn === null) return 'NONE';
  if (nextDueOn < today) return 'OUT_OF_DATE';
  return nextDueOn <= addDays(today, remindDays) ? 'ENDS_SOON' : 'IN_DATE';
}

/**
 * Rules: `not-in-the-future`, `visited-by` where one of day and person is missing, `next-due-too-late` after the days that
 * checks may last, `not-in-the-past`, those of `cleanText`.
 */
export function checkSchoolCheck(
  given: SchoolCheckGiven,
  { today, checkDays }: { readonly today: DateOnly; readonly checkDays: number },
): Result<SchoolCheckGiven> {
  const from = cleanText(given.safeguardingFrom, { field: 'safeguardingFrom', max: 200, required: true });
  const by = cleanText(given.staffChecksBy, { field: 'staffChecksBy', max: 200, required: true });
  const latest = addDays(today, checkDays);
  const faults: FieldFault[] = [
    ...(['visitedOn', 'safeguardingOn', 'staffChecksOn'] as const).flatMap((field) =>
      (given[field] ?? today) > today ? [{ field, rule: 'not-in-the-future' }] : [],
    ),
    ...((given.visitedOn === null) === (given.visitedBy === null) ? [] : [{ field: 'visitedBy', rule: 'visited-by' }]),
    ...(given.nextDueOn <= today ? [{ field: 'nextDueOn', rule: 'after-today' }] : []),
    ...(given.nextDueOn > latest
      ? [{ field: 'nextDueOn', rule: 'next-due-too-late', facts: { max: formatDate(latest) } }]
      : []),
  ];
  const checked = all<unknown>([from, by, faults.length > 0 ? invalidFields(faults) : ok()]);
  if (!checked.ok) return checked;
  return ok({ ...given, safeguardingFrom: from.ok ? from.value : '', staffChecksBy: by.ok ? by.value : '' });
}
