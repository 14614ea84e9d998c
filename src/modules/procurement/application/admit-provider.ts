import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  isCode,
  minDate,
  newId,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { checkAdmissionDates, SUSPENSION_REASONS, type SuspensionReason } from '../domain/framework.js';
import { type Admission, AdmissionStore, type NewAdmission, type OnFramework } from '../persistence/admission.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('admission_one_a_day', 'admission.overlaps');
explainConstraint('admission_provider', 'provider.not-found');
explainConstraint('admission_decision', 'admission.not-decided');
explainConstraint('admission_decided', 'admission.not-decided');
explainConstraint('admission_ends_by_removal', 'admission.stands');
explainConstraint('admission_suspension_one_a_day', 'admission.suspension-overlaps');

/** A provider's place on a lot, by the decision that gives it. */
export interface AdmitCommand {
  readonly providerId: string;
  readonly lotId: string;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  readonly decisionId: string;
}

interface SuspendCommand {
  readonly admissionId: string;
  readonly reason: SuspensionReason;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
}
interface LiftCommand {
  readonly admissionId: string;
  readonly from: DateOnly;
}
interface EndCommand {
  readonly admissionId: string;
  readonly lastDay: DateOnly;
}

/** Gives, suspends and ends a provider's place on a lot. Each change is dated and asks for a new matching run. */
@Injectable()
export class AdmitProvider {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: AdmissionStore,
  ) {}

  /**
   * Gives places on lots by a body's decisions, in the transaction that acts on them, in as few statements for many as
   * for one: nobody is admitted otherwise, and the database asks for each decision. Their ids, in the order given.
   * Problems: `admission.overlaps`, `admission.not-decided`, `provider.suspended`.
   */
  async admit(tx: Tx, commands: readonly AdmitCommand[]): Promise<Result<readonly string[]>> {
    const lots = await this.store.lotsOf(tx, [...new Set(commands.map(({ lotId }) => lotId))]);
    const given: NewAdmission[] = [];
    for (const command of commands) {
      const lot = lots.get(command.lotId);
      if (lot === undefined) return notFound('lot');
      const dates = checkAdmissionDates(lot, command);
      if (!dates.ok) return dates;
      given.push({ id: newId(), authorityId: lot.authorityId, frameworkId: lot.frameworkId, ...command });
    }
    const fit = await this.mayAdmit(tx, given);
    if (!fit.ok) return fit;
    await this.store.addAdmissions(tx, given);
    await tx.auditAll(
      'admission.given',
      given.map(({ id, providerId, lotId }) => ({
        subject: { type: 'admission', id },
        facts: { provider: providerId, lot: lotId },
      })),
    );
    await askForRuns(tx, providersOf(given));
    return ok(given.map(({ id }) => id));
  }

  /** Problem: `provider.suspended`, while an admission of a provider to the framework is suspended today. */
  async mayAdmit(tx: Tx, asked: readonly OnFramework[]): Promise<Result<undefined>> {
    await this.store.lockProviders(tx, providersOf(asked));
    const suspended = await this.store.suspended(tx, asked);
    return suspended.length === 0 ? ok() : problem('provider.suspended', { providers: suspended });
  }

  /**
   * From `fromDate` nothing new is called off; placements go on. Problem: `admission.suspension-overlaps`; rules:
   * `ends-before-start`, `too-early` (before the admission and before today), `too-late` (after the admission).
   */
  async suspend(actor: Actor, command: SuspendCommand): Promise<Result<undefined>> {
    const suspended = await this.work.inTransaction(actor, (tx) => this.suspendIn(tx, command));
    return suspended.ok ? ok() : suspended;
  }

  /** As `suspend`, in a transaction that is under way; answers the suspension. */
  suspendIn(tx: Tx, command: SuspendCommand): Promise<Result<string>> {
    return this.change(tx, command.admissionId, async (admission) => {
      if (!isCode(SUSPENSION_REASONS, command.reason)) return invalid('reason', 'choice');
      if (command.toDate !== null && command.toDate < command.fromDate) return invalid('toDate', 'ends-before-start');
      const [least, most] = [minDate(admission.fromDate, tx.today), admission.toDate];
      if (command.fromDate < least) return invalid('fromDate', 'too-early', { min: formatDate(least) });
      if (command.fromDate > most) return invalid('fromDate', 'too-late', { max: formatDate(most) });
      const id = newId();
      await this.store.suspend(tx, { id, admission, ...command });
      await tx.audit('admission.suspended', { type: 'admission', id: admission.id }, { reason: command.reason });
      await tx.outbox('provision.stops', suspendedFrom(admission.id, command.fromDate));
      await announce(tx, toProvider('admission.suspended', admission, command.fromDate));
      return ok(id);
    });
  }

  /** Nothing is suspended from `from` on; days that are over stay suspended. Problem: `admission.not-suspended`; rule: `too-early`. */
  lift(actor: Actor, command: LiftCommand): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, (tx) => this.liftIn(tx, command));
  }

  /** As `lift`, in a transaction that is under way. */
  liftIn(tx: Tx, command: LiftCommand): Promise<Result<undefined>> {
    return this.change(tx, command.admissionId, async (admission) => {
      if (command.from < tx.today) return invalid('from', 'too-early', { min: formatDate(tx.today) });
      const lifted = await this.store.liftSuspension(tx, admission.id, addDays(command.from, -1));
      if (lifted === 0) return problem('admission.not-suspended');
      await tx.audit('admission.suspension-lifted', { type: 'admission', id: admission.id });
      await tx.outbox('provision.stops', { what: 'LIFTED', admissionId: admission.id, onDate: command.from });
      await announce(tx, toProvider('admission.lifted', admission, command.from));
      return ok();
    });
  }

  /**
   * Ends the admission after `lastDay`, never later than it would have, in the transaction that decides its removal: the
   * database asks for that decision. Problem: `admission.stands`.
   */
  endIn(tx: Tx, command: EndCommand): Promise<Result<undefined>> {
    return this.change(tx, command.admissionId, async (admission) => {
      if (command.lastDay < admission.fromDate) return invalid('lastDay', 'ends-before-start');
      if (command.lastDay > admission.toDate) return invalid('lastDay', 'only-earlier');
      await this.store.end(tx, admission.id, command.lastDay);
      await tx.audit('admission.ended', { type: 'admission', id: admission.id }, { lastDay: command.lastDay });
      const onDate = addDays(command.lastDay, 1);
      await tx.outbox('provision.stops', { what: 'REMOVED', admissionId: admission.id, onDate });
      return ok();
    });
  }

  private async change<T>(
    tx: Tx,
    admissionId: string,
    work: (admission: Admission) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const admission = await this.store.lock(tx, admissionId);
    if (admission === undefined) return notFound('admission');
    if (!procurementPolicy.canChange(tx.actor, admission)) return forbidden('framework.manage');
    await this.store.lockProviders(tx, [admission.providerId]);
    const changed = await work(admission);
    if (changed.ok) await askForRuns(tx, [admission.providerId]);
    return changed;
  }
}

/** From which day; why stays with the authority, for a concern may be confidential. */
export const toProvider = (
  kind: 'admission.suspended' | 'admission.lifted',
  { id, providerId, lotNumber }: Pick<Admission, 'id' | 'providerId' | 'lotNumber'>,
  from: DateOnly,
) => ({
  kind,
  organisationId: providerId,
  subjectType: 'admission',
  subjectId: id,
  reference: `Lot ${lotNumber}, from ${formatDate(from)}`,
});

/** Those who have pupils there are told. */
export const suspendedFrom = (admissionId: string, onDate: DateOnly) => ({ what: 'SUSPENDED', admissionId, onDate });

/** By the supply, not by the lead: every authority that commissions from the provider may now match differently. */
const askForRuns = (tx: Tx, providerIds: readonly string[]): Promise<void> =>
  tx.outboxAll(
    'capacity.changed',
    providerIds.map((providerId) => ({ providerId })),
  );

const providersOf = (asked: readonly Pick<OnFramework, 'providerId'>[]): readonly string[] => [
  ...new Set(asked.map(({ providerId }) => providerId)),
];
