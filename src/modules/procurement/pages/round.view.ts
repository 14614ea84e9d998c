import { formatDate, formatDateTime, londonDate, type Problem } from '../../../kernel/index.js';
import { dataTable, faultWords, problemWords, type StatusTag, tag } from '../../../web/index.js';
import type { RoundView } from '../application/view-rounds.js';
import type { ScoreStep } from '../domain/evaluation.js';
import { REGIME_RULES, REGIMES } from '../domain/regimes.js';
import { ANSWER_KINDS, QUESTION_KINDS, type RoundPhase, weightOf, WHOLE } from '../domain/round.js';
import type { Clarification, PublishedAnswer } from '../persistence/clarification.store.js';
import type { Consultation } from '../persistence/consultation.store.js';
import type { Condition } from '../persistence/condition.store.js';
import { askedWords } from './evidence-forms.js';
import { requirementWords } from '../domain/lot-words.js';

export const PHASE_TAGS: Readonly<Record<RoundPhase, StatusTag>> = {
  DRAFT: tag('Draft', 'grey'),
  COMING: tag('Opens later', 'blue'),
  OPEN: tag('Open', 'green'),
  CLOSED: tag('Closed', 'purple'),
  CANCELLED: tag('Called off', 'red'),
};

const NEXT: Readonly<Record<RoundPhase, string>> = {
  DRAFT: 'Add what the round asks, then publish it. From then on it stands as it is.',
  COMING: 'Bidders can read it now and apply once it opens.',
  OPEN: 'Providers can apply until it closes.',
  CLOSED: 'Nobody can apply any more. What came in is being evaluated.',
  CANCELLED: 'Nothing more happens with it.',
};

const decidedWords = (bids: number): string =>
  bids === 1 ? 'The board has decided on one of its bids.' : `The board has decided on ${bids} of its bids.`;

const percent = (basisPoints: number | null): string => (basisPoints === null ? '' : `${basisPoints / 100} %`);

/** The page of one round, for bidders and for the authority that runs it. */
export function roundModel(
  view: RoundView,
  {
    mayChange,
    mayApply,
    mayRead,
    mayEvaluate,
  }: Readonly<Record<`may${'Change' | 'Apply' | 'Read' | 'Evaluate'}`, boolean>>,
  refused?: Problem,
): object {
  const { round, phase } = view;
  const lotNumber = (id: string | null): string =>
    id === null ? 'All' : String(round.lots.find((lot) => lot.id === id)?.number ?? '');
  const isDraft = mayChange && phase === 'DRAFT';
  const removal = isDraft ? [{ heading: 'Change' }] : [];
  return {
    title: `${round.name}: ${round.frameworkName}`,
    id: round.id,
    phase: PHASE_TAGS[phase],
    next: mayChange && view.decided > 0 ? decidedWords(view.decided) : NEXT[phase],
    errors: refused && errorsOf(refused),
    facts: factsOf(view),
    lots: round.lots.map((lot) => ({ ...lot, asks: requirementWords(lot.requirements) })),
    conditions: conditionsTable(view.conditions, lotNumber),
    questions: dataTable({
      caption: 'Questions',
      captionHidden: true,
      columns: [
        { heading: 'Number', numeric: true },
        ...['Section', 'Question', 'Lot', 'Counts', 'Answered with'].map((heading) => ({ heading })),
        { heading: 'Weight', numeric: true },
        ...removal,
      ],
      rows: view.questions.map((one) => [
        one.number,
        one.section,
        { text: one.question, ...(one.guidance ? { note: one.guidance } : {}) },
        lotNumber(one.lotId),
        QUESTION_KINDS[one.kind],
        one.wordsMax === null ? ANSWER_KINDS[one.answer] : `Up to ${one.wordsMax} words`,
        {
          text: percent(one.weightBasisPoints),
          ...(one.leastPoints ? { note: `at least ${one.leastPoints} points` } : {}),
        },
        ...(isDraft ? [removeCell(`/rounds/${round.id}/questions/${one.id}/removal`, `question ${one.number}`)] : []),
      ]),
      empty: 'It asks no questions yet.',
    }),
    documents: dataTable({
      caption: 'Documents to show',
      captionHidden: true,
      columns: [{ heading: 'Document' }, { heading: 'Lot' }, ...removal],
      rows: view.evidence.map((one) => [
        { text: askedWords(one), ...(one.guidance ? { note: one.guidance } : {}) },
        lotNumber(one.lotId),
        ...(isDraft ? [removeCell(`/rounds/${round.id}/documents/${one.id}/removal`, askedWords(one))] : []),
      ]),
      empty: 'It asks for no documents.',
    }),
    weights: weightsInWords(view),
    scale: REGIME_RULES[round.regime].admits === 'BY_SCORE' ? scaleTable(round.scoreSteps) : null,
    consultationHref: view.consultation === null ? null : `/consultations/${round.id}`,
    may: {
      consult: isDraft && view.consultation === null,
      change: isDraft,
      extend: mayChange && (phase === 'OPEN' || phase === 'COMING') && round.closesAt !== null,
      cancel: mayChange && phase !== 'CANCELLED' && view.decided === 0,
      apply: mayApply && phase === 'OPEN',
      ask: mayApply && phase === 'OPEN' && round.questionsUntil !== null,
      answer: mayChange,
      open: mayChange && phase === 'CLOSED' && round.bidsOpenedAt === null,
      evaluate: mayEvaluate && round.publishedAt !== null && phase !== 'CANCELLED',
      read: mayRead && phase !== 'DRAFT' && (round.closesAt === null || round.bidsOpenedAt !== null),
      toBoard:
        mayChange && mayRead && (round.closesAt === null ? round.publishedAt !== null : round.bidsOpenedAt !== null),
    },
    backHref: mayChange ? `/frameworks/${round.frameworkId}` : '/rounds',
  };
}

