import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import { evidenceName, FindEvidence, latest } from '../../providers/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { type NamedSite, openSites, providerChoices, providerName } from '../persistence/providers-seen.js';
import { type ActionReport, type VisitAction, VisitActionStore } from '../persistence/visit-action.store.js';
import { type Finding, type Visit, VisitStore } from '../persistence/visit.store.js';

export interface VisitView {
  readonly visit: Visit;
  readonly findings: readonly Finding[];
  readonly actions: readonly VisitAction[];
  readonly today: DateOnly;
  readonly mayChange: boolean;
  readonly mayAnswer: boolean;
}

export interface ActionView {
  readonly action: VisitAction;
  readonly reports: readonly ActionReport[];
  /** Documents of its own that the provider may show; none for anybody else. */
  readonly documents: readonly { readonly id: string; readonly name: string }[];
  readonly today: DateOnly;
  readonly mayChange: boolean;
  readonly mayReport: boolean;
}

/** Visits as the authority and the provider see them. */
@Injectable()
export class ViewVisits {
  constructor(
    private readonly work: UnitOfWork,
    private readonly visits: VisitStore,
    private readonly actions: VisitActionStore,
    private readonly evidence: FindEvidence,
  ) {}

  async list(
    actor: Actor,
    filter: { readonly providerId: string | null; readonly offset: number; readonly size: number },
  ): Promise<Result<{ visits: readonly Visit[]; total: number }>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.visits.list(tx, filter)));
  }

  /** For programs: by id, the newest first, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<Visit>>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return ok(await this.work.read(actor, (tx) => this.visits.page(tx, at)));
  }

  async one(actor: Actor, id: string): Promise<Result<VisitView>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return this.work.read(actor, async (tx) => {
      const visit = await this.visits.byId(tx, id);
      if (visit === undefined) return notFound('visit');
      return ok({
        visit,
        findings: await this.visits.findings(tx, id),
        actions: await this.actions.ofVisit(tx, id),
        today: tx.today,
        mayChange: assurancePolicy.canChange(actor, visit),
        mayAnswer: assurancePolicy.canAnswer(actor, visit),
      });
    });
  }

  async action(actor: Actor, id: string): Promise<Result<ActionView>> {
    if (!assurancePolicy.canReadVisits(actor)) return forbidden('quality.manage');
    return this.work.read(actor, async (tx) => {
      const action = await this.actions.byId(tx, id);
      if (action === undefined) return notFound('visit-action');
      const mayReport = assurancePolicy.canAnswer(actor, action) && action.owner === 'PROVIDER';
      const kept = mayReport ? latest(await this.evidence.all(tx, action.providerId)) : [];
      return ok({
        action,
        reports: await this.actions.reports(tx, id),
        documents: kept.map((one) => ({ id: one.id, name: evidenceName(one) })),
        today: tx.today,
        mayChange: assurancePolicy.canChange(actor, action),
        mayReport,
      });
    });
  }

  /** A provider the actor sees, with its sites that are open, by name; at most 200. */
  async provider(actor: Actor, id: string): Promise<Result<{ id: string; name: string; sites: readonly NamedSite[] }>> {
    return this.work.read(actor, async (tx) => {
      const name = await providerName(tx, id);
      return name === undefined ? notFound('provider') : ok({ id, name, sites: await openSites(tx, id) });
    });
  }

  /** Providers the actor sees, by name; at most 1,000. */
  providers(actor: Actor): Promise<readonly { readonly value: string; readonly text: string }[]> {
    return this.work.read(actor, providerChoices);
  }
}
