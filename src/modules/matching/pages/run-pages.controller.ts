import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatPounds, fundName, may, pence } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, UnitOfWork, unwrap } from '../../../platform/index.js';
import { defineForm, offsetOf, Page, pageLinks, seeOther, select, text } from '../../../web/index.js';
import { Organisations } from '../../organisations/index.js';
import { Policies, RULE_WORDS } from '../../policies/index.js';
import { CancelRun } from '../application/cancel-run.js';
import { PriceRun } from '../application/price-run.js';
import { type RunView, ViewRuns } from '../application/view-runs.js';
import type { RunCounts } from '../compute/compute-run.js';
import { type PricesState, pricesStateOf } from '../domain/prices.js';
import type { RuleKey } from '../domain/rules/rule.js';
import { type OutcomeFilter, OUTCOMES_SHOWN, type OutcomesShown, type RunDetail } from '../persistence/result.store.js';
import type { Run } from '../persistence/run.store.js';
import { type Column, fairnessTable, movesTable, summaryTable } from './comparison-tables.js';
import { progressOf } from './matching-pages.controller.js';
import { bandsTable, outcomesTable, pricesTable, proofWords, runTag } from './run-tables.js';

const PAGE = 25;
/** A file carries the whole list; no pool comes near. */
const FILE_ROWS = 100_000;

const SHOWN: Readonly<Record<OutcomesShown, string>> = {
  'to-decide': 'Proposals that wait for a decision',
  unplaced: 'Pupils without a proposal',
  proposed: 'All proposals',
  all: 'Everybody',
};

const UNKNOWN_PRICES: Readonly<Record<Exclude<PricesState, 'KNOWN'> | 'NO_RESULT', string>> = {
  NO_RESULT: 'This run has no result, or none yet.',
  UNPROVED: 'This run’s choice is not proved to be the best, so nobody can say what one more of anything would add.',
  CUT: 'The run had no time left to work this out.',
  ASKED: 'It is being worked out, which takes some minutes. A newer run stops it. Load this page again to see it.',
  GIVEN_UP: 'It could not be worked out in fifteen minutes.',
  REPLACED: 'A newer run replaced this one before this was known, and it is worked out for the latest run only.',
};

type Query_ = Readonly<Record<string, unknown>>;

@ApiExcludeController()
@Controller('matching/runs/:runId')
@RequirePermission('options.authority')
export class RunPagesController {
  constructor(
    private readonly view: ViewRuns,
    private readonly work: UnitOfWork,
    private readonly policies: Policies,
    private readonly organisations: Organisations,
    private readonly cancelRun: CancelRun,
    private readonly priceRun: PriceRun,
  ) {}

  /** What needs doing first: the proposals nobody has decided on, then whatever the filter asks for. */
  @Get()
  @Page('modules/matching/pages/run.njk')
  async run(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string, @Query() query: Query_) {
    const { run, detail } = unwrap(await this.view.one(actor, runId));
    const base = { ...frame(run), tag: runTag(run), proof: proofWords(run), progress: progressOf(run) };
    if (detail === undefined) return { ...base, ...whatMayBeDone(run, may(actor, 'matching.run')) };
    const bands = (await this.wordsFor(actor, { run, detail })).bands;
    const filter = filterOf(query);
    const href = (offset: number, more = ''): string => addressOf(run, filter, offset) + more;
    if (query.format === 'csv') {
      const all = await this.view.outcomes(actor, runId, { ...filter, offset: 0, size: FILE_ROWS });
      return outcomesTable(all, filter.show).toCsv(`run-${run.number}-${filter.show}.csv`);
    }
    const found = await this.view.outcomes(actor, runId, filter);
    return {
      ...base,
      figures: figuresOf(detail),
      filter: filterForm(bands).start({
        show: filter.show,
        band: filter.band === null ? '' : String(filter.band),
        reference: filter.reference,
      }),
      table: outcomesTable(found, filter.show, {
        csvHref: href(0, '&format=csv'),
        pages: pageLinks(href, { total: found.total, offset: filter.offset, size: PAGE }),
      }),
      bands: bandsTable(detail, bands),
      full: detail.full || detail.counts.pupils === 0,
      replay: may(actor, 'matching.displacement') ? `/api/v1/matching/runs/${run.id}` : undefined,
    };
  }

  /** The result before it stands; it can be asked for again. */
  @Post('cancel')
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/run.njk')
  async cancel(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string): Promise<object> {
    unwrap(await this.cancelRun.run(actor, runId));
    return seeOther(`/matching/runs/${runId}`, 'The run was asked to stop.');
  }

  /** Where one more of something would help. */
  @Get('prices')
  @Page('modules/matching/pages/run-prices.njk')
  async prices(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string, @Query('format') format: unknown) {
    const found = unwrap(await this.view.one(actor, runId));
    const { nameOf } = await this.wordsFor(actor, found);
    const { run, detail, standsInstead } = found;
    const standing = standsInstead ? 'REPLACED' : 'STANDS';
    const state = detail === undefined ? 'NO_RESULT' : pricesStateOf(run.status, detail, standing);
    if (state !== 'KNOWN') {
      const mayAsk = may(actor, 'matching.run') && (state === 'CUT' || state === 'GIVEN_UP');
      const latest = state === 'REPLACED' ? standsInstead : undefined;
      return { ...frame(found.run, 'What one more would bring'), unknown: UNKNOWN_PRICES[state], mayAsk, latest };
    }
    const table = pricesTable(found.detail?.prices ?? [], nameOf, `/matching/runs/${runId}/prices?format=csv`);
    if (format === 'csv') return table.toCsv(`run-${found.run.number}-prices.csv`);
    return { ...frame(found.run, 'What one more would bring'), table };
  }

