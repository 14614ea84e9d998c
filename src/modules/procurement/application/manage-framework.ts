import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  forbidden,
  londonDate,
  maxDate,
  newId,
  notFound,
  ok,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { type Authority, Organisations } from '../../organisations/index.js';
import { checkExtension, checkFramework, type FrameworkDetails } from '../domain/framework.js';
import { checkRequirements, type LotRequirements } from '../domain/lots.js';
import { checkTerms, type FrameworkTerms } from '../domain/regimes.js';
import { type AdmissionLine, AdmissionStore } from '../persistence/admission.store.js';
import { type Condition, ConditionStore } from '../persistence/condition.store.js';
import { type Extension, type FrameworkSummary, FrameworkStore } from '../persistence/framework.store.js';
import { RoundStore } from '../persistence/round.store.js';
import { procurementPolicy } from '../procurement.policy.js';

explainConstraint('framework_reference_once', 'framework.reference-taken');
explainConstraint('framework_participant_authority', 'authority.not-found');
explainConstraint('framework_terms_pk', 'framework-terms.exists');
explainConstraint('framework_extension_once', 'record.changed');
explainConstraint('framework_extension', 'framework.not-extendable');
explainConstraint('framework_extension_in_time', 'framework.ended');
explainConstraint('lot_stands', 'lot.stands');

export interface FrameworkDetail extends FrameworkSummary {
  readonly admissions: readonly AdmissionLine[];
  readonly conditions: readonly Condition[];
  readonly extensions: readonly Extension[];
  /** The days it works with today. */
  readonly terms: Omit<FrameworkTerms, 'fromDate'>;
  readonly comingTerms: readonly FrameworkTerms[];
}

