import { ok, type Permission } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_ASSURANCE, WatchAssurance } from '../application/watch-assurance.js';
import { TermsStore } from '../persistence/terms.store.js';

const PERMISSIONS: readonly Permission[] = [
  'quality.tend',
  'quality.manage',
  'concern.handle',
  'concern.safeguarding',
  'case.authority',
  'placement.read',
];

/** What is late in one authority. May be killed anywhere: what was told is found told. */
@JobHandler(WATCH_ASSURANCE, { queue: 'maintenance', service: 'assurance', permissions: PERMISSIONS })
export class WatchAssuranceJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly watch: WatchAssurance,
    private readonly terms: TermsStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    failJobUnlessOk(await this.watch.run(job.actor));
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      await this.terms.watched(tx);
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}
