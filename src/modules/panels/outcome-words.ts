const WORDS = new Map<string, string>();

/** What a body decided, in a few words, by outcome: each module tells those of its subjects. */
export function registerOutcomeWords(words: Readonly<Record<string, string>>): void {
  for (const [outcome, text] of Object.entries(words)) WORDS.set(outcome, text);
}

export const outcomeWords = (outcome: string): string => WORDS.get(outcome) ?? 'Decided';