@Injectable()
export class ManageFramework {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: FrameworkStore,
    private readonly admissions: AdmissionStore,
    private readonly conditions: ConditionStore,
    private readonly rounds: RoundStore,
    private readonly organisations: Organisations,
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
      await this.store.add(tx, { id, authorityId, lotIds }, checked.value);
      await tx.audit('framework.created', { type: 'framework', id });
      return ok({ id, lotIds });
    });
  }

  /** Lets further authorities call off from it, from everybody who is admitted. Problem: `authority.not-found`. */
  addParticipants(
    actor: Actor,
    command: { readonly frameworkId: string; readonly authorityIds: readonly string[] },
  ): Promise<Result<undefined>> {
    return this.change(actor, command.frameworkId, async (tx, framework) => {
      await this.store.addParticipants(tx, framework.id, command.authorityIds);
      // Whoever waits there may be matched with them now.
      const suppliers = await this.store.suppliers(tx, framework.id);
      await tx.outboxAll(
        'capacity.changed',
        suppliers.map((providerId) => ({ providerId })),
      );
      await tx.audit('framework.participants-added', { type: 'framework', id: framework.id });
      return ok();
    });
  }

  /** Authorities that do not call off from it yet, by name. */
  async otherAuthorities(actor: Actor, frameworkId: string): Promise<Result<Authority[]>> {
    return this.work.read(actor, async (tx) => {
      const framework = await this.ledBy(tx, frameworkId);
      if (!framework.ok) return framework;
      const inIt = new Set(framework.value.participants.map(({ id }) => id));
      return ok((await this.organisations.authorities(tx)).filter(({ id }) => !inIt.has(id)));
    });
  }

  /**
   * Moves its last day, within what its notice allows; rounds, cases and admissions to its end go on with it. Problems:
   * `framework.not-extendable`, `framework.ended`, `record.changed` when somebody else extended it; rules of `checkExtension`, `reason`.
   */
  extend(
    actor: Actor,
    command: { readonly frameworkId: string; readonly endsOn: DateOnly; readonly reason: string },
  ): Promise<Result<undefined>> {
    return this.change(actor, command.frameworkId, async (tx, framework) => {
      const { endsOn } = command;
      const reason = cleanText(command.reason, { field: 'reason', max: 1000, multiline: true, required: true });
      if (!reason.ok) return reason;
      const checked = checkExtension(framework, endsOn, tx.today);
      if (!checked.ok) return checked;
      await this.store.extend(tx, framework, { id: newId(), endsOn, reason: reason.value });
      await tx.audit(
        'framework.extended',
        { type: 'framework', id: framework.id },
        { from: framework.endsOn, to: endsOn },
      );
      return ok();
    });
  }

  /** What a lot asks for. Problem: `lot.stands` once a round with it has been published; rules of `checkRequirements`. */
  setRequirements(
    actor: Actor,
    command: { readonly frameworkId: string; readonly lotId: string; readonly requirements: LotRequirements },
  ): Promise<Result<undefined>> {
    return this.change(actor, command.frameworkId, async (tx, framework) => {
      const lot = framework.lots.find(({ id }) => id === command.lotId);
      if (lot === undefined) return notFound('lot');
      const checked = checkRequirements(command.requirements);
      if (!checked.ok) return checked;
      await this.store.setRequirements(tx, lot.id, checked.value);
      await tx.audit('lot.requirements-set', { type: 'framework', id: framework.id }, { lot: lot.number });
      return ok();
    });
  }

  /**
   * The days it works with from a day on; what bidders of a published round were told stands. Problem:
   * `framework-terms.exists` for one of that day; rules of `checkTerms`.
   */
  setTerms(actor: Actor, frameworkId: string, given: Omit<FrameworkTerms, 'confirmed'>): Promise<Result<undefined>> {
    return this.change(actor, frameworkId, async (tx, framework) => {
      const told = (await this.rounds.ofFramework(tx, frameworkId)).filter(({ publishedAt }) => publishedAt !== null);
      const opened = told.map(({ opensAt }) => addDays(londonDate(opensAt), 1));
      const checked = checkTerms(given, maxDate(tx.today, ...opened));
      if (!checked.ok) return checked;
      await this.rounds.addTerms(tx, framework, { ...checked.value, confirmed: true });
      const { fromDate } = checked.value;
      await tx.audit('framework.terms-set', { type: 'framework', id: frameworkId }, { fromDate });
      return ok();
    });
  }

  /** The days it works with today, in a transaction that is under way. */
  termsToday(tx: Tx, framework: FrameworkSummary): Promise<Omit<FrameworkTerms, 'fromDate'>> {
    return this.rounds.termsOn(tx, framework, tx.today);
  }

  async list(actor: Actor): Promise<Result<FrameworkSummary[]>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return ok(await this.work.read(actor, (tx) => this.store.list(tx)));
  }

  /** A framework that the actor's authority leads, for changing what hangs on it. */
  async led(actor: Actor, id: string): Promise<Result<FrameworkSummary>> {
    return this.work.read(actor, (tx) => this.ledBy(tx, id));
  }

  /** As `led`, in a transaction that is under way. */
  async ledBy(tx: Tx, id: string): Promise<Result<FrameworkSummary>> {
    const framework = await this.store.byId(tx, id);
    if (framework === undefined) return notFound('framework');
    return procurementPolicy.canChange(tx.actor, framework) ? ok(framework) : forbidden('framework.manage');
  }

  async detail(actor: Actor, id: string): Promise<Result<FrameworkDetail>> {
    if (!procurementPolicy.canRead(actor)) return forbidden('provider.read');
    return this.work.read(actor, async (tx) => {
      const framework = await this.store.byId(tx, id);
      if (framework === undefined) return notFound('framework');
      return ok({
        ...framework,
        admissions: await this.admissions.admissionLines(tx, { frameworkId: id, providerId: null }),
        conditions: await this.conditions.ofFramework(tx, id),
        extensions: await this.store.extensions(tx, id),
        terms: await this.termsToday(tx, framework),
        comingTerms: await this.rounds.termsAfter(tx, framework.id, tx.today),
      });
    });
  }

  private change<T>(
    actor: Actor,
    frameworkId: string,
    work: (tx: Tx, framework: FrameworkSummary) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const framework = await this.ledBy(tx, frameworkId);
      return framework.ok ? work(tx, framework.value) : framework;
    });
  }
}
