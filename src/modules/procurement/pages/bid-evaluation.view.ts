import { dataTable, type FormView, tag } from '../../../web/index.js';
import type { BidDecision } from '../application/bid-decisions.js';
import type { DiligenceRecord } from '../application/due-diligence.js';
import type { BidEvaluation } from '../application/view-bid-evaluation.js';
import { sectionsOf } from '../domain/application.js';
import {
  agreedOf,
  allowedFor,
  isWhole,
  type Item,
  type Judgement,
  type LotResult,
  RECOMMENDATIONS,
  totalBasisPoints,
} from '../domain/evaluation.js';
import { answerWords } from './application-forms.js';
import { offersTable } from './application.view.js';
import { nameOf } from './evaluation-forms.js';
import { BOARD_TAGS, decideWords, percentWords } from './evaluation.view.js';

/** Items by section, sections in the order in which they first appear. */
export const itemSections = (items: readonly Item[]) =>
  sectionsOf(items).map(({ section, questions }) => ({ section, items: questions }));

const judgementWords = ({ points, passed }: Judgement): string => {
  if (points !== null) return `${points} ${points === 1 ? 'point' : 'points'}`;
  return passed === null ? 'Not yet' : passed ? 'Pass' : 'Fail';
};

/** What the bidder said to an item, line by line. */
function saidTo(view: BidEvaluation, item: Item): string[] {
  if (item.of === 'CONDITION') {
    const said = view.said.get(item.id);
    const met =
      said === undefined
        ? 'Nothing was said.'
        : said.met
          ? 'The bidder says it is met.'
          : 'The bidder says it is not met.';
    return [met, ...(said?.shown ? said.shown.split('\n') : [])];
  }
  const question = view.questions.find(({ id }) => id === item.id);
  return question ? answerWords(question, view.answers.get(item.id)).split('\n') : [];
}

const percent = ({ weightBasisPoints, leastPoints }: Item): string =>
  [
    ...(weightBasisPoints === null ? [] : [`Weight ${weightBasisPoints / 100} %`]),
    ...(leastPoints === null ? [] : [`at least ${leastPoints} points`]),
  ].join(', ');

const headed = (view: BidEvaluation, title: string) => ({
  title,
  caption: `${view.application.providerName}: ${view.round.name}`,
  id: view.application.id,
  provider: view.application.providerName,
  backHref: `/rounds/${view.round.id}/evaluation`,
});

const ownMarks = (view: BidEvaluation, userId: string | null) =>
  new Map(view.marks.filter((one) => one.userId === userId).map((one) => [one.itemId, one]));

const lotsOf = (view: BidEvaluation) => view.round.lots.filter(({ id }) => view.application.lotIds.includes(id));

/** An evaluator's own sheet as a task list. */
export function sheetModel(view: BidEvaluation, userId: string | null): object {
  const marks = ownMarks(view, userId);
  const open = view.sheet?.status === 'OPEN';
  return {
    ...headed(view, open ? 'Your scores' : 'Your scores, submitted'),
    isOpen: open,
    isReady: view.items.every(({ id }) => isWhole(marks.get(id))),
    isShown: view.evaluation.scoresShownAt !== null,
    tasks: itemSections(view.items).map(({ section, items }, at) => {
      const done = items.filter(({ id }) => isWhole(marks.get(id))).length;
      return {
        title: section,
        href: `/evaluations/${view.application.id}/scores/${at + 1}`,
        detail: `${done} of ${items.length} done`,
        due: done === items.length ? tag('Completed', 'green') : tag('To do', 'blue'),
      };
    }),
    offers: offersTable(view.offers, view),
  };
}

interface Block {
  readonly heading: string;
  readonly text: string;
  readonly guidance: string | null;
  readonly about: string;
  readonly said: readonly string[];
  readonly marks: readonly { readonly name: string; readonly given: string; readonly reason: string }[];
  readonly fields: readonly object[];
}

/** One section of a sheet or of a moderation: what was asked, what the bidder said, and the fields for it. */
export function sectionModel(
  view: BidEvaluation,
  {
    which,
    items,
    form,
    path,
  }: { which: string; items: readonly Item[]; form: FormView; path: 'scores' | 'moderation' },
): object {
  const section = items[0]?.section ?? '';
  return {
    ...headed(view, section),
    action: `/evaluations/${view.application.id}/${path}/${which}`,
    backHref: `/evaluations/${view.application.id}/${path}`,
    version: path === 'moderation' ? view.evaluation.version : null,
    form,
    blocks: items.map((item): Block => {
      const name = nameOf(item);
      return {
        heading: item.of === 'QUESTION' ? `Question ${item.number}` : `Condition ${item.number}`,
        text: item.title,
        guidance: item.guidance,
        about: percent(item),
        said: saidTo(view, item),
        marks: path === 'moderation' ? marksOn(view, item) : [],
        fields: [name, `${name}Reason`, `${name}Feedback`].flatMap((one) => form.fields[one] ?? []),
      };
    }),
  };
}

const marksOn = (view: BidEvaluation, item: Item) =>
  view.marks
    .filter(({ itemId }) => itemId === item.id)
    .map((mark) => ({ name: view.names.get(mark.userId) ?? '', given: judgementWords(mark), reason: mark.reason }));

