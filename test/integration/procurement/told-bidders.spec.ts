import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { TellBiddersJob } from '../../../src/modules/procurement/jobs/tell-bidders.job.js';
import { RoundStore } from '../../../src/modules/procurement/persistence/round.store.js';
import type { RunningJob } from '../../../src/platform/index.js';
import { aBid, anOpenRound, type OpenRound } from '../../support/bids.js';
import { anOpening, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

describe('what becomes of a round', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  let round: OpenRound;
  let bids: string;
  let asks: string;
  const managerOf = (organisationId: string) => inRole('PROVIDER_MANAGER', { ...world.north, organisationId });

  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    round = await anOpenRound(world, commissioner);
    bids = (await aBid(world, round)).bidder.organisationId ?? '';
    asks = (await anOpening(world)).providerId;
    // Nobody is told who neither bids nor asks, or who took a bid back.
    await anOpening(world);
    const gone = await aBid(world, round);
    valueOf(await world.apply.withdraw(gone.bidder, gone.id));
  });
  afterAll(() => world.close());

  const handle = async (complete: () => Promise<void>) => {
    const { rows } = await world.admin.query<{ id: string; payload: Record<string, string> }>(
      `SELECT id, payload FROM outbox WHERE job = 'round.tell-bidders' AND done_at IS NULL`,
    );
    const actor = serviceActor('rounds', world.north.authorityId, []);
    for (const { id, payload } of rows) {
      const job: RunningJob = {
        id,
        payload,
        initiator: { kind: 'person', userId: null, membershipId: null },
        attempt: 1,
        actor,
        complete,
      };
      await new TellBiddersJob(world.work, new RoundStore()).handle(job);
    }
    await world.admin.query(`UPDATE outbox SET done_at = now() WHERE job = 'round.tell-bidders'`);
  };
  const told = async (kind: string) =>
    (
      await world.admin.query<{ to: string; reference: string }>(
        `SELECT payload ->> 'organisationId' AS to, payload ->> 'reference' AS reference FROM outbox
          WHERE job = 'notifications.deliver' AND payload ->> 'kind' = $1`,
        [kind],
      )
    ).rows;
  const done = () => Promise.resolve();
  const both = () => new Set([bids, asks]);

  it('is told to whoever bids or asked: an answer, more time, and that it is called off', async () => {
    const id = valueOf(await world.clarify.ask(managerOf(asks), round.roundId, 'May two share a site?'));
    const words = { question: 'May two share a site?', answer: 'Yes.' };
    valueOf(await world.clarify.answer(commissioner, id, words));
    await expect(handle(() => Promise.reject(new Error('The worker dies')))).rejects.toThrow('dies');
    expect(await told('round.answered')).toEqual([]);
    await handle(done);
    const answered = await told('round.answered');
    expect(new Set(answered.map(({ to }) => to))).toEqual(both());
    expect(answered).toHaveLength(2);
    expect(answered[0]?.reference).toBe('Round 4');

    valueOf(await world.manageRounds.extend(commissioner, round.roundId, new Date('2026-12-11T11:00:00Z')));
    valueOf(await world.manageRounds.cancel(commissioner, round.roundId, 'The specification was wrong.'));
    await handle(done);
    expect(new Set((await told('round.closes-later')).map(({ to }) => to))).toEqual(both());
    expect(new Set((await told('round.called-off')).map(({ to }) => to))).toEqual(both());
  });

  it('does not tell the authority who bids', async () => {
    const followers = (actor: Actor) => world.work.read(actor, (tx) => new RoundStore().followers(tx, round.roundId));
    expect(await followers(commissioner)).toEqual([]);
    expect(await followers(managerOf(bids))).toEqual([]);
  });
});
