import {
  all,
  cleanText,
  type DateOnly,
  type FieldFault,
  invalid,
  invalidFields,
  isCode,
  ok,
  type Result,
  type StateTable,
} from '../../../kernel/index.js';

/** Who hears first of a child at risk or of staff who may be a risk, before anybody writes a concern. */
export const TOLD_FIRST = {
  SOCIAL_CARE: 'Children’s social care',
  LADO: 'The designated officer for allegations (LADO)',
  POLICE: 'The police',
} as const;
export type ToldFirst = keyof typeof TOLD_FIRST;

interface ConcernKindWords {
  readonly words: string;
  /** Read by whoever raised it and by named roles only. */
  readonly confidential: boolean;
  /** Who must have been told before it is raised; none where nobody must. */
  readonly first: readonly ToldFirst[];
  /** The reason a suspension that follows from it is given. */
  readonly suspends: 'SAFEGUARDING' | 'QUALITY' | 'REGISTRATION' | 'FINANCIAL';
}

const open = (words: string, suspends: ConcernKindWords['suspends'] = 'QUALITY'): ConcernKindWords => ({
  words,
  confidential: false,
  first: [],
  suspends,
});
const closed = (words: string, first: readonly ToldFirst[]): ConcernKindWords => ({
  words,
  confidential: true,
  first,
  suspends: 'SAFEGUARDING',
});

/** What a concern can be about. A new kind is a line here; what was raised keeps how confidential it was. */
export const CONCERN_KINDS = {
  CHILD_AT_RISK: closed('A child may be at risk of harm', ['SOCIAL_CARE', 'POLICE']),
  STAFF_ALLEGATION: closed('Something about a member of staff or a volunteer', ['LADO', 'POLICE']),
  SAFER_RECRUITMENT: closed('Checks of staff are missing or in doubt', []),
  RESTRAINT: closed('Restraint, seclusion or how behaviour is handled', []),
  SUPERVISION: open('Supervision, staffing or ratios'),
  HEALTH_SAFETY: open('Health and safety of a site or activity'),
  ATTENDANCE: open('Absence is not reported, or marks are not true'),
  EDUCATION: open('Quality of teaching or what is taught'),
  UNREGISTERED: open('It may have to be registered as a school and is not', 'REGISTRATION'),
  SUBCONTRACTING: open('Pupils are taught by somebody or somewhere not agreed'),
  DATA: open('Personal information is not kept safe'),
  MONEY: open('Charges, invoices or financial standing', 'FINANCIAL'),
  OTHER: open('Something else'),
} as const satisfies Readonly<Record<string, ConcernKindWords>>;
export type ConcernKind = keyof typeof CONCERN_KINDS;

export const kindOfConcern = (kind: ConcernKind): ConcernKindWords => CONCERN_KINDS[kind];

export const CONCERN_LEVELS = {
  LOW: 'Low: dealt with in the course of things',
  MEDIUM: 'Medium: needs an answer within weeks',
  HIGH: 'High: needs an answer within days',
} as const;
export type ConcernLevel = keyof typeof CONCERN_LEVELS;

export const CONCERN_OUTCOMES = {
  BORNE_OUT: 'Borne out',
  PARTLY: 'Borne out in part',
  NOT_BORNE_OUT: 'Not borne out',
  PASSED_ON: 'Passed on to somebody whose matter it is',
} as const;
export type ConcernOutcome = keyof typeof CONCERN_OUTCOMES;

export const concernMoves = {
  RAISED: { triage: 'IN_HAND' },
  IN_HAND: { close: 'CLOSED' },
  CLOSED: {},
} as const satisfies StateTable;
export type ConcernStatus = keyof typeof concernMoves;

export interface ConcernGiven {
  readonly kind: ConcernKind;
  readonly siteId: string | null;
  readonly happenedOn: DateOnly;
  readonly what: string;
  /** P-000012 or PL-000012: a child is never named. */
  readonly pupilReference: string | null;
  readonly toldFirst: ToldFirst | null;
  readonly toldOn: DateOnly | null;
}

/**
 * Rules: `choice`, `tell-first` where somebody must hear of it before it is written down here, `told-when`,
 * `pupil-reference`, `not-in-the-future`, those of `cleanText`.
 */
export function checkConcern(given: ConcernGiven, today: DateOnly): Result<ConcernGiven> {
  const what = cleanText(given.what, { field: 'what', max: 8000, multiline: true, required: true });
  if (!isCode(CONCERN_KINDS, given.kind)) return invalid('kind', 'choice');
  const { first } = kindOfConcern(given.kind);
  const faults: FieldFault[] = [
    ...(first.length > 0 && (given.toldFirst === null || !first.includes(given.toldFirst))
      ? [{ field: 'toldFirst', rule: 'tell-first', facts: { who: first.map((one) => TOLD_FIRST[one]).join(' or ') } }]
      : []),
    ...((given.toldFirst === null) === (given.toldOn === null) ? [] : [{ field: 'toldOn', rule: 'told-when' }]),
    ...(given.pupilReference !== null && !/^PL?-\d{6}$/.test(given.pupilReference)
      ? [{ field: 'pupilReference', rule: 'pupil-reference' }]
      : []),
    ...(['happenedOn', 'toldOn'] as const).flatMap((field) =>
      (given[field] ?? today) > today ? [{ field, rule: 'not-in-the-future' }] : [],
    ),
  ];
  const checked = all<unknown>([what, faults.length > 0 ? invalidFields(faults) : ok()]);
  return checked.ok ? ok({ ...given, what: what.ok ? what.value : '' }) : checked;
}
