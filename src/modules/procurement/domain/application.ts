import { cleanText, invalid, ok, parseDate, type Result, type StateTable } from '../../../kernel/index.js';
import type { RoundQuestion } from './round.js';

/** Every move a bid may make. Taking it back to change it is allowed for as long as the round is open. */
export const applicationMoves = {
  DRAFT: { submit: 'SUBMITTED', withdraw: 'WITHDRAWN' },
  SUBMITTED: { reopen: 'DRAFT', withdraw: 'WITHDRAWN' },
  WITHDRAWN: {},
} as const satisfies StateTable;
export type ApplicationStatus = keyof typeof applicationMoves;

interface OfLot {
  readonly lotId: string | null;
}

/** What is asked of everybody and what is asked for these lots, in the order given. */
export const asksFor = <Q extends OfLot>(asked: readonly Q[], lotIds: readonly string[]): Q[] =>
  asked.filter(({ lotId }) => lotId === null || lotIds.includes(lotId));

const WORDS_MAX = 5000;
const CHARACTERS_MAX = 50_000;
const NUMBER = /^-?\d{1,12}(\.\d{1,2})?$/;

const wordCount = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

/**
 * One answer as it is kept: clean text; "yes" or "no"; a number; a date as YYYY-MM-DD. Empty means not answered yet.
 * Rules on `field`: `words-max`, `choice`, `number`, `date` and those of `cleanText`.
 */
export function checkAnswer(
  { answer, wordsMax }: Pick<RoundQuestion, 'answer' | 'wordsMax'>,
  typed: string,
  field: string,
): Result<string> {
  const text = cleanText(typed, { field, max: CHARACTERS_MAX, multiline: answer === 'WORDS' });
  if (!text.ok || text.value === '') return text;
  switch (answer) {
    case 'YES_NO':
      return text.value === 'yes' || text.value === 'no' ? text : invalid(field, 'choice');
    case 'NUMBER': {
      const plain = text.value.replaceAll(',', '');
      return NUMBER.test(plain) ? ok(plain) : invalid(field, 'number');
    }
    case 'DATE':
      return parseDate(text.value, field);
    case 'WORDS': {
      const [count, max] = [wordCount(text.value), wordsMax ?? WORDS_MAX];
      return count <= max ? text : invalid(field, 'words-max', { count, max });
    }
  }
}

export interface Bid {
  readonly lotIds: readonly string[];
  /** By question id. */
  readonly answers: ReadonlyMap<string, string>;
  /** By condition id: whether the bidder says that it meets it. */
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly offers: readonly { readonly lotId: string }[];
  /** Documents asked for the bid's lots for which it shows none that does. */
  readonly documentsLacking: number;
}

export interface Asked {
  readonly lots: readonly { readonly id: string; readonly number: number }[];
  readonly questions: readonly (RoundQuestion & { readonly id: string })[];
  readonly conditions: readonly (OfLot & { readonly id: string })[];
}

/** What a bid still lacks before it can be submitted: steps of the task list, in its order. */
export type Lack =
  | { readonly step: 'lots' }
  | { readonly step: 'conditions'; readonly count: number }
  | { readonly step: 'questions'; readonly section: string; readonly count: number }
  | { readonly step: 'evidence'; readonly count: number }
  | { readonly step: 'offers'; readonly lots: readonly number[] };

export function lacksOf(bid: Bid, asked: Asked): Lack[] {
  if (bid.lotIds.length === 0) return [{ step: 'lots' }];
  const open = asksFor(asked.conditions, bid.lotIds).filter(({ id }) => !bid.conditions.has(id)).length;
  const sections = sectionsOf(asksFor(asked.questions, bid.lotIds)).flatMap(({ section, questions }): Lack[] => {
    const count = questions.filter(({ id }) => !bid.answers.has(id)).length;
    return count === 0 ? [] : [{ step: 'questions', section, count }];
  });
  const without = asked.lots
    .filter(({ id }) => bid.lotIds.includes(id) && !bid.offers.some(({ lotId }) => lotId === id))
    .map(({ number }) => number);
  return [
    ...(open === 0 ? [] : [{ step: 'conditions', count: open } as const]),
    ...sections,
    ...(bid.documentsLacking === 0 ? [] : [{ step: 'evidence', count: bid.documentsLacking } as const]),
    ...(without.length === 0 ? [] : [{ step: 'offers', lots: without } as const]),
  ];
}

/** Questions by section, sections in the order in which they first appear. */
export function sectionsOf<Q extends Pick<RoundQuestion, 'section'>>(
  questions: readonly Q[],
): { readonly section: string; readonly questions: readonly Q[] }[] {
  const names = [...new Set(questions.map(({ section }) => section))];
  return names.map((section) => ({ section, questions: questions.filter((one) => one.section === section) }));
}
