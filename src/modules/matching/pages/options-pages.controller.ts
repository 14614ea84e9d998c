import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, may } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { Page } from '../../../web/index.js';
import { type OptionsView, ViewOptions } from '../application/view-options.js';
import { ViewRuns } from '../application/view-runs.js';
import { mayWish, Wishes } from '../application/wishes.js';
import { statusModel } from './matching-pages.controller.js';
import { optionCards, type Panel, pinLink } from './option-cards.js';
import { consideredTable, nearestPlaces, openerWords, optionsTable } from './option-tables.js';

/** One referral's options and the reasons behind them, for the panel and for the parties of the case. */
@ApiExcludeController()
@Controller('referrals/:referralId/options')
@RequirePermission('matching.read')
export class OptionsPagesController {
  constructor(
    private readonly view: ViewOptions,
    private readonly runs: ViewRuns,
    private readonly wishes: Wishes,
  ) {}

  @Get()
  @Page('modules/matching/pages/options.njk')
  async options(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
    @Query('format') format: unknown,
  ): Promise<object> {
    const found = await this.view.run(actor, referralId);
    if (!found.ok && found.problem.code === 'options.not-found') {
      return { ...frame(actor, referralId), waiting: true, ...statusModel(await this.runs.status(actor)) };
    }
    const view = unwrap(found);
    const table = optionsTable(view.options, `/referrals/${referralId}/options?format=csv`);
    if (format === 'csv') return table.toCsv('options.csv');
    const decideHref =
      view.audience === 'PANEL' && may(actor, 'decision.make') ? `/referrals/${referralId}/decision` : undefined;
    const wishes = (await this.wishes.list(actor)).filter((one) => one.referralId === referralId);
    const panel = { referralId, wishes, mayWish: view.audience === 'PANEL' && mayWish(actor), ...costsOf(view) };
    return { ...frame(actor, referralId), ...modelOf(view, panel), table, decideHref };
  }

  @Get('considered')
  @Page('modules/matching/pages/considered.njk')
  async considered(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) referralId: string,
    @Query('format') format: unknown,
  ): Promise<object> {
    const view = unwrap(await this.view.run(actor, referralId));
    const table = consideredTable(view, `/referrals/${referralId}/options/considered?format=csv`);
    if (format === 'csv') return table.toCsv('considered.csv');
    return {
      title: 'Every place that was considered',
      backHref: `/referrals/${referralId}/options`,
      backText: 'Back to the options',
      asOf: view.asOf,
      table,
    };
  }
}

/** Some read options and not the request itself. */
const frame = (actor: Actor, referralId: string): object => ({
  title: 'Options',
  referralId,
  ...(may(actor, 'referral.read')
    ? { backHref: `/referrals/${referralId}`, backText: 'Back to the referral' }
    : { backHref: '/' }),
});

const NO_REFERENCES: ReadonlyMap<string, string> = new Map();
const costsOf = (view: OptionsView): Pick<Panel, 'costs' | 'references'> =>
  view.audience === 'PANEL'
    ? { costs: view.costs, references: view.references }
    : { costs: null, references: NO_REFERENCES };

function modelOf(view: OptionsView, panel: Panel): object {
  const { explanation, asOf, policyVersion, dated, audience } = view;
  const proposed = view.audience === 'PANEL' ? view.options.find((option) => option.chosen) : undefined;
  return {
    asOf,
    policyVersion,
    dated,
    audience,
    explanation,
    heldBack: view.audience === 'ALL' && view.heldBack,
    meetingOn: view.audience === 'ALL' ? view.meetingOn : null,
    count: view.options.length,
    proposed,
    provisional: view.provisional,
    runHref: view.audience === 'PANEL' && view.run !== null ? `/matching/runs/${view.run.runId}` : undefined,
    cards: optionCards(view.options, panel),
    nearest: nearestPlaces(view).map((one) => ({
      ...one,
      pinHref: panel.mayWish ? pinLink(panel.referralId, one.patternId) : undefined,
    })),
    openers: openerWords(view),
  };
}
