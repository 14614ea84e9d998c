import { formatDate, type Problem } from '../../../kernel/index.js';
import { dataTable, faultWords, problemWords, type StatusTag, tag } from '../../../web/index.js';
import type { DraftView } from '../application/draft-policies.js';
import { type Difference, type DraftStatus } from '../domain/policy-draft.js';
import { readPolicy } from '../domain/policy-document.js';
import { policyInWords } from '../domain/policy-words.js';
import { POLICY_PARTS, settingLabel, settingValue } from '../domain/setting-words.js';

export const DRAFT_TAGS: Readonly<Record<DraftStatus, StatusTag>> = {
  DRAFT: tag('Draft', 'blue'),
  PROPOSED: tag('Before the board', 'purple'),
  APPROVED: tag('Approved', 'green'),
  WITHDRAWN: tag('Withdrawn', 'grey'),
};

/** What a draft changes, in words: one line a setting. */
export const differenceLines = (differences: readonly Difference[]) =>
  differences.map(({ path, before, after }) => ({
    label: settingLabel(path),
    before: settingValue(before),
    after: settingValue(after),
  }));

const problemsOf = (problem: Problem): { text: string }[] =>
  problem.fields.length > 0
    ? problem.fields.map((fault) => ({ text: faultWords(fault, settingLabel(fault.field)) }))
    : [{ text: problemWords(problem) }];

export function draftModel(
  { draft, current, differences, notReady }: DraftView,
  { mayDraft, mayPut }: { readonly mayDraft: boolean; readonly mayPut: boolean },
  refused?: Problem,
): object {
  const read = readPolicy(draft.document);
  const drafting = mayDraft && draft.status === 'DRAFT';
  return {
    title: draft.title || 'A draft of the policy',
    id: draft.id,
    status: DRAFT_TAGS[draft.status],
    errors: refused && problemsOf(refused),
    facts: [
      { label: 'In force from', value: formatDate(draft.effectiveFrom) },
      { label: 'Follows', value: current === undefined ? 'No version' : `Version ${current.version}` },
      { label: 'Drafted by', value: draft.draftedBy },
      { label: 'Why', value: draft.why },
    ],
    notReady: notReady === null || draft.status === 'WITHDRAWN' ? [] : problemsOf(notReady.problem),
    outOfDate: drafting && notReady?.problem.code === 'policy.out-of-date',
    differences: dataTable({
      caption: 'What it changes',
      captionHidden: true,
      columns: [
        { heading: 'Setting' },
        { heading: current === undefined ? 'Now' : `Version ${current.version}` },
        { heading: 'This draft' },
      ],
      rows: differenceLines(differences).map(({ label, before, after }) => [label, before, after]),
      empty: 'Nothing yet. It says what the version it follows says.',
    }),
    parts: drafting
      ? Object.entries(POLICY_PARTS).map(([part, text]) => ({ text, href: `/policy/drafts/${draft.id}/parts/${part}` }))
      : [],
    sections: read.ok ? policyInWords(read.value) : [],
    may: { change: drafting, put: mayPut && drafting && notReady === null, withdraw: drafting },
    backHref: mayDraft ? '/policy/drafts' : '/board',
  };
}
