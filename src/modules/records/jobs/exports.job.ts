import { isUuid, type Permission } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { GATHER_EXPORT } from '../application/exports.js';
import { EXPIRE_EXPORT, GatherExport } from '../application/gather-export.js';

const ATTEMPTS = 5;

/** Everything that anybody of the authority may read of a child, and the audit of who did. */
export const GATHERS: readonly Permission[] = [
  'record.gather',
  'case.authority',
  'identity.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
  'money.authority',
  'support.authority',
  'options.authority',
  'decision.read',
  'decision.make',
  'placement.read',
  'panel.manage',
  'purchase.read',
  'budget.read',
  'organisation.read',
  'policy.read',
  'audit.read',
];

const exportOf = (job: RunningJob): string => {
  const { exportId } = job.payload;
  if (!isUuid(exportId)) throw new Error('Not an export');
  return exportId;
};

/** Safe to kill at any line: it begins again, and what is finished stays. */
@JobHandler(GATHER_EXPORT, { queue: 'imports', attempts: ATTEMPTS, service: 'records', permissions: GATHERS })
export class GatherExportJob implements Job {
  constructor(private readonly gather: GatherExport) {}

  async handle(job: RunningJob): Promise<void> {
    try {
      failJobUnlessOk(await this.gather.run(job.actor, exportOf(job), (tx) => job.complete(tx)));
    } catch (error) {
      if (job.attempt >= ATTEMPTS) await this.gather.fail(job.actor, exportOf(job));
      throw error;
    }
  }
}

/** Asked for when an export is finished, for the day on which its file goes. */
@JobHandler(EXPIRE_EXPORT, { queue: 'maintenance', service: 'records', permissions: ['record.gather'] })
export class ExpireExportJob implements Job {
  constructor(private readonly gather: GatherExport) {}

  async handle(job: RunningJob): Promise<void> {
    failJobUnlessOk(await this.gather.expire(job.actor, exportOf(job), (tx) => job.complete(tx)));
  }
}
