import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, UnitOfWork, unwrap } from '../../../platform/index.js';
import { Page } from '../../../web/index.js';
import { Policies } from '../../policies/index.js';
import { ViewRuns } from '../application/view-runs.js';
import { WhatIfs } from '../application/what-ifs.js';
import { movesTable } from './comparison-tables.js';
import { whatIfModel } from './what-if-view.js';

/** What would follow from pins and bars. Nothing is decided by looking. */
@ApiExcludeController()
@Controller('matching/what-ifs/:whatIfId')
@RequirePermission('matching.displacement')
export class WhatIfPagesController {
  constructor(
    private readonly whatIfs: WhatIfs,
    private readonly runs: ViewRuns,
    private readonly policies: Policies,
    private readonly work: UnitOfWork,
  ) {}

  @Get()
  @Page('modules/matching/pages/what-if.njk')
  async one(@CurrentActor() actor: Actor, @Param('whatIfId', IdPipe) id: string, @Query('format') format: unknown) {
    const view = unwrap(await this.whatIfs.one(actor, id));
    const { result, number } = view.whatIf;
    if (format === 'csv' && result !== null) {
      const words = { caption: 'Who would move', from: 'From', to: 'To', empty: '' };
      return movesTable(result.moves, view.references, words).toCsv(`what-if-${number}.csv`);
    }
    const { run } = unwrap(await this.runs.one(actor, view.whatIf.runId));
    const policyId = run.policyId;
    const policy = await this.work.read(actor, async (tx) =>
      policyId === null ? undefined : this.policies.byId(tx, policyId),
    );
    return whatIfModel(view, policy?.document.bands.map(({ words }) => words) ?? []);
  }
}