/** Where moderation stands, its result by lot, and the recommendations. */
export function moderationModel(view: BidEvaluation, form: { readonly errors: object | null }): object {
  const { evaluation, sheet } = view;
  const isModerator = sheet?.part === 'MODERATOR' && sheet.status === 'OPEN';
  const isShown = evaluation.scoresShownAt !== null;
  const isOpen = isShown && evaluation.moderatedAt === null;
  return {
    ...headed(view, 'Moderation'),
    errors: form.errors,
    isShown,
    isModerated: evaluation.moderatedAt !== null,
    version: evaluation.version,
    may: { moderate: isModerator && isOpen, recommend: isModerator && evaluation.moderatedAt !== null },
    decide: view.decideBy && decideWords(view.decideBy, view.terms, view.round.regime),
    sections: itemSections(view.items).map(({ section, items }, at) => ({
      section,
      href: `/evaluations/${view.application.id}/moderation/${at + 1}`,
      table: dataTable({
        caption: section,
        captionHidden: true,
        columns: ['Asked', 'Evaluators', 'Moderated', 'Why', 'The bidder is told'].map((heading) => ({ heading })),
        rows: items.map((item) => rowOf(view, item)),
      }),
    })),
    lots: lotsOf(view).map((lot) => ({
      ...lot,
      href: `/evaluations/${view.application.id}/lots/${lot.id}/recommendation`,
      facts: lotFacts(view, lot.id),
      isRecommended: view.recommendations.some(({ lotId }) => lotId === lot.id),
      isDecided: view.decisions.some(({ lotId, stage }) => lotId === lot.id && stage !== 'BEFORE_BOARD'),
    })),
    offers: offersTable(view.offers, view),
  };
}

function rowOf(view: BidEvaluation, item: Item) {
  const marks = marksOn(view, item);
  const outcome = view.outcomes.get(item.id);
  const agreed = agreedOf(view.marks.filter(({ itemId }) => itemId === item.id));
  const stands =
    agreed !== null && view.evaluation.moderatedAt === null ? `${judgementWords(agreed)}, as all gave it` : 'To do';
  return [
    { text: item.title, note: percent(item) },
    marks.map(({ name, given }) => `${name}: ${given}`).join('; '),
    outcome === undefined ? stands : judgementWords(outcome),
    outcome?.reason ?? '',
    outcome?.feedback ?? '',
  ];
}

const resultWords = ({ total, passes }: LotResult): string => {
  const scored = total === null ? '' : `${percentWords(totalBasisPoints(total))}, `;
  return `${scored}${passes ? 'meets what was published' : 'does not meet what was published'}`;
};

function lotFacts(view: BidEvaluation, lotId: string): object[] {
  const result = view.results.get(lotId);
  const made = view.recommendations.find((one) => one.lotId === lotId);
  if (result === undefined) return [];
  return [
    { label: 'Result', value: resultWords(result) },
    ...(result.failures.length === 0
      ? []
      : [{ label: 'Fails', value: result.failures.map(({ title }) => title).join('; ') }]),
    { label: 'Recommendation', value: made === undefined ? 'Not made yet' : RECOMMENDATIONS[made.outcome] },
    ...(made === undefined ? [] : [{ label: 'Reasons', value: made.reasons }]),
    ...(made?.conditions ? [{ label: 'Conditions', value: made.conditions }] : []),
    ...(made?.risks ? [{ label: 'What the board should know', value: made.risks }] : []),
    ...boardFacts(view.decisions.find((one) => one.lotId === lotId)),
  ];
}

/** What the board decided, with its paper and the letter for whoever may open them. */
function boardFacts(decision: BidDecision | undefined): object[] {
  if (decision === undefined) return [];
  const { stage, words, caseHref, paperHref, letterHref } = decision;
  const value = [words, stage === 'ADMITTED' || stage === 'REFUSED' ? null : BOARD_TAGS[stage].text]
    .filter((one) => one !== null)
    .join('. ');
  return [
    { label: 'The board decided', value, ...(caseHref === null ? {} : { href: caseHref }) },
    ...(paperHref === null ? [] : [{ label: 'Paper', value: 'The paper before the board', href: paperHref }]),
    ...(letterHref === null ? [] : [{ label: 'Letter', value: 'The letter to the provider', href: letterHref }]),
  ];
}

/** What a recommendation is made beside. */
const diligenceWords = ({ outstanding, notMet, contradicted }: DiligenceRecord): string => {
  const parts = [
    [outstanding, 'still to be looked at'],
    [notMet, 'not met'],
    [contradicted, 'confirmed although the service finds otherwise'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return said.length === 0 ? 'Every check is met.' : `Checks: ${said.join(', ')}.`;
};

export function recommendationModel(
  view: BidEvaluation,
  { lotId, diligence }: { readonly lotId: string; readonly diligence: DiligenceRecord | null },
  form: FormView,
): object {
  const lot = view.round.lots.find(({ id }) => id === lotId);
  const result = view.results.get(lotId);
  return {
    ...headed(view, `Recommend for lot ${lot?.number ?? ''}: ${lot?.name ?? ''}`),
    action: `/evaluations/${view.application.id}/lots/${lotId}/recommendation`,
    backHref: `/evaluations/${view.application.id}/moderation`,
    version: view.evaluation.version,
    facts: lotFacts(view, lotId),
    diligence: diligence && diligenceWords(diligence),
    diligenceHref: `/diligence/applications/${view.application.id}`,
    single: result !== undefined && allowedFor(view.round.regime, result.passes).length === 1,
    offers: offersTable(
      view.offers.filter((one) => one.lotId === lotId),
      view,
    ),
    form,
  };
}
