import { Module } from '@nestjs/common';
import { explainConstraint } from '../../platform/index.js';
import { BudgetModule } from '../budget/index.js';
import { CapacityModule } from '../capacity/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PoliciesModule } from '../policies/index.js';
import { PupilsModule } from '../pupils/index.js';
import { ReferralQueriesController, ReferralsController } from './api/referrals.controller.js';
import { ChangeReferralStatus } from './application/change-status.js';
import { CreateReferral } from './application/create-referral.js';
import { ListReferrals } from './application/list-referrals.js';
import { SupplyPriceView } from './adapters/supply-price-view.js';
import { PriceView } from './application/price-view.js';
import { ReadReferral } from './application/read-referral.js';
import { ReferralFile } from './application/referral-file.js';
import { ReferralRulesSource } from './application/referral-rules.js';
import { ReferralWriter } from './application/referral-writer.js';
import { Referrals } from './application/referrals.js';
import { SaveAnswers } from './application/save-answers.js';
import { StartReferral } from './application/start-referral.js';
import { SubmitReferral } from './application/submit-referral.js';
import { ViewDaySix } from './application/view-day-six.js';
import { AnswerStore } from './persistence/answer.store.js';
import { DraftStore } from './persistence/draft.store.js';
import { ListStore } from './persistence/list.store.js';
import { PoolStore } from './persistence/pool.store.js';
import { ReferralStore } from './persistence/referral.store.js';

explainConstraint('referral_one_open', 'referral.already-open');
explainConstraint('pupil_identity_upn_once', 'pupil.number-taken');

/** Requests for pupils: drafts, submission, clocks, the pool that the matching works on. */
@Module({
  imports: [OrganisationsModule, PoliciesModule, PupilsModule, CapacityModule, BudgetModule],
  controllers: [ReferralsController, ReferralQueriesController],
  providers: [
    AnswerStore,
    DraftStore,
    ListStore,
    PoolStore,
    ReferralStore,
    { provide: PriceView, useClass: SupplyPriceView },
    ReferralRulesSource,
    ReferralFile,
    ReferralWriter,
    Referrals,
    ListReferrals,
    ReadReferral,
    StartReferral,
    SaveAnswers,
    SubmitReferral,
    ChangeReferralStatus,
    CreateReferral,
    ViewDaySix,
  ],
  exports: [Referrals, StartReferral, SaveAnswers, SubmitReferral],
})
export class ReferralsModule {}
