import { Injectable } from '@nestjs/common';
import { type Actor, may } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type Commitment, Commitments } from '../../budget/index.js';
import { type Decision, Decisions } from '../../panels/index.js';
import { Organisations } from '../../organisations/index.js';
import { Referrals, type ReferralSummary } from '../../referrals/index.js';
import type { Notice } from '../domain/provision-stops.js';
import type { Reader } from '../domain/what-happens-next.js';
import type { RollEntry } from '../domain/registration.js';
import {
  type Offer,
  type Part,
  type Placement,
  type PlacementShare,
  PlacementStore,
} from '../persistence/placement.store.js';
import { type ChangeRow, ChangeStore } from '../persistence/change.store.js';
import { BetweenSides } from './between-sides.js';
import { type PlaceName, PlacementQueries } from './placement-queries.js';

/** A placement as far as the reader may see it: parts out of scope are empty or null. */
export interface PlacementView {
  readonly placement: Placement;
  readonly reader: Reader;
  readonly schoolName: string | null;
  readonly referralReference: string | null;
  readonly pupilReference: string;
  /** What the reader may open of the child's file; null when nothing. */
  readonly summary: ReferralSummary | null;
  readonly places: readonly PlaceName[];
  readonly components: readonly Part[];
  readonly offers: readonly (Offer & { readonly providerName: string })[];
  readonly shares: readonly PlacementShare[];
  readonly commitments: readonly Commitment[];
  readonly roll: readonly (RollEntry & { readonly organisationName: string })[];
  readonly decision: Decision | undefined;
  readonly ownAnswer: Offer['answer'] | null;
  /** What became of where it is taught, the latest first. */
  readonly notices: readonly Notice[];
  /** The newest first. */
  readonly changes: readonly ChangeRow[];
  /** The reader may ask for a change. */
  readonly asks: boolean;
  /** What it is drawn from, where the reader may see that. */
  readonly block: { readonly id: string; readonly reference: string } | null;
}

/** Reads one placement. A provider that has not accepted sees a pseudonymous profile: row security decides, not this. */
@Injectable()
export class ViewPlacement {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: PlacementStore,
    private readonly queries: PlacementQueries,
    private readonly referrals: Referrals,
    private readonly decisions: Decisions,
    private readonly commitments: Commitments,
    private readonly organisations: Organisations,
    private readonly changes: ChangeStore,
    private readonly sides: BetweenSides,
  ) {}

  /** Undefined for one that the actor may not see. Reading is audited. */
  run(actor: Actor, id: string): Promise<PlacementView | undefined> {
    return this.work.read(actor, async (tx) => {
      const placement = await this.placements.find(tx, id);
      const row = placement && (await this.queries.one(tx, id));
      if (!placement || !row) return undefined;
      await tx.audit('placement.read', { type: 'placement', id, referralId: placement.referralId });
      const offers = await this.placements.offers(tx, [id]);
      const roll = await this.placements.roll(tx, id);
      const names = await this.names(tx, [
        ...offers.map(({ providerId }) => providerId),
        ...roll.map(({ organisationId }) => organisationId),
      ]);
      const nameOf = (organisationId: string): string => names.get(organisationId) ?? 'Another organisation';
      return {
        placement,
        reader: readerOf(actor, placement, offers),
        schoolName: row.schoolName,
        referralReference: row.referralReference,
        pupilReference: row.pupilReference,
        summary: (await this.summaryFor(tx, placement)) ?? null,
        places: await this.queries.places(tx, id),
        components: await this.placements.components(tx, [id]),
        offers: offers.map((offer) => ({ ...offer, providerName: nameOf(offer.providerId) })),
        shares: await this.placements.shares(tx, id),
        commitments: await this.commitments.ofPlacement(tx, id),
        roll: roll.map((entry) => ({ ...entry, organisationName: nameOf(entry.organisationId) })),
        decision: await this.decisions.byId(tx, placement.decisionId),
        notices: await this.queries.notices(tx, id),
        changes: await this.changes.ofPlacement(tx, id),
        asks: (await this.sides.sideOf(tx, placement)) !== undefined,
        block: await this.queries.block(tx, id),
        ownAnswer: offers.find(({ providerId }) => providerId === actor.organisationId)?.answer ?? null,
      };
    });
  }

  /** Finance opens no file: it has an identifier and the money. */
  private summaryFor(tx: Tx, placement: Placement): Promise<ReferralSummary | undefined> {
    const opens = (['referral.read', 'case.party'] as const).some((permission) => may(tx.actor, permission));
    return opens ? this.referrals.summary(tx, placement.referralId) : Promise.resolve(undefined);
  }

  private async names(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.organisations.byIds(tx, [...new Set(ids)]);
    return new Map(found.map(({ id, name }) => [id, name]));
  }
}

function readerOf(actor: Actor, placement: Placement, offers: readonly Offer[]): Reader {
  if (placement.schoolOrganisationId === actor.organisationId) return 'SCHOOL';
  return offers.some(({ providerId }) => providerId === actor.organisationId) ? 'PROVIDER' : 'AUTHORITY';
}
