import { Injectable } from '@nestjs/common';
import {
  type Actor,
  addDays,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  maxDate,
  notFound,
  ok,
  parseTime,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { ViewRegister } from '../../attendance/index.js';
import { type Invitee, isOfAuthority } from '../domain/invitees.js';
import { checkReview, type CheckedReview, type ReviewGiven } from '../domain/review.js';
import { PlanStore } from '../persistence/plan.store.js';
import { type CountedAttendance, type Review, ReviewStore } from '../persistence/review.store.js';
import type { ReviewedPlacement } from '../persistence/reviewed-placement.store.js';
import { reviewsPolicy } from '../reviews.policy.js';
import { PlacementFile, subjectOf } from './placement-file.js';
import { nextFor, ReviewClock } from './review-clock.js';

export interface Arrangement {
  readonly on: DateOnly;
  readonly time: string | null;
  readonly where: string | null;
}

export interface Held {
  readonly reviewId: string;
  readonly nextDueOn: DateOnly | null;
}

/** Says when and where a review is, and writes down what it found. Two who record the same review: the first counts. */
@Injectable()
export class HoldReview {
  constructor(
    private readonly work: UnitOfWork,
    private readonly file: PlacementFile,
    private readonly reviews: ReviewStore,
    private readonly plans: PlanStore,
    private readonly clock: ReviewClock,
    private readonly registers: ViewRegister,
  ) {}

  /** Rules: `on` (from today to the day it is due, or later where it is late already), `time`, `where`. */
  arrange(actor: Actor, id: string, given: Arrangement): Promise<Result<undefined>> {
    return this.onOpen(actor, id, async (tx, review, placement) => {
      const latest = maxDate(review.dueOn, tx.today);
      if (given.on < tx.today) return invalid('on', 'too-early', { min: tx.today });
      if (review.dueOn >= tx.today && given.on > latest) return invalid('on', 'too-late', { max: latest });
      if (given.on > placement.plannedEnd) return invalid('on', 'too-late', { max: placement.plannedEnd });
      const time = given.time === null ? ok(null) : parseTime(given.time, 'time');
      if (!time.ok) return time;
      const where = cleanText(given.where ?? '', { field: 'where', max: 200 });
      if (!where.ok) return where;
      const invitees = await this.file.invitees(tx, placement);
      await this.reviews.arrange(tx, id, { on: given.on, time: time.value, where: where.value || null });
      await this.reviews.invite(
        tx,
        review,
        placement.authorityId,
        invitees.map((one) => ({ ...one, came: null })),
      );
      await tx.audit('review.arranged', subjectOf(placement), { review: id, on: given.on });
      const to = invitees.some(isOfAuthority) ? (['PARTIES', 'AUTHORITY'] as const) : (['PARTIES'] as const);
      await this.file.tell(
        tx,
        placement,
        { kind: 'review.arranged', subject: { type: 'review', id }, dueOn: given.on },
        to,
      );
      return ok();
    });
  }

  /** Plans the next one in the same transaction. Rules of `checkReview`; problems of `onOpen`. */
  record(actor: Actor, id: string, given: ReviewGiven): Promise<Result<Held>> {
    return this.onOpen(actor, id, async (tx, review, placement) => {
      const clock = await this.clock.of(tx, placement.authorityId);
      if (clock === undefined) return problem('policy.none-in-force', { date: tx.today });
      const invitees = await this.invited(tx, review, placement);
      const plan = (await this.plans.agreed(tx, placement.id)) ?? (await this.plans.latest(tx, placement.id));
      const objectives = plan === undefined ? [] : await this.plans.objectives(tx, plan.id);
      const lastHeldOn = await this.reviews.lastHeld(tx, placement.id);
      const latestNext = (heldOn: DateOnly) => nextFor(clock, placement, heldOn, 'REVIEW');
      const checked = checkReview(given, {
        today: tx.today,
        startsOn: placement.startsOn,
        lastHeldOn,
        invitees,
        objectiveIds: objectives.map((one) => one.id),
        latestNext,
      });
      if (!checked.ok) return checked;
      const found = checked.value;
      const counted = await this.counted(tx, placement, lastHeldOn, found.heldOn);
      await this.reviews.invite(tx, review, placement.authorityId, attendanceList(invitees, found));
      await this.reviews.hold(tx, review, placement.authorityId, { ...found, planId: plan?.id ?? null, counted });
      if (found.nextDueOn !== null) {
        const latest = latestNext(found.heldOn);
        const because = latest?.dueOn === found.nextDueOn ? latest.because : 'CHOSEN';
        await this.reviews.add(tx, placement, { dueOn: found.nextDueOn, because, policyId: clock.policy.id });
      }
      await this.announce(tx, placement, id, found);
      return ok({ reviewId: id, nextDueOn: found.nextDueOn });
    });
  }

  /** Whoever the step is for, or anybody else who keeps the placement's file. Problem: `step.done-already`. */
  finishStep(actor: Actor, stepId: string): Promise<Result<{ reviewId: string }>> {
    return this.work.inTransaction(actor, async (tx) => {
      const step = await this.reviews.lockStep(tx, stepId);
      const placement = step && (await this.file.find(tx, step.placementId));
      if (step === undefined || placement === undefined) return notFound('step');
      if (!reviewsPolicy.canRecord(actor)) return forbidden('review.record');
      if (step.doneOn !== null) return problem('step.done-already');
      await this.reviews.finishStep(tx, stepId);
      await tx.audit('review.step-done', subjectOf(placement), { step: stepId });
      return ok({ reviewId: step.reviewId });
    });
  }

  private async announce(tx: Tx, placement: ReviewedPlacement, id: string, found: CheckedReview): Promise<void> {
    const { recommendation, came, heldOn, nextDueOn } = found;
    await tx.audit('review.held', subjectOf(placement), { review: id, heldOn, recommendation, came, nextDueOn });
    const subject = { type: 'review', id } as const;
    await this.file.tell(tx, placement, { kind: 'review.held', subject });
    if (recommendation === 'GO_ON') return;
    await this.file.tell(tx, placement, { kind: 'review.recommends', subject }, ['AUTHORITY']);
  }

  /** Those who were invited, with whoever the case says now. */
  private async invited(tx: Tx, review: Review, placement: ReviewedPlacement): Promise<Invitee[]> {
    const now = await this.file.invitees(tx, placement);
    const before = await this.reviews.invited(tx, review.id);
    return [...now, ...before.filter(({ part }) => !now.some((one) => one.part === part))];
  }

  private async counted(
    tx: Tx,
    { id, startsOn }: ReviewedPlacement,
    lastHeldOn: DateOnly | null,
    heldOn: DateOnly,
  ): Promise<CountedAttendance> {
    const from = lastHeldOn === null ? startsOn : addDays(lastHeldOn, 1);
    const { possible, attended, unauthorised } = await this.registers.counted(tx, id, { from, to: heldOn });
    return { from, to: heldOn, possible, attended, unauthorised };
  }

  /** Problems: `review.held-meanwhile`, `review.called-off`. */
  private onOpen<T>(
    actor: Actor,
    id: string,
    act: (tx: Tx, review: Review, placement: ReviewedPlacement) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      // Whoever may read and not record would lock nothing, and be told that it does not exist.
      const seen = await this.reviews.byId(tx, id);
      const placement = seen && (await this.file.find(tx, seen.placementId));
      if (seen === undefined || placement === undefined) return notFound('review');
      if (!reviewsPolicy.canRecord(actor)) return forbidden('review.record');
      const review = await this.reviews.lock(tx, id);
      if (review === undefined) return notFound('review');
      if (review.heldOn !== null) return problem('review.held-meanwhile');
      if (review.calledOffAt !== null) return problem('review.called-off');
      return act(tx, review, placement);
    });
  }
}

/** Everybody invited and whether they came, and whoever came besides. */
function attendanceList(invitees: readonly Invitee[], { came }: CheckedReview) {
  const besides = came.filter((part) => !invitees.some((one) => one.part === part));
  return [
    ...invitees.map((one) => ({ ...one, came: came.includes(one.part) })),
    ...besides.map((part) => ({ part, because: 'ALWAYS' as const, came: true })),
  ];
}
