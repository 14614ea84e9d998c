import { Injectable } from '@nestjs/common';
import { type DateOnly, londonDate } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Calendars, Organisations } from '../../organisations/index.js';
import { Policies, type PolicyDocument } from '../../policies/index.js';
import type { LetterFacts } from '../domain/panel-letter.js';
import type { PanelDecision } from '../persistence/panel-letter.store.js';

/** Who writes, and the days that letters keep. */
@Injectable()
export class LetterSenders {
  constructor(
    private readonly calendars: Calendars,
    private readonly organisations: Organisations,
    private readonly policies: Policies,
  ) {}

  async nameOf(tx: Tx, authorityId: string): Promise<string> {
    return (await this.organisations.authorityById(tx, authorityId))?.name ?? 'The authority';
  }

  async again(tx: Tx, schoolId: string, { clocks }: PolicyDocument): Promise<LetterFacts['again']> {
    const calendar = await this.calendars.forSchool(tx, schoolId);
    const askBy = calendar.addSchoolDays(tx.today, clocks.reconsiderAskSchoolDays);
    return askBy.ok ? { askBy: askBy.value, answerDays: clocks.reconsiderAnswerSchoolDays } : null;
  }

  /** By when each decision's letters go out, in school days of the authority. */
  async dueBy(tx: Tx, decisions: readonly PanelDecision[]): Promise<(one: PanelDecision) => DateOnly> {
    const authorityId = tx.actor.authorityId ?? '';
    const days = (await this.policies.at(tx, authorityId, tx.today))?.document.panel.letterSchoolDays ?? 0;
    const calendar = decisions.length === 0 ? undefined : await this.calendars.forAuthority(tx, authorityId);
    return ({ decidedAt }) => {
      const due = calendar?.addSchoolDays(londonDate(decidedAt), days);
      return due?.ok ? due.value : londonDate(decidedAt);
    };
  }
}
