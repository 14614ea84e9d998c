import type { StateTable } from '../../../kernel/index.js';

/** What a school asks for. */
export const SORTS = {
  ADVICE: 'Advice',
  OUTREACH: 'Outreach: somebody who comes to the school',
  MENTOR: 'A mentor',
  SPECIALIST: 'A specialist',
} as const;
export type Sort = keyof typeof SORTS;

export const ABOUT = {
  PUPIL: 'A pupil of the school',
  STAFF: 'Staff',
  GROUP: 'A group or a class',
} as const;
export type About = keyof typeof ABOUT;

export const REQUEST_STATES = {
  ASKED: 'To be answered',
  WAITING: 'On the waiting list',
  ADVISED: 'Answered with advice',
  GRANTED: 'Support granted',
  REFERRAL_SUGGESTED: 'A referral is suggested',
  DECLINED: 'Declined',
  WITHDRAWN: 'Taken back',
} as const;
export type RequestStatus = keyof typeof REQUEST_STATES;

/** Every move a request may make. Whoever waits may still be granted, sent on or declined; advice ends no waiting. */
export const requestMoves = {
  ASKED: {
    advise: 'ADVISED',
    grant: 'GRANTED',
    wait: 'WAITING',
    suggest: 'REFERRAL_SUGGESTED',
    decline: 'DECLINED',
    withdraw: 'WITHDRAWN',
  },
  WAITING: { grant: 'GRANTED', suggest: 'REFERRAL_SUGGESTED', decline: 'DECLINED', withdraw: 'WITHDRAWN' },
  ADVISED: {},
  GRANTED: {},
  REFERRAL_SUGGESTED: {},
  DECLINED: {},
  WITHDRAWN: {},
} as const satisfies StateTable;

export const ANSWERS = {
  advise: 'Answer with advice in writing',
  grant: 'Grant support',
  wait: 'Put it on the waiting list of a team',
  suggest: 'Suggest a referral',
  decline: 'Decline, with reasons',
} as const;
export type Answer = keyof typeof ANSWERS;

/** Support by a team, and no words alone. */
export const needsTeam = (answer: Answer): boolean => answer === 'grant' || answer === 'wait';
