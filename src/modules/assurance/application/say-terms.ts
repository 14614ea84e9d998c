import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { type AssuranceTerms, checkTerms } from '../domain/assurance-terms.js';
import { TermsStore } from '../persistence/terms.store.js';

explainConstraint('assurance_term_pk', 'assurance-terms.exist');

export interface TermsView {
  readonly today: AssuranceTerms;
  readonly said: readonly AssuranceTerms[];
  readonly mayChange: boolean;
}

/** The days an authority works with, by date. What was said is never changed. */
@Injectable()
export class SayTerms {
  constructor(
    private readonly work: UnitOfWork,
    private readonly terms: TermsStore,
  ) {}

  async view(actor: Actor): Promise<Result<TermsView>> {
    const { authorityId } = actor;
    if (!assurancePolicy.canManage(actor) || authorityId === null) return forbidden('quality.manage');
    return this.work.read(actor, async (tx) =>
      ok({
        today: await this.terms.on(tx, authorityId, tx.today),
        said: await this.terms.said(tx, authorityId),
        mayChange: assurancePolicy.canSayTerms(actor),
      }),
    );
  }

  /** Problem: `assurance-terms.exist` for the same day. */
  say(actor: Actor, given: AssuranceTerms & { readonly fromDate: DateOnly }): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (!assurancePolicy.canSayTerms(actor) || authorityId === null) return forbidden('framework.manage');
      const checked = checkTerms(given, tx.today);
      if (!checked.ok) return checked;
      await this.terms.add(tx, checked.value);
      await tx.audit('assurance.terms-said', { type: 'authority', id: authorityId }, { fromDate: given.fromDate });
      return ok();
    });
  }
}
