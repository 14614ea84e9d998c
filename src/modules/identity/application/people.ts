import { Injectable } from '@nestjs/common';
import { type Actor, type Permission, ROLE_PERMISSIONS, ROLES } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import {
  type AdministeredOrganisation,
  IdentityStore,
  type InvitationView,
  type MembershipView,
  type TokenView,
} from '../persistence/identity.store.js';

/** Questions about people and machines. Row security says whose. */
@Injectable()
export class People {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: IdentityStore,
  ) {}

  list(actor: Actor, offset: number): Promise<{ items: MembershipView[]; total: number }> {
    return this.work.read(actor, (tx) => this.store.members(tx, offset));
  }

  waiting(actor: Actor): Promise<MembershipView[]> {
    return this.work.read(actor, (tx) => this.store.requested(tx));
  }

  one(actor: Actor, id: string): Promise<MembershipView | undefined> {
    return this.work.read(actor, (tx) => this.store.member(tx, id));
  }

  invitations(actor: Actor): Promise<InvitationView[]> {
    return this.work.read(actor, (tx) => this.store.openInvitations(tx));
  }

  organisations(actor: Actor): Promise<AdministeredOrganisation[]> {
    return this.work.read(actor, (tx) => this.store.administered(tx));
  }

  tokens(actor: Actor): Promise<TokenView[]> {
    return this.work.read(actor, (tx) => this.store.tokens(tx));
  }

  /** Names for ids the reader already has (who decided, who approved); unknown ids are left out. */
  async names(tx: Tx, userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (userIds.length === 0) return new Map();
    const ids = [...new Set(userIds)];
    const rows = await tx.query<{ id: string; name: string }>('SELECT id, name FROM identity_names($1::uuid[])', [ids]);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** Colleagues in the actor's own organisation who may do something today, by name; at most 500. */
  colleagues(tx: Tx, permission: Permission): Promise<readonly { readonly userId: string; readonly name: string }[]> {
    return this.store.colleagues(
      tx,
      ROLES.filter((role) => ROLE_PERMISSIONS[role].includes(permission)),
    );
  }
}
