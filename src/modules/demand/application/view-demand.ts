import { Injectable } from '@nestjs/common';
import { type Actor, addDays, type DateOnly, mondayOf, serviceActor } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { byArea, byNeed, byPhase, type DemandRow, type Offered, standingEmpty } from '../domain/demand.js';
import { DemandStore } from '../persistence/demand.store.js';

const YEAR_DAYS = 365;
const EMPTY_WEEKS = 6;

export interface Demand {
  /** The Monday whose free places are counted. */
  readonly week: DateOnly;
  readonly since: DateOnly;
  readonly phases: readonly DemandRow[];
  readonly needs: readonly DemandRow[];
  readonly areas: readonly DemandRow[];
  /** For a provider its own alone: what a competitor fails to sell is not its business. */
  readonly empty: readonly Offered[];
}

/**
 * What schools ask for against what providers offer, in one authority, so that both can plan. Whoever reads it sees no
 * case: it counts as a service of the authority, and tells no count that could point at a child (`domain/demand.ts`).
 */
@Injectable()
export class ViewDemand {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: DemandStore,
  ) {}

  /** Undefined for who acts in no authority. */
  run(actor: Actor): Promise<Demand | undefined> {
    const { authorityId } = actor;
    if (authorityId === null) return Promise.resolve(undefined);
    const counter = serviceActor('demand', authorityId, [
      'case.authority',
      'profile.authority',
      'needs.authority',
      'placement.read',
    ]);
    return this.work.read(counter, async (tx) => {
      const since = addDays(tx.today, -YEAR_DAYS);
      const week = mondayOf(addDays(tx.today, 7));
      const past = mondayOf(addDays(tx.today, -7 * EMPTY_WEEKS));
      const asked = await this.store.asked(tx, authorityId, since);
      const offered = await this.store.offered(tx, { authorityId, on: tx.today, week, past });
      const isProvider = actor.role?.startsWith('PROVIDER') ?? false;
      return {
        week,
        since,
        phases: byPhase(asked, offered),
        needs: byNeed(asked, offered),
        areas: byArea(asked, offered),
        empty: standingEmpty(offered).filter((one) => !isProvider || one.providerId === actor.organisationId),
      };
    });
  }
}
