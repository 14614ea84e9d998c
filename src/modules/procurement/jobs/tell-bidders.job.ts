import { ok } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { announceAll } from '../../notifications/index.js';
import { readTold, TELL_BIDDERS } from '../application/tell-bidders.js';
import { RoundStore } from '../persistence/round.store.js';

/** Tells whoever bids in a round, or asked about it, what became of it. */
@JobHandler(TELL_BIDDERS, { queue: 'messages', service: 'rounds', permissions: [] })
export class TellBiddersJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rounds: RoundStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const told = readTold(job.payload);
    if (told === undefined) throw new Error('Not about a round');
    const { what, roundId, reference } = told;
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      const about = { kind: what, subjectType: 'round', subjectId: roundId, reference };
      const followers = await this.rounds.followers(tx, roundId);
      await announceAll(
        tx,
        followers.map((organisationId) => ({ organisationId, ...about })),
      );
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}
