import { type Actor, dateOnly, newId, pence, type Role, valueOf } from '../../src/kernel/index.js';
import type { Regime } from '../../src/modules/procurement/index.js';
import type { RoundQuestion } from '../../src/modules/procurement/domain/round.js';
import { aDraftRound, CONDITION, QUESTION, ROUND } from './rounds.js';
import { anOpening, inRole, known, type Place, type SupplyWorld } from './supply-world.js';

export const OPEN = new Date('2026-11-10T10:00:00Z');
export const CLOSED = new Date('2026-12-04T11:00:01Z');
const DECLARED = { name: 'Max Example', role: 'Director', declared: true };

/** Somebody on record who works in a role at a place: they can be named, and what they do is kept under their name. */
export async function aMember(world: SupplyWorld, role: Role, at: Place): Promise<Actor> {
  const actor = await known(world, inRole(role, at));
  await world.admin.query(
    `INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at)
     VALUES ($1, $2, $3, $4, $5, 'ACTIVE', '2026-01-01', now())`,
    [actor.membershipId, actor.userId, at.organisationId, at.authorityId, role],
  );
  return actor;
}

export const SCORED: readonly RoundQuestion[] = [
  { ...QUESTION, number: 1, weightBasisPoints: 6_000 },
  { ...QUESTION, number: 2, question: 'How do you keep pupils safe?', weightBasisPoints: 4_000, leastPoints: 2 },
  {
    ...QUESTION,
    number: 3,
    question: 'Are you registered?',
    kind: 'PASS_FAIL' as const,
    answer: 'YES_NO' as const,
    weightBasisPoints: null,
    wordsMax: null,
  },
];

/** A published round for lots 1 and 2 that has one condition and asks these questions, while it is open. */
export async function anOpenRound(
  world: SupplyWorld,
  commissioner: Actor,
  { regime = 'PCR2015_LTR_FPS', questions = SCORED }: { regime?: Regime; questions?: readonly RoundQuestion[] } = {},
) {
  world.setNow(new Date('2026-11-02T08:00:00Z'));
  const drafted = await aDraftRound(world, commissioner, regime);
  const conditionId = valueOf(await world.manageConditions.add(commissioner, drafted.frameworkId, CONDITION));
  const questionIds: string[] = [];
  for (const question of questions) {
    questionIds.push(valueOf(await world.manageRounds.addQuestion(commissioner, drafted.roundId, question)));
  }
  valueOf(await world.manageRounds.publish(commissioner, drafted.roundId));
  world.setNow(OPEN);
  return { ...drafted, conditionId, questionIds };
}
export type OpenRound = Awaited<ReturnType<typeof anOpenRound>>;

/** A new provider's bid for these lots of the round (the first where none is named), submitted. */
export async function aBid(world: SupplyWorld, round: OpenRound, lots: readonly number[] = [1]) {
  const { providerId, programmeId } = await anOpening(world);
  const bidder = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId });
  const id = valueOf(await world.apply.begin(bidder, round.roundId));
  const lotIds = lots.map((number) => round.lotIds[number - 1] ?? '');
  valueOf(await world.apply.chooseLots(bidder, id, lotIds));
  const answers = new Map(round.questionIds.map((question, at) => [question, at === 2 ? 'yes' : 'Every week.']));
  valueOf(await world.apply.answer(bidder, id, answers));
  valueOf(await world.apply.declareConditions(bidder, id, new Map([[round.conditionId, { met: true, shown: null }]])));
  for (const lotId of lotIds) {
    const price = { basis: 'WEEK' as const, netPence: pence(50_000), vatTreatment: 'EXEMPT' as const };
    valueOf(await world.apply.offer(bidder, id, { lotId, programmeId, label: `Week ${newId()}`, ...price }));
  }
  valueOf(await world.apply.submit(bidder, id, DECLARED));
  const { rows } = await world.admin.query<{ name: string }>('SELECT name FROM organisation WHERE id = $1', [
    providerId,
  ]);
  return { id, bidder, providerId, providerName: rows[0]?.name ?? '' };
}

/** The round has closed, its bids are open, and who opened them has no interest in a bidder. */
export async function openBids(world: SupplyWorld, commissioner: Actor, round: OpenRound): Promise<void> {
  world.setNow(CLOSED);
  valueOf(await world.viewApplications.openBids(commissioner, round.roundId));
  await declareNone(world, commissioner, round.roundId);
}

