import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { BudgetModule } from '../budget/index.js';
import { CapacityModule } from '../capacity/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PoliciesModule } from '../policies/index.js';
import { ProcurementModule } from '../procurement/index.js';
import { BlockUseApi } from './api/block-use-api.controller.js';
import { BlocksApi } from './api/blocks-api.controller.js';
import { PurchasesApi } from './api/purchases-api.controller.js';
import { ForAuthority } from './application/acting.js';
import { Blocks } from './application/blocks.js';
import { FindBuyable } from './application/buyable.js';
import { BuyingTasks } from './application/buying-tasks.js';
import { ConfirmPurchase } from './application/confirm-purchase.js';
import { DraftBlock } from './application/draft-block.js';
import { FindBorrowers } from './application/find-borrowers.js';
import { FindSellers } from './application/find-sellers.js';
import { LendBlock } from './application/lend-block.js';
import { ListBlocks } from './application/list-blocks.js';
import { RecordPurchase } from './application/record-purchase.js';
import { RemindUnused } from './application/remind-unused.js';
import { SignBlock } from './application/sign-block.js';
import { UseBlock } from './application/use-block.js';
import { ViewBlock } from './application/view-block.js';
import { ViewPurchases } from './application/view-purchases.js';
import { RemindUnusedJob } from './jobs/remind-unused.job.js';
import { BlockUseController } from './pages/block-use.controller.js';
import { BlocksController } from './pages/blocks.controller.js';
import { PurchasesController } from './pages/purchases.controller.js';
import { BlockStore } from './persistence/block.store.js';
import { DrawStore } from './persistence/draw.store.js';
import { LoanStore } from './persistence/loan.store.js';
import { PurchaseStore } from './persistence/purchase.store.js';
import './words.js';
import './kept-records.js';

const useCases = [Blocks, DraftBlock, SignBlock, UseBlock, LendBlock, RecordPurchase, ConfirmPurchase];

@Module({
  imports: [OrganisationsModule, PoliciesModule, ProcurementModule, BudgetModule, CapacityModule],
  controllers: [BlocksController, BlockUseController, PurchasesController, BlocksApi, BlockUseApi, PurchasesApi],
  providers: [
    ...useCases,
    ForAuthority,
    FindBuyable,
    FindBorrowers,
    ListBlocks,
    ViewBlock,
    FindSellers,
    ViewPurchases,
    PurchaseStore,
    RemindUnused,
    RemindUnusedJob,
    BuyingTasks,
    BlockStore,
    DrawStore,
    LoanStore,
  ],
  exports: useCases,
})
export class PurchasingModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: BuyingTasks,
  ) {}

  onModuleInit(): void {
    const anyOf = ['purchase.read'] as const;
    this.web.addNavigation({ text: 'Bought ahead', href: '/blocks', group: 'Buying', order: 60, anyOf });
    // Providers read their blocks; what schools buy of others is not theirs to see.
    const buyers = ['purchase.make', 'purchase.sign', 'purchase.approve', 'budget.read'] as const;
    this.web.addNavigation({
      text: 'Bought by schools',
      href: '/purchases',
      group: 'Buying',
      order: 61,
      anyOf: buyers,
    });
    this.web.addTaskSource(this.tasks);
  }
}
