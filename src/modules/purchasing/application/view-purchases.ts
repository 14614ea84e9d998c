import { Injectable } from '@nestjs/common';
import { type Actor, may } from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import type { Choice } from '../../../web/index.js';
import { PurchaseStore, type SchoolPurchase } from '../persistence/purchase.store.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { ForAuthority } from './acting.js';
import { FindSellers } from './find-sellers.js';

const ROUTE: Readonly<Record<SchoolPurchase['supplyRoute'], string>> = {
  FRAMEWORK: 'on the framework',
  MAINTAINED_AP: 'maintained',
  OFF_FRAMEWORK: 'outside the framework',
};

/** What schools bought themselves, as far as the reader may see it. */
@Injectable()
export class ViewPurchases {
  constructor(
    private readonly work: UnitOfWork,
    private readonly authority: ForAuthority,
    private readonly sellers: FindSellers,
    private readonly purchases: PurchaseStore,
  ) {}

  list(actor: Actor, at: { offset: number; limit: number }): Promise<{ rows: SchoolPurchase[]; total: number }> {
    return this.work.read(actor, (tx) => this.purchases.list(tx, at));
  }

  /** By id, the newest first, after the last of the page before. */
  page(actor: Actor, at: IdPage): Promise<Counted<SchoolPurchase>> {
    return this.work.read(actor, (tx) => this.purchases.page(tx, at));
  }

  /** Undefined for one that the actor may not see. */
  one(actor: Actor, id: string): Promise<SchoolPurchase | undefined> {
    return this.work.read(actor, (tx) => this.purchases.byId(tx, id));
  }

  /** Providers a school can name, each saying how it stands with the framework today. */
  async sellersFor(actor: Actor): Promise<Choice[]> {
    const authorityId = actor.authorityId ?? '';
    const acting = await this.authority.actor(actor, authorityId);
    const found = await this.work.read(acting, (tx) => this.sellers.all(tx, authorityId, tx.today));
    return found.map(({ id, name, supplyRoute }) => ({ value: id, text: `${name} (${ROUTE[supplyRoute]})` }));
  }

  mayConfirm = (actor: Actor, purchase: SchoolPurchase): boolean =>
    purchase.status === 'RECORDED' && may(actor, 'purchase.approve') && actor.organisationId !== purchase.schoolId;

  mayCancel = (actor: Actor, purchase: SchoolPurchase): boolean =>
    purchase.status !== 'CANCELLED' && purchasingPolicy.canBuy(actor) && actor.organisationId === purchase.schoolId;
}
