import { choicesOf, date, defineForm, type Field, radios, textarea, wholeNumber } from '../../../web/index.js';
import { DECISIONS, WORK_SORTS } from '../domain/cycle.js';
import { MOMENTS, QUESTIONS, type Respondent, SCORES } from '../domain/views.js';

export const contactForm = defineForm({
  heldOn: date({ label: 'Day' }),
  sort: radios({ label: 'Sort of work', choices: choicesOf(WORK_SORTS) }),
  minutes: wholeNumber({ label: 'Minutes', least: 5, most: 480, width: 3 }),
  note: textarea({ label: 'Short note', hint: 'Without names of others', max: 500, rows: 3, optional: true }),
});

const field = (code: string): string => `score-${code}`;

/** The questions of one respondent, each with five answers. */
export function viewsForm(respondent: Respondent) {
  const questions = QUESTIONS[respondent];
  const scores = Object.fromEntries(
    questions.map(({ code, words }): [string, Field<string>] => [
      field(code),
      radios({ label: words, choices: choicesOf(SCORES), inline: false }),
    ]),
  );
  const form = defineForm(
    {
      moment: radios({ label: 'When is this?', choices: choicesOf(MOMENTS) }),
      givenOn: date({ label: 'Said on' }),
      ...scores,
      words: textarea({ label: 'In their own words', max: 1000, rows: 4, optional: true }),
    },
    Object.fromEntries(questions.map(({ code }) => [`scores.${code}`, field(code)])),
  );
  const scoresOf = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(questions.map(({ code }) => [code, values[field(code)]]));
  return { form, scoresOf };
}

export const decisionForm = defineForm({
  decision: radios({ label: 'What follows?', choices: choicesOf(DECISIONS) }),
  reasons: textarea({ label: 'Why', hint: 'What was reached, and what was not', max: 2000, rows: 5 }),
  reviewOn: date({ label: 'Day on which it is looked at again', hint: 'Where it stops until then', optional: true }),
  startsOn: date({ label: 'First day of what follows', hint: 'Of a light touch or another round', optional: true }),
  weeks: wholeNumber({
    label: 'Planned weeks of what follows',
    hint: 'Leave it empty for as many as the policy says',
    least: 1,
    most: 52,
    width: 2,
    optional: true,
  }),
});
