import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, UnitOfWork } from '../../../platform/index.js';
import { BudgetPosition, type FundPosition } from '../application/budget-position.js';

@ApiTags('budget')
@Controller('api/v1/budget')
export class BudgetController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly position: BudgetPosition,
  ) {}

  @Get('positions')
  @RequirePermission('budget.read')
  @ApiOperation({ operationId: 'listBudgetPositions', summary: 'Each fund by financial year, in pence' })
  async positions(@CurrentActor() actor: Actor): Promise<{ items: readonly FundPosition[] }> {
    const { authorityId } = actor;
    if (authorityId === null) return { items: [] };
    return { items: await this.work.read(actor, (tx) => this.position.ofAuthority(tx, authorityId)) };
  }
}
