import { Injectable } from '@nestjs/common';
import { type Actor, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { MatchingRuns } from './matching-runs.js';

/** What the matching leaves for people: proposals to decide on, and a run that needs somebody. */
@Injectable()
export class MatchingTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly runs: MatchingRuns,
  ) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    const { authorityId } = actor;
    if (authorityId === null || !may(actor, 'options.authority') || !may(actor, 'decision.make')) return [];
    return this.work.read(actor, async (tx) => {
      const [proposals, status] = [
        await this.runs.waitingProposals(tx, authorityId),
        await this.runs.status(tx, authorityId),
      ];
      const tasks: Task[] = [];
      if (proposals !== undefined && proposals.waiting > 0) {
        const { waiting, run } = proposals;
        tasks.push({
          kind: 'Decisions',
          title: waiting === 1 ? '1 proposal waits for a decision' : `${waiting} proposals wait for a decision`,
          href: `/matching/runs/${run.id}`,
          detail: `From matching run ${run.number}`,
        });
      }
      if (status.newest?.state === 'FAILED') {
        const text = 'The result before it stands, and may be out of date';
        tasks.push({ kind: 'Matching', title: 'The newest matching run failed', href: '/matching', detail: text });
      }
      return tasks;
    });
  }
}
