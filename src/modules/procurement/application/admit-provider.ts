import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Decisions } from '../../panels/index.js';
import { checkAdmissionDates, SUSPENSION_REASONS, type SuspensionReason } from '../domain/framework.js';
import { type Admission, AdmissionStore } from '../persistence/admission.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('admission_one_a_day', 'admission.overlaps');
explainConstraint('admission_provider', 'provider.not-found');
explainConstraint('admission_decision', 'decision.not-found');
explainConstraint('admission_suspension_one_a_day', 'admission.suspension-overlaps');

export interface AdmitCommand {
  readonly providerId: string;
  readonly lotId: string;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  /** The decision that gave the admission; null when this records it, with the reasons below. */
  readonly decisionId: string | null;
  /** Why, in the words of whoever decides; needed where no decision is named. */
  readonly reasons: string;
}

/** Gives, suspends and ends a provider's place on a lot. Each change is dated and asks for a new matching run. */
@Injectable()
export class AdmitProvider {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: AdmissionStore,
    private readonly decisions: Decisions,
  ) {}

  /** Problems: `admission.overlaps`, `provider.not-found`. */
  run(actor: Actor, command: AdmitCommand): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const lot = await this.store.lotOf(tx, command.lotId);
      if (lot === undefined) return notFound('lot');
      if (!procurementPolicy.canChange(actor, lot)) return forbidden('framework.manage');
      const dates = checkAdmissionDates(lot, command);
      if (!dates.ok) return dates;
      const decided = await this.decide(tx, lot.authorityId, command);
      if (!decided.ok) return decided;
      const id = newId();
      const { providerId, lotId, fromDate, toDate } = command;
      const { authorityId, frameworkId } = lot;
      const admission = {
        id,
        authorityId,
        frameworkId,
        providerId,
        lotId,
        fromDate,
        toDate,
        decisionId: decided.value,
      };
      await this.store.addAdmission(tx, admission);
      await tx.audit(
        'admission.given',
        { type: 'admission', id },
        { provider: command.providerId, lot: command.lotId },
      );
      await askForRun(tx, command.providerId);
      return ok(id);
    });
  }

  /** From `fromDate` nothing new is called off; placements go on. Problems: `admission.suspension-overlaps`. */
  suspend(
    actor: Actor,
    command: { admissionId: string; reason: SuspensionReason; fromDate: DateOnly; toDate: DateOnly | null },
  ): Promise<Result<undefined>> {
    return this.change(actor, command.admissionId, async (tx, admission) => {
      if (!isCode(SUSPENSION_REASONS, command.reason)) return invalid('reason', 'choice');
      if (command.toDate !== null && command.toDate < command.fromDate) return invalid('toDate', 'ends-before-start');
      await this.store.suspend(tx, { id: newId(), admission, ...command });
      await tx.audit('admission.suspended', { type: 'admission', id: admission.id }, { reason: command.reason });
      return ok();
    });
  }

  /** Nothing is suspended from `from` on. Problem: `admission.not-suspended`. */
  lift(actor: Actor, command: { admissionId: string; from: DateOnly }): Promise<Result<undefined>> {
    return this.change(actor, command.admissionId, async (tx, admission) => {
      const lifted = await this.store.liftSuspension(tx, admission.id, addDays(command.from, -1));
      if (lifted === 0) return problem('admission.not-suspended');
      await tx.audit('admission.suspension-lifted', { type: 'admission', id: admission.id });
      return ok();
    });
  }

  /** Ends the admission after `lastDay`, never later than it would have. */
  end(actor: Actor, command: { admissionId: string; lastDay: DateOnly }): Promise<Result<undefined>> {
    return this.change(actor, command.admissionId, async (tx, admission) => {
      if (command.lastDay < admission.fromDate) return invalid('lastDay', 'ends-before-start');
      if (command.lastDay > admission.toDate) return invalid('lastDay', 'only-earlier');
      await this.store.end(tx, admission.id, command.lastDay);
      await tx.audit('admission.ended', { type: 'admission', id: admission.id }, { lastDay: command.lastDay });
      return ok();
    });
  }

  private async decide(tx: Tx, authorityId: string, command: AdmitCommand): Promise<Result<string>> {
    if (command.decisionId !== null) return ok(command.decisionId);
    const reasons = cleanText(command.reasons, {
      field: 'reasons',
      max: 4000,
      multiline: true,
      required: true,
    });
    if (!reasons.ok) return reasons;
    const { userId } = tx.actor;
    const id = await this.decisions.record(tx, {
      authorityId,
      kind: 'ADMISSION',
      outcome: 'ADMITTED',
      reasons: reasons.value,
      policyId: null,
      delegatedPower: 'Commissioning under the framework',
      deciders: userId === null ? [] : [{ userId, part: 'DECIDED' }],
    });
    return ok(id);
  }

  private change(
    actor: Actor,
    admissionId: string,
    work: (tx: Tx, admission: Admission) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const admission = await this.store.lock(tx, admissionId);
      if (admission === undefined) return notFound('admission');
      if (!procurementPolicy.canChange(actor, admission)) return forbidden('framework.manage');
      const changed = await work(tx, admission);
      if (changed.ok) await askForRun(tx, admission.providerId);
      return changed;
    });
  }
}

/** By the supply, not by the lead: every authority that commissions from the provider may now match differently. */
const askForRun = (tx: Tx, providerId: string): Promise<void> => tx.outbox('capacity.changed', { providerId });
