import { Injectable } from '@nestjs/common';
import {
  type Commissioner,
  type DateOnly,
  isDateOnly,
  isUuid,
  mondayOf,
  ok,
  pence,
  type Result,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Commitments } from '../../budget/index.js';
import { announce } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';
import { Decisions } from '../../panels/index.js';
import { Policies } from '../../policies/index.js';
import { type LockedReferral, Referrals } from '../../referrals/index.js';
import type { Waiver } from '../domain/decision-command.js';
import { type Placement, PlacementStore } from '../persistence/placement.store.js';
import { KeptPlace } from './kept-place.js';
import { cancelLapse } from './lapse-timer.js';
import { MakeOffer } from './make-offer.js';
import { startAgain } from './plan-placement.js';

/** What a decision named besides the option it chose. */
interface Named {
  readonly next: readonly (readonly string[])[];
  readonly waivers: readonly Waiver[];
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly orderId: string | null;
  readonly agreementReference: string | null;
}

/** Gives back what an offer held, and offers what the decision named next. The caller holds the case's lock. */
@Injectable()
export class FreePlacement {
  constructor(
    private readonly placements: PlacementStore,
    private readonly places: KeptPlace,
    private readonly commitments: Commitments,
    private readonly referrals: Referrals,
    private readonly decisions: Decisions,
    private readonly policies: Policies,
    private readonly offers: MakeOffer,
    private readonly organisations: Organisations,
  ) {}

  /** The whole place and all of the money, of an offer that came to nothing; its providers read no more, at once. */
  async release(tx: Tx, placement: Placement, reason: string): Promise<Result<undefined>> {
    await cancelLapse(tx, placement.id);
    const freed = await this.places.release(tx, placement, mondayOf(placement.startsOn));
    if (!freed.ok) return freed;
    const voided = await this.commitments.voidRest(tx, placement.id, reason, () => pence(0));
    if (!voided.ok) return voided;
    for (const { providerId: organisationId } of await this.placements.offers(tx, [placement.id])) {
      await this.referrals.closeTo(tx, placement.referralId, { organisationId, part: 'PROVIDER' });
    }
    return ok();
  }

  /** Providers read nothing of the case after the day. */
  async closeToProviders(tx: Tx, placement: Placement, endsOn: DateOnly): Promise<void> {
    const offers = await this.placements.offers(tx, [placement.id]);
    for (const { providerId: organisationId } of offers) {
      await this.referrals.endParty(tx, placement.referralId, { organisationId, part: 'PROVIDER', endsOn });
    }
  }

  /**
   * Offers the first of the named options that can still be offered, each tried behind a savepoint; without one the
   * pupil waits again. Returns the new placement's id, or null when the referral is back in the pool.
   */
  async offerNext(tx: Tx, placement: Placement, referral: LockedReferral): Promise<Result<string | null>> {
    const named = await this.named(tx, placement.decisionId);
    const policy = await this.policies.at(tx, placement.authorityId, tx.today);
    const options = named && policy ? named.next.slice(placement.namedOption) : [];
    for (const [at, patternIds] of options.entries()) {
      if (!named || !policy) break;
      const startsOn = startAgain(named.startsOn, tx.today);
      if (startsOn > named.plannedEnd) break;
      await tx.query('savepoint next_option');
      const offered = await this.offers.offer(tx, {
        ...named,
        referral,
        policy,
        patternIds,
        startsOn,
        // The block was named for the option that fell; the next one is bought.
        blockId: null,
        decisionId: placement.decisionId,
        namedOption: placement.namedOption + at + 1,
      });
      if (offered.ok) {
        await tx.query('release savepoint next_option');
        return offered;
      }
      await tx.query('rollback to savepoint next_option');
      const subject = { type: 'decision', id: placement.decisionId, referralId: placement.referralId };
      const facts = { namedOption: placement.namedOption + at + 1, problem: offered.problem.code };
      await tx.audit('placement.option-passed-over', subject, facts);
    }
    const back = await this.referrals.backToPool(tx, referral.id, { reason: 'No option that was decided is left' });
    if (!back.ok) return back;
    await this.tellAuthority(tx, placement, 'placement.back-to-pool');
    return ok(null);
  }

  commissionerOf(tx: Tx, { authorityId }: Placement): Promise<Commissioner> {
    return this.organisations.commissioner(tx, authorityId);
  }

  async tellAuthority(
    tx: Tx,
    placement: Placement,
    kind: 'placement.declined' | 'placement.lapsed' | 'placement.back-to-pool' | 'placement.agreed',
  ): Promise<void> {
    const { organisationId } = await this.commissionerOf(tx, placement);
    if (organisationId === null) return;
    const about = { subjectType: 'placement', subjectId: placement.id, reference: placement.reference };
    await announce(tx, { kind, organisationId, ...about });
  }

  private async named(tx: Tx, decisionId: string): Promise<Named | undefined> {
    const decision = await this.decisions.byId(tx, decisionId);
    return decision && readNamed(decision.conditions);
  }
}

/** The decision's own JSON, written by this module and read with care all the same. */
export function readNamed(conditions: unknown): Named | undefined {
  const found = (conditions ?? {}) as Partial<Record<keyof Named, unknown>>;
  const { startsOn, plannedEnd } = found;
  if (!isDateOnly(startsOn) || !isDateOnly(plannedEnd)) return undefined;
  const next = Array.isArray(found.next) ? (found.next as unknown[]) : [];
  const waivers = Array.isArray(found.waivers) ? (found.waivers as Waiver[]) : [];
  return {
    next: next.flatMap((option) => (Array.isArray(option) && option.every(isUuid) ? [option as string[]] : [])),
    waivers,
    startsOn,
    plannedEnd,
    orderId: isUuid(found.orderId) ? found.orderId : null,
    agreementReference: typeof found.agreementReference === 'string' ? found.agreementReference : null,
  };
}
