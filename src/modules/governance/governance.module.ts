import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PanelsModule } from '../panels/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { TariffsModule } from '../tariffs/index.js';
import { BoardApi } from './api/board-api.controller.js';
import { ItemsApi } from './api/items-api.controller.js';
import { AdmissionSubject } from './application/admission-subject.js';
import { BoardHome } from './application/board-home.js';
import { Letters } from './application/letters.js';
import { PrepareAdmissions } from './application/prepare-admissions.js';
import { SignAdmissions } from './application/sign-admissions.js';
import { ToldBidDecisions } from './application/told-bid-decisions.js';
import { TakeOverPrices } from './application/take-over-prices.js';
import { AdmissionsController } from './pages/admissions.controller.js';
import { BidPricesController } from './pages/bid-prices.controller.js';
import { LettersController } from './pages/letters.controller.js';
import { AdmissionCaseStore } from './persistence/admission-case.store.js';
import { LetterStore } from './persistence/letter.store.js';
import './words.js';
import { PolicySubject } from './application/policy-subject.js';
import { BoardPoliciesController } from './pages/board-policies.controller.js';

/** What the governance board decides on, and what its decisions do. */
@Module({
  imports: [OrganisationsModule, PanelsModule, PoliciesModule, ProcurementModule, TariffsModule],
  controllers: [
    BoardApi,
    ItemsApi,
    BoardPoliciesController,
    AdmissionsController,
    BidPricesController,
    LettersController,
  ],
  providers: [
    BoardHome,
    PolicySubject,
    AdmissionCaseStore,
    LetterStore,
    Letters,
    PrepareAdmissions,
    AdmissionSubject,
    SignAdmissions,
    ToldBidDecisions,
    TakeOverPrices,
  ],
})
export class GovernanceModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly signing: SignAdmissions,
    private readonly prices: TakeOverPrices,
    private readonly letters: Letters,
    private readonly prepare: PrepareAdmissions,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Letters',
      href: '/letters',
      group: 'Frameworks',
      order: 46,
      anyOf: ['board.manage', 'application.make'],
    });
    this.web.addTaskSource(this.signing);
    this.web.addTaskSource(this.prices);
    this.web.addTaskSource(this.letters);
    this.web.addTaskSource(this.prepare);
  }
}
