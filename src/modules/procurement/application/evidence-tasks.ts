import { Injectable } from '@nestjs/common';
import { type Actor, daysBetween, formatDate, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { endingsOn, evidenceName, FindEvidence, kindOf, type EvidenceKind } from '../../providers/index.js';
import { EXPIRY_EFFECTS, SITE_EFFECTS, startingTerm } from '../domain/evidence-terms.js';
import { EvidenceWatchStore, type LapseLine } from '../persistence/evidence-watch.store.js';
import { procurementPolicy } from '../procurement.policy.js';

const KIND = 'Documents';

/** Documents that end or have run out: for the provider to renew, for the authority to follow up. */
@Injectable()
export class EvidenceTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceWatchStore,
    private readonly evidence: FindEvidence,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (may(actor, 'evidence.manage')) return this.providerTasks(actor);
    const followed = may(actor, 'evidence.read') ? await this.authorityTasks(actor) : [];
    return procurementPolicy.canManage(actor) ? [...followed, ...(await this.liftingTasks(actor))] : followed;
  }

  private providerTasks(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const documents = await this.evidence.all(tx, actor.organisationId ?? '');
      const names = new Map(documents.map((one) => [one.id, evidenceName(one)]));
      const ending = endingsOn(documents, tx.today, (kind) => startingTerm(kind).remindDays).map((one): Task => ({
        title: `Renew ${names.get(one.evidenceId) ?? kindOf(one.kind).words}`,
        href: `/evidence/${one.evidenceId}`,
        kind: KIND,
        dueOn: one.endsOn,
        detail: `It ends in ${daysBetween(tx.today, one.endsOn)} days, on ${formatDate(one.endsOn)}.`,
      }));
      const lapsed = (await this.store.open(tx)).map((one): Task => ({
        title: `Renew ${names.get(one.evidenceId) ?? one.kind}${at(one)}: it has run out`,
        href: `/evidence/${one.evidenceId}`,
        kind: KIND,
        dueOn: one.fromDate,
        detail: effectWords(one),
      }));
      return [...lapsed, ...ending];
    });
  }

  private authorityTasks(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const open = await this.store.open(tx);
      return open.map((one) => ({
        title: `${kindOf(one.kind as EvidenceKind).words} of ${one.providerName}${at(one)} has run out`,
        href: `/evidence/${one.evidenceId}`,
        kind: KIND,
        dueOn: one.fromDate,
        detail: effectWords(one),
      }));
    });
  }

  private liftingTasks(actor: Actor): Promise<readonly Task[]> {
    return this.work.read(actor, async (tx) => {
      const renewed = await this.store.renewed(tx);
      return renewed.map((one) => ({
        title: `${one.providerName} has renewed its documents: lift the suspension?`,
        href: `/frameworks/${one.frameworkId}`,
        kind: KIND,
        dueOn: tx.today,
      }));
    });
  }
}

const at = ({ siteName }: LapseLine): string => (siteName === null ? '' : ` at ${siteName}`);
const effectWords = ({ effect, siteName }: LapseLine): string =>
  (siteName === null ? EXPIRY_EFFECTS : SITE_EFFECTS)[effect];
