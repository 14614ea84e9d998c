import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, invalid, notFound, ok, parseUrn, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { checkProvider, type ProviderDetails } from '../domain/provider-details.js';
import { ProviderStore } from '../persistence/provider.store.js';
import { providerPolicy } from '../providers.policy.js';

explainConstraint('provider_commissioner_other', 'provider.own-commissioner');

export interface AddProviderCommand extends ProviderDetails {
  /** When it is in the national register; its name is then the register's. */
  readonly urn: string | null;
}

@Injectable()
export class ManageProvider {
  constructor(
    private readonly work: UnitOfWork,
    private readonly providers: ProviderStore,
    private readonly organisations: Organisations,
  ) {}

  /**
   * Puts a provider into the supply of the actor's authority: one of the national register by its URN, or a new body.
   * Fields: `urn` `urn-unknown`, `commissionerId` `choice`.
   */
  add(actor: Actor, command: AddProviderCommand): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { authorityId } = actor;
      const standing = await this.providers.actsForAuthority(tx);
      if (authorityId === null || !providerPolicy.canAdd(actor, standing)) return forbidden('provider.manage');
      const body = await this.bodyFor(tx, command);
      if (!body.ok) return body;
      await this.providers.addProvider(tx, body.value.id, body.value.details, { authorityId, from: tx.today });
      await tx.audit('provider.added', { type: 'provider', id: body.value.id });
      return ok(body.value.id);
    });
  }

  /** Problems: `record.changed` when somebody else was faster, `provider.change-needs-approval` for an admitted one's name. */
  edit(actor: Actor, command: ProviderDetails & { providerId: string; version: number }): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const { providerId, version, ...given } = command;
      const found = await this.providers.provider(tx, providerId);
      if (found === undefined) return notFound('provider');
      if (!providerPolicy.canEdit(actor, found)) return forbidden('provider.manage');
      // How its places reach the authority is for the authority to say.
      const route = found.actsForAuthority ? given.supplyRoute : found.supplyRoute;
      const checked = checkProvider({ ...given, supplyRoute: route });
      if (!checked.ok) return checked;
      const settled = await this.providers.settled(tx, providerId);
      const renamed = settled.name !== checked.value.name;
      if (!found.actsForAuthority && settled.admitted && renamed) return problem('provider.change-needs-approval');
      const commissioner = await this.checkCommissioner(tx, checked.value.commissionerId);
      if (!commissioner.ok) return commissioner;
      const updated = await this.providers.updateProvider(tx, providerId, version, checked.value);
      if (!updated) return problem('record.changed');
      await tx.audit('provider.edited', { type: 'provider', id: providerId });
      await tx.outbox('capacity.changed', { providerId });
      return ok();
    });
  }

  /** The name of a provider in other hands, once its authority has approved that, in a transaction under way. */
  async renameIn(tx: Tx, providerId: string, name: string): Promise<Result<undefined>> {
    const found = await this.providers.provider(tx, providerId);
    if (found === undefined) return notFound('provider');
    if (!providerPolicy.canRegister(tx.actor, found)) return forbidden('provider.manage');
    await this.providers.rename(tx, providerId, name);
    await tx.audit('provider.renamed', { type: 'provider', id: providerId });
    return ok();
  }

  private async bodyFor(
    tx: Tx,
    command: AddProviderCommand,
  ): Promise<Result<{ id: string; details: ProviderDetails }>> {
    const urn = command.urn?.trim() ?? '';
    const parsed = urn === '' ? ok(urn) : parseUrn(urn, 'urn');
    if (!parsed.ok) return parsed;
    const registered = urn === '' ? undefined : await this.organisations.byUrn(tx, urn);
    if (urn !== '' && registered === undefined) return invalid('urn', 'urn-unknown');
    const checked = checkProvider({ ...command, name: registered?.name ?? command.name });
    if (!checked.ok) return checked;
    const commissioner = await this.checkCommissioner(tx, checked.value.commissionerId);
    if (!commissioner.ok) return commissioner;
    if (registered !== undefined) return ok({ id: registered.id, details: checked.value });
    const added = await this.organisations.add(tx, { kind: 'PROVIDER', name: checked.value.name });
    return added.ok ? ok({ id: added.value, details: checked.value }) : added;
  }

  private async checkCommissioner(tx: Tx, id: string | null): Promise<Result<undefined>> {
    if (id === null) return ok();
    return (await this.organisations.byId(tx, id)) === undefined ? invalid('commissionerId', 'choice') : ok();
  }
}
