import { Injectable } from '@nestjs/common';
import { type Actor, dateOnly, forbidden, notFound, ok, type Result, serviceActor } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announceAll, type MessageKind } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';
import { Referrals } from '../../referrals/index.js';
import { type Invitee, inviteesOf } from '../domain/invitees.js';
import type { SentScore } from '../domain/measures.js';
import { type Party, type ReviewedPlacement, ReviewedPlacementStore } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy } from '../reviews.policy.js';

/** What is planned, worked out and called off by itself: as the authority, with no more than that takes. */
export const reviewsService = (authorityId: string): Actor =>
  serviceActor('reviews', authorityId, [
    'case.authority',
    'needs.authority',
    'profile.authority',
    'placement.read',
    'organisation.read',
    'review.record',
  ]);

/** The placement that plans, reviews and measures belong to, and everybody who takes part in it. */
@Injectable()
export class PlacementFile {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placements: ReviewedPlacementStore,
    private readonly referrals: Referrals,
    private readonly organisations: Organisations,
  ) {}

  find(tx: Tx, id: string): Promise<ReviewedPlacement | undefined> {
    return this.placements.find(tx, id);
  }

  /** Reads something of a placement's file, with an entry that says so. */
  read<T>(actor: Actor, id: string, work: (tx: Tx, placement: ReviewedPlacement) => Promise<T>): Promise<Result<T>> {
    if (!reviewsPolicy.canRead(actor)) return Promise.resolve(forbidden('review.read'));
    return this.work.read(actor, async (tx) => {
      const placement = await this.placements.find(tx, id);
      if (placement === undefined) return notFound('placement');
      await tx.audit('review.read', subjectOf(placement));
      return ok(await work(tx, placement));
    });
  }

  /** Changes something of a placement's file, as one of its parties. */
  change<T>(
    actor: Actor,
    id: string,
    act: (tx: Tx, placement: ReviewedPlacement) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const placement = await this.placements.find(tx, id);
      if (placement === undefined) return notFound('placement');
      return reviewsPolicy.canRecord(actor) ? act(tx, placement) : forbidden('review.record');
    });
  }

  /** Every provider that accepted, also those that one of them does not see. */
  providers(tx: Tx, { id, authorityId }: ReviewedPlacement): Promise<Party[]> {
    return tx.as(reviewsService(authorityId), (as) => this.placements.providers(as, id));
  }

  /** The scores that the school sent with its request, as far as the reader may open them; the reading is audited. */
  async scoresSent(tx: Tx, { referralId }: ReviewedPlacement): Promise<readonly SentScore[]> {
    const lines = (await this.referrals.summary(tx, referralId))?.parts['assessments.scores'] ?? [];
    return lines.map(({ scale, value, takenOn }) => ({
      scale: String(scale),
      value: String(value),
      measuredOn: dateOnly(String(takenOn)),
    }));
  }

  /** Who is invited, from what the case holds about the child. */
  async invitees(tx: Tx, { referralId, referralType }: ReviewedPlacement): Promise<Invitee[]> {
    const profile = (await this.referrals.summary(tx, referralId))?.profile;
    return inviteesOf({
      referralType,
      lookedAfter: profile?.lookedAfter ?? 'UNKNOWN',
      socialWorker: profile?.socialWorker ?? 'UNKNOWN',
      senProvision: profile?.senProvision ?? 'N',
    });
  }

  async hasPlan(tx: Tx, { referralId }: ReviewedPlacement): Promise<boolean> {
    return (await this.referrals.summary(tx, referralId))?.profile?.senProvision === 'E';
  }

  /** The school and the providers, and the authority where it is to know: never whoever did it. */
  async tell(
    tx: Tx,
    placement: ReviewedPlacement,
    what: {
      readonly kind: MessageKind;
      readonly subject: { readonly type: 'placement' | 'review'; readonly id: string };
      readonly dueOn?: ReviewedPlacement['startsOn'] | null;
    },
    to: readonly ('PARTIES' | 'AUTHORITY')[] = ['PARTIES'],
  ): Promise<void> {
    const providers = to.includes('PARTIES') ? await this.providers(tx, placement) : [];
    const told = to.includes('PARTIES')
      ? [placement.schoolId, ...providers.map(({ organisationId }) => organisationId)]
      : [];
    if (to.includes('AUTHORITY')) {
      const { organisationId } = await this.organisations.commissioner(tx, placement.authorityId);
      if (organisationId !== null) told.push(organisationId);
    }
    const { kind, subject, dueOn = null } = what;
    const about = { kind, subjectType: subject.type, subjectId: subject.id, reference: placement.reference, dueOn };
    await announceAll(
      tx,
      told.filter((id) => id !== tx.actor.organisationId).map((organisationId) => ({ ...about, organisationId })),
    );
  }
}

export const subjectOf = ({ id, referralId }: Pick<ReviewedPlacement, 'id' | 'referralId'>) => ({
  type: 'placement',
  id,
  referralId,
});
