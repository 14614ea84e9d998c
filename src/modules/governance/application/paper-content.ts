import { type DateOnly, formatDate } from '../../../kernel/index.js';
import type { PaperContent } from '../../panels/index.js';
import { EXCEPTIONS, type Paper, type PaperDiligence, type PaperLine } from '../../procurement/index.js';
import { priceWords } from '../domain/admission-paper.js';

/** Every check as it stands today, copied: what is looked into later does not change what lay before the board. */
export function diligenceSections(diligence: PaperDiligence | null, today: DateOnly): PaperContent['sections'] {
  if (diligence === null) return [];
  const { open, failed, checks } = diligence;
  const counts =
    open + failed === 0 ? 'No check is open or failed.' : `Checks failed: ${failed}. Checks open: ${open}.`;
  return [
    {
      title: `Due diligence on ${formatDate(today)}`,
      words: [counts],
      rows: checks.map(({ title, words }) => ({ label: title, value: words })),
    },
  ];
}

const judged = (points: number | null, passed: boolean | null): string => {
  if (passed !== null) return passed ? 'Met' : 'Not met';
  return points === null ? 'Not judged' : `${points} points`;
};

/** An applicant as the board reads them: why by itself, risks, result, each question, offers and by when to decide. */
export function contentOf(paper: Paper, line: PaperLine, today: DateOnly): PaperContent {
  const total = line.total === null ? [] : [{ label: 'Total', value: `${line.total.basisPoints / 100}%` }];
  const { longestOn } = line.decideBy;
  return {
    sections: [
      ...(line.exceptions.length === 0
        ? []
        : [{ title: 'Why it is taken by itself', words: line.exceptions.map((one) => EXCEPTIONS[one]) }]),
      ...(line.risks === null ? [] : [{ title: 'Risks', words: line.risks.split('\n') }]),
      {
        title: 'Result',
        rows: [
          { label: 'Provider', value: line.provider.name },
          { label: 'Round', value: `${paper.roundName}, ${paper.frameworkName}` },
          ...total,
          { label: 'What was published', value: line.passes ? 'All met' : 'Not all met' },
          { label: 'Evaluators', value: String(line.evaluators) },
          { label: 'To be decided by', value: formatDate(longestOn ?? line.decideBy.dueOn) },
        ],
      },
      {
        title: 'Evidence, question by question',
        rows: line.feedback.map(({ number, title, points, passed, feedback }) => ({
          label: `${number}. ${title}`,
          value: [judged(points, passed), feedback].filter((one) => one !== '').join('. '),
        })),
      },
      ...diligenceSections(line.diligence, today),
      {
        title: 'Offered',
        rows: line.offers.map(({ siteName, programmeName, label, netPence, basis }) => ({
          label: `${programmeName}, ${siteName}`,
          value: `${label}: ${priceWords(netPence, basis)}, net of VAT`,
        })),
      },
    ].filter((section) => section.rows === undefined || section.rows.length > 0),
  };
}
