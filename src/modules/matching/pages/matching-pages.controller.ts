import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime, may } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import { Page, progressView, type ProgressView, seeOther } from '../../../web/index.js';
import type { MatchingStatus } from '../application/matching-runs.js';
import { RequestMatching } from '../application/request-matching.js';
import { ViewRuns } from '../application/view-runs.js';
import type { Run } from '../persistence/run.store.js';
import { runsTable, runTag } from './run-tables.js';

const PAGE = 50;

const STAGES: Readonly<Record<string, string>> = {
  reading: 'reading referrals and places',
  rules: 'checking the rules for each pupil and place',
  solving: 'finding the best choice for everyone',
  storing: 'storing the result',
  finished: 'done',
};

@ApiExcludeController()
@Controller('matching')
export class MatchingPagesController {
  constructor(
    private readonly view: ViewRuns,
    private readonly request: RequestMatching,
  ) {}

  @Get()
  @RequirePermission('options.authority')
  @Page('modules/matching/pages/runs.njk')
  async runs(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const before =
      typeof query.before === 'string' && /^\d{1,12}$/.test(query.before) ? Number(query.before) : undefined;
    const { runs, total } = unwrap(await this.view.list(actor, PAGE, before));
    const shown = runs.slice(0, PAGE);
    const last = shown.at(-1);
    const status = await this.view.status(actor);
    const more = runs.length > PAGE && last !== undefined ? `/matching?before=${last.number}` : undefined;
    const table = runsTable(shown, {
      csvHref: `/matching?format=csv${before === undefined ? '' : `&before=${before}`}`,
    });
    if (query.format === 'csv') return table.toCsv('matching-runs.csv');
    const mayRun = may(actor, 'matching.run');
    const maySeePins = may(actor, 'matching.displacement');
    return { title: 'Matching', table, total, more, mayRun, maySeePins, ...statusModel(status) };
  }

  @Post()
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/runs.njk')
  async again(@CurrentActor() actor: Actor): Promise<object> {
    unwrap(await this.request.run(actor));
    return seeOther('/matching', 'A run was asked for. It starts within seconds.');
  }
}

export function progressOf(run: Run): ProgressView {
  const state = run.state === 'UNCHANGED' || run.state === 'CANCELLED' ? 'FINISHED' : run.state;
  const { done, total, stage } = run;
  return progressView({ state, stage: STAGES[stage] ?? stage, done, total, unit: 'pupils' });
}

export function statusModel({ newest, result, dated }: MatchingStatus): object {
  return {
    newest,
    newestTag: newest && runTag(newest),
    result,
    resultAt: result?.finishedAt && formatDateTime(result.finishedAt),
    dated,
    progress: newest && progressOf(newest),
  };
}
