import { formatDate, formatDateTime } from '../../../kernel/index.js';
import { dataTable, pageLinks, type StatusTag, type TableCell, tag } from '../../../web/index.js';
import type { BidDecision } from '../application/bid-decisions.js';
import type { AssessorsView } from '../application/name-assessors.js';
import { BIDS_A_PAGE, type RoundEvaluation } from '../application/view-round-evaluation.js';
import { ASSESSOR_PARTS, EVALUATION_STAGES, type EvaluationStage, SHEET_PARTS } from '../domain/assessment.js';
import { EXCEPTIONS, RECOMMENDATIONS } from '../domain/evaluation.js';
import type { DecideBy, PaperLine } from '../domain/paper.js';
import { type FrameworkTerms, REGIME_RULES, type Regime } from '../domain/regimes.js';
import type { BidLine } from '../persistence/evaluation-list.store.js';

/** Who must act next. */
export const STAGE_TAGS: Readonly<Record<EvaluationStage, StatusTag>> = {
  WAITING: tag('Evaluators to declare', 'grey'),
  SCORING: tag('Evaluators to score', 'blue'),
  MODERATING: tag('Moderator to moderate', 'purple'),
  RECOMMENDING: tag('Moderator to recommend', 'yellow'),
  READY: tag('Board to decide', 'green'),
};

export const BOARD_TAGS: Readonly<Record<BidDecision['stage'], StatusTag>> = {
  BEFORE_BOARD: tag('Before the board', 'blue'),
  TO_SIGN: tag('The authority signs', 'purple'),
  ADMITTED: tag('Admitted', 'green'),
  REFUSED: tag('Refused', 'red'),
};

/** Who must act next on a bid, or what was decided: once for all its lots, or lot by lot where they differ. */
export function nextCell(line: Pick<BidLine, 'stage' | 'lots'>, decisions: readonly BidDecision[]): TableCell {
  const [first] = decisions;
  if (first === undefined) return { text: '', tag: STAGE_TAGS[line.stage] };
  const alike = decisions.length === line.lots.length && decisions.every(({ stage }) => stage === first.stage);
  if (alike) {
    const words = [...new Set(decisions.flatMap((one) => one.words ?? []))].join(', ');
    const known = BOARD_TAGS[first.stage];
    return { text: '', tag: known, ...(words === '' || words === known.text ? {} : { note: words }) };
  }
  const left = line.lots.filter((lot) => !decisions.some(({ lotNumber }) => lotNumber === lot));
  const byLot = [
    ...decisions.map(({ lotNumber, stage, words }) => `Lot ${lotNumber}: ${words ?? BOARD_TAGS[stage].text}`),
    ...left.map((lot) => `Lot ${lot}: ${STAGE_TAGS[line.stage].text}`),
  ];
  return { text: '', tag: tag('Differs by lot', 'grey'), note: byLot.join('. ') };
}

const OWN_TAGS = {
  OPEN: tag('You to score', 'blue'),
  SUBMITTED: tag('You have submitted', 'green'),
  CONFLICT: tag('Kept from you', 'red'),
} as const;

type Terms = Omit<FrameworkTerms, 'fromDate'>;

/** By when a bid must be decided, and why then. */
export const decideWords = (decideBy: DecideBy, terms: Terms, regime: Regime): string => {
  const longest = decideBy.longestOn === null ? '' : `, at the latest ${formatDate(decideBy.longestOn)}`;
  const from = REGIME_RULES[regime].decisionCountsFrom === 'CLOSE' ? 'the close of the round' : 'the day it came';
  const confirmed = terms.confirmed ? '' : ', not confirmed';
  return `${formatDate(decideBy.dueOn)}${longest}: ${terms.decisionDays} working days from ${from} (${terms.source}${confirmed})`;
};

