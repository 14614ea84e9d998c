import { isUuid } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { SCAN_EVIDENCE, ScanEvidence } from '../application/scan-evidence.js';

/** Asked for with every upload. A scanner that is down fails no job: the document is looked at again later. */
@JobHandler(SCAN_EVIDENCE, { queue: 'maintenance', service: 'evidence', permissions: ['evidence.tend'] })
export class ScanEvidenceJob implements Job {
  constructor(private readonly scan: ScanEvidence) {}

  async handle(job: RunningJob): Promise<void> {
    const { evidenceId } = job.payload;
    if (!isUuid(evidenceId)) throw new Error('Not a document');
    failJobUnlessOk(await this.scan.run(job.actor, evidenceId, (tx) => job.complete(tx)));
  }
}
