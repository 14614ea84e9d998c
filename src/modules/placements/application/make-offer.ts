import { Injectable } from '@nestjs/common';
import { mondayOf, newId, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Commitments } from '../../budget/index.js';
import { RuleCheck } from '../../matching/index.js';
import { announce } from '../../notifications/index.js';
import { TermsOfCallOff } from '../../procurement/index.js';
import { Referrals } from '../../referrals/index.js';
import type { Waiver } from '../domain/decision-command.js';
import { KeptPlace } from './kept-place.js';
import { askToLapse } from './lapse-timer.js';
import { PlacementStore } from '../persistence/placement.store.js';
import { PurchaseGuard } from './purchase-guard.js';
import { ReservePlaces } from './reserve-places.js';
import { agreedShares, needsOrder, type PlanCommand, PlanPlacement, sharesToCommit } from './plan-placement.js';

const DAY_MS = 86_400_000;
/** A block keeps its places and has paid for them: the rules that ask for free ones have nothing to say. */
const SETTLED_BY_BLOCK = ['places', 'siteCap', 'fund'];

export interface OfferCommand extends PlanCommand {
  readonly decisionId: string;
  readonly namedOption: number;
  readonly waivers: readonly Waiver[];
}

/**
 * Offers one option: rules again, price, place, placement, money, party, message. The caller holds the case's lock; the
 * block that it draws from is locked next, then places, and accounts last. Any refusal leaves it to the caller to roll back,
 * so nothing is ever half offered.
 */
@Injectable()
export class MakeOffer {
  constructor(
    private readonly planner: PlanPlacement,
    private readonly rules: RuleCheck,
    private readonly guard: PurchaseGuard,
    private readonly places: KeptPlace,
    private readonly commitments: Commitments,
    private readonly placements: PlacementStore,
    private readonly referrals: Referrals,
    private readonly reservations: ReservePlaces,
    private readonly terms: TermsOfCallOff,
  ) {}

  async offer(tx: Tx, command: OfferCommand): Promise<Result<string>> {
    const { referral, policy } = command;
    await this.places.lock(tx, command);
    const takenOver = await this.reservations.takeOver(tx, referral.id);
    if (!takenOver.ok) return takenOver;
    // Before the hold: our own hold would reduce the room that the rules look at.
    const rechecked = await this.rules.recheck(tx, {
      authorityId: referral.authorityId,
      referralId: referral.id,
      patternIds: command.patternIds,
      startsOn: command.startsOn,
      endsOn: command.plannedEnd,
      waivers: command.waivers,
      ...(command.blockId === null ? {} : { settled: SETTLED_BY_BLOCK }),
    });
    if (!rechecked.ok) return rechecked;
    const planned = await this.planner.plan(tx, command);
    if (!planned.ok) return planned;
    const ordered = needsOrder(planned.value, command.orderId);
    if (!ordered.ok) return ordered;
    const bought = await this.guard.check(tx, { referralId: referral.id, components: planned.value.components });
    if (!bought.ok) return bought;

    const calledOff = await this.onTerms(tx, bought.value);

    const id = newId();
    const { clocks } = policy.document;
    const [fromWeek, toWeek] = [mondayOf(command.startsOn), mondayOf(command.plannedEnd)];
    const kept = await this.places.keep(tx, {
      ...command,
      authorityId: referral.authorityId,
      placementId: id,
      schoolId: referral.schoolOrganisationId,
      expiresAt: new Date(tx.now.getTime() + clocks.holdDays * DAY_MS),
      pupilReference: await this.placements.pupilReference(tx, referral.pupilId),
      fromWeek,
      toWeek,
    });
    if (!kept.ok) return kept;
    const shares = agreedShares(planned.value, command);
    const answerBy = new Date(tx.now.getTime() + clocks.offerDays * DAY_MS);
    const reference = await this.placements.add(
      tx,
      {
        id,
        authorityId: referral.authorityId,
        referralId: referral.id,
        referralType: referral.type,
        pupilId: referral.pupilId,
        schoolOrganisationId: referral.schoolOrganisationId,
        decisionId: command.decisionId,
        policyId: policy.id,
        namedOption: command.namedOption,
        ...kept.value,
        startsOn: command.startsOn,
        plannedEnd: command.plannedEnd,
        answerBy,
        totalPence: planned.value.totalPence,
      },
      calledOff,
      shares,
    );
    const committed = await this.commitments.commit(tx, {
      authorityId: referral.authorityId,
      placementId: id,
      referralId: referral.id,
      referralType: referral.type,
      shares: sharesToCommit(planned.value, shares),
    });
    if (!committed.ok) return committed;
    await this.tell(tx, { id, reference, answerBy, command, providers: planned.value.components });
    return ok(id);
  }

  /** Each part on a framework names the conditions that it is called off on, as they stand today. */
  async onTerms<C extends { readonly admissionId: string | null }>(
    tx: Tx,
    parts: readonly C[],
  ): Promise<(C & { termsId: string | null })[]> {
    const called: (C & { termsId: string | null })[] = [];
    for (const part of parts) {
      const { admissionId } = part;
      called.push({ ...part, termsId: admissionId === null ? null : await this.terms.asTheyStand(tx, admissionId) });
    }
    return called;
  }

  /** The provider may read a pseudonymous profile; the audit, the messages and the lapse go with the transaction. */
  private async tell(
    tx: Tx,
    offer: {
      readonly id: string;
      readonly reference: string;
      readonly answerBy: Date;
      readonly command: OfferCommand;
      readonly providers: readonly { readonly providerId: string }[];
    },
  ): Promise<void> {
    const { id, reference, command } = offer;
    const { referral } = command;
    const providerIds = [...new Set(offer.providers.map(({ providerId }) => providerId))];
    for (const organisationId of providerIds) {
      const party = {
        organisationId,
        part: 'PROVIDER',
        scopes: ['PROFILE'],
        startsOn: tx.today,
        endsOn: null,
      } as const;
      await this.referrals.openTo(tx, referral.id, party);
    }
    const subject = { type: 'placement', id, referralId: referral.id };
    await tx.audit('placement.offered', subject, {
      decisionId: command.decisionId,
      namedOption: command.namedOption,
      patternIds: [...command.patternIds],
    });
    const about = { subjectType: 'placement', subjectId: id, reference };
    for (const organisationId of providerIds)
      await announce(tx, { kind: 'placement.offered', organisationId, ...about });
    await announce(tx, { kind: 'placement.decided', organisationId: referral.schoolOrganisationId, ...about });
    const delayMs = Math.max(0, offer.answerBy.getTime() - tx.now.getTime());
    await askToLapse(tx, id, delayMs);
  }
}
