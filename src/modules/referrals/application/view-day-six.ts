import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, invalid, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import type { Answers } from '../domain/answers.js';
import { type DaySixClock, daySixClock } from '../domain/clock.js';
import { referralPolicy } from '../referrals.policy.js';
import { ReferralFile } from './referral-file.js';
import { schoolFor } from './start-referral.js';

/** The day-six dates before there is a referral: worked out on the school's own calendar, with the count behind them. */
@Injectable()
export class ViewDaySix {
  constructor(
    private readonly work: UnitOfWork,
    private readonly file: ReferralFile,
    private readonly organisations: Organisations,
  ) {}

  run(actor: Actor, answers: Answers): Promise<Result<DaySixClock>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!referralPolicy.canCreate(actor) || actor.authorityId === null) return forbidden('referral.create');
      const school = await schoolFor(tx, this.organisations, answers.schoolId ?? null);
      if (!school.ok) return school;
      if (school.value === null) return invalid('schoolId', 'required');
      const context = await this.file.context(
        tx,
        { authorityId: actor.authorityId, submittedAt: null, createdOrganisationId: actor.organisationId ?? '' },
        school.value,
      );
      if (context.calendar === null) return invalid('exclusion.firstExcludedOn', 'calendar-not-covered');
      return daySixClock(answers, context.calendar, context);
    });
  }
}
