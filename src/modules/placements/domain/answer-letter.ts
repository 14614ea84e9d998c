import { type DateOnly, formatDate } from '../../../kernel/index.js';
import { CHILD, type LetterAudience, type LetterContent, section } from './panel-letter.js';
import { type Asker, RECONSIDERED, type Reconsidered } from './reconsideration.js';

/** What the answer to a question about a decision is written from, as it was recorded. The child is a reference. */
export interface AnswerFacts {
  readonly authority: string;
  readonly reference: string;
  readonly askedBy: Asker;
  readonly askedOn: DateOnly;
  readonly outcome: Reconsidered;
  readonly answer: string;
}

const ASKED: Readonly<Record<Asker, { readonly school: string; readonly family: string }>> = {
  SCHOOL: { school: 'you asked', family: 'the school asked' },
  FAMILY: { school: 'the family asked', family: 'you asked' },
};
const PLAIN_ANSWERS: Readonly<Record<Reconsidered, string>> = {
  STANDS: 'What was decided stays as it is.',
  TO_PANEL: 'It will be talked about again.',
};
const NEXT: Readonly<Record<Reconsidered, string>> = {
  STANDS: 'What the first letter says goes on.',
  TO_PANEL: 'It comes to the next meeting of the panel by itself, and you are written to after that.',
};
const PLAIN_NEXT: Readonly<Record<Reconsidered, string>> = {
  STANDS: 'What our first letter says goes on. School will talk to you about it.',
  TO_PANEL: 'The same group talks about it at its next meeting. We will write to you after that.',
};

const PARTS = {
  asked: ({ authority, reference, askedBy, askedOn }: AnswerFacts) =>
    section(
      'What was asked',
      `On ${formatDate(askedOn)} ${ASKED[askedBy].school} that the decision on request ${reference} for ${CHILD.both} be looked at again. ` +
        `Somebody of ${authority} who took no part in the decision has done so.`,
    ),
  plainAsked: ({ authority, askedBy, askedOn }: AnswerFacts) =>
    section(
      'What was asked',
      `On ${formatDate(askedOn)} ${ASKED[askedBy].family} us to look again at what was decided about ${CHILD.forename}. ` +
        `Somebody of ${authority} who was not among those who decided has done so.`,
    ),
  answer: ({ outcome }: AnswerFacts) => section('The answer', `${RECONSIDERED[outcome]}.`),
  plainAnswer: ({ outcome }: AnswerFacts) => section('The answer', PLAIN_ANSWERS[outcome]),
  reasons: ({ answer }: AnswerFacts) => section('Why', answer),
  next: ({ outcome }: AnswerFacts) => section('What happens next', NEXT[outcome]),
  plainNext: ({ outcome }: AnswerFacts) => section('What happens next', PLAIN_NEXT[outcome]),
};

/** Both are written to, whoever asked: it is their child, and their pupil. */
const AUDIENCES = {
  SCHOOL: { title: 'The decision that was questioned', parts: ['asked', 'answer', 'reasons', 'next'] },
  FAMILY: {
    title: `About ${CHILD.forename}’s education`,
    parts: ['plainAsked', 'plainAnswer', 'reasons', 'plainNext'],
  },
} as const satisfies Partial<Record<LetterAudience, { title: string; parts: readonly (keyof typeof PARTS)[] }>>;
export const ANSWERED_AUDIENCES = Object.keys(AUDIENCES) as (keyof typeof AUDIENCES)[];

/** What somebody is answered, with marks for the name. */
export function answerFor(audience: keyof typeof AUDIENCES, facts: AnswerFacts): LetterContent {
  const { title, parts } = AUDIENCES[audience];
  return { title, sections: parts.flatMap((name) => PARTS[name](facts) ?? []) };
}
