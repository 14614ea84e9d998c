import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { PoliciesController } from './api/policies.controller.js';
import { Policies } from './application/policies.js';
import { ViewPolicy } from './application/view-policy.js';
import { DraftPolicies } from './application/draft-policies.js';
import { PolicyDraftsController } from './pages/policy-drafts.controller.js';
import { PolicyPagesController } from './pages/policy-pages.controller.js';
import { PolicyDraftStore } from './persistence/policy-draft.store.js';
import { PolicyStore } from './persistence/policy.store.js';
import './words.js';

/** Everything local, as dated versions that a board approves. */
@Module({
  controllers: [PoliciesController, PolicyDraftsController, PolicyPagesController],
  providers: [PolicyStore, PolicyDraftStore, Policies, ViewPolicy, DraftPolicies],
  exports: [Policies, DraftPolicies],
})
export class PoliciesModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Policy', href: '/policy', group: 'Governance', order: 80, anyOf: ['policy.read'] });
  }
}
