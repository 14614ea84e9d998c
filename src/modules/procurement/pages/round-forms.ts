import { type DateOnly, londonDate, londonInstant, londonTime } from '../../../kernel/index.js';
import {
  checkboxes,
  type Choice,
  choicesOf,
  date,
  defineForm,
  type FormValues,
  radios,
  select,
  text,
  textarea,
  time,
  wholeNumber,
} from '../../../web/index.js';
import { ANSWER_KINDS, type AnswerKind, QUESTION_KINDS, type QuestionKind } from '../domain/round.js';
import type { RoundDetails, RoundQuestion } from '../domain/round.js';
import type { Round } from '../persistence/round.store.js';

interface Lot {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

const lotChoices = (lots: readonly Lot[]): Choice[] =>
  lots.map(({ id, number, name }) => ({ value: id, text: `Lot ${number}: ${name}` }));

/** A fault of the close or of another moment is shown at its date. */
const PLACES = { opensAt: 'opensOn', questionsUntil: 'questionsOn', closesAt: 'closesOn' };

function roundFields({ lots }: { readonly lots: readonly Lot[] }) {
  return {
    name: text({ label: 'Name', hint: 'For example, Round 4', max: 120 }),
    lotIds: checkboxes({ label: 'Lots that are open', choices: lotChoices(lots) }),
    opensOn: date({ label: 'Opens on' }),
    opensTime: time({ label: 'Opens at', hint: 'For example, 09:00' }),
    questionsOn: date({ label: 'Last day for questions from bidders', optional: true }),
    questionsTime: time({ label: 'Last time for questions', optional: true }),
    closesOn: date({
      label: 'Closes on',
      hint: 'Leave empty only where the law lets a round stay open. For example, 4 3 2026',
      optional: true,
    }),
    closesTime: time({ label: 'Closes at', hint: 'To the second: a bid at this time is late', optional: true }),
    evaluationEndsOn: date({ label: 'Evaluation ends on', optional: true }),
    admissionFrom: date({ label: 'Providers are admitted from' }),
    admissionTo: date({ label: 'Providers are admitted to' }),
  };
}

export const roundForm = (framework: { readonly lots: readonly Lot[] }) => defineForm(roundFields(framework), PLACES);
type RoundTyped = FormValues<ReturnType<typeof roundFields>>;

const NOON = '12:00';
const moment = (on: DateOnly | null, at: string | null): Date | null =>
  on === null ? null : londonInstant(on, at ?? NOON);

export const roundOf = (typed: RoundTyped): RoundDetails => ({
  name: typed.name,
  lotIds: typed.lotIds,
  opensAt: londonInstant(typed.opensOn, typed.opensTime),
  questionsUntil: moment(typed.questionsOn, typed.questionsTime),
  closesAt: moment(typed.closesOn, typed.closesTime),
  evaluationEndsOn: typed.evaluationEndsOn,
  admissionFrom: typed.admissionFrom,
  admissionTo: typed.admissionTo,
});

const dateOf = (at: Date | null): DateOnly | null => (at === null ? null : londonDate(at));
const timeOf = (at: Date | null): string | null => (at === null ? null : londonTime(at));

export const startOf = (round: Round): RoundTyped => ({
  name: round.name,
  lotIds: round.lots.map(({ id }) => id),
  opensOn: londonDate(round.opensAt),
  opensTime: londonTime(round.opensAt),
  questionsOn: dateOf(round.questionsUntil),
  questionsTime: timeOf(round.questionsUntil),
  closesOn: dateOf(round.closesAt),
  closesTime: timeOf(round.closesAt),
  evaluationEndsOn: round.evaluationEndsOn,
  admissionFrom: round.admissionFrom,
  admissionTo: round.admissionTo,
});

const questionFields = ({ lots }: { readonly lots: readonly Lot[] }) => ({
  number: wholeNumber({ label: 'Number', least: 1, most: 200 }),
  section: text({ label: 'Section', hint: 'Questions of one section stand together', max: 80 }),
  question: textarea({ label: 'Question', max: 1000, rows: 3 }),
  guidance: textarea({ label: 'Guidance for bidders', max: 2000, rows: 3, optional: true }),
  kind: radios<QuestionKind>({ label: 'How it counts', choices: choicesOf(QUESTION_KINDS) }),
  percent: wholeNumber({ label: 'Weight in per cent', hint: 'For scored questions', most: 100, optional: true }),
  leastPoints: wholeNumber({
    label: 'Least points',
    hint: 'For scored questions: a bid below them is refused',
    least: 1,
    most: 100,
    optional: true,
  }),
  answer: radios<AnswerKind>({ label: 'Answered with', choices: choicesOf(ANSWER_KINDS) }),
  wordsMax: wholeNumber({ label: 'Most words', least: 10, most: 5000, optional: true }),
  lotId: select({ label: 'Asked for', hint: 'Leave empty for all lots', choices: lotChoices(lots), optional: true }),
});
export const questionForm = (round: { readonly lots: readonly Lot[] }) =>
  defineForm(questionFields(round), { weightBasisPoints: 'percent' });

export const questionOf = ({ percent, ...typed }: FormValues<ReturnType<typeof questionFields>>): RoundQuestion => ({
  ...typed,
  weightBasisPoints: percent === null ? null : percent * 100,
});

const extension = {
  closesOn: date({ label: 'Closes on' }),
  closesTime: time({ label: 'Closes at', hint: 'For example, 11:00' }),
};
export const extendForm = defineForm(extension, PLACES);
export const extendedTo = ({ closesOn, closesTime }: FormValues<typeof extension>): Date =>
  londonInstant(closesOn, closesTime);

export const cancelForm = defineForm({ reason: textarea({ label: 'Why it is called off', max: 1000 }) });

export const askForm = defineForm({
  question: textarea({
    label: 'What do you want to know?',
    hint: 'Every bidder reads the answer. Nobody reads who asked, so do not name your organisation.',
    max: 4000,
  }),
});

const conditionFields = ({ lots }: { readonly lots: readonly Lot[] }) => ({
  number: wholeNumber({ label: 'Number', least: 1, most: 200 }),
  title: text({ label: 'Condition', max: 120 }),
  requirement: textarea({ label: 'What a provider must meet', max: 2000 }),
  evidence: text({ label: 'What a provider shows for it', max: 500, optional: true }),
  lotId: select({ label: 'Of lot', hint: 'Leave empty for all lots', choices: lotChoices(lots), optional: true }),
});
export const conditionForm = (framework: { readonly lots: readonly Lot[] }) => defineForm(conditionFields(framework));
