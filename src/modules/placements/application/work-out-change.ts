import { Injectable } from '@nestjs/common';
import {
  addDays,
  type DateOnly,
  invalid,
  minDate,
  ok,
  type Pence,
  pence,
  problem,
  type Result,
  sumPence,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Commitments } from '../../budget/index.js';
import { RuleCheck } from '../../matching/index.js';
import type { LockedReferral } from '../../referrals/index.js';
import { type Changed, changed, type ChangeTerms } from '../domain/changes.js';
import type { SharedYear } from '../domain/shares.js';
import { type BoughtPart, type Part, type Placement, PlacementStore } from '../persistence/placement.store.js';
import { MakeOffer } from './make-offer.js';
import { type Plan, PlanPlacement } from './plan-placement.js';
import { PurchaseGuard } from './purchase-guard.js';

/** What a change would make of a placement: everything about it but the act. */
export interface WorkedOut extends Changed {
  readonly terms: ChangeTerms;
  readonly parts: readonly (Part & { readonly placementId: string })[];
  /** A pattern that the placement did not have, as it is bought now. */
  readonly bought: BoughtPart | null;
  readonly years: readonly SharedYear[];
  readonly beforePence: Pence;
  readonly afterPence: Pence;
  /** Of what is promised now, more is needed. */
  readonly rises: boolean;
  /** Providers whose part changes. */
  readonly providerIds: readonly string[];
}

/** Rules that ask for what a change settles by itself, under the locks of places and money. */
const SETTLED = ['places', 'siteCap', 'sessions', 'price', 'fund', 'fairShare', 'transition'];
/** Of a place that the pupil has, only whether the provider may still be used is asked again. */
const SETTLED_WHERE_TAUGHT = [
  ...SETTLED,
  'keepApart',
  'riskSeparation',
  'access',
  'needs',
  'distance',
  'travelBetween',
  'age',
  'year',
  'sex',
];

/** Works out a change: days, parts, the price at the terms that were agreed, and whom it concerns. Writes nothing. */
@Injectable()
export class WorkOutChange {
  constructor(
    private readonly placements: PlacementStore,
    private readonly planner: PlanPlacement,
    private readonly rules: RuleCheck,
    private readonly guard: PurchaseGuard,
    private readonly offers: MakeOffer,
    private readonly commitments: Commitments,
  ) {}

  /** Refused: fields; `change.*`, `matching.*`, `purchase.*`, `tariff.none-approved`, `calendar.not-covered`. */
  async run(tx: Tx, placement: Placement, referral: LockedReferral, terms: ChangeTerms): Promise<Result<WorkedOut>> {
    if (placement.status !== 'AGREED' && placement.status !== 'ACTIVE') return problem('change.placement-over');
    if (placement.blockDrawId !== null) return problem('change.from-block');
    const parts = await this.placements.components(tx, [placement.id]);
    const { plannedEnd } = placement;
    const after = changed({ plannedEnd, stays: parts, today: tx.today }, terms);
    if (!after.ok) return after;
    if (after.value.from < placement.startsOn) return invalid('from', 'placement-before-start');
    const bought = await this.buy(tx, { placement, referral, terms, after: after.value, parts });
    if (!bought.ok) return bought;
    const years = await this.recost(tx, placement, {
      after: after.value,
      parts,
      bought: bought.value,
    });
    if (!years.ok) return years;
    const afterPence = sumPence(years.value.map((year) => year.pence));
    const promised = (await this.commitments.ofPlacement(tx, placement.id)).map((one) => one.pence - one.voidedPence);
    const live = parts.filter(({ from, until }) => from <= until && until >= after.value.from);
    const concerned = terms.kind === 'WEEK' ? live.filter((one) => one.patternId === terms.replacedId) : parts;
    return ok({
      ...after.value,
      terms,
      parts,
      bought: bought.value,
      years: years.value,
      beforePence: placement.totalPence,
      afterPence,
      rises: afterPence > sumPence(promised.map(pence)),
      providerIds: [...new Set(concerned.map(({ providerId }) => providerId))].toSorted(),
    });
  }

  /** What teaches more is looked at as a decision would: is it for sale, may it be bought, do the rules allow it. */
  private async buy(
    tx: Tx,
    about: {
      readonly placement: Placement;
      readonly referral: LockedReferral;
      readonly terms: ChangeTerms;
      readonly after: Changed;
      readonly parts: readonly Part[];
    },
  ): Promise<Result<BoughtPart | null>> {
    const { placement, referral, terms, after, parts } = about;
    if (terms.kind === 'PAUSE') return ok(null);
    const patternIds = [...new Set(after.stays.map(({ patternId }) => patternId))];
    const wanted = terms.kind === 'WEEK' ? terms.patternId : null;
    const isNew = wanted !== null && !parts.some(({ patternId }) => patternId === wanted);
    const checked = await this.rules.recheck(tx, {
      authorityId: placement.authorityId,
      referralId: referral.id,
      patternIds,
      startsOn: after.from,
      endsOn: after.plannedEnd,
      waivers: [],
      settled: isNew ? SETTLED : SETTLED_WHERE_TAUGHT,
    });
    if (!checked.ok) return checked;
    if (wanted === null || terms.kind !== 'WEEK') return ok(null);
    const { authorityId } = placement;
    const found = await this.planner.parts(tx, { authorityId, patternIds: [wanted], on: after.from });
    if (!found.ok) return found;
    const sameProvider = parts.find((one) => one.patternId === terms.replacedId)?.providerId;
    if (found.value.some(({ providerId }) => providerId !== sameProvider)) return problem('change.other-provider');
    if (!isNew) return ok(null);
    return this.onItsTerms(tx, referral.id, found.value);
  }

  private async onItsTerms(
    tx: Tx,
    referralId: string,
    components: Plan['components'],
  ): Promise<Result<BoughtPart | null>> {
    const may = await this.guard.check(tx, { referralId, components });
    if (!may.ok) return may;
    const [part] = await this.offers.onTerms(tx, may.value);
    return ok(part ?? null);
  }

  /** The whole stay, at the prices copied into it; what is bought now at today's. */
  private async recost(
    tx: Tx,
    placement: Placement,
    {
      after,
      parts,
      bought,
    }: { readonly after: Changed; readonly parts: readonly Part[]; readonly bought: BoughtPart | null },
  ): Promise<Result<SharedYear[]>> {
    const shares = await this.placements.shares(tx, placement.id);
    const school = shares.find(({ payer }) => payer === 'SCHOOL')?.basisPoints ?? 0;
    const before = parts.flatMap((part) => cutBefore(part, after.from));
    const terms = [...parts, ...(bought ? [{ ...bought, id: '' }] : [])];
    const later = after.stays.flatMap(({ patternId, from, until }) => {
      const part = terms.find((one) => one.patternId === patternId);
      return part ? [{ ...part, from, until }] : [];
    });
    const period = { from: placement.startsOn, to: after.plannedEnd };
    return this.planner.recost(tx, placement, [...before, ...later], period, school);
  }
}

const cutBefore = (part: Part, day: DateOnly): Part[] =>
  part.from >= day ? [] : [{ ...part, until: minDate(part.until, addDays(day, -1)) }];
