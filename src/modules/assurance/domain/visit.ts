import {
  all,
  cleanText,
  type DateOnly,
  invalid,
  isCode,
  ok,
  problem,
  type Result,
  type StateTable,
} from '../../../kernel/index.js';

/** What a visit looks at: the four themes of the voluntary national standards, and what the authority adds. */
export const VISIT_AREAS = {
  SAFEGUARDING: 'Safeguarding and welfare',
  HEALTH_SAFETY: 'Health and safety',
  SUPPORT: 'Admissions, support and guidance',
  EDUCATION: 'Quality of education',
  ATTENDANCE: 'Attendance and behaviour',
  LEADERSHIP: 'Leadership and staffing',
} as const;
export type VisitArea = keyof typeof VISIT_AREAS;

/** From the best to the worst. */
export const JUDGEMENTS = {
  STRONG: 'Strong',
  MEETS: 'Meets what is expected',
  NEEDS_WORK: 'Needs work',
  SERIOUS: 'Serious weakness',
} as const;
export type Judgement = keyof typeof JUDGEMENTS;

/** 3 for the best, 0 for a serious weakness: for whoever weighs it. */
export const judgementRank = (judgement: Judgement): number => {
  const codes = Object.keys(JUDGEMENTS);
  return codes.length - 1 - codes.indexOf(judgement);
};

export const visitMoves = {
  PLANNED: { 'carry-out': 'CARRIED_OUT', 'call-off': 'CALLED_OFF' },
  CARRIED_OUT: { send: 'DRAFT_REPORT' },
  DRAFT_REPORT: { reply: 'REPLIED', finalise: 'FINAL' },
  REPLIED: { finalise: 'FINAL' },
  FINAL: {},
  CALLED_OFF: {},
} as const satisfies StateTable;
export type VisitStatus = keyof typeof visitMoves;

export const actionMoves = {
  OPEN: { report: 'REPORTED', close: 'CLOSED' },
  REPORTED: { close: 'CLOSED', 'ask-for-more': 'OPEN' },
  CLOSED: {},
} as const satisfies StateTable;
export type ActionStatus = keyof typeof actionMoves;

export const ACTION_OWNERS = { PROVIDER: 'The provider', AUTHORITY: 'The authority' } as const;
export type ActionOwner = keyof typeof ACTION_OWNERS;

export interface FindingGiven {
  readonly judgement: Judgement;
  readonly seen: string;
}

export function checkFinding(area: string, given: FindingGiven): Result<FindingGiven> {
  const seen = cleanText(given.seen, { field: 'seen', max: 4000, multiline: true, required: true });
  const checked = all<unknown>([
    seen,
    isCode(VISIT_AREAS, area) ? ok() : invalid('area', 'choice'),
    isCode(JUDGEMENTS, given.judgement) ? ok() : invalid('judgement', 'choice'),
  ]);
  return checked.ok ? ok({ ...given, seen: seen.ok ? seen.value : '' }) : checked;
}

export interface ReportGiven {
  readonly judgement: Judgement;
  readonly summary: string;
}

/**
 * The report as a whole. Problem: `visit.safeguarding-not-judged`. Rules: `safeguarding-serious` where the whole is
 * judged better than a serious weakness in safeguarding.
 */
export function checkReport(
  given: ReportGiven,
  findings: readonly { readonly area: string; readonly judgement: Judgement }[],
): Result<ReportGiven> {
  const safeguarding = findings.find(({ area }) => area === 'SAFEGUARDING');
  if (safeguarding === undefined) return problem('visit.safeguarding-not-judged');
  const summary = cleanText(given.summary, { field: 'summary', max: 8000, multiline: true, required: true });
  const tooGood = safeguarding.judgement === 'SERIOUS' && given.judgement !== 'SERIOUS';
  const checked = all<unknown>([
    isCode(JUDGEMENTS, given.judgement) ? ok() : invalid('judgement', 'choice'),
    tooGood ? invalid('judgement', 'safeguarding-serious') : ok(),
    summary,
  ]);
  return checked.ok ? ok({ ...given, summary: summary.ok ? summary.value : '' }) : checked;
}

export interface ActionGiven {
  readonly area: VisitArea;
  readonly what: string;
  readonly owner: ActionOwner;
  readonly ownerName: string;
  readonly dueOn: DateOnly;
}

export function checkAction(given: ActionGiven, today: DateOnly): Result<ActionGiven> {
  const what = cleanText(given.what, { field: 'what', max: 2000, multiline: true, required: true });
  const ownerName = cleanText(given.ownerName, { field: 'ownerName', max: 200, required: true });
  const checked = all<unknown>([
    isCode(VISIT_AREAS, given.area) ? ok() : invalid('area', 'choice'),
    isCode(ACTION_OWNERS, given.owner) ? ok() : invalid('owner', 'choice'),
    given.dueOn < today ? invalid('dueOn', 'not-in-the-past') : ok(),
    what,
    ownerName,
  ]);
  if (!checked.ok) return checked;
  return ok({ ...given, what: what.ok ? what.value : '', ownerName: ownerName.ok ? ownerName.value : '' });
}
