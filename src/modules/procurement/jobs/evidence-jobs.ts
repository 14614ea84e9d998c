import { isUuid, ok, type Permission, serviceActor } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { WATCH_EVIDENCE, WatchEvidence } from '../application/watch-evidence.js';
import { EvidenceWatchStore } from '../persistence/evidence-watch.store.js';

/** It sees every document, and changes the admissions of the authority it acts in. */
const PERMISSIONS: readonly Permission[] = ['evidence.tend', 'framework.manage'];

/** All admitted providers of one authority, or one of them. May be killed anywhere: what is done is found done. */
@JobHandler(WATCH_EVIDENCE, { queue: 'maintenance', service: 'evidence', permissions: PERMISSIONS })
export class WatchEvidenceJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly watch: WatchEvidence,
    private readonly store: EvidenceWatchStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const { providerId } = job.payload;
    const one = isUuid(providerId) ? providerId : null;
    failJobUnlessOk(await this.watch.run(job.actor, one));
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      if (one === null) await this.store.watched(tx);
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}

/** A provider belongs to no authority: each one that buys from it is asked to look, as a service of its own. */
@JobHandler('evidence.changed', { queue: 'maintenance', service: 'evidence', permissions: ['evidence.tend'] })
export class EvidenceChangedJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: EvidenceWatchStore,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const { providerId } = job.payload;
    if (!isUuid(providerId)) throw new Error('Not a provider');
    const buyers = await this.work.read(job.actor, (tx) => this.store.buyers(tx, providerId));
    for (const authorityId of buyers) {
      const asked = await this.work.inTransaction(serviceActor('evidence', authorityId, []), async (tx) => {
        const debounceKey = `${WATCH_EVIDENCE}:${authorityId}:${providerId}`;
        await tx.outbox(WATCH_EVIDENCE, { providerId }, { debounceKey });
        return ok();
      });
      failJobUnlessOk(asked);
    }
  }
}

/** Tells the provider that the scan refused a document. */
@JobHandler('evidence.refused', { queue: 'messages', service: 'evidence', permissions: ['evidence.tend'] })
export class EvidenceRefusedJob implements Job {
  constructor(private readonly work: UnitOfWork) {}

  async handle(job: RunningJob): Promise<void> {
    const { providerId, evidenceId } = job.payload;
    if (!isUuid(providerId) || !isUuid(evidenceId)) throw new Error('Not a document');
    const told = await this.work.inTransaction(job.actor, async (tx) => {
      const about = { subjectType: 'evidence', subjectId: evidenceId, reference: 'Document' };
      await announce(tx, { kind: 'evidence.refused', organisationId: providerId, ...about });
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(told);
  }
}
