import { traitsOf } from '../../../kernel/index.js';

/** What a panel may decide on a request, and what a decision names. */
export const PANEL_OUTCOMES = {
  APPROVED: { words: 'Approve a place', said: 'Place approved', conditional: false, names: 'PLACE' },
  APPROVED_WITH_CONDITIONS: {
    words: 'Approve a place, with conditions',
    said: 'Place approved with conditions',
    conditional: true,
    names: 'PLACE',
  },
  SUPPORT: {
    words: 'Grant support instead of a place',
    said: 'Support granted instead of a place',
    conditional: false,
    names: 'SUPPORT',
  },
  DECLINED: { words: 'Decline the request', said: 'Declined', conditional: false, names: 'REASON' },
  DEFERRED: {
    words: 'Put it off to another meeting; the clock runs on',
    said: 'Deferred',
    conditional: false,
    names: 'NOTHING',
  },
} as const;

/** What a panel may say to a decision that one person took between its meetings. */
export const RATIFICATION_OUTCOMES = {
  RATIFIED: { words: 'Ratify the decision', said: 'Ratified' },
  NOT_RATIFIED: { words: 'Do not ratify it: it is to be looked at again', said: 'Not ratified' },
} as const;

interface DeclineReason {
  readonly words: string;
  /** What happens next, as the school reads it. */
  readonly next: string;
  readonly follows: 'CLOSE' | 'RETURN' | 'SEND_TO_SEN';
  /** Where education is owed by a day (s.19 Education Act 1996, s.100 Education and Inspections Act 2006), need is no question. */
  readonly whenOwed: boolean;
}

/** Why a panel declines, and what follows: the reason decides, not the person. */
export const DECLINE_REASONS = {
  MORE_NEEDED: {
    words: 'The panel needs more information',
    next: 'The school answers, and the request comes back to the panel. The clock stops meanwhile.',
    follows: 'RETURN',
    whenOwed: false,
  },
  SUPPORT_IN_SCHOOL: {
    words: 'The school can meet the need with support',
    next: 'The request is closed. The school tries what is named here, and may refer again with what became of it.',
    follows: 'CLOSE',
    whenOwed: false,
  },
  NOT_ELIGIBLE: {
    words: 'It is outside what this panel’s policy provides for',
    next: 'The request is closed. The reasons say where else help is to be had.',
    follows: 'CLOSE',
    whenOwed: false,
  },
  PLAN_NAMES_SETTING: {
    words: 'An education, health and care plan decides the setting',
    next: 'The SEN officer takes it over.',
    follows: 'SEND_TO_SEN',
    whenOwed: true,
  },
  OTHER_AUTHORITY: {
    words: 'Another authority must arrange the education',
    next: 'The request is closed. The school sends it to that authority today.',
    follows: 'CLOSE',
    whenOwed: true,
  },
} as const satisfies Readonly<Record<string, DeclineReason>>;
export type DeclineReasonKey = keyof typeof DECLINE_REASONS;

/** Where education is owed by a day, support takes no place's place; it may come with one. */
export const mayHaveSupportInstead = (type: string): boolean => traitsOf(type)?.owed !== true;

export const declineReasonsFor = (type: string): readonly DeclineReasonKey[] =>
  (Object.keys(DECLINE_REASONS) as DeclineReasonKey[]).filter(
    (key) => traitsOf(type)?.owed !== true || DECLINE_REASONS[key].whenOwed,
  );

/** A request is due for a meeting when it cannot wait for the next one. */
export const isDue = (aimOn: string, nextMeetingOn: string): boolean => aimOn < nextMeetingOn;
