import { type Actor, dateOnly, newId, pence, valueOf } from '../../src/kernel/index.js';
import { MANCHESTER_LOTS, type Regime } from '../../src/modules/procurement/index.js';
import type { RoundDetails, RoundQuestion } from '../../src/modules/procurement/domain/round.js';
import type { SupplyWorld } from './supply-world.js';

/** Round 4 of Manchester's system, with the dates of its notice moved to where the tests' clock stands. */
export const ROUND: Omit<RoundDetails, 'lotIds'> = {
  name: 'Round 4',
  opensAt: new Date('2026-11-03T09:00:00Z'),
  questionsUntil: new Date('2026-11-20T12:00:00Z'),
  closesAt: new Date('2026-12-04T11:00:00Z'),
  evaluationEndsOn: dateOnly('2027-01-29'),
  admissionFrom: dateOnly('2027-03-01'),
  admissionTo: dateOnly('2028-10-27'),
};

export const QUESTION: RoundQuestion = {
  lotId: null,
  number: 1,
  section: 'Quality',
  question: 'How do you bring a pupil back to school?',
  guidance: null,
  kind: 'SCORED',
  answer: 'WORDS',
  weightBasisPoints: 10_000,
  wordsMax: 500,
};

export const CONDITION = {
  lotId: null,
  number: 1,
  title: 'Insurance',
  requirement: 'Cover of £10 million',
  evidence: null,
};

/** Manchester's system with its ten lots; each test gives it a reference. */
export const FRAMEWORK = {
  name: 'Alternative education provision flexible purchasing system',
  regime: 'PCR2015_LTR_FPS' as Regime,
  startsOn: dateOnly('2022-09-01'),
  endsOn: dateOnly('2028-10-27'),
  valuePence: pence(3_000_000_000),
  lots: MANCHESTER_LOTS,
};

export async function aFramework(
  world: SupplyWorld,
  commissioner: Actor,
  regime: Regime = FRAMEWORK.regime,
): Promise<{ id: string; lotIds: string[] }> {
  const details = { ...FRAMEWORK, regime, reference: `T-${newId().slice(-8)}` };
  return valueOf(await world.manageFramework.create(commissioner, details));
}

/** A draft of a round for the first two lots; a dynamic market stays open. */
export async function aDraftRound(world: SupplyWorld, commissioner: Actor, regime?: Regime) {
  const { id: frameworkId, lotIds } = await aFramework(world, commissioner, regime);
  const closes = regime === 'PA23_DYNAMIC_MARKET' ? { closesAt: null, evaluationEndsOn: null } : {};
  const details = { ...ROUND, ...closes, lotIds: lotIds.slice(0, 2) };
  return { frameworkId, lotIds, roundId: valueOf(await world.manageRounds.draft(commissioner, frameworkId, details)) };
}
