import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  invalid,
  may,
  newId,
  notFound,
  ok,
  type Result,
  type Role,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { tokenHash } from '../../../platform/sign-in/index.js';
import { identityPolicy } from '../identity.policy.js';
import { IdentityStore } from '../persistence/identity.store.js';

export interface Invitee {
  readonly name: string;
  readonly email: string;
  readonly organisationId: string;
  readonly role: Role;
}

const DAYS_VALID = 14;

/** Invites somebody to hold a role. The link is shown once, to whoever invites; only its hash is kept. */
@Injectable()
export class InvitePerson {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: IdentityStore,
  ) {}

  async run(actor: Actor, invitee: Invitee): Promise<Result<{ id: string; code: string | null }>> {
    const [id, code] = [newId(), randomBytes(32).toString('base64url')];
    const added = await this.work.inTransaction(actor, (tx) => this.add(tx, invitee, id, tokenHash(code)));
    // The same request sent again finds the first invitation, whose link was shown then and is not kept.
    return added.ok ? ok({ id: added.value, code: added.value === id ? code : null }) : added;
  }

  withdraw(actor: Actor, id: string): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!(await this.store.revokeInvitation(tx, id))) return notFound('invitation');
      await tx.audit('identity.invitation-withdrawn', { type: 'invitation', id });
      return ok();
    });
  }

  private async add(tx: Tx, invitee: Invitee, id: string, hash: Buffer): Promise<Result<string>> {
    const { actor } = tx;
    const { authorityId } = actor;
    const mayInvite = may(actor, 'user.administer') || may(actor, 'user.administer-authority');
    if (!mayInvite || authorityId === null) return forbidden('user.invite');
    const place = (await this.store.administered(tx)).find((one) => one.id === invitee.organisationId);
    if (!place) return invalid('organisationId', 'identity.organisation-not-yours');
    if (!identityPolicy.canGrant(invitee.role, place.kind)) return invalid('role', 'identity.role-not-here');
    const expiresAt = new Date(tx.now.getTime() + DAYS_VALID * 86_400_000);
    await this.store.addInvitation(tx, { ...invitee, id, authorityId, tokenHash: hash, expiresAt });
    await tx.audit('identity.invited', { type: 'invitation', id }, { role: invitee.role });
    return ok(id);
  }
}
