import { Global, Module, type OnModuleInit } from '@nestjs/common';
import type { AppConfig } from '../../config/index.js';
import { IdentityDirectory, OidcClient, SignInFailures } from '../../platform/sign-in/index.js';
import { explainConstraint } from '../../platform/index.js';
import { APP_CONFIG } from '../../platform/tokens.js';
import { WebRegistry } from '../../web/index.js';
import { IdentityController } from './api/identity.controller.js';
import { AdministerMembership } from './application/administer-membership.js';
import { InvitePerson } from './application/invite-person.js';
import { IssueToken } from './application/issue-token.js';
import { People } from './application/people.js';
import { SignIn } from './application/sign-in.js';
import { ActingAsController } from './pages/acting-as.controller.js';
import { MachinesController } from './pages/machines.controller.js';
import { PeopleController } from './pages/people.controller.js';
import { SignInController } from './pages/sign-in.controller.js';
import { PeopleTasks } from './people-tasks.js';
import { DatabaseIdentityDirectory } from './persistence/directory.js';
import { IdentityStore } from './persistence/identity.store.js';
import './words.js';

/** Who may sign in, what they may act as, and which machines may call. */
@Global()
@Module({
  controllers: [SignInController, ActingAsController, PeopleController, MachinesController, IdentityController],
  providers: [
    DatabaseIdentityDirectory,
    { provide: IdentityDirectory, useExisting: DatabaseIdentityDirectory },
    OidcClient,
    {
      provide: SignInFailures,
      inject: [APP_CONFIG],
      useFactory: ({ signInFailuresPerMinute }: AppConfig) => new SignInFailures(signInFailuresPerMinute),
    },
    IdentityStore,
    SignIn,
    People,
    InvitePerson,
    AdministerMembership,
    IssueToken,
    PeopleTasks,
  ],
  exports: [IdentityDirectory, People],
})
export class IdentityModule implements OnModuleInit {
  constructor(
    private readonly registry: WebRegistry,
    private readonly tasks: PeopleTasks,
  ) {}

  onModuleInit(): void {
    explainConstraint('membership_not_approved_by_oneself', 'identity.oneself');
    explainConstraint('membership_second_person', 'identity.second-person');
    explainConstraint('membership_providers_own', 'identity.providers-own');
    explainConstraint('membership_once', 'identity.already-member');
    this.registry.addTaskSource(this.tasks);
    this.registry.addNavigation(
      { text: 'What needs me', href: '/', order: 0 },
      {
        text: 'People',
        href: '/people',
        group: 'People',
        order: 92,
        anyOf: ['user.administer', 'user.administer-authority'],
      },
      { text: 'Machines', href: '/machines', group: 'People', order: 93, anyOf: ['token.issue'] },
    );
  }
}
