import {
  type DateOnly,
  type FieldFault,
  formatDate,
  invalidFields,
  ok,
  type Result,
  type SchoolCalendar,
} from '../../../kernel/index.js';

/** Statute, not local: the board from the notice, the request from the board's notice, the panel from the request. */
export const BOARD_SCHOOL_DAYS = 15;

/** What happened, as people know it; null for what has not happened. */
export interface ExclusionSteps {
  readonly noticeOn: DateOnly;
  readonly boardDecidedOn: DateOnly | null;
  readonly reviewAskedOn: DateOnly | null;
  readonly reviewMetOn: DateOnly | null;
}

/** By when each next step is due. */
export interface ExclusionDeadlines {
  readonly boardDueOn: DateOnly;
  readonly reviewAskBy: DateOnly | null;
  readonly reviewDueOn: DateOnly | null;
}

const ORDER = ['noticeOn', 'boardDecidedOn', 'reviewAskedOn', 'reviewMetOn'] as const;

/**
 * The statutory dates after a permanent exclusion, counted on the school's own calendar. Rules: `step-missing` on a step
 * whose predecessor is not there, `step-before` on one that lies before it, `in-future`, `review-too-late`,
 * `calendar-not-covered`.
 */
export function exclusionDeadlines(
  steps: ExclusionSteps,
  { calendar, today }: { readonly calendar: SchoolCalendar; readonly today: DateOnly },
): Result<ExclusionDeadlines> {
  const faults: FieldFault[] = ORDER.flatMap((field, index): FieldFault[] => {
    const on = steps[field];
    const before = index === 0 ? undefined : steps[ORDER[index - 1] ?? 'noticeOn'];
    if (on === null) return [];
    if (on > today) return [{ field, rule: 'in-future' }];
    if (before === null) return [{ field, rule: 'step-missing' }];
    return before !== undefined && on < before
      ? [{ field, rule: 'step-before', facts: { date: formatDate(before) } }]
      : [];
  });
  if (faults.length > 0) return invalidFields(faults);
  const due = (field: (typeof ORDER)[number]): Result<DateOnly | null> => {
    const from = steps[field];
    if (from === null) return ok(null);
    const counted = calendar.addSchoolDays(from, BOARD_SCHOOL_DAYS);
    return counted.ok ? counted : invalidFields([{ field, rule: 'calendar-not-covered' }]);
  };
  const [board, ask, review] = [due('noticeOn'), due('boardDecidedOn'), due('reviewAskedOn')];
  if (!board.ok) return board;
  if (!ask.ok) return ask;
  if (!review.ok) return review;
  if (board.value === null) return invalidFields([{ field: 'noticeOn', rule: 'required' }]);
  if (ask.value !== null && steps.reviewAskedOn !== null && steps.reviewAskedOn > ask.value) {
    return invalidFields([{ field: 'reviewAskedOn', rule: 'review-too-late', facts: { date: formatDate(ask.value) } }]);
  }
  return ok({ boardDueOn: board.value, reviewAskBy: ask.value, reviewDueOn: review.value });
}
