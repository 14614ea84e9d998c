import { Injectable } from '@nestjs/common';
import { type Actor, may } from '../../kernel/index.js';
import type { Task, TaskSource } from '../../web/index.js';
import { People } from './application/people.js';
import { ROLE_NAMES } from './domain/roles.js';
import { identityPolicy } from './identity.policy.js';

/** Who waits for this administrator's approval. */
@Injectable()
export class PeopleTasks implements TaskSource {
  constructor(private readonly people: People) {}

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'user.administer') && !may(actor, 'user.administer-authority')) return [];
    const waiting = await this.people.waiting(actor);
    return waiting
      .filter((one) => identityPolicy.canMove(actor, one) && !identityPolicy.approvalProblem(actor, one))
      .map((one) => ({
        title: `Approve ${one.name}`,
        href: `/people/${one.id}`,
        kind: 'People',
        detail: `${ROLE_NAMES[one.role]} at ${one.organisationName ?? 'the platform'}`,
      }));
  }
}