export function evaluationModel(
  view: RoundEvaluation,
  at: { readonly offset: number; readonly mayName: boolean },
): object {
  const { round, stages } = view;
  const href = `/rounds/${round.id}/evaluation`;
  const rules = REGIME_RULES[round.regime];
  return {
    title: `Evaluation: ${round.name}`,
    caption: round.frameworkName,
    id: round.id,
    undeclared: view.undeclared,
    mayName: at.mayName,
    facts: [
      {
        label: 'What decides',
        value:
          rules.admits === 'BY_SCORE'
            ? `Scores decide (${rules.basis})`
            : `Whoever meets the published conditions is admitted; nothing is scored (${rules.basis})`,
      },
      {
        label: 'Least weighted total',
        value: round.leastTotalBasisPoints === null ? 'None' : percentWords(round.leastTotalBasisPoints),
      },
      { label: 'Evaluation ends', value: round.evaluationEndsOn && formatDate(round.evaluationEndsOn) },
      ...(Object.keys(EVALUATION_STAGES) as EvaluationStage[]).map((stage) => ({
        label: EVALUATION_STAGES[stage],
        value: Math.max(0, (stages.get(stage) ?? 0) - (stage === 'READY' ? view.decided : 0)),
      })),
      { label: 'Decided by the board', value: view.decided },
    ],
    table: dataTable({
      caption: 'Bids',
      captionHidden: true,
      columns: ['Provider', 'Lots', 'Received', 'Next', 'Your part', 'To be decided by'].map((heading) => ({
        heading,
      })),
      rows: view.lines.map((line) => [
        { text: line.providerName, href: hrefOf(line) },
        line.lots.join(', '),
        formatDateTime(line.submittedAt),
        nextCell(line, view.decisions.get(line.applicationId) ?? []),
        line.part === 'EVALUATOR' && line.status !== null
          ? { text: '', tag: OWN_TAGS[line.status] }
          : ((line.part && SHEET_PARTS[line.part]) ?? ''),
        { text: formatDate(view.decideBy(line.submittedAt).dueOn) },
      ]),
      empty: 'There are no bids that you may read.',
      csvHref: `/rounds/${round.id}/evaluation.csv`,
      csvText: 'Download every result (CSV)',
      pages: pageLinks((offset) => `${href}?offset=${offset}`, {
        total: view.total,
        offset: at.offset,
        size: BIDS_A_PAGE,
      }),
    }),
    decide: decideBasis(view),
    backHref: `/rounds/${round.id}`,
  };
}

function decideBasis({ lines, round, terms, decideBy }: RoundEvaluation): string | null {
  const [first] = lines;
  return first === undefined ? null : decideWords(decideBy(first.submittedAt), terms, round.regime);
}

const hrefOf = ({ applicationId, part }: BidLine): string =>
  `/evaluations/${applicationId}/${part === 'EVALUATOR' ? 'scores' : 'moderation'}`;

/** 5,556 hundredths are "55.56 %". */
export const percentWords = (basisPoints: number): string => `${(basisPoints / 100).toFixed(2)} %`;

/** Headings and cells of the export: a line for each bid and lot with a recommendation. */
export const RESULT_COLUMNS = [
  'Lot',
  'Provider',
  'Received',
  'Weighted points',
  'Of',
  'Per cent',
  'Passes',
  'Fails',
  'Recommendation',
  'Reasons',
  'Conditions',
  'Risks',
  'Taken on its own because',
  'To be decided by',
];
export const resultCells = (line: PaperLine): (string | number | null)[] => [
  line.lot.number,
  line.provider.name,
  line.submittedAt.toISOString(),
  line.total?.points ?? null,
  line.total?.of ?? null,
  line.total && (line.total.basisPoints / 100).toFixed(2),
  line.passes ? 'yes' : 'no',
  line.failures.map(({ title }) => title).join('; '),
  RECOMMENDATIONS[line.recommendation],
  line.reasons,
  line.conditions,
  line.risks,
  line.exceptions.map((one) => EXCEPTIONS[one]).join('; '),
  line.decideBy.dueOn,
];

/** Who is named in a round, how far they are, and what they declared. */
export function assessorsModel(view: AssessorsView, form: object): object {
  const { round, assessors, interests } = view;
  const lotNumber = (id: string): string => String(round.lots.find((lot) => lot.id === id)?.number ?? '');
  return {
    title: `Who evaluates ${round.name}`,
    caption: round.frameworkName,
    id: round.id,
    form,
    assessors: dataTable({
      caption: 'Evaluators and moderators',
      captionHidden: true,
      columns: [
        ...['Name', 'Part', 'Lots'].map((heading) => ({ heading })),
        ...['Bids without an interest', 'With an interest', 'Submitted'].map((heading) => ({ heading, numeric: true })),
        { heading: 'Status' },
      ],
      rows: assessors.map((one) => [
        one.name,
        ASSESSOR_PARTS[one.part],
        one.lotIds.map(lotNumber).join(', '),
        one.declared,
        one.conflicts,
        one.part === 'EVALUATOR' ? one.submitted : null,
        one.endedAt === null
          ? { text: '', tag: tag('Named', 'green') }
          : { text: '', tag: tag('Left', 'grey'), note: one.endedReason ?? '' },
      ]),
      empty: 'Nobody is named yet. Name two evaluators or more for each lot, and a moderator.',
    }),
    interests: dataTable({
      caption: 'Interests that were declared',
      captionHidden: true,
      columns: ['Name', 'Bidder', 'Interest', 'Declared'].map((heading) => ({ heading })),
      rows: interests.map((one) => [one.name, one.providerName, one.nature, formatDateTime(one.declaredAt)]),
      empty: 'Nobody has declared an interest in a bidder.',
    }),
    leaving: assessors.filter(({ endedAt }) => endedAt === null),
    backHref: `/rounds/${round.id}/evaluation`,
  };
}
