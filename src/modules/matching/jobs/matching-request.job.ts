import type { Permission } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob } from '../../../platform/index.js';
import { MATCHING_REQUEST } from '../application/request-matching.js';
import { RunMatching } from '../application/run-matching.js';

const ATTEMPTS = 8;

/** What a run reads: every part of every case in its authority, and what is on offer. */
export const MATCHING_PERMISSIONS: readonly Permission[] = [
  'matching.read',
  'matching.run',
  'case.authority',
  'identity.authority',
  'profile.authority',
  'needs.authority',
  'risks.authority',
  'money.authority',
  'options.authority',
  'keep-apart.authority',
  'referral.read',
  'placement.read',
  'provider.read',
  'organisation.read',
  'policy.read',
  'tariff.read',
  'budget.read',
];

/** Computes the pool of the authority that asked. Safe to run twice: the same input makes no second result. */
@JobHandler(MATCHING_REQUEST, {
  queue: 'matching',
  attempts: ATTEMPTS,
  service: 'matching',
  permissions: MATCHING_PERMISSIONS,
})
export class MatchingRequestJob implements Job {
  constructor(private readonly matching: RunMatching) {}

  async handle(job: RunningJob): Promise<void> {
    const { authorityId } = job.actor;
    // A request that names no authority, or another than it acts in, can compute nothing.
    if (authorityId === null || job.payload['authorityId'] !== authorityId) {
      throw Object.assign(new Error('A run needs the authority that asked for it'), { code: 'matching.no-authority' });
    }
    const outcome = await this.matching.run({
      jobId: job.id,
      authorityId,
      actor: job.actor,
      lastAttempt: job.attempt >= ATTEMPTS,
      complete: (tx) => job.complete(tx),
    });
    failJobUnlessOk(outcome);
  }
}
