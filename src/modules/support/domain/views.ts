import { type FieldFault, invalidFields, ok, type Result } from '../../../kernel/index.js';

export const MOMENTS = { IN: 'At the start', DURING: 'On the way', OUT: 'At the end' } as const;
export type Moment = keyof typeof MOMENTS;

export const RESPONDENTS = { TEACHER: 'Teacher', PARENT: 'Parent or carer', PUPIL: 'Pupil' } as const;
export type Respondent = keyof typeof RESPONDENTS;

export const SCORES = {
  1: '1, not at all',
  2: '2, a little',
  3: '3, sometimes',
  4: '4, mostly',
  5: '5, very much',
} as const;

export interface Question {
  readonly code: string;
  readonly words: string;
}

/** What each is asked. The more, the better, in every one; a form keeps the words as they were put. */
export const QUESTIONS: Readonly<Record<Respondent, readonly Question[]>> = {
  TEACHER: [
    { code: 'takes-part', words: 'The pupil takes part in lessons.' },
    { code: 'gets-on', words: 'The pupil gets on with other pupils.' },
    { code: 'recovers', words: 'The pupil finds back after an upset.' },
    { code: 'confident', words: 'I know what helps this pupil.' },
  ],
  PARENT: [
    { code: 'wants-to-go', words: 'My child wants to go to school.' },
    { code: 'calm-home', words: 'Things are calm at home after school.' },
    { code: 'heard', words: 'The school listens to us.' },
  ],
  PUPIL: [
    { code: 'safe', words: 'I feel safe at school.' },
    { code: 'adult', words: 'There is an adult at school I can talk to.' },
    { code: 'learning', words: 'I can do the work.' },
    { code: 'friends', words: 'I get on with others.' },
  ],
};

export interface ScoredAnswer {
  readonly code: string;
  readonly question: string;
  readonly score: number;
}

/** Every question of the respondent once, scored one to five. Rules: `score`, `unknown-question`. */
export function readScores(
  respondent: Respondent,
  given: Readonly<Record<string, unknown>>,
): Result<readonly ScoredAnswer[]> {
  const questions = QUESTIONS[respondent];
  const faults: FieldFault[] = Object.keys(given)
    .filter((code) => !questions.some((one) => one.code === code))
    .map((code) => ({ field: `scores.${code}`, rule: 'unknown-question' }));
  const answers = questions.map(({ code, words }) => ({ code, question: words, score: Number(given[code]) }));
  for (const { code, score } of answers) {
    if (!Number.isInteger(score) || score < 1 || score > 5) faults.push({ field: `scores.${code}`, rule: 'score' });
  }
  return faults.length > 0 ? invalidFields(faults) : ok(answers);
}

export interface FilledForm {
  readonly moment: Moment;
  readonly respondent: Respondent;
  readonly givenOn: string;
  readonly answers: readonly ScoredAnswer[];
}

export interface Progress {
  readonly respondent: Respondent;
  readonly question: string;
  readonly first: number;
  readonly latest: number;
  readonly change: number;
}

/** Each question against itself: the first form at the start and the last of those since, where its words stayed the same. In order. */
export function progressOf(forms: readonly FilledForm[]): readonly Progress[] {
  return (Object.keys(RESPONDENTS) as Respondent[]).flatMap((respondent) => {
    const own = forms.filter((form) => form.respondent === respondent);
    const first = own.find(({ moment }) => moment === 'IN');
    const latest = own.findLast(({ moment }) => moment !== 'IN');
    if (first === undefined || latest === undefined) return [];
    return first.answers.flatMap(({ code, question, score }) => {
      const since = latest.answers.find((one) => one.code === code && one.question === question);
      return since === undefined
        ? []
        : [{ respondent, question, first: score, latest: since.score, change: since.score - score }];
    });
  });
}
