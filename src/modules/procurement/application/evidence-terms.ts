import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { EVIDENCE_KINDS, type EvidenceKind } from '../../providers/index.js';
import { checkTerm, type EvidenceTerm, termOn } from '../domain/evidence-terms.js';
import { type FrameworkSummary, FrameworkStore } from '../persistence/framework.store.js';
import { EvidenceWatchStore } from '../persistence/evidence-watch.store.js';
import { procurementPolicy } from '../procurement.policy.js';
import { WATCH_EVIDENCE } from './watch-evidence.js';

explainConstraint('framework_evidence_term_pk', 'evidence-term.exists');

export interface EvidenceTermsView {
  readonly framework: FrameworkSummary;
  /** One for each kind: what counts today. */
  readonly today: readonly Omit<EvidenceTerm, 'fromDate'>[];
  /** What the framework has said, latest first. */
  readonly said: readonly EvidenceTerm[];
  readonly mayChange: boolean;
}

/** What follows on a framework when documents run out, by date. What was said is never changed. */
@Injectable()
export class EvidenceTerms {
  constructor(
    private readonly work: UnitOfWork,
    private readonly frameworks: FrameworkStore,
    private readonly store: EvidenceWatchStore,
  ) {}

  async view(actor: Actor, frameworkId: string): Promise<Result<EvidenceTermsView>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const framework = await this.frameworks.byId(tx, frameworkId);
      if (framework === undefined) return notFound('framework');
      const said = await this.store.terms(tx, [frameworkId]);
      const today = (Object.keys(EVIDENCE_KINDS) as EvidenceKind[]).map((kind) => termOn(said, kind, tx.today));
      return ok({ framework, today, said, mayChange: procurementPolicy.canChange(actor, framework) });
    });
  }

  /** From `fromDate` on; looked at again at once. Problem: `evidence-term.exists` for one of that day. */
  say(actor: Actor, frameworkId: string, given: EvidenceTerm): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const framework = await this.frameworks.byId(tx, frameworkId);
      if (framework === undefined) return notFound('framework');
      if (!procurementPolicy.canChange(actor, framework)) return forbidden('framework.manage');
      const checked = checkTerm(given, EVIDENCE_KINDS, tx.today);
      if (!checked.ok) return checked;
      await this.store.addTerm(tx, framework, checked.value);
      const { kind, onExpiry, fromDate } = checked.value;
      await tx.audit('framework.evidence-term', { type: 'framework', id: frameworkId }, { kind, onExpiry, fromDate });
      const { authorityId } = framework;
      await tx.outbox(WATCH_EVIDENCE, { authorityId }, { debounceKey: `${WATCH_EVIDENCE}:${authorityId}` });
      return ok();
    });
  }
}
