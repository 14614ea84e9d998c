import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  forbidden,
  invalid,
  may,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { type FrameworkFacts, recordPackage, releaseOf, releasePackage } from '../domain/open-contracting.js';
import { type FrameworkHead, PublicationStore } from '../persistence/publication.store.js';

explainConstraint('framework_publication_ocid_once', 'ocid.taken');

const digest = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 16);
const OCID = /^ocds-[a-z0-9]{6}-[A-Za-z0-9._/-]{1,80}$/;

export interface OpenData {
  readonly head: FrameworkHead;
  readonly facts: Omit<FrameworkFacts, 'ocid'>;
}

/** A framework's open contracting data, made from what is recorded each time it is asked for. */
@Injectable()
export class PublishFramework {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: PublicationStore,
  ) {}

  /** For those who run the framework. */
  view(actor: Actor, frameworkId: string): Promise<Result<OpenData>> {
    return this.work.read(actor, async (tx) => {
      const head = await this.led(tx, frameworkId);
      if (!head.ok) return head;
      return ok({ head: head.value, facts: await this.factsOf(tx, head.value) });
    });
  }

  /** The identifier its notice was given. Rules on `ocid`: `ocid`, those of `cleanText`. Problem: `ocid.taken`. */
  identify(actor: Actor, frameworkId: string, typed: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const head = await this.led(tx, frameworkId);
      if (!head.ok) return head;
      const ocid = cleanText(typed, { field: 'ocid', max: 100, required: true });
      if (!ocid.ok) return ocid;
      if (!OCID.test(ocid.value)) return invalid('ocid', 'ocid');
      await this.store.setOcid(tx, head.value, ocid.value);
      await tx.audit('framework.identified', { type: 'framework', id: frameworkId });
      return ok();
    });
  }

  /** Problems: `publication.no-ocid`, `publication.not-a-procurement`. */
  async package(
    actor: Actor,
    frameworkId: string,
    { kind, uri }: { readonly kind: 'release' | 'record'; readonly uri: string },
  ): Promise<Result<object>> {
    const data = await this.view(actor, frameworkId);
    if (!data.ok) return data;
    const { facts, head } = data.value;
    if (head.regime === 'NON_PROCUREMENT_LIST') return problem('publication.not-a-procurement');
    const { ocid } = head;
    if (ocid === null) return problem('publication.no-ocid');
    const release = await this.work.read(actor, async (tx) => releaseOf({ ...facts, ocid }, tx.today, digest));
    return ok((kind === 'release' ? releasePackage : recordPackage)(release, uri, head.lead));
  }

  private async factsOf(tx: Tx, head: FrameworkHead): Promise<OpenData['facts']> {
    const rounds = await this.store.rounds(tx, head.id);
    const admissions = await this.store.admissions(tx, head.id);
    const callOffs = await this.store.callOffs(tx, head.id);
    const moments = [
      head.changedAt,
      ...rounds.map((one) => one.publishedAt),
      ...admissions.map((one) => one.recordedAt),
    ];
    const changedAt = new Date(Math.max(...moments.map((at) => at.getTime())));
    return { ...head, rounds, admissions, callOffs, changedAt };
  }

  private async led(tx: Tx, frameworkId: string): Promise<Result<FrameworkHead>> {
    const head = await this.store.framework(tx, frameworkId);
    if (head === undefined) return notFound('framework');
    const leads = may(tx.actor, 'framework.manage') && tx.actor.authorityId === head.authorityId;
    return leads ? ok(head) : forbidden('framework.manage');
  }
}