export interface Team {
  readonly evaluators: readonly [Actor, Actor];
  readonly moderator: Actor;
}

export async function aTeam(world: SupplyWorld): Promise<Team> {
  return {
    evaluators: [await aMember(world, 'EVALUATOR', world.north), await aMember(world, 'EVALUATOR', world.north)],
    moderator: await aMember(world, 'COMMISSIONER', world.north),
  };
}

/** Names the team for the first two lots of the round. */
export async function nameTeam(world: SupplyWorld, commissioner: Actor, round: OpenRound, team: Team): Promise<void> {
  const lotIds = round.lotIds.slice(0, 2);
  const parts = [...team.evaluators.map((one) => [one, 'EVALUATOR'] as const), [team.moderator, 'MODERATOR'] as const];
  for (const [{ userId }, part] of parts) {
    valueOf(await world.nameAssessors.name(commissioner, round.roundId, { userId: userId ?? '', part, lotIds }));
  }
}

/** Declares no interest in any bidder that is awaited. */
export async function declareNone(world: SupplyWorld, actor: Actor, roundId: string): Promise<void> {
  const { bidders } = valueOf(await world.declareInterests.awaited(actor, roundId));
  if (bidders.length === 0) return;
  valueOf(
    await world.declareInterests.declare(actor, roundId, new Map(bidders.map((one) => [one.applicationId, null]))),
  );
}

/** Gives every item of the bid points, or a pass, and a reason. */
export async function scoreAll(world: SupplyWorld, actor: Actor, id: string, points = 3): Promise<void> {
  const { items } = valueOf(await world.viewBidEvaluation.one(actor, id));
  const marks = items.map(({ id: item, kind }) => {
    const judged = kind === 'SCORED' ? { points, passed: null } : { points: null, passed: true };
    return [item, { ...judged, reason: 'As the answer says.' }] as const;
  });
  valueOf(await world.score.save(actor, id, new Map(marks)));
}

/** An officer has looked at every check of a bid: confirmed what is found or left open, passed over what is not met. */
export async function lookedInto(world: SupplyWorld, id: string): Promise<Actor> {
  const officer = await known(world, inRole('QUALITY_OFFICER', world.north));
  const { rows } = await world.admin.query<{ round: string }>(
    'SELECT round_id AS round FROM application WHERE id = $1',
    [id],
  );
  await declareNone(world, officer, rows[0]?.round ?? '');
  const { lines } = valueOf(await world.dueDiligence.view(officer, 'application', id));
  for (const { check, finding, looks } of lines) {
    const outcome = finding.state === 'NOT_MET' ? ('NOT_APPLICABLE' as const) : ('CONFIRMED' as const);
    const given = { outcome, note: 'Seen on site.', checkedOn: dateOnly('2026-11-02') };
    valueOf(await world.dueDiligence.record(officer, { of: 'application', id, code: check.code, seen: looks }, given));
  }
  return officer;
}

/** A closed round with bids for lot 1, its team named, nobody has declared anything yet. */
export async function aRoundToEvaluate(
  world: SupplyWorld,
  { bids = 1, lots = [1] }: { bids?: number; lots?: number[] } = {},
) {
  const commissioner = await aMember(world, 'COMMISSIONER', world.north);
  const round = await anOpenRound(world, commissioner);
  const made = [];
  for (let n = 0; n < bids; n += 1) made.push(await aBid(world, round, lots));
  await openBids(world, commissioner, round);
  const team = await aTeam(world);
  await nameTeam(world, commissioner, round, team);
  return { commissioner, ...round, ...team, bids: made, round };
}

/** A bid that both evaluators have scored and submitted, the first with one number of points, the second with another. */
export async function aScoredBid(world: SupplyWorld, [first, second]: readonly [number, number] = [3, 3]) {
  const set = await aRoundToEvaluate(world);
  const [bid] = set.bids;
  const id = bid?.id ?? '';
  for (const actor of [...set.evaluators, set.moderator]) await declareNone(world, actor, set.roundId);
  for (const [at, points] of [first, second].entries()) {
    const actor = set.evaluators[at] ?? set.evaluators[0];
    await scoreAll(world, actor, id, points);
    valueOf(await world.score.submit(actor, id));
  }
  return { ...set, id };
}

export { ROUND };