  @Post('prices')
  @RequirePermission('matching.run')
  @Page('modules/matching/pages/run-prices.njk')
  async askForPrices(@CurrentActor() actor: Actor, @Param('runId', IdPipe) runId: string): Promise<object> {
    unwrap(await this.priceRun.run(actor, runId));
    return seeOther(`/matching/runs/${runId}/prices`, 'It is being worked out');
  }

  /** This run beside what a panel without a solver would do, and beside the last run. */
  @Get('comparison')
  @Page('modules/matching/pages/run-comparison.njk')
  async comparison(
    @CurrentActor() actor: Actor,
    @Param('runId', IdPipe) runId: string,
    @Query('format') format: unknown,
  ) {
    const { run, detail, references } = unwrap(await this.view.compared(actor, runId));
    const comparison = detail?.comparison ?? null;
    const base = frame(run, 'How this run compares');
    if (comparison === null) return base;
    const { bands } = await this.wordsFor(actor, { run, detail });
    const { last } = comparison;
    const columns: Column[] = [
      { heading: 'This run', summary: comparison.run },
      { heading: 'By waiting time alone', summary: comparison.greedy },
      ...(last === null ? [] : [{ heading: `Run ${last.number}`, summary: last.summary }]),
    ];
    const href = `/matching/runs/${run.id}/comparison?format=`;
    const fairness = fairnessTable(comparison, `${href}groups`);
    const moves = last && movesTable(last.moves, references, movedWords(last.number), { csvHref: `${href}moves` });
    if (format === 'groups') return fairness.toCsv(`run-${run.number}-groups.csv`);
    if (format === 'moves' && moves) return moves.toCsv(`run-${run.number}-moves.csv`);
    const caption = 'Proposals side by side';
    return { ...base, comparison, summary: summaryTable(columns, bands, caption), fairness, moves };
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
        if (group.startsWith('fund/')) return `£1,000 in the ${fundName(group.slice('fund/'.length)).toLowerCase()}`;
        const [school] = idIn(group, 'share/');
        if (school !== undefined) return `Place in the fair share of ${schoolNames.get(school) ?? 'a school'}`;
        return names[group];
      };
      return { bands: policy?.document.bands.map((band) => band.words) ?? [], nameOf };
    });
  }
}

const idIn = (group: string, kind: string): string[] => (group.startsWith(kind) ? [group.slice(kind.length)] : []);

function frame(run: Run, under?: string): object {
  const href = `/matching/runs/${run.id}`;
  const own = { text: `Run ${run.number}`, ...(under === undefined ? {} : { href }) };
  return {
    title: under ?? `Matching run ${run.number}`,
    run,
    href,
    breadcrumbs: [{ text: 'Matching', href: '/matching' }, own, ...(under === undefined ? [] : [{ text: under }])],
  };
}

const whatMayBeDone = ({ state }: Run, mayRun: boolean): object => ({
  mayCancel: mayRun && (state === 'RUNNING' || state === 'RETRYING'),
  mayRetry: mayRun && (state === 'FAILED' || state === 'CANCELLED'),
});

const movedWords = (number: number) => ({
  caption: `Who moved since run ${number}`,
  from: `Run ${number}`,
  to: 'This run',
  empty: 'Nobody moved.',
});

const filterForm = (bands: readonly string[]) =>
  defineForm({
    show: select({
      label: 'Show',
      choices: OUTCOMES_SHOWN.map((value) => ({ value, text: SHOWN[value] })),
      optional: true,
    }),
    band: select({
      label: 'Band',
      choices: bands.map((words, band) => ({ value: String(band), text: `${band}. ${words}` })),
      optional: true,
    }),
    reference: text({ label: 'Referral number', max: 20, optional: true }),
  });

function filterOf(query: Query_): Omit<OutcomeFilter, 'audience'> {
  const band = typeof query.band === 'string' && /^\d{1,2}$/.test(query.band) ? Number(query.band) : null;
  const reference = typeof query.reference === 'string' ? query.reference.trim().toUpperCase() : '';
  return {
    show: OUTCOMES_SHOWN.find((one) => one === query.show) ?? 'to-decide',
    band,
    reference: /^R-\d{1,10}$/.test(reference) ? reference : '',
    offset: offsetOf(query.offset),
    size: PAGE,
  };
}

function addressOf(run: Run, { show, band, reference }: Omit<OutcomeFilter, 'audience'>, offset: number): string {
  const query = new URLSearchParams({ show, offset: String(offset) });
  if (band !== null) query.set('band', String(band));
  if (reference !== '') query.set('reference', reference);
  return `/matching/runs/${run.id}?${query.toString()}`;
}

function figuresOf({ counts, milliseconds }: RunDetail): object[] {
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
