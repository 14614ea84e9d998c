import { Injectable } from '@nestjs/common';
import { type DateOnly, maxDate, minDate, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Calendars, Organisations } from '../../organisations/index.js';
import { Policies } from '../../policies/index.js';
import type { PanelLetter } from '../persistence/panel-letter.store.js';
import type { Reconsideration } from '../persistence/reconsideration.store.js';

/** By when a question about a decision is answered, in school days under the policy of the day, and who is told. */
@Injectable()
export class ReconsiderationClock {
  constructor(
    private readonly calendars: Calendars,
    private readonly organisations: Organisations,
    private readonly policies: Policies,
  ) {}

  /** Problems: `policy.none-in-force`, `calendar.not-covered`. */
  async due(
    tx: Tx,
    { authorityId, schoolOrganisationId }: PanelLetter,
    askedOn: DateOnly,
  ): Promise<Result<{ readonly dueOn: DateOnly; readonly remindOn: DateOnly }>> {
    const clocks = (await this.policies.at(tx, authorityId, tx.today))?.document.clocks;
    if (clocks === undefined) return problem('policy.none-in-force', { date: tx.today });
    const calendar = await this.calendars.forSchool(tx, schoolOrganisationId);
    const due = calendar.addSchoolDays(askedOn, clocks.reconsiderAnswerSchoolDays);
    if (!due.ok) return due;
    const days = Math.max(1, clocks.reconsiderAnswerSchoolDays - clocks.reconsiderRemindSchoolDays);
    const remind = calendar.addSchoolDays(askedOn, days);
    // What was written down late is due today at the earliest.
    const dueOn = maxDate(due.value, tx.today);
    return ok({ dueOn, remindOn: remind.ok ? minDate(remind.value, dueOn) : dueOn });
  }

  async tell(
    tx: Tx,
    kind: 'reconsideration.asked' | 'reconsideration.due' | 'reconsideration.overdue',
    asked: Reconsideration | undefined,
  ): Promise<void> {
    if (asked === undefined) return;
    const { organisationId } = await this.organisations.commissioner(tx, asked.authorityId);
    if (organisationId === null) return;
    const about = {
      subjectType: 'reconsideration',
      subjectId: asked.id,
      reference: asked.reference,
      dueOn: asked.dueOn,
    };
    await announce(tx, { kind, organisationId, ...about });
  }
}
