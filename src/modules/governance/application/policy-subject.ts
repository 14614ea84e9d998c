import { Injectable, type OnModuleInit } from '@nestjs/common';
import { formatDate, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import {
  type AgendaSubject,
  AgendaSubjects,
  type DecidedItem,
  type Meeting,
  Meetings,
  type PaperContent,
} from '../../panels/index.js';
import { DraftPolicies, type DraftView, settingLabel, settingValue } from '../../policies/index.js';

export const POLICY = 'POLICY';

const OUTCOMES = [
  { code: 'APPROVED', words: 'Approve it, to be in force from its date', conditional: false },
  { code: 'REJECTED', words: 'Do not approve it', conditional: false },
  { code: 'DEFERRED', words: 'Defer it to another meeting', conditional: false },
] as const;

/** A draft policy before the board: approved, it is the next version; otherwise it is a draft again. */
@Injectable()
export class PolicySubject implements AgendaSubject, OnModuleInit {
  readonly type = POLICY;
  readonly decisionKind = 'POLICY';

  constructor(
    private readonly subjects: AgendaSubjects,
    private readonly drafts: DraftPolicies,
    private readonly meetings: Meetings,
  ) {}

  onModuleInit(): void {
    this.subjects.register(this);
  }

  /** Puts a draft on an agenda as it stands. Problems: those of `DraftPolicies.propose` and `Meetings.putOn`. */
  async putOn(tx: Tx, draftId: string, meetingId: string): Promise<Result<string>> {
    const proposed = await this.drafts.propose(tx, draftId);
    if (!proposed.ok) return proposed;
    const { draft } = proposed.value;
    const added = await this.meetings.putOn(tx, meetingId, [
      {
        subjectType: POLICY,
        subjectId: draftId,
        title: `Policy from ${formatDate(draft.effectiveFrom)}: ${draft.title}`.slice(0, 200),
        enBloc: false,
        parties: [],
        paper: { content: paperOf(proposed.value), outcome: 'APPROVED', reasons: draft.why, conditions: null },
      },
    ]);
    return added.ok ? ok(added.value[0] ?? '') : added;
  }

  outcomes() {
    return Promise.resolve(OUTCOMES);
  }

  async decided(tx: Tx, _meeting: Meeting, items: readonly DecidedItem[]): Promise<Result<undefined>> {
    for (const { subjectId, decisionId, outcome } of items) {
      const acted =
        outcome === 'APPROVED'
          ? await this.drafts.approve(tx, subjectId, decisionId)
          : await this.drafts.giveBack(tx, subjectId);
      if (!acted.ok) return acted;
    }
    return ok();
  }

  /** Not reached, or taken off: a draft again. */
  async dropped(tx: Tx, subjectIds: readonly string[]): Promise<Result<undefined>> {
    for (const id of subjectIds) {
      const given = await this.drafts.giveBack(tx, id);
      if (!given.ok) return given;
    }
    return ok();
  }

  href(subjectId: string): string {
    return `/policy/drafts/${subjectId}`;
  }
}

function paperOf({ draft, current, differences }: DraftView): PaperContent {
  return {
    sections: [
      { title: 'Why it is asked for', words: draft.why.split('\n') },
      {
        title: 'What it changes',
        rows: differences.map(({ path, before, after }) => ({
          label: settingLabel(path),
          value: `${settingValue(after)}, now ${settingValue(before)}`,
        })),
      },
      {
        title: 'When',
        rows: [
          { label: 'In force from', value: formatDate(draft.effectiveFrom) },
          { label: 'Follows', value: current === undefined ? 'No version' : `Version ${current.version}` },
          { label: 'Drafted by', value: draft.draftedBy },
        ],
      },
    ],
  };
}
