import { type Actor, dateOnly, pence, ROLE_PERMISSIONS, type Role, valueOf } from '../../src/kernel/index.js';
import { Apply } from '../../src/modules/procurement/application/apply.js';
import { DeclareInterests } from '../../src/modules/procurement/application/declare-interests.js';
import { ManageConditions } from '../../src/modules/procurement/application/manage-conditions.js';
import { ManageRounds } from '../../src/modules/procurement/application/manage-rounds.js';
import { Moderate } from '../../src/modules/procurement/application/moderate.js';
import { NameAssessors } from '../../src/modules/procurement/application/name-assessors.js';
import { Score } from '../../src/modules/procurement/application/score.js';
import { ViewApplications } from '../../src/modules/procurement/application/view-applications.js';
import { ViewBidEvaluation } from '../../src/modules/procurement/application/view-bid-evaluation.js';
import { ManageFramework, MANCHESTER_LOTS } from '../../src/modules/procurement/index.js';
import { ManageProgramme, ManageSite } from '../../src/modules/providers/index.js';
import { type PersonaKey, subjectOf } from './personas.js';
import type { PlacementWorld } from './placement-world.js';
import { A_PROGRAMME } from './supply-world.js';
import { aPerson } from './unit-of-work.js';
import { WORKPLACES } from './workplaces.js';

const CONDITION = { lotId: null, number: 1, title: 'Insurance', requirement: 'Cover of £10 million', evidence: null };

/**
 * A bid of the personas' provider on a dynamic market, which both evaluator personas passed and the commissioner
 * moderated: its recommendation is still to be made.
 */
export async function anEvaluatedBid(world: PlacementWorld, commissioner: Actor) {
  const { app } = world;
  const { roundId, lotId } = await aMarket(world, commissioner);
  const id = await aSentBid(world, roundId, lotId);
  const team = [
    [await persona(world, 'evaluator', 'EVALUATOR'), 'EVALUATOR'],
    [await persona(world, 'second-evaluator', 'EVALUATOR'), 'EVALUATOR'],
    [commissioner, 'MODERATOR'],
  ] as const;
  for (const [{ userId }, part] of team) {
    const named = { userId: userId ?? '', part, lotIds: [lotId] };
    valueOf(await app.get(NameAssessors).name(commissioner, roundId, named));
  }
  for (const [actor, part] of team) {
    valueOf(await app.get(DeclareInterests).declare(actor, roundId, new Map([[id, null]])));
    if (part === 'MODERATOR') continue;
    const { items } = valueOf(await app.get(ViewBidEvaluation).one(actor, id));
    const passed = { points: null, passed: true, reason: 'It is shown.' };
    valueOf(await app.get(Score).save(actor, id, new Map(items.map((item) => [item.id, passed]))));
    valueOf(await app.get(Score).submit(actor, id));
  }
  const { evaluation } = valueOf(await app.get(ViewBidEvaluation).one(commissioner, id));
  valueOf(await app.get(Moderate).finish(commissioner, id, evaluation.version));
  return { evaluated: id, evaluatedLot: lotId };
}

async function persona({ one }: PlacementWorld, key: PersonaKey, role: Role): Promise<Actor> {
  const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf(key)]);
  const permissions = ROLE_PERMISSIONS[role];
  return { ...aPerson({ role, ...WORKPLACES.authority, permissions }), userId: user?.id ?? null };
}

async function aMarket({ app }: PlacementWorld, commissioner: Actor) {
  const market = {
    reference: 'DM1',
    name: 'Example market',
    regime: 'PA23_DYNAMIC_MARKET' as const,
    startsOn: dateOnly('2026-04-01'),
    endsOn: dateOnly('2030-03-31'),
    valuePence: pence(3_000_000_000),
    lots: MANCHESTER_LOTS,
  };
  const { id, lotIds } = valueOf(await app.get(ManageFramework).create(commissioner, market));
  const lotId = lotIds[1] ?? '';
  valueOf(await app.get(ManageConditions).add(commissioner, id, CONDITION));
  const details = {
    name: 'Round 1',
    lotIds: [lotId],
    opensAt: new Date('2026-10-01T09:00:00Z'),
    questionsUntil: null,
    closesAt: null,
    evaluationEndsOn: null,
    admissionFrom: dateOnly('2026-12-01'),
    admissionTo: dateOnly('2030-03-31'),
  };
  const roundId = valueOf(await app.get(ManageRounds).draft(commissioner, id, details));
  valueOf(await app.get(ManageRounds).publish(commissioner, roundId));
  return { roundId, lotId };
}

async function aSentBid({ app }: PlacementWorld, roundId: string, lotId: string): Promise<string> {
  const permissions = ROLE_PERMISSIONS.PROVIDER_MANAGER;
  const manager = aPerson({ role: 'PROVIDER_MANAGER', ...WORKPLACES.provider, permissions });
  const bidder = { ...manager, userId: null };
  const place = { address: '1 Example Street', postcode: 'M1 1AA', grid: null, accessFeatures: [] };
  const site = { ...place, name: 'Market site', providerId: WORKPLACES.provider.organisationId };
  const siteId = valueOf(await app.get(ManageSite).add(bidder, site));
  const programmeId = valueOf(await app.get(ManageProgramme).add(bidder, { ...A_PROGRAMME, siteId }));
  const apply = app.get(Apply);
  const id = valueOf(await apply.begin(bidder, roundId));
  valueOf(await apply.chooseLots(bidder, id, [lotId]));
  const price = { label: 'Day', basis: 'DAY', netPence: pence(9_000), vatTreatment: 'STANDARD' };
  valueOf(await apply.offer(bidder, id, { lotId, programmeId, ...price }));
  const { conditions } = valueOf(await app.get(ViewApplications).one(bidder, id));
  const met = conditions.map((one) => [one.id, { met: true, shown: 'Policy 1' }] as const);
  valueOf(await apply.declareConditions(bidder, id, new Map(met)));
  valueOf(await apply.submit(bidder, id, { name: 'Max Example', role: 'Director', declared: true }));
  return id;
}
