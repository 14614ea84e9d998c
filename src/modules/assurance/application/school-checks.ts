import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  forbidden,
  may,
  newId,
  notFound,
  ok,
  type Result,
  serviceActor,
} from '../../../kernel/index.js';
import { explainConstraint, type Counted, type IdPage, type Tx, UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { announce } from '../../notifications/index.js';
import { type AdmissionLine, Procurement } from '../../procurement/index.js';
import { assurancePolicy } from '../assurance.policy.js';
import { type CheckStanding, checkSchoolCheck, type SchoolCheckGiven, standingOf } from '../domain/school-check.js';
import { type SchoolAndProvider, type SchoolCheck, SchoolCheckStore } from '../persistence/school-check.store.js';
import { providerName } from '../persistence/providers-seen.js';
import { TermsStore } from '../persistence/terms.store.js';
import { type QualityJudgement, QualityJudgements } from './quality-judgements.js';

explainConstraint('school_assurance_site', 'site.not-found');

export interface PairView extends SchoolAndProvider {
  readonly standing: CheckStanding;
}

export interface ProviderChecksView {
  readonly provider: { readonly id: string; readonly name: string };
  /** How the authority sees the provider today. */
  readonly admissions: readonly AdmissionLine[];
  readonly judgement: QualityJudgement | null;
  readonly checks: readonly SchoolCheck[];
  readonly mayRecord: boolean;
}

/** Schools' own checks beside the authority's: recorded by the school, seen by both. */
@Injectable()
export class SchoolChecks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: SchoolCheckStore,
    private readonly terms: TermsStore,
    private readonly procurement: Procurement,
    private readonly judgements: QualityJudgements,
  ) {}

  /** Problems: `provider.not-found`, `site.not-found`; rules of `checkSchoolCheck`. */
  record(actor: Actor, providerId: string, given: SchoolCheckGiven): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      if (!assurancePolicy.canRecordChecks(actor) || authorityId === null) return forbidden('assurance.record');
      if ((await providerName(tx, providerId)) === undefined) return notFound('provider');
      const { checkDays } = await this.terms.on(tx, authorityId, tx.today);
      const checked = checkSchoolCheck(given, { today: tx.today, checkDays });
      if (!checked.ok) return checked;
      const id = newId();
      await this.store.add(tx, id, providerId, checked.value);
      await tx.audit('school-check.recorded', { type: 'school-check', id }, { provider: providerId });
      return ok(id);
    });
  }

  /** A school with the providers it uses or has checked; for the authority, of all its schools. */
  async list(actor: Actor): Promise<Result<{ readonly pairs: readonly PairView[]; readonly today: DateOnly }>> {
    if (!this.mayRead(actor)) return forbidden('assurance.record');
    return this.work.read(actor, async (tx) => ok({ pairs: await this.pairsOf(actor, tx.today), today: tx.today }));
  }

  /** For programs: by id, the newest first, after the last of the page before. */
  async page(actor: Actor, at: IdPage): Promise<Result<Counted<SchoolCheck>>> {
    if (!this.mayRead(actor)) return forbidden('assurance.record');
    return ok(await this.work.read(actor, (tx) => this.store.page(tx, at)));
  }

  async ofProvider(actor: Actor, providerId: string): Promise<Result<ProviderChecksView>> {
    if (!this.mayRead(actor)) return forbidden('assurance.record');
    return this.work.read(actor, async (tx) => {
      const name = await providerName(tx, providerId);
      if (name === undefined) return notFound('provider');
      const wanted = { authorityId: actor.authorityId ?? '', providerIds: [providerId], on: tx.today };
      return ok({
        provider: { id: providerId, name },
        admissions: await this.procurement.admissionsOf(tx, providerId),
        judgement: (await this.judgements.latest(tx, wanted)).get(providerId) ?? null,
        checks: await this.store.ofProvider(tx, providerId),
        mayRecord: assurancePolicy.canRecordChecks(actor),
      });
    });
  }

  /** The day's reminders in the authority of `tx`, a service: how many were sent. Each is sent once. */
  async remind(tx: Tx, authorityId: string): Promise<number> {
    const { remindDays } = await this.terms.on(tx, authorityId, tx.today);
    let sent = 0;
    for (const pair of await this.store.pairs(tx, { authorityId, schoolId: null })) {
      const standing = standingOf(pair.nextDueOn, tx.today, remindDays);
      if (pair.placements === 0 || standing === 'IN_DATE') continue;
      const fresh = await this.store.remind(tx, pair, `${standing} ${pair.nextDueOn ?? ''}`.trim());
      if (!fresh) continue;
      sent += 1;
      await announce(tx, {
        kind: 'school-check.due',
        organisationId: pair.schoolId,
        subjectType: 'school-check',
        subjectId: pair.providerId,
        reference: pair.providerName,
        dueOn: pair.nextDueOn,
      });
    }
    return sent;
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!this.mayRead(actor)) return [];
    const listed = await this.list(actor);
    if (!listed.ok) return [];
    const { pairs, today } = listed.value;
    const wanting = pairs.filter(({ placements, standing }) => placements > 0 && standing !== 'IN_DATE');
    if (assurancePolicy.canRecordChecks(actor)) {
      return wanting.map((one) => ({
        title: `Record your own checks of ${one.providerName}`,
        href: `/school-checks/providers/${one.providerId}`,
        kind: 'Checks of providers',
        dueOn: one.nextDueOn ?? today,
        detail: one.nextDueOn === null ? 'Your school uses it and has recorded none.' : 'The last ones run out.',
      }));
    }
    const schools = new Set(wanting.filter(({ standing }) => standing !== 'ENDS_SOON').map(({ schoolId }) => schoolId));
    if (schools.size === 0) return [];
    const who = schools.size === 1 ? '1 school uses' : `${schools.size} schools use`;
    const title = `${who} a provider without its own checks in date`;
    return [{ title, href: '/school-checks', kind: 'Checks of providers', dueOn: null }];
  }

  /** A service joins records to placements; a school gets its own, whoever manages quality all of the authority. */
  private async pairsOf(actor: Actor, today: DateOnly): Promise<PairView[]> {
    const { authorityId } = actor;
    if (authorityId === null) return [];
    const schoolId = assurancePolicy.canManage(actor) ? null : actor.organisationId;
    const service = serviceActor('assurance', authorityId, ['quality.manage', 'case.authority', 'placement.read']);
    return this.work.read(service, async (tx) => {
      const { remindDays } = await this.terms.on(tx, authorityId, today);
      const pairs = await this.store.pairs(tx, { authorityId, schoolId });
      return pairs.map((one) => ({ ...one, standing: standingOf(one.nextDueOn, today, remindDays) }));
    });
  }

  private mayRead(actor: Actor): boolean {
    return may(actor, 'assurance.record') || assurancePolicy.canManage(actor);
  }
}
