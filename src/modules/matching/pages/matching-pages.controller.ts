import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime, formatPounds, may, pence } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, UnitOfWork, unwrap } from '../../../platform/index.js';
import { Page, progressView, type ProgressView, seeOther } from '../../../web/index.js';
import { Organisations } from '../../organisations/index.js';
import { Policies, RULE_WORDS } from '../../policies/index.js';
import type { MatchingStatus } from '../application/matching-runs.js';
import { RequestMatching } from '../application/request-matching.js';
import { type RunView, ViewRuns } from '../application/view-runs.js';
import type { RunCounts } from '../compute/compute-run.js';
import type { RuleKey } from '../domain/rules/rule.js';
import type { Run } from '../persistence/run.store.js';
import { bandsTable, pricesTable, proofWords, proposalsTable, runsTable, runTag, unplacedTable } from './run-tables.js';

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
    private readonly work: UnitOfWork,
    private readonly policies: Policies,
    private readonly organisations: Organisations,
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
    return { title: 'Matching', table, total, more, mayRun, ...statusModel(status) };
  }

  @Post()
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/runs.njk')
  async again(@CurrentActor() actor: Actor): Promise<object> {
    unwrap(await this.request.run(actor));
    return seeOther('/matching', 'A run was asked for. It starts within seconds.');
  }

  @Get('runs/:runId')
  @RequirePermission('options.authority')
  @Page('modules/matching/pages/run.njk')
  async run(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string, @Query('format') format: unknown) {
    const found = unwrap(await this.view.one(actor, runId));
    const { run, detail, outcomes } = found;
    if (format === 'proposals') return proposalsTable(outcomes).toCsv(`run-${run.number}-proposals.csv`);
    if (format === 'unplaced') return unplacedTable(outcomes).toCsv(`run-${run.number}-unplaced.csv`);
    const href = `/matching/runs/${run.id}`;
    const base = {
      title: `Matching run ${run.number}`,
      run,
      tag: runTag(run),
      proof: proofWords(run),
      breadcrumbs: [{ text: 'Matching', href: '/matching' }, { text: `Run ${run.number}` }],
      progress: progressOf(run),
      href,
    };
    if (detail === undefined) return base;
    const words = await this.wordsFor(actor, found);
    return {
      ...base,
      figures: figuresOf(detail),
      bands: bandsTable(detail, words.bands),
      prices: pricesTable(detail.prices, words.nameOf),
      proposals: { ...proposalsTable(outcomes), csvHref: `${href}?format=proposals` },
      unplaced: { ...unplacedTable(outcomes), csvHref: `${href}?format=unplaced` },
      replay: may(actor, 'matching.displacement') ? `/api/v1/matching/runs/${run.id}/exchange` : undefined,
    };
  }

  /** The words of the policy the run used, and of the places and schools its prices are about. */
  private wordsFor(actor: Actor, { run, detail }: RunView) {
    return this.work.read(actor, async (tx) => {
      const policy = run.policyId === null ? undefined : await this.policies.byId(tx, run.policyId);
      const schoolIds = (detail?.prices ?? []).flatMap(({ group }) => idIn(group, 'share/'));
      const schools = await this.organisations.byIds(tx, schoolIds);
      const schoolNames = new Map(schools.map(({ id, name }) => [id, name]));
      const names = detail?.names ?? {};
      const nameOf = (group: string): string | undefined => {
        if (group === 'fund/high-needs') return '£1,000 in the high needs fund';
        const [school] = idIn(group, 'share/');
        if (school !== undefined) return `Place in the fair share of ${schoolNames.get(school) ?? 'a school'}`;
        return names[group];
      };
      return { bands: policy?.document.bands.map((band) => band.words) ?? [], nameOf };
    });
  }
}

const idIn = (group: string, kind: string): string[] => (group.startsWith(kind) ? [group.slice(kind.length)] : []);

function figuresOf({ counts, milliseconds }: NonNullable<RunView['detail']>): object[] {
  return [
    { label: 'Pupils waiting', value: counts.pupils },
    { label: 'Proposed', value: counts.placed },
    { label: 'Without any option', value: counts.withoutOption },
    {
      label: 'In a package of part-time places',
      value: counts.packagesChosen,
      note: refusedWords(counts.packagesRefused),
    },
    { label: 'Price a week, net of VAT', value: formatPounds(pence(counts.weeklyPence)) },
    { label: 'From the fund this year', value: formatPounds(pence(counts.fundPence)) },
    {
      label: 'Looked at',
      value: `${counts.pairs} pairs`,
      note: `${counts.cut === 0 ? 'none' : counts.cut} cut by the cap on options`,
    },
    { label: 'Took', value: `${(milliseconds.total / 1000).toFixed(1)} seconds` },
  ];
}

/** "refused: 12 for sessions, 3 for travel", the rules in their own words, those that refuse most first. */
const refusedWords = (refused: RunCounts['packagesRefused'] = {}): string =>
  Object.entries(refused)
    .toSorted(([, a], [, b]) => b - a)
    .map(([rule, count]) => `${count} refused: ${RULE_WORDS[rule as RuleKey]}`)
    .join('; ');

export function progressOf(run: Run): ProgressView {
  const state = run.state === 'UNCHANGED' ? 'FINISHED' : run.state;
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
