import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Actor, may } from '../../../kernel/index.js';
import { type Task, type TaskSource, WebRegistry } from '../../../web/index.js';
import { RegisterImports } from '../application/register-imports.js';
import { mayDecideOn } from '../organisations.policy.js';
import '../words.js';

const LOOKED_AT = 50;

/** What this module adds to the frame of every page: its links, and previews that wait for a decision. */
@Injectable()
export class OrganisationsFrame implements OnModuleInit, TaskSource {
  constructor(
    private readonly registry: WebRegistry,
    private readonly imports: RegisterImports,
  ) {}

  onModuleInit(): void {
    this.registry.addNavigation(
      { text: 'Schools', href: '/schools', group: 'Schools', anyOf: ['organisation.read'], order: 60 },
      { text: 'Registers', href: '/registers', group: 'Schools', anyOf: ['register.import'], order: 61 },
    );
    this.registry.addTaskSource(this);
  }

  async tasksFor(actor: Actor): Promise<readonly Task[]> {
    if (!may(actor, 'register.import')) return [];
    const { imports } = await this.imports.list(actor, LOOKED_AT);
    return imports
      .filter((file) => file.status === 'PREVIEWED' && mayDecideOn(actor, file))
      .map((file) => ({
        title: `Decide on the register file ${file.fileName}`,
        href: `/registers/${file.id}`,
        kind: 'Registers',
        detail: 'Its preview is ready',
      }));
  }
}
