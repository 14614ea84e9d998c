import type { DynamicModule, Type } from '@nestjs/common';
import { AssuranceModule } from './modules/assurance/index.js';
import { AttendanceModule } from './modules/attendance/index.js';
import { BudgetModule } from './modules/budget/index.js';
import { CapacityModule } from './modules/capacity/index.js';
import { DemandModule } from './modules/demand/index.js';
import { DirectoryModule } from './modules/directory/index.js';
import { GovernanceModule } from './modules/governance/index.js';
import { IdentityModule } from './modules/identity/index.js';
import { MatchingModule } from './modules/matching/index.js';
import { NotificationsModule } from './modules/notifications/index.js';
import { OrganisationsModule } from './modules/organisations/index.js';
import { PanelsModule } from './modules/panels/index.js';
import { DeadlinesModule } from './modules/deadlines/index.js';
import { PlacementsModule } from './modules/placements/index.js';
import { PoliciesModule } from './modules/policies/index.js';
import { ProcurementModule } from './modules/procurement/index.js';
import { ProvidersModule } from './modules/providers/index.js';
import { PublicationModule } from './modules/publication/index.js';
import { SupportModule } from './modules/support/index.js';
import { TariffsModule } from './modules/tariffs/index.js';
import { PupilsModule } from './modules/pupils/index.js';
import { PurchasingModule } from './modules/purchasing/index.js';
import { RecordsModule } from './modules/records/index.js';
import { ReintegrationModule } from './modules/reintegration/index.js';
import { ReferralsModule } from './modules/referrals/index.js';
import { ReviewsModule } from './modules/reviews/index.js';
import { WebModule } from './web/index.js';

/** Every feature module, in the order in which they depend on each other. */
export const modules: (Type | DynamicModule)[] = [
  WebModule,
  IdentityModule,
  OrganisationsModule,
  PoliciesModule,
  ProvidersModule,
  ProcurementModule,
  AssuranceModule,
  TariffsModule,
  CapacityModule,
  PupilsModule,
  DirectoryModule,
  DeadlinesModule,
  RecordsModule,
  ReferralsModule,
  SupportModule,
  PanelsModule,
  BudgetModule,
  MatchingModule,
  NotificationsModule,
  PurchasingModule,
  PlacementsModule,
  ReintegrationModule,
  AttendanceModule,
  ReviewsModule,
  DemandModule,
  GovernanceModule,
  PublicationModule,
];
