import { Injectable } from '@nestjs/common';
import { type Actor, addDays, formatDate, may } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import type { LinkSource, Task, TaskSource } from '../../../web/index.js';
import { DUE_BECAUSE } from '../domain/review-dates.js';
import type { StepOwner } from '../domain/review.js';
import { type DueReview, OverviewStore } from '../persistence/overview.store.js';
import { ReviewedPlacementStore } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy } from '../reviews.policy.js';

const MOST = 30;
/** How long before it is due a review or a step is put before those who hold it. */
const AHEAD_DAYS = 7;

/** What waits with plans and reviews. Titles hold references, never names. */
@Injectable()
export class ReviewTasks implements TaskSource, LinkSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: OverviewStore,
    private readonly placements: ReviewedPlacementStore,
  ) {}

  tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!reviewsPolicy.canRecord(actor)) return Promise.resolve([]);
    const owner = ownerOf(actor);
    return this.work.read(actor, async (tx) => {
      const by = addDays(tx.today, AHEAD_DAYS);
      const reviews =
        owner === 'AUTHORITY'
          ? may(actor, 'decision.make') && (await this.store.escalated(tx, MOST))
          : await this.store.due(tx, by, MOST);
      return [
        ...(reviews || []).map((one) => reviewTask(tx, one, owner)),
        ...(owner === 'AUTHORITY' ? [] : await this.plans(tx)),
        ...(await this.steps(tx, owner)),
      ];
    });
  }

  /** What a placement's own page leads on to. */
  async linksFor(actor: Actor, { id }: { readonly id: string }): Promise<{ text: string; href: string }[]> {
    if (!reviewsPolicy.canRead(actor)) return [];
    const placement = await this.work.read(actor, (tx) => this.placements.standing(tx, id));
    if (placement === undefined) return [];
    const { planVersion, planAgreed, dueOn, lastHeldOn, measures } = placement;
    const plan =
      planVersion === null ? 'to be written' : planAgreed ? `agreed, version ${planVersion}` : 'to be agreed';
    const review =
      dueOn === null
        ? lastHeldOn === null
          ? 'none planned'
          : `last held on ${formatDate(lastHeldOn)}`
        : `next due by ${formatDate(dueOn)}`;
    return [
      { text: `Plan: ${plan}`, href: `/placements/${id}/plan` },
      { text: `Reviews: ${review}`, href: `/placements/${id}/reviews` },
      { text: `Measures: ${measures === 0 ? 'none yet' : `${measures} recorded`}`, href: `/placements/${id}/measures` },
    ];
  }

  /** From agreement on, due before the first day. */
  private async plans(tx: Tx): Promise<Task[]> {
    const missing = await this.store.missingPlans(tx, MOST);
    return missing
      .filter(({ waiting, mine }) => waiting === null || mine)
      .map(({ placementId, reference, startsOn, waiting }) => ({
        title: waiting === null ? `Write the plan of ${reference}` : `Agree the plan of ${reference}`,
        href: `/placements/${placementId}/plan`,
        kind: 'Plans and reviews',
        dueOn: addDays(startsOn, -1),
        detail: `A plan is agreed before the first day, ${formatDate(startsOn)}`,
      }));
  }

  private async steps(tx: Tx, owner: StepOwner): Promise<Task[]> {
    const open = await this.store.openSteps(tx, owner, addDays(tx.today, AHEAD_DAYS), MOST);
    // What is to be done may say something about a child: the page shows it.
    return open.map(({ reviewId, reference, dueOn }) => ({
      title: `Do what the review of ${reference} agreed on`,
      href: `/reviews/${reviewId}`,
      kind: 'Plans and reviews',
      dueOn,
      detail: 'A next step of yours',
    }));
  }
}

function ownerOf(actor: Actor): StepOwner {
  if (may(actor, 'needs.authority')) return 'AUTHORITY';
  return may(actor, 'case.party') ? 'PROVIDER' : 'SCHOOL';
}

function reviewTask(
  tx: Tx,
  { id, reference, dueOn, because, arrangedOn, schoolName }: DueReview,
  owner: StepOwner,
): Task {
  const late = dueOn < tx.today;
  const act = arrangedOn === null ? 'Arrange' : arrangedOn <= tx.today ? 'Record' : 'Be ready for';
  return {
    title: owner === 'AUTHORITY' ? `The review of ${reference} is late` : `${act} the review of ${reference}`,
    href: `/reviews/${id}`,
    kind: 'Plans and reviews',
    dueOn,
    detail:
      owner === 'AUTHORITY'
        ? `${schoolName}; it was due on ${formatDate(dueOn)}`
        : `${late ? 'Late: it was due' : 'Due'} by ${formatDate(dueOn)}, since ${DUE_BECAUSE[because]}`,
  };
}
