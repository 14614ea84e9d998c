import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  type DateOnly,
  forbidden,
  formatDate,
  invalid,
  may,
  newId,
  notFound,
  ok,
  type Permission,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { tokenHash } from '../../../platform/sign-in/index.js';
import { grantablePermissions, tokenPermissions } from '../domain/roles.js';
import { identityPolicy } from '../identity.policy.js';
import { IdentityStore } from '../persistence/identity.store.js';

export interface TokenTerms {
  readonly name: string;
  readonly organisationId: string;
  readonly permissions: readonly Permission[];
  /** Last day on which it works; at most a year ahead. */
  readonly lastDay: DateOnly;
}

export const TOKEN_DAYS_MAX = 366;
const DAY_MS = 86_400_000;

/** Lets a machine in, for one organisation, with named permissions, until a day. The token itself is never kept. */
@Injectable()
export class IssueToken {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: IdentityStore,
  ) {}

  async run(actor: Actor, terms: TokenTerms): Promise<Result<{ id: string; token: string | null }>> {
    const [id, token] = [newId(), `pw_${randomBytes(32).toString('base64url')}`];
    const added = await this.work.inTransaction(actor, (tx) => this.add(tx, terms, id, tokenHash(token)));
    return added.ok ? ok({ id: added.value, token: added.value === id ? token : null }) : added;
  }

  revoke(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const token = await this.store.lockToken(tx, id);
      if (!token) return notFound('token');
      if (!identityPolicy.canIssueTokens(actor, token)) return forbidden('token.revoke');
      if (token.revokedAt) return problem('identity.token-over');
      await this.store.revokeToken(tx, id);
      await tx.audit('identity.token-revoked', { type: 'token', id });
      return ok();
    });
  }

  private async add(tx: Tx, terms: TokenTerms, id: string, hash: Buffer): Promise<Result<string>> {
    const { authorityId } = tx.actor;
    if (!may(tx.actor, 'token.issue') || authorityId === null) return forbidden('token.issue');
    const place = (await this.store.administered(tx)).find((one) => one.id === terms.organisationId);
    if (!place) return invalid('organisationId', 'identity.organisation-not-yours');
    const { id: organisationId, ownPeopleDecide } = place;
    if (identityPolicy.isLeftToOwnPeople(tx.actor, { organisationId, ownPeopleDecide })) {
      return invalid('organisationId', 'identity.providers-own');
    }
    const allowed = tokenPermissions(place.kind);
    if (terms.permissions.length === 0) return invalid('permissions', 'choose-one');
    if (terms.permissions.some((one) => !allowed.includes(one))) {
      return invalid('permissions', 'identity.permission-not-here');
    }
    const grantable = grantablePermissions(tx.actor, place.kind);
    if (terms.permissions.some((one) => !grantable.includes(one))) {
      return invalid('permissions', 'identity.permission-not-yours');
    }
    const latest = addDays(tx.today, TOKEN_DAYS_MAX);
    if (terms.lastDay < tx.today) return invalid('lastDay', 'too-early', { min: formatDate(tx.today) });
    if (terms.lastDay > latest) return invalid('lastDay', 'too-late', { max: formatDate(latest) });
    const expiresAt = new Date(Date.parse(`${terms.lastDay}T00:00:00Z`) + DAY_MS);
    await this.store.addToken(tx, { ...terms, id, authorityId, expiresAt }, hash);
    await tx.audit('identity.token-issued', { type: 'token', id }, { permissions: terms.permissions });
    return ok(id);
  }
}
