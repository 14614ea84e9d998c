import { type Actor, addDays, type DateOnly, minDate, ROLE_PERMISSIONS, valueOf } from '../kernel/index.js';
import { HoldReview, RecordMeasure, WritePlan } from '../modules/reviews/index.js';
import { runAt, UnitOfWork } from '../platform/index.js';
import { type CaseLoader, instantOn } from './load-referrals.js';
import type { Random } from './random.js';
import { demonstrator } from './world.js';

/** So that every list has something in it: plans that nobody wrote, or that wait for the provider; reviews that are late. */
const NO_PLAN = 0.02;
const NOT_AGREED = 0.03;
const REVIEW_LATE = 0.03;
const MEASURED = 0.7;
const REVIEWS_MAX = 4;
const PARTS = ['SCHOOL', 'HEAD_TEACHER', 'BOARD_NOMINEE', 'PROVIDER', 'PARENT', 'PUPIL'] as const;

const OBJECTIVES = [
  ['Come to every session that is on the timetable.', 'The register, week by week.'],
  ['Work for a whole lesson with one break.', 'What teachers note each day.'],
  ['Ask for time out before it becomes too much.', 'The log of time out.'],
  ['Read to an adult twice a week.', 'A reading record.'],
] as const;
const SAYS = [
  'I like the small group.',
  'The mornings are long.',
  'I want to see my friends at school.',
  'Good so far.',
];
const FAMILY_SAYS = ['Calmer at home.', 'We would like to hear more often.', 'It works.', 'The journey is hard.'];
const FOUND = {
  GO_ON: 'Steady; the plan holds.',
  CHANGE: 'Two afternoons at school could be tried.',
  REINTEGRATE: 'Ready to begin the way back.',
} as const;

export interface FiledPlacement {
  readonly placementId: string;
  readonly schoolId: string;
  readonly manager: Actor;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

interface Ahead {
  readonly id: string;
  readonly dueOn: DateOnly;
  readonly objectiveIds: readonly string[];
}

/** A made-up placement's plan, the reviews that were due, and what the pupil measured: by the use cases that people use. */
export async function fileOf(loader: CaseLoader, placed: FiledPlacement, random: Random): Promise<void> {
  const lead = {
    ...demonstrator(loader.world.authority.authorityId, ROLE_PERMISSIONS.SCHOOL_INCLUSION_LEAD),
    organisationId: placed.schoolId,
  };
  await planFor(loader, placed, lead, random);
  for (let held = 0; held < REVIEWS_MAX; held += 1) {
    const on = await holdNext(loader, placed, lead, random);
    if (on === null) break;
  }
  if (random.chance(MEASURED)) await measure(loader, placed, random);
}

async function planFor(
  { app, calendar }: CaseLoader,
  { placementId, manager, startsOn, endsOn }: FiledPlacement,
  lead: Actor,
  random: Random,
): Promise<void> {
  if (random.chance(NO_PLAN)) return;
  const plans = app.get(WritePlan, { strict: false });
  const on = valueOf(calendar.addSchoolDays(startsOn, -1));
  const first = random.whole(0, OBJECTIVES.length - 1);
  const objectives = [first, (first + 1) % OBJECTIVES.length].map((index) => {
    const [what = '', measured = ''] = OBJECTIVES[index] ?? [];
    return { what, measured, dueOn: minDate(addDays(startsOn, 60), endsOn) };
  });
  const plan = {
    objectives,
    route: random.weighted({ HOME_SCHOOL: 6, NEW_SCHOOL: 2, POST_16: 1, NONE: 1 }),
    target: 'Full days again, in steps that the reviews agree on (made up).',
    targetOn: endsOn,
    expectedEnd: endsOn,
    absenceReporting: 'The centre rings the school office before ten (made up).',
  };
  const { version } = valueOf(await runAt(instantOn(on), () => plans.write(lead, placementId, plan, 0)));
  if (random.chance(NOT_AGREED)) return;
  valueOf(await runAt(instantOn(on, 'T14:30:00Z'), () => plans.agree(manager, placementId, version)));
}

/** The review that is ahead, held a few days before it was due; null when none has been due yet, or it was missed. */
async function holdNext(
  { app, calendar, today }: CaseLoader,
  { placementId, startsOn }: FiledPlacement,
  lead: Actor,
  random: Random,
): Promise<DateOnly | null> {
  const [ahead] = await app.get(UnitOfWork).read(lead, (tx) =>
    tx.query<Ahead>(
      `select r.id, r.due_on as "dueOn", array(select o.id from plan_objective o join placement_plan p on p.id = o.plan_id
         where p.placement_id = r.placement_id order by o.position) as "objectiveIds"
       from placement_review r where r.placement_id = $1 and r.held_on is null and r.called_off_at is null`,
      [placementId],
    ),
  );
  if (ahead === undefined) return null;
  const days = calendar.schoolDays(addDays(ahead.dueOn, -random.whole(0, 6)), ahead.dueOn);
  const heldOn = days[0] ?? ahead.dueOn;
  if (heldOn >= today || heldOn <= startsOn || random.chance(REVIEW_LATE)) return null;
  const recommendation = random.weighted({ GO_ON: 8, CHANGE: 1, REINTEGRATE: 1 });
  const found = {
    heldOn,
    came: PARTS,
    absentBecause: null,
    progress: ahead.objectiveIds.map((objectiveId) => ({
      objectiveId,
      progress: random.weighted({ REACHED: 1, ON_TRACK: 5, SOME: 3, NONE: 1 }),
      note: null,
    })),
    pupilView: random.pick(SAYS),
    parentView: random.pick(FAMILY_SAYS),
    recommendation,
    reasons: FOUND[recommendation],
    nextDueOn: null,
    steps: [
      {
        what: 'Agree who rings home each Friday (made up).',
        owner: 'SCHOOL',
        ownerName: 'The form tutor',
        dueOn: addDays(heldOn, 14),
      },
    ],
  };
  const hold = app.get(HoldReview, { strict: false });
  valueOf(await runAt(instantOn(heldOn, 'T15:00:00Z'), () => hold.record(lead, ahead.id, found)));
  const [step] = await app
    .get(UnitOfWork)
    .read(lead, (tx) => tx.query<{ id: string }>('select id from review_step where review_id = $1', [ahead.id]));
  const done = addDays(heldOn, 7);
  if (step !== undefined && done < today && random.chance(0.9)) {
    valueOf(await runAt(instantOn(done), () => hold.finishStep(lead, step.id)));
  }
  return heldOn;
}

async function measure(
  { app, today }: CaseLoader,
  { placementId, manager, startsOn }: FiledPlacement,
  random: Random,
): Promise<void> {
  const measures = app.get(RecordMeasure, { strict: false });
  const scale = random.weighted({ SDQ: 4, BOXALL_DEVELOPMENT: 2, PASS: 2, ENGLISH: 1, MATHS: 1 });
  const first = random.whole(20, 34);
  const taken = [
    { moment: 'BASELINE', measuredOn: addDays(startsOn, 2), value: first },
    { moment: 'DURING', measuredOn: addDays(startsOn, 40), value: first + random.whole(-8, 5) },
  ];
  const offset = scale === 'ENGLISH' || scale === 'MATHS' ? 55 : 0;
  for (const { moment, measuredOn, value } of taken) {
    if (measuredOn >= today) continue;
    const given = {
      moment,
      measuredOn,
      value: String(value + offset),
      measuredBy: 'The key worker',
      corrects: 'NO' as const,
    };
    valueOf(await runAt(instantOn(measuredOn), () => measures.record(manager, placementId, { scale, ...given })));
  }
}
