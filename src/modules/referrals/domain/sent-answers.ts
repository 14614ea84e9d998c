import { answerLines } from './answer-words.js';
import type { Answers, FieldPath } from './answers.js';
import type { Choice } from './codes.js';
import { fieldOf } from './fields.js';
import { isAsked, JOURNEY } from './journey-pages.js';
import type { Scope } from './referral-case.js';

/** One answer as it was sent: the question as it was put, and the answer in the words in which it was read. */
export interface SentAnswer {
  readonly scope: Exclude<Scope, 'MONEY' | 'OPTIONS'>;
  readonly section: string;
  readonly field: string;
  readonly question: string;
  readonly answer: string;
}

const PROFILE_PATHS: readonly FieldPath[] = [
  ...(['pupil.yearGroup', 'pupil.sex', 'support.senProvision', 'support.namedSetting', 'support.lookedAfter'] as const),
  ...(['support.caringAuthorityCode', 'support.socialWorker', 'support.accessNeeds'] as const),
  ...(['family.interests', 'family.preferred', 'family.suitable'] as const),
];
const BY_SECTION: Readonly<Record<string, SentAnswer['scope']>> = {
  pupil: 'IDENTITY',
  home: 'IDENTITY',
  risks: 'RISKS',
  siblings: 'KEEP_APART',
  keepApart: 'KEEP_APART',
};

/** Whoever may open the part that an answer belongs to may read it as it was sent, and nobody else. */
export const scopeOf = (path: FieldPath): SentAnswer['scope'] =>
  PROFILE_PATHS.includes(path) ? 'PROFILE' : (BY_SECTION[path.split('.')[0] ?? ''] ?? 'NEEDS');

/** Everything that was answered, in the order in which it was asked. `names` are words for ids: schools, places. */
export function sentAnswers(answers: Answers, names: readonly Choice[]): SentAnswer[] {
  return JOURNEY.flatMap(({ title, pages }) =>
    pages
      .filter((page) => isAsked(page, answers))
      .flatMap(({ fields }) => fields)
      .flatMap((path): SentAnswer[] => {
        const field = fieldOf(path);
        const lines = answerLines(field, answers[path], field.options ?? names);
        if (lines.length === 0) return [];
        const { label: question } = field;
        return [{ scope: scopeOf(path), section: title, field: path, question, answer: lines.join('\n') }];
      }),
  );
}