const scaleTable = (steps: readonly ScoreStep[]) =>
  dataTable({
    caption: 'How scores are given',
    captionHidden: true,
    columns: [{ heading: 'Points', numeric: true }, { heading: 'Score' }, { heading: 'Meaning' }],
    rows: steps.map(({ points, label, meaning }) => [points, label, meaning]),
  });

/** What bidders asked and were answered, and what the reader asked or has to answer. */
export const clarificationsModel = (asked: {
  readonly published: readonly PublishedAnswer[];
  readonly waiting: readonly Clarification[];
}): object => ({
  answers: asked.published.map((one) => ({ ...one, at: formatDateTime(one.publishedAt) })),
  waiting: asked.waiting.map((one) => ({ id: one.id, question: one.question, at: formatDateTime(one.askedAt) })),
});

/** A button in the row of what it takes away. */
export const removeCell = (action: string, about: string) => ({ text: 'Remove', act: { action, about } });

/** What the weights of the scored questions come to, lot by lot where they are not a whole. */
function weightsInWords({ round, questions }: Pick<RoundView, 'round' | 'questions'>): string | null {
  if (REGIME_RULES[round.regime].admits !== 'BY_SCORE') return null;
  const totals = round.lots.map(({ id, number }) => ({ number, total: weightOf(questions, id) }));
  const open = totals.filter(({ total }) => total !== WHOLE);
  if (open.length === 0) return 'The weights add up to 100 % for every lot.';
  const lots = open.map(({ number, total }) => `${total / 100} % for lot ${number}`).join(', ');
  return `The weights must add up to 100 % for every lot. They are ${lots}.`;
}

/** `removeAt`: where a condition is taken back, for whoever may. */
export const conditionsTable = (
  conditions: readonly Condition[],
  lotNumber: (id: string | null) => string,
  removeAt?: (id: string) => string,
) =>
  dataTable({
    caption: 'Conditions of membership',
    captionHidden: true,
    columns: [
      { heading: 'Number', numeric: true },
      ...['Condition', 'What a provider shows', 'Lot', ...(removeAt ? ['Change'] : [])].map((heading) => ({ heading })),
    ],
    rows: conditions.map((one) => [
      one.number,
      { text: one.title, note: one.requirement },
      one.evidence ?? 'Its word',
      lotNumber(one.lotId),
      ...(removeAt ? [removeCell(removeAt(one.id), `condition ${one.number}`)] : []),
    ]),
    empty: 'No conditions are recorded.',
  });

const errorsOf = (problem: Problem): { text: string }[] =>
  problem.fields.length === 0
    ? [{ text: problemWords(problem) }]
    : problem.fields.map((fault) => ({ text: faultWords(fault, fault.field) }));

function consultedWords({ openedAt, closesAt, comments }: Consultation): string {
  const days = `${formatDate(londonDate(openedAt))} to ${formatDate(londonDate(closesAt))}`;
  if (comments === null) return `${days}, not answered yet`;
  return `${days}: ${comments} ${comments === 1 ? 'comment' : 'comments'}, answered`;
}

function factsOf({ round, terms, decideBy, consultation }: RoundView): object[] {
  const rules = REGIME_RULES[round.regime];
  const counted = `${terms.decisionDays} working days${terms.confirmed ? '' : ' (not confirmed)'}: ${terms.source}`;
  return [
    { label: 'Led by', value: round.authorityName },
    { label: 'Law', value: REGIMES[round.regime] },
    {
      label: 'Who is admitted',
      value: rules.admits === 'BY_SCORE' ? 'Decided on the scores' : 'Everybody who meets the conditions',
    },
    { label: 'Opens', value: formatDateTime(round.opensAt) },
    {
      label: 'Questions until',
      value: round.questionsUntil === null ? 'No questions' : formatDateTime(round.questionsUntil),
    },
    {
      label: 'Closes',
      value: round.closesAt === null ? 'Stays open as long as the framework' : formatDateTime(round.closesAt),
    },
    ...(round.leastTotalBasisPoints === null
      ? []
      : [{ label: 'Least weighted total', value: percent(round.leastTotalBasisPoints) }]),
    { label: 'Evaluation ends', value: round.evaluationEndsOn && formatDate(round.evaluationEndsOn) },
    { label: 'Time to decide', value: counted },
    {
      label: 'To be decided by',
      value: decideBy === null ? 'Counted for each application from the day it comes' : formatDate(decideBy.dueOn),
    },
    { label: 'Admission', value: `${formatDate(round.admissionFrom)} to ${formatDate(round.admissionTo)}` },
    ...(consultation === null ? [] : [{ label: 'Consulted on', value: consultedWords(consultation) }]),
    ...(round.cancelledReason === null ? [] : [{ label: 'Why it was called off', value: round.cancelledReason }]),
  ];
}
