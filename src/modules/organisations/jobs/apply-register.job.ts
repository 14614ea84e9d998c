import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { ApplyRegisterImport } from '../application/apply-register-import.js';
import { RegisterImportStore } from '../persistence/register-import.store.js';

const ATTEMPTS = 3;

/** The whole file in one transaction, and the job done in the same one: twice is once, half is never. */
@JobHandler('registers.apply', {
  queue: 'imports',
  attempts: ATTEMPTS,
  service: 'register-import',
  permissions: ['register.import'],
})
export class ApplyRegisterJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImportStore,
    private readonly apply: ApplyRegisterImport,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const importId = String(job.payload['importId']);
    try {
      failJobUnlessOk(await this.apply.run(job.actor, importId, (tx) => job.complete(tx)));
    } catch (error) {
      if (job.attempt >= ATTEMPTS) {
        await this.work.read(job.actor, (tx) =>
          this.imports.failed(tx, importId, { code: 'register.fault', facts: {} }),
        );
      }
      throw error;
    }
  }
}
