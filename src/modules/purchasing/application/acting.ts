import { Injectable } from '@nestjs/common';
import { type Actor, actingFor, type Commissioner, type Permission } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';

/**
 * What buying does on the authority's side: places are kept at a provider, and the fund is committed where the authority
 * pays. Only this module's use cases act with it, after checking the person's own right to the one purchase.
 */
export const BUYING: readonly Permission[] = [
  'purchase.read',
  'purchase.make',
  'purchase.sign',
  'provider.read',
  'organisation.read',
  'tariff.read',
  'policy.read',
  'placement.end',
  'commitment.make',
  'money.authority',
  'budget.read',
];

/** The person, acting for their authority where the consequences lie. */
@Injectable()
export class ForAuthority {
  constructor(
    private readonly work: UnitOfWork,
    private readonly organisations: Organisations,
  ) {}

  async actor(actor: Actor, authorityId: string): Promise<Actor> {
    const commissioner = await this.work.read(actor, (tx) => this.commissioner(tx, authorityId));
    return actingFor(actor, commissioner, BUYING);
  }

  commissioner(tx: Tx, authorityId: string): Promise<Commissioner> {
    return this.organisations.commissioner(tx, authorityId);
  }
}
