import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { BudgetController } from './api/budget.controller.js';
import { BudgetPosition } from './application/budget-position.js';
import { BudgetSetUp } from './application/budget-set-up.js';
import { BudgetTasks } from './application/budget-tasks.js';
import { Commitments } from './application/commitments.js';
import { Ledger } from './application/ledger.js';
import { PurchaseCommitments } from './application/purchase-commitments.js';
import { SchoolOrders } from './application/school-orders.js';
import { BudgetPositionController } from './pages/budget-position.controller.js';
import './words.js';
import './kept-records.js';

const services = [Ledger, Commitments, PurchaseCommitments, SchoolOrders, BudgetPosition, BudgetSetUp];

@Module({
  imports: [OrganisationsModule],
  controllers: [BudgetController, BudgetPositionController],
  providers: [...services, BudgetTasks],
  exports: services,
})
export class BudgetModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: BudgetTasks,
  ) {}

  onModuleInit(): void {
    this.web.addTaskSource(this.tasks);
    this.web.addNavigation({ text: 'Budget', href: '/budget', order: 70, anyOf: ['budget.read'] });
    this.web.addNavigation({ text: 'Your balance', href: '/budget/school', order: 71, anyOf: ['charge.authorise'] });
  }
}
