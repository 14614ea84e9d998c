import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PanelsModule } from '../panels/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { BoardApi } from './api/board-api.controller.js';
import { ItemsApi } from './api/items-api.controller.js';
import { AdmissionSubject } from './application/admission-subject.js';
import { BoardHome } from './application/board-home.js';
import { Letters } from './application/letters.js';
import { PrepareAdmissions } from './application/prepare-admissions.js';
import { SignAdmissions } from './application/sign-admissions.js';
import { AdmissionsController } from './pages/admissions.controller.js';
import { LettersController } from './pages/letters.controller.js';
import { AdmissionCaseStore } from './persistence/admission-case.store.js';
import { LetterStore } from './persistence/letter.store.js';
import './words.js';
import { PolicySubject } from './application/policy-subject.js';
import { BoardPoliciesController } from './pages/board-policies.controller.js';
import { BoardController } from './pages/board.controller.js';
import { BodiesController } from './pages/bodies.controller.js';
import { ItemsController } from './pages/items.controller.js';
import { MeetingsController } from './pages/meetings.controller.js';
import { MotionsController } from './pages/motions.controller.js';

/** The governance board's room, and what its decisions do. */
@Module({
  imports: [OrganisationsModule, PanelsModule, PoliciesModule, ProcurementModule],
  controllers: [
    BoardApi,
    ItemsApi,
    BodiesController,
    MeetingsController,
    ItemsController,
    MotionsController,
    BoardPoliciesController,
    AdmissionsController,
    LettersController,
    BoardController,
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
  ],
})
export class GovernanceModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly home: BoardHome,
    private readonly signing: SignAdmissions,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Board',
      href: '/board',
      group: 'Governance',
      order: 78,
      anyOf: ['board.sit', 'board.manage'],
    });
    this.web.addNavigation({
      text: 'Letters',
      href: '/letters',
      group: 'Frameworks',
      order: 46,
      anyOf: ['board.manage', 'application.make'],
    });
    this.web.addTaskSource(this.home);
    this.web.addTaskSource(this.signing);
  }
}
