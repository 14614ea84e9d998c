import {
  FileStore,
  failJobUnlessOk,
  type Job,
  JobHandler,
  type RunningJob,
  UnitOfWork,
} from '../../../platform/index.js';
import { ReadRegisterFile } from '../application/read-register-file.js';
import { RegisterImportStore } from '../persistence/register-import.store.js';

const ATTEMPTS = 3;

/** Safe to kill at any line: it begins the file again, and a file that was read stays read. */
@JobHandler('registers.read', {
  queue: 'imports',
  attempts: ATTEMPTS,
  service: 'register-import',
  permissions: ['register.import'],
})
export class ReadRegisterJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly files: FileStore,
    private readonly imports: RegisterImportStore,
    private readonly reader: ReadRegisterFile,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const importId = String(job.payload['importId']);
    try {
      await this.work.read(job.actor, async (tx) => {
        const fileId = (await this.imports.find(tx, importId))?.fileId;
        if (fileId === null || fileId === undefined) return;
        failJobUnlessOk(await this.reader.run(job.actor, importId, () => this.files.read(tx, fileId)));
      });
    } catch (error) {
      // The page must not say "reading" for ever: after the last attempt the file says that it failed.
      if (job.attempt >= ATTEMPTS) {
        await this.work.read(job.actor, (tx) =>
          this.imports.failed(tx, importId, { code: 'register.fault', facts: {} }),
        );
      }
      throw error;
    }
  }
}
