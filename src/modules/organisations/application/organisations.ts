import { Injectable } from '@nestjs/common';
import { type Commissioner, forbidden, may, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Authority, Organisation } from '../persistence/entities.js';
import { type NewOrganisation, type OrganisationFilter, OrganisationStore } from '../persistence/organisation.store.js';

/** What other modules may ask about who exists. Every method is one or two queries, however many rows. */
@Injectable()
export class Organisations {
  constructor(private readonly store: OrganisationStore) {}

  byId(tx: Tx, id: string): Promise<Organisation | undefined> {
    return this.store.byId(tx, id);
  }

  /** By name; ids that are unknown are simply not among the answers. */
  byIds(tx: Tx, ids: readonly string[]): Promise<Organisation[]> {
    return this.store.byIds(tx, ids);
  }

  byUrn(tx: Tx, urn: string): Promise<Organisation | undefined> {
    return this.store.byUrn(tx, urn);
  }

  search(
    tx: Tx,
    filter: OrganisationFilter,
    limit: number,
    from?: { readonly name: string; readonly id: string } | { readonly offset: number },
  ): Promise<{ organisations: Organisation[]; total: number }> {
    return this.store.search(tx, filter, limit, from);
  }

  /** Pupils on roll by organisation, as the register has them (halves are possible); unknown ones are left out. */
  async rolls(tx: Tx, ids: readonly string[]): Promise<Map<string, number>> {
    return new Map((await this.store.rolls(tx, ids)).map(({ id, pupils }) => [id, pupils]));
  }

  /** The authorities served, by name. */
  authorities(tx: Tx): Promise<Authority[]> {
    return this.store.authorities(tx);
  }

  authorityById(tx: Tx, id: string): Promise<Authority | undefined> {
    return this.store.authorityById(tx, id);
  }

  /** Whom to tell, and who acts, for an authority: it is an organisation too, unless nobody works with it here. */
  async commissioner(tx: Tx, authorityId: string): Promise<Commissioner> {
    const authority = await this.authorityById(tx, authorityId);
    return { authorityId, organisationId: authority?.organisationId ?? null };
  }

  authorityByCode(tx: Tx, code: string): Promise<Authority | undefined> {
    return this.store.authorityByCode(tx, code);
  }

  /** A body that no register knows: a provider, a partnership. Row security decides which kinds the actor may add. */
  async add(tx: Tx, organisation: NewOrganisation): Promise<Result<string>> {
    const allowed = may(tx.actor, 'organisation.manage') || may(tx.actor, 'provider.manage');
    if (!allowed) return forbidden('organisation.manage');
    const id = await this.store.add(tx, organisation);
    await tx.audit('organisation.added', { type: 'organisation', id }, { kind: organisation.kind });
    return ok(id);
  }

  /** Makes the service serve an authority; its schools follow from the register. The same code twice is one authority. */
  async ensureAuthority(
    tx: Tx,
    authority: { readonly code: string; readonly name: string; readonly gssCode: string | null },
  ): Promise<Result<Authority>> {
    if (!may(tx.actor, 'organisation.manage') || tx.actor.kind !== 'service') return forbidden('organisation.manage');
    const known = await this.store.authorityByCode(tx, authority.code);
    if (known !== undefined) return ok(known);
    const added = await this.store.addAuthority(tx, authority);
    await tx.audit('authority.added', { type: 'authority', id: added.id });
    return ok(added);
  }
}
