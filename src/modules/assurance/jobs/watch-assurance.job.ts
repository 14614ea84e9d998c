import type { Permission } from '../../../kernel/index.js';
import { type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { WATCH_ASSURANCE, WatchAssurance } from '../application/watch-assurance.js';
import { ASSURANCE_LOOK } from '../persistence/terms.store.js';

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
  ) {}

  handle(job: RunningJob): Promise<void> {
    return ASSURANCE_LOOK.handle(this.work, job, () => this.watch.run(job.actor));
  }
}
