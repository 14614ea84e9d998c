import { dateOnly, pence, valueOf } from '../../src/kernel/index.js';
import type { PlanGiven } from '../../src/modules/reviews/domain/plan.js';
import type { ReviewGiven } from '../../src/modules/reviews/domain/review.js';
import { HoldReview, WritePlan } from '../../src/modules/reviews/index.js';
import type { Answers } from '../../src/modules/referrals/index.js';
import type { PlacementWorld, SupplyPoint } from './placement-world.js';

const day = dateOnly;

export const A_PLAN: PlanGiven = {
  objectives: [
    { what: 'Come every day.', measured: 'The register.', dueOn: day('2026-12-11') },
    { what: 'Read for ten minutes.', measured: 'A reading record.', dueOn: day('2027-02-12') },
  ],
  route: 'HOME_SCHOOL',
  target: 'Full days at school after Easter.',
  targetOn: day('2027-04-12'),
  expectedEnd: day('2027-03-25'),
  absenceReporting: 'The centre rings the school by ten.',
};

const OFF_SITE: Answers = {
  type: 'OFF_SITE_DIRECTION',
  'exclusion.firstExcludedOn': null,
  'exclusion.reasons': null,
  'offSite.noticeGivenOn': day('2026-11-02'),
  'offSite.objectives': 'To come back calmer.',
  'sessions.wanted': 1023,
  'sessions.startsOn': day('2026-11-09'),
  'sessions.endsOn': day('2027-03-25'),
} as unknown as Answers;

export interface Reviewed {
  readonly centre: SupplyPoint;
  readonly placementId: string;
}

/** Placements that are agreed and, unless told, under way since Monday 9 November until 25 March; it is Monday 30 November. */
export function reviewedPlacements(world: PlacementWorld) {
  async function agreed(
    kind: 'EXCLUSION' | 'OFF_SITE' = 'EXCLUSION',
    over: { readonly centre?: SupplyPoint; readonly answers?: Answers; readonly plannedEnd?: string } = {},
  ): Promise<Reviewed> {
    world.clock.set('2026-11-02T09:00:00Z');
    const centre = over.centre ?? (await world.supply());
    const referralId = await world.referral({ ...(kind === 'OFF_SITE' ? OFF_SITE : {}), ...over.answers });
    const order = {
      reference: 'ORDER-1',
      authorisedBy: 'Hari Example',
      limitPence: pence(4_000_000),
      validUntil: day('2027-07-23'),
    };
    const command = world.command(referralId, centre.patternId, {
      plannedEnd: day(over.plannedEnd ?? '2027-03-25'),
      order: kind === 'OFF_SITE' ? order : null,
    });
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
    valueOf(await world.answer.accept(centre.manager, placementId));
    return { centre, placementId };
  }

  async function underWay(...given: Parameters<typeof agreed>): Promise<Reviewed> {
    const one = await agreed(...given);
    world.clock.set('2026-11-09T09:00:00Z');
    valueOf(await world.ending.start(one.centre.manager, one.placementId));
    world.clock.set('2026-11-30T12:00:00Z');
    return one;
  }

  const ahead = (placementId: string) =>
    world.one<{ id: string; due_on: string; because: string; escalated_at: Date | null }>(
      `SELECT id, to_char(due_on, 'YYYY-MM-DD') AS due_on, because, escalated_at FROM placement_review
       WHERE placement_id = $1 AND held_on IS NULL AND called_off_at IS NULL`,
      [placementId],
    );

  /** What a review found, with every objective of the plan on track. */
  async function found(placementId: string, over: Partial<ReviewGiven> = {}): Promise<ReviewGiven> {
    const { rows } = await world.admin.query<{ id: string }>(
      `SELECT o.id FROM plan_objective o WHERE o.plan_id = (SELECT id FROM placement_plan WHERE placement_id = $1
         ORDER BY agreed_at IS NULL, version DESC LIMIT 1) ORDER BY o.position`,
      [placementId],
    );
    return {
      heldOn: day('2026-11-30'),
      came: ['SCHOOL', 'HEAD_TEACHER', 'BOARD_NOMINEE', 'PROVIDER', 'PARENT', 'PUPIL'],
      absentBecause: null,
      progress: rows.map(({ id }) => ({ objectiveId: id, progress: 'ON_TRACK', note: null })),
      pupilView: 'I like the workshop.',
      parentView: 'Calmer at home.',
      recommendation: 'GO_ON',
      reasons: 'It works.',
      nextDueOn: null,
      steps: [{ what: 'Visit the workshop.', owner: 'SCHOOL', ownerName: 'The form tutor', dueOn: day('2026-12-04') }],
      ...over,
    };
  }

  const plans = world.app.get(WritePlan);
  /** Written by the school and agreed by the provider. */
  async function planned({ centre, placementId }: Reviewed): Promise<void> {
    const { version } = valueOf(await plans.write(world.lead, placementId, A_PLAN, 0));
    valueOf(await plans.agree(centre.manager, placementId, version));
  }

  /** The review that is ahead, held today. */
  async function held(one: Reviewed, over: Partial<ReviewGiven> = {}): Promise<string> {
    const id = (await ahead(one.placementId))?.id ?? '';
    valueOf(await world.app.get(HoldReview).record(world.lead, id, await found(one.placementId, over)));
    return id;
  }

  return { agreed, underWay, ahead, found, planned, held };
}
