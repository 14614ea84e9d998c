import { type Actor, formatDate, may, type Problem } from '../../../kernel/index.js';
import { type DataTable, dataTable, problemWords, type StatusTag, tag } from '../../../web/index.js';
import { EXCEPTIONS, REGIMES, RECOMMENDATIONS } from '../../procurement/index.js';
import type { RoundPaper } from '../application/prepare-admissions.js';
import type { AdmissionCase, CaseStatus } from '../persistence/admission-case.store.js';
import type { Letter } from '../persistence/letter.store.js';
import { OUTCOME_WORDS } from '../domain/outcome-words.js';

const CASE_TAGS: Readonly<Record<CaseStatus, StatusTag>> = {
  PREPARED: tag('Before the board', 'blue'),
  TO_SIGN: tag('The authority signs', 'purple'),
  ADMITTED: tag('Admitted', 'green'),
  REFUSED: tag('Refused', 'red'),
  DROPPED: tag('Off the agenda', 'grey'),
};

/** A round's paper before it is put on an agenda. */
export function roundModel({ paper, ready }: RoundPaper): object {
  const exceptions = ready.filter((line) => line.exceptions.length > 0).length;
  return {
    title: `Put ${paper.roundName} to the board`,
    id: paper.roundId,
    facts: [
      { label: 'Framework', value: paper.frameworkName },
      { label: 'Law', value: REGIMES[paper.regime] },
      { label: 'Routine, to be decided together', value: ready.length - exceptions },
      { label: 'Exceptions, one by one', value: exceptions },
      { label: 'Without a recommendation yet', value: paper.unfinished.length },
      { label: 'Kept from you by an interest you declared', value: paper.withheld },
      { label: 'Bidders you have not declared about', value: paper.undeclared },
    ],
    undeclared: paper.undeclared,
    ready: dataTable({
      caption: 'Recommendations',
      captionHidden: true,
      columns: [
        { heading: 'Provider' },
        { heading: 'Lot' },
        { heading: 'Total', numeric: true },
        { heading: 'Recommended' },
        { heading: 'Checks open or failed', numeric: true },
        { heading: 'Taken' },
      ],
      rows: ready.map((line) => [
        line.provider.name,
        `${line.lot.number}: ${line.lot.name}`,
        line.total === null ? '' : `${line.total.basisPoints / 100}%`,
        RECOMMENDATIONS[line.recommendation],
        {
          text: line.diligence === null ? '' : String(line.diligence.open + line.diligence.failed),
          href: `/diligence/applications/${line.applicationId}`,
        },
        line.exceptions.length === 0
          ? 'With the routine items'
          : { text: 'By itself', note: line.exceptions.map((one) => EXCEPTIONS[one]).join('. ') },
      ]),
      empty: 'Nothing is recommended that is not before the board already.',
    }),
    backHref: `/rounds/${paper.roundId}`,
  };
}

const checksWords = ({ checksOpen, checksFailed }: AdmissionCase): string => {
  if (checksOpen === null || checksFailed === null) return 'Not kept at the time';
  return `${checksFailed} checks failed, ${checksOpen} open`;
};

export const signaturesModel = (cases: readonly AdmissionCase[], refused?: Problem): object => ({
  title: 'Admissions to sign',
  table: signaturesTable(cases),
  caseIds: cases.map(({ id }) => id),
  errors: refused && [{ text: problemWords(refused) }],
  backHref: '/board',
});

const signaturesTable = (cases: readonly AdmissionCase[]): DataTable =>
  dataTable({
    caption: 'To sign',
    captionHidden: true,
    columns: ['Provider', 'Framework', 'Lot', 'Admitted from'].map((heading) => ({ heading })),
    rows: cases.map((one) => [
      { text: one.providerName, href: `/board/admissions/${one.id}` },
      one.frameworkName,
      `${one.lotNumber}: ${one.lotName}`,
      one.admittedFrom === null ? '' : formatDate(one.admittedFrom),
    ]),
    empty: 'Nothing waits for a signature.',
  });

export function caseModel(actor: Actor, found: AdmissionCase, letter: Letter | undefined): object {
  return {
    title: `${found.providerName}: lot ${found.lotNumber}, ${found.lotName}`,
    id: found.id,
    status: CASE_TAGS[found.status],
    facts: [
      { label: 'Framework', value: found.frameworkName },
      { label: 'Asked for', value: `${formatDate(found.fromDate)} to ${formatDate(found.toDate)}` },
      { label: 'Due diligence when it was put to the board', value: checksWords(found) },
      {
        label: 'Decision',
        value: found.outcome === null ? 'None yet' : (OUTCOME_WORDS[found.outcome] ?? found.outcome),
      },
      { label: 'Admitted from', value: found.admittedFrom === null ? 'Not yet' : formatDate(found.admittedFrom) },
    ],
    letterHref: letter === undefined ? null : `/letters/${letter.id}`,
    paperHref: found.itemId === null ? null : `/board/items/${found.itemId}`,
    pricesHref:
      found.status === 'ADMITTED' && found.applicationId !== null && may(actor, 'tariff.draft')
        ? `/board/admissions/${found.id}/prices`
        : null,
    maySign: found.status === 'TO_SIGN' && may(actor, 'framework.manage'),
    backHref: '/board',
  };
}
