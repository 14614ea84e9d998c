import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, ok, problem, type Result } from '../../../kernel/index.js';
import { checkContacts, checkPlan, type ContactGiven, type PlanGiven } from '../domain/plan.js';
import {
  type Contact,
  type Agreement,
  type Objective,
  type Plan,
  PlanStore,
  type Side,
} from '../persistence/plan.store.js';
import type { ReviewedPlacement } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy, sideOf } from '../reviews.policy.js';
import { PlacementFile, subjectOf } from './placement-file.js';

export interface PlanView {
  readonly placement: ReviewedPlacement;
  /** The newest first; the first counts. */
  readonly versions: readonly Plan[];
  readonly objectives: readonly Objective[];
  readonly agreements: readonly Agreement[];
  /** Whose agreement is awaited, by name; another provider of a package goes without a name. */
  readonly awaited: readonly string[];
  readonly side: Side;
  readonly mayWrite: boolean;
  readonly mayAgree: boolean;
}

export interface ContactsView {
  readonly placement: ReviewedPlacement;
  readonly contacts: readonly Contact[];
  readonly mayChange: boolean;
}

/** The plan of a placement in versions, agreed by the school and each provider, and whom to ring. */
@Injectable()
export class WritePlan {
  constructor(
    private readonly file: PlacementFile,
    private readonly plans: PlanStore,
  ) {}

  view(actor: Actor, placementId: string): Promise<Result<PlanView>> {
    return this.file.read(actor, placementId, async (tx, placement) => {
      const versions = await this.plans.versions(tx, placementId);
      const [latest] = versions;
      const agreements = latest === undefined ? [] : await this.plans.agreements(tx, latest.id);
      const agreed = new Set(agreements.map(({ organisationId }) => organisationId));
      const providers = new Map(
        (await this.file.providers(tx, placement)).map((one) => [one.organisationId, one.name]),
      );
      const names = providers.set(placement.schoolId, placement.schoolName);
      const missing = latest?.parties.filter((party) => !agreed.has(party)) ?? [];
      const side = sideOf(actor, placement);
      const named = (party: string): string =>
        side === 'PROVIDER' && party !== placement.schoolId && party !== actor.organisationId
          ? 'Another provider'
          : (names.get(party) ?? 'Another organisation');
      const isOpen = placement.status !== 'ENDED';
      return {
        placement,
        versions,
        objectives: latest === undefined ? [] : await this.plans.objectives(tx, latest.id),
        agreements,
        awaited: missing.map(named),
        side,
        mayWrite: isOpen && reviewsPolicy.canRecord(actor),
        mayAgree: isOpen && reviewsPolicy.canAgree(actor, missing),
      };
    });
  }

  /**
   * A new version, on top of the one that was seen (nought for none). It is agreed by whoever writes it for a party; the
   * others are asked. Problems: rules of `checkPlan`; `plan.changed-meanwhile`, `review.over`.
   */
  write(actor: Actor, placementId: string, given: PlanGiven, seen: number): Promise<Result<{ version: number }>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      if (placement.status === 'ENDED') return problem('review.over');
      const checked = checkPlan(given, placement);
      if (!checked.ok) return checked;
      const latest = await this.plans.latest(tx, placementId);
      if ((latest?.version ?? 0) !== seen) return problem('plan.changed-meanwhile');
      const version = seen + 1;
      const providers = await this.file.providers(tx, placement);
      const parties = [placement.schoolId, ...providers.map(({ organisationId }) => organisationId)];
      const { authorityId } = placement;
      const side = sideOf(actor, placement);
      await this.plans.add(tx, { ...checked.value, placementId, authorityId, version, parties, writtenFor: side });
      await tx.audit('plan.written', subjectOf(placement), { version });
      if (reviewsPolicy.canAgree(actor, parties)) {
        const plan = await this.plans.lock(tx, placementId, version);
        if (plan !== undefined) await this.plans.agree(tx, plan, authorityId);
      }
      await this.file.tell(tx, placement, { kind: 'plan.written', subject: { type: 'placement', id: placementId } });
      return ok({ version });
    });
  }

  /** For one's own organisation, to the version that was read. Problems: `plan.changed-meanwhile`, `plan.agreed-already`. */
  agree(actor: Actor, placementId: string, seen: number): Promise<Result<{ version: number; agreed: boolean }>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      if (placement.status === 'ENDED') return problem('review.over');
      const latest = await this.plans.latest(tx, placementId);
      if (latest === undefined || latest.version !== seen) return problem('plan.changed-meanwhile');
      if (!reviewsPolicy.canAgree(actor, latest.parties)) return forbidden('plan.agree');
      const plan = await this.plans.lock(tx, placementId, seen);
      if (plan === undefined) return problem('plan.changed-meanwhile');
      const agreed = await this.plans.agree(tx, plan, placement.authorityId);
      await tx.audit('plan.agreed', subjectOf(placement), { version: seen });
      if (agreed) {
        await this.file.tell(tx, placement, { kind: 'plan.agreed', subject: { type: 'placement', id: placementId } });
      }
      return ok({ version: seen, agreed });
    });
  }

  contacts(actor: Actor, placementId: string): Promise<Result<ContactsView>> {
    return this.file.read(actor, placementId, async (tx, placement) => {
      await tx.audit('contacts.read', subjectOf(placement));
      const contacts = await this.plans.contacts(tx, placementId);
      return { placement, contacts, mayChange: placement.status !== 'ENDED' && reviewsPolicy.canRecord(actor) };
    });
  }

  /** All of them at once; what was kept before is gone. Rules of `checkContacts`. */
  replaceContacts(
    actor: Actor,
    placementId: string,
    given: readonly ContactGiven[],
  ): Promise<Result<{ kept: number }>> {
    return this.file.change(actor, placementId, async (tx, placement) => {
      if (placement.status === 'ENDED') return problem('review.over');
      const checked = checkContacts(given);
      if (!checked.ok) return checked;
      await this.plans.replaceContacts(tx, placementId, checked.value);
      await tx.audit('contacts.replaced', subjectOf(placement), { contacts: checked.value.length });
      return ok({ kept: checked.value.length });
    });
  }
}
