import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, newId, notFound, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { checkFramework, type FrameworkDetails } from '../domain/framework.js';
import { type AdmissionLine, AdmissionStore, type FrameworkSummary } from '../persistence/admission.store.js';
import { type Condition, ConditionStore } from '../persistence/condition.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('framework_reference_once', 'framework.reference-taken');

export interface FrameworkDetail extends FrameworkSummary {
  readonly admissions: readonly AdmissionLine[];
  readonly conditions: readonly Condition[];
}

@Injectable()
export class ManageFramework {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: AdmissionStore,
    private readonly conditions: ConditionStore,
  ) {}

  /** Sets up a framework led by the actor's authority, with its lots. Problems: `framework.reference-taken`. */
  create(actor: Actor, details: FrameworkDetails): Promise<Result<{ id: string; lotIds: string[] }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (authorityId === null || !procurementPolicy.canManage(actor)) return forbidden('framework.manage');
      const checked = checkFramework(details);
      if (!checked.ok) return checked;
      const id = newId();
      const lotIds = checked.value.lots.map(() => newId());
      await this.store.addFramework(tx, { id, authorityId, lotIds }, checked.value);
      await tx.audit('framework.created', { type: 'framework', id });
      return ok({ id, lotIds });
    });
  }

  /** Lets further authorities call off from it. */
  addParticipants(
    actor: Actor,
    command: { readonly frameworkId: string; readonly authorityIds: readonly string[] },
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const [framework] = await this.store.frameworks(tx, command.frameworkId);
      if (framework === undefined) return notFound('framework');
      if (!procurementPolicy.canChange(actor, framework)) return forbidden('framework.manage');
      await this.store.addParticipants(tx, framework.id, command.authorityIds);
      await tx.audit('framework.participants-added', { type: 'framework', id: framework.id });
      return ok();
    });
  }

  async list(actor: Actor): Promise<Result<FrameworkSummary[]>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return ok(await this.work.read(actor, (tx) => this.store.frameworks(tx)));
  }

  /** A framework that the actor's authority leads, for changing what hangs on it. */
  async led(actor: Actor, id: string): Promise<Result<FrameworkSummary>> {
    return this.work.read(actor, (tx) => this.ledBy(tx, id));
  }

  /** As `led`, in a transaction that is under way. */
  async ledBy(tx: Tx, id: string): Promise<Result<FrameworkSummary>> {
    const [framework] = await this.store.frameworks(tx, id);
    if (framework === undefined) return notFound('framework');
    return procurementPolicy.canChange(tx.actor, framework) ? ok(framework) : forbidden('framework.manage');
  }

  async detail(actor: Actor, id: string): Promise<Result<FrameworkDetail>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const [framework] = await this.store.frameworks(tx, id);
      if (framework === undefined) return notFound('framework');
      const admissions = await this.store.admissionLines(tx, { frameworkId: id, providerId: null });
      return ok({ ...framework, admissions, conditions: await this.conditions.ofFramework(tx, id) });
    });
  }
}
