import { type DateOnly, formatDate, formatDateTime } from '../../../kernel/index.js';
import { CODE_WORDS, type HomeCode } from './registration.js';
import type { PlacementStatus } from './placement-states.js';

export type Reader = 'AUTHORITY' | 'SCHOOL' | 'PROVIDER';

export interface NextFacts {
  readonly reader: Reader;
  readonly status: PlacementStatus;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly endedOn: DateOnly | null;
  readonly answerBy: Date;
  /** Of several providers, this reader's own answer is in and others are awaited. */
  readonly ownAnswerGiven: boolean;
  readonly homeCode: HomeCode | null;
  /** A pause that it is in, or that is agreed. */
  readonly paused: { readonly from: DateOnly; readonly resumesOn: DateOnly } | null;
  readonly today: DateOnly;
}

/** The sentences at the top of a placement's page: what happens, by whom and when. Never empty. */
export function whatHappensNext(facts: NextFacts): string[] {
  switch (facts.status) {
    case 'OFFERED':
      return offered(facts);
    case 'AGREED':
      return agreed(facts);
    case 'ACTIVE':
      return [
        ...pause(facts),
        `The placement runs until ${formatDate(facts.plannedEnd)} unless it is ended earlier.`,
        ...register(facts),
      ];
    case 'ENDED':
      return [
        `The placement ended on ${formatDate(facts.endedOn ?? facts.plannedEnd)}. What was not used of the money is free again.`,
      ];
    default:
      return ['Nothing more happens here. The place and the money are free again.'];
  }
}

const pause = ({ paused }: NextFacts): string[] =>
  paused === null
    ? []
    : [`It is paused from ${formatDate(paused.from)} and goes on on ${formatDate(paused.resumesOn)}.`];

function offered({ reader, answerBy, ownAnswerGiven, startsOn }: NextFacts): string[] {
  const until = formatDateTime(answerBy);
  const then = 'If it is declined or lapses, the next option that the decision named is offered.';
  if (reader !== 'PROVIDER') {
    return [
      `The provider answers by ${until}.`,
      then,
      `If it is accepted, the pupil starts on ${formatDate(startsOn)}.`,
    ];
  }
  if (ownAnswerGiven) return ['You have accepted. Another provider of this package has still to answer.'];
  return [
    `Accept or decline by ${until}. After that the offer lapses.`,
    'Once it is agreed you see who the pupil is, which school refers and what you need to know to keep them safe.',
  ];
}

function agreed(facts: NextFacts): string[] {
  const day = formatDate(facts.startsOn);
  if (facts.reader === 'PROVIDER') {
    const first = facts.startsOn <= facts.today ? 'Record the first day below.' : `Record the first day on ${day}.`;
    return [`The pupil starts on ${day}.`, first];
  }
  return [`The pupil starts on ${day}; the provider records the first day.`, ...register(facts)];
}

const register = ({ reader, homeCode, startsOn }: NextFacts): string[] =>
  reader === 'SCHOOL' && homeCode
    ? [`From ${formatDate(startsOn)}, mark the sessions at the provider with code ${CODE_WORDS[homeCode]}.`]
    : [];
