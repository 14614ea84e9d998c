import { ok } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_OPENINGS, WatchOpenings } from '../application/watch-openings.js';
import { OpeningWatchStore } from '../persistence/opening-watch.store.js';

/** The clocks of all openings, once a day. May be killed anywhere: what is done is found done. */
@JobHandler(WATCH_OPENINGS, { queue: 'maintenance', service: 'openings', permissions: ['opening.tend'] })
export class WatchOpeningsJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly watch: WatchOpenings,
    private readonly store: OpeningWatchStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    failJobUnlessOk(await this.watch.run(job.actor));
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      await this.store.watched(tx);
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}
