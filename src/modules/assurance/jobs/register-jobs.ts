import { isUuid, ok, type Permission, serviceActor } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { RECHECK_REGISTER, RecheckRegister } from '../application/recheck-register.js';

const PERMISSIONS: readonly Permission[] = ['quality.tend', 'quality.manage', 'register.import'];

/** The register belongs to no authority: each one served is asked to look at its providers, as a service of its own. */
@JobHandler('register.applied', { queue: 'maintenance', service: 'assurance', permissions: [] })
export class RegisterAppliedJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly organisations: Organisations,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const { importId } = job.payload;
    if (!isUuid(importId)) throw new Error('Not an import');
    const authorities = await this.work.read(job.actor, (tx) => this.organisations.authorities(tx));
    for (const { id } of authorities) {
      const asked = await this.work.inTransaction(serviceActor('assurance', id, []), async (tx) => {
        await tx.outbox(RECHECK_REGISTER, { importId }, { debounceKey: `${RECHECK_REGISTER}:${id}:${importId}` });
        return ok();
      });
      failJobUnlessOk(asked);
    }
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}

/** All of an authority's providers against one import, and the job done in the same transaction. */
@JobHandler(RECHECK_REGISTER, { queue: 'maintenance', service: 'assurance', permissions: PERMISSIONS })
export class RecheckRegisterJob implements Job {
  constructor(private readonly recheck: RecheckRegister) {}

  async handle(job: RunningJob): Promise<void> {
    const { importId } = job.payload;
    if (!isUuid(importId)) throw new Error('Not an import');
    failJobUnlessOk(await this.recheck.run(job.actor, importId, (tx) => job.complete(tx)));
  }
}
