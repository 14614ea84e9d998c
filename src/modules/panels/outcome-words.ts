const WORDS = new Map<string, Readonly<Record<string, string>>>();

/** What a body decided, in a few words, by outcome: each module tells those of its subjects. */
export const registerOutcomeWords = (subjectType: string, words: Readonly<Record<string, string>>): void => {
  WORDS.set(subjectType, words);
};

export const outcomeWords = (subjectType: string, outcome: string): string =>
  WORDS.get(subjectType)?.[outcome] ?? 'Decided';
