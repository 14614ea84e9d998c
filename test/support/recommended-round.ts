import { type Actor, valueOf } from '../../src/kernel/index.js';
import { aBid, aMember, anOpenRound, aTeam, declareNone, lookedInto, nameTeam, openBids, scoreAll } from './bids.js';
import type { SupplyWorld } from './supply-world.js';

export const REASONS = 'Every standard is met.';

/** A closed round for lot 1 with evaluated bids and these recommendations; somebody has looked into every bid. */
export async function aRecommendedRound(
  world: SupplyWorld,
  outcomes: readonly ('ADMIT' | 'ADMIT_WITH_CONDITIONS' | 'REFUSE')[],
  looked = async (id: string): Promise<unknown> => lookedInto(world, id),
) {
  const commissioner = await aMember(world, 'COMMISSIONER', world.north);
  const round = await anOpenRound(world, commissioner);
  const bids = [];
  for (const outcome of outcomes) bids.push({ ...(await aBid(world, round)), outcome });
  await openBids(world, commissioner, round);
  const team = await aTeam(world);
  await nameTeam(world, commissioner, round, team);
  for (const actor of [...team.evaluators, team.moderator]) await declareNone(world, actor, round.roundId);
  for (const bid of bids) {
    for (const actor of team.evaluators) {
      await scoreAll(world, actor, bid.id);
      valueOf(await world.score.submit(actor, bid.id));
    }
    await moderate(world, team.moderator, bid.id);
    await looked(bid.id);
    const conditions = bid.outcome === 'ADMIT_WITH_CONDITIONS' ? 'A new fire risk assessment by May.' : null;
    const given = { outcome: bid.outcome, reasons: REASONS, conditions, risks: null };
    const at = { lotId: round.lotIds[0] ?? '', version: await versionOf(world, team.moderator, bid.id) };
    valueOf(await world.moderate.recommend(team.moderator, bid.id, at, given));
  }
  return { ...round, bids, team, commissioner, lotId: round.lotIds[0] ?? '' };
}

const versionOf = async (world: SupplyWorld, actor: Actor, id: string) =>
  valueOf(await world.viewBidEvaluation.one(actor, id)).evaluation.version;

async function moderate(world: SupplyWorld, moderator: Actor, id: string): Promise<void> {
  const { items } = valueOf(await world.viewBidEvaluation.one(moderator, id));
  const marks = items.map(({ id: item, kind }) => {
    const judged = kind === 'SCORED' ? { points: 3, passed: null } : { points: null, passed: true };
    return [item, { ...judged, reason: 'Agreed.', feedback: `Feedback on ${kind}.` }] as const;
  });
  valueOf(await world.moderate.save(moderator, id, await versionOf(world, moderator, id), new Map(marks)));
  valueOf(await world.moderate.finish(moderator, id, await versionOf(world, moderator, id)));
}
