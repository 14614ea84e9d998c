import type { DynamicModule, Type } from '@nestjs/common';
import { BudgetModule } from './modules/budget/index.js';
import { IdentityModule } from './modules/identity/index.js';
import { NotificationsModule } from './modules/notifications/index.js';
import { OrganisationsModule } from './modules/organisations/index.js';
import { PanelsModule } from './modules/panels/index.js';
import { PoliciesModule } from './modules/policies/index.js';
import { WebModule } from './web/index.js';

/** Every feature module, in the order in which they depend on each other. */
export const modules: (Type | DynamicModule)[] = [
  WebModule,
  IdentityModule,
  OrganisationsModule,
  PoliciesModule,
  PanelsModule,
  BudgetModule,
  NotificationsModule,
];
