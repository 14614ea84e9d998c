import { Injectable } from '@nestjs/common';
import { type DateOnly, forbidden, may, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { defaultPolicy } from '../domain/default-policy.js';
import { type PolicyDocument, readPolicy } from '../domain/policy-document.js';
import { type Policy, PolicyStore } from '../persistence/policy.store.js';

/** What other modules ask about the rules in force. */
@Injectable()
export class Policies {
  constructor(private readonly store: PolicyStore) {}

  /** The approved version in force on the day; undefined before the first. One query. */
  at(tx: Tx, authorityId: string, on: DateOnly): Promise<Policy | undefined> {
    return this.store.at(tx, authorityId, on);
  }

  /** The version that an old run, decision or charge names. */
  byId(tx: Tx, id: string): Promise<Policy | undefined> {
    return this.store.byId(tx, id);
  }

  versions(tx: Tx, authorityId: string): Promise<Pick<Policy, 'id' | 'version' | 'effectiveFrom'>[]> {
    return this.store.versions(tx, authorityId);
  }

  /**
   * Sets up an authority with version 1, once: for the demonstration, tests and a new authority's first day. Later
   * versions are drafted by one person and approved by another. Needs policy.approve, as a service.
   */
  async seed(
    tx: Tx,
    authorityId: string,
    effectiveFrom: DateOnly,
    document: PolicyDocument = defaultPolicy,
  ): Promise<Result<string>> {
    if (tx.actor.kind !== 'service' || !may(tx.actor, 'policy.approve')) return forbidden('policy.approve');
    const [known] = await this.store.versions(tx, authorityId);
    if (known !== undefined) return ok(known.id);
    const read = readPolicy(document);
    if (!read.ok) return read;
    const id = await this.store.addApproved(tx, { authorityId, effectiveFrom, document: read.value });
    await tx.audit('policy.seeded', { type: 'policy', id });
    return ok(id);
  }
}

/** For set-up code without Nest: the same as `Policies.seed`. */
export const seedPolicy = (...given: Parameters<Policies['seed']>): Promise<Result<string>> =>
  new Policies(new PolicyStore()).seed(...given);
