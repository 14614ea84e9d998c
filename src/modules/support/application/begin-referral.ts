import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type Answers, StartReferral } from '../../referrals/index.js';
import { type RequestPupil, RequestStore, type SupportRequest } from '../persistence/request.store.js';
import { supportPolicy } from '../support.policy.js';

/** What was said when support was asked for becomes the beginning of a referral, which the school finishes and sends itself. */
@Injectable()
export class BeginReferral {
  constructor(
    private readonly work: UnitOfWork,
    private readonly requests: RequestStore,
    private readonly start: StartReferral,
  ) {}

  /** Once for a request about a pupil. Refused: `support.no-pupil`, `support.referral-begun`. */
  run(actor: Actor, id: string): Promise<Result<{ referralId: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (request === undefined) return notFound('support-request');
      if (!supportPolicy.isOwn(actor, request)) return forbidden('support.ask');
      if (request.referralId !== null) return problem('support.referral-begun');
      const pupil = await this.requests.pupil(tx, id);
      if (pupil === undefined) return problem('support.no-pupil');
      const begun = await this.start.within(tx, carriedOver(request, pupil));
      if (!begun.ok) return begun;
      await this.requests.began(tx, id, begun.value.id);
      await tx.audit('support.referral-begun', { type: 'support-request', id, referralId: begun.value.id });
      return ok({ referralId: begun.value.id });
    });
  }
}

const carriedOver = (
  { seen, tried }: SupportRequest,
  { upn, forename, surname, yearGroup }: RequestPupil,
): Answers => ({
  ...(upn === null ? {} : { 'pupil.upn': upn }),
  'pupil.forename': forename,
  'pupil.surname': surname,
  'pupil.yearGroup': yearGroup,
  'needs.description': seen,
  'history.tried': tried,
});
