import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { AnswerPatch } from '../domain/read-answers.js';
import type { ReferralStatus } from '../domain/referral-states.js';
import { StartReferral } from './start-referral.js';
import { SubmitReferral } from './submit-referral.js';

export interface Created {
  readonly id: string;
  readonly reference: string | null;
  readonly status: ReferralStatus;
}

/** A draft with all its answers at once and, when asked, its submission; together or not at all. For machines. */
@Injectable()
export class CreateReferral {
  constructor(
    private readonly work: UnitOfWork,
    private readonly start: StartReferral,
    private readonly submit: SubmitReferral,
  ) {}

  run(actor: Actor, patch: AnswerPatch, then: 'KEEP_AS_DRAFT' | 'SUBMIT'): Promise<Result<Created>> {
    return this.work.inTransaction<Created>(actor, async (tx) => {
      const started = await this.start.within(tx, patch);
      if (!started.ok) return started;
      if (then === 'SUBMIT') return this.submit.within(tx, started.value.id);
      return ok({ id: started.value.id, reference: null, status: 'DRAFT' });
    });
  }
}
