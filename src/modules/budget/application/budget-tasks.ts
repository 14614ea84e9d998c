import { Injectable } from '@nestjs/common';
import { type Actor, financialYear, formatPounds, fundName, may } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import type { Task, TaskSource } from '../../../web/index.js';
import { BudgetPosition, type FundPosition } from './budget-position.js';

/** Finance is told when less than this part of a fund is left. */
const LITTLE_LEFT = 0.05;

/** What waits for finance: a fund of this year or the next that is nearly used up, or was never given anything. */
@Injectable()
export class BudgetTasks implements TaskSource {
  constructor(
    private readonly work: UnitOfWork,
    private readonly position: BudgetPosition,
  ) {}

  tasksFor(actor: Actor): Promise<readonly Task[]> {
    const { authorityId } = actor;
    if (authorityId === null || !may(actor, 'budget.manage')) return Promise.resolve([]);
    return this.work.read(actor, async (tx) => {
      const positions = await this.position.ofAuthority(tx, authorityId);
      const year = financialYear(tx.today);
      return positions.filter((fund) => fund.financialYear >= year && runsLow(fund)).map(taskOf);
    });
  }
}

const runsLow = ({ leftPence, allocatedPence }: FundPosition): boolean => leftPence <= allocatedPence * LITTLE_LEFT;

const taskOf = (fund: FundPosition): Task => ({
  title: `${formatPounds(fund.leftPence)} is left in the ${fundName(fund.fund).toLowerCase()}, ${fund.financialYear}`,
  href: `/budget/${fund.fund}/${fund.financialYear}`,
  kind: 'Budget',
  detail: `Of ${formatPounds(fund.allocatedPence)}. Decisions that need more are refused.`,
});
