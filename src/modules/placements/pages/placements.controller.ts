import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, londonDate, notFound, type Problem, type Result } from '../../../kernel/index.js';
import {
  CLOCK,
  CurrentActor,
  IdPipe,
  ProblemException,
  RequirePermission,
  UnitOfWork,
} from '../../../platform/index.js';
import {
  choicesOf,
  date,
  defineForm,
  type FormView,
  offsetOf,
  Page,
  pageLinks,
  radios,
  type SeeOther,
  seeOther,
  textarea,
  WebRegistry,
  withStatus,
} from '../../../web/index.js';
import { AnswerOffer } from '../application/answer-offer.js';
import { EndPlacement } from '../application/end-placement.js';
import { PlacementQueries } from '../application/placement-queries.js';
import { ViewPlacement } from '../application/view-placement.js';
import { DECLINE_REASONS, ENDINGS_BY_PEOPLE, LIVE_STATUSES, type PlacementStatus } from '../domain/placement-states.js';
import { placementPage, placementTable } from './placement-page.js';

const SIZE = 50;
const GROUPS: Readonly<Record<string, { readonly text: string; readonly statuses: readonly PlacementStatus[] }>> = {
  live: { text: 'Live', statuses: LIVE_STATUSES },
  offered: { text: 'Offered', statuses: ['OFFERED'] },
  over: { text: 'Over', statuses: ['ENDED', 'DECLINED', 'LAPSED', 'WITHDRAWN'] },
};

const declineForm = defineForm({
  reason: radios({ label: 'Why do you decline?', choices: choicesOf(DECLINE_REASONS) }),
  note: textarea({
    label: 'In your own words',
    hint: 'Needed for another reason. Do not name the pupil.',
    max: 1000,
    rows: 3,
    optional: true,
  }),
});
const endForm = defineForm({
  lastDay: date({ label: 'Last day that counts' }),
  reason: radios({ label: 'Why does it end?', choices: choicesOf(ENDINGS_BY_PEOPLE) }),
});
const withdrawForm = defineForm({ reason: textarea({ label: 'Why is it withdrawn?', max: 1000, rows: 3 }) });

type Forms = Partial<Record<'decline' | 'end' | 'withdraw', FormView>>;

/** Placements for everybody who takes part: what happens next at the top, and the one thing to do below. */
@ApiExcludeController()
@Controller('placements')
@RequirePermission('placement.read')
export class PlacementsController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly queries: PlacementQueries,
    private readonly viewer: ViewPlacement,
    private readonly answer: AnswerOffer,
    private readonly ending: EndPlacement,
    private readonly web: WebRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/placements/pages/placements.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const key = typeof query.show === 'string' && Object.hasOwn(GROUPS, query.show) ? query.show : 'live';
    const group = GROUPS[key] ?? { text: 'Live', statuses: [] };
    const offset = offsetOf(query.offset);
    const { items, total } = await this.work.read(actor, (tx) =>
      this.queries.list(tx, { statuses: group.statuses, offset, limit: SIZE }),
    );
    const href = (at: number) => `/placements?show=${key}&offset=${at}`;
    const table = placementTable(items, {
      pages: pageLinks(href, { total, offset, size: SIZE }),
      csvHref: `${href(offset)}&format=csv`,
    });
    if (query.format === 'csv') return table.toCsv(`placements-${key}.csv`);
    const groups = Object.entries(GROUPS).map(([value, { text }]) => ({
      text,
      href: `/placements?show=${value}`,
      current: value === key,
    }));
    return { title: 'Placements', table, groups };
  }

  @Get(':id')
  @Page('modules/placements/pages/placement.njk')
  show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.page(actor, id);
  }

  @Post(':id/accept')
  @Page('modules/placements/pages/placement.njk')
  async accept(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const result = await this.answer.accept(actor, id);
    return this.after(actor, id, result, 'You have accepted the offer');
  }

  @Post(':id/decline')
  @Page('modules/placements/pages/placement.njk')
  async decline(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const filled = declineForm.read(body);
    if (!filled.result.ok) return this.refused(actor, id, { decline: filled.view() });
    const result = await this.answer.decline(actor, id, filled.result.value);
    return this.after(actor, id, result, 'You have declined the offer', (problem) => ({
      decline: filled.view(problem),
    }));
  }

  @Post(':id/start')
  @Page('modules/placements/pages/placement.njk')
  async start(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.after(actor, id, await this.ending.start(actor, id), 'The first day is recorded');
  }

  @Post(':id/end')
  @Page('modules/placements/pages/placement.njk')
  async end(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const filled = endForm.read(body);
    if (!filled.result.ok) return this.refused(actor, id, { end: filled.view() });
    const result = await this.ending.end(actor, { placementId: id, ...filled.result.value });
    return this.after(actor, id, result, 'The placement is ended', (problem) => ({ end: filled.view(problem) }));
  }

  @Post(':id/withdraw')
  @Page('modules/placements/pages/placement.njk')
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const filled = withdrawForm.read(body);
    if (!filled.result.ok) return this.refused(actor, id, { withdraw: filled.view() });
    const result = await this.ending.withdraw(actor, id, filled.result.value.reason);
    return this.after(actor, id, result, 'The placement is withdrawn', (problem) => ({
      withdraw: filled.view(problem),
    }));
  }

  private async after<T>(
    actor: Actor,
    id: string,
    result: Result<T>,
    said: string,
    forms: (problem: Problem) => Forms = (problem) => ({ decline: declineForm.show({}, problem) }),
  ): Promise<object | SeeOther> {
    if (result.ok) return seeOther(`/placements/${id}`, said);
    const { problem } = result;
    if (problem.kind === 'not-found' || problem.kind === 'forbidden') throw new ProblemException(problem);
    return this.refused(actor, id, forms(problem));
  }

  /** The page again with the one form that was sent, as it was typed, and what is wrong with it on top. */
  private async refused(actor: Actor, id: string, forms: Forms): Promise<object> {
    return withStatus(422, await this.page(actor, id, forms));
  }

  private async page(actor: Actor, id: string, forms: Forms = {}): Promise<object> {
    const view = await this.viewer.run(actor, id);
    if (!view) throw new ProblemException(notFound('placement').problem);
    return {
      ...placementPage(actor, view, londonDate(this.clock.now())),
      more: await this.web.linksFor(actor, { type: 'placement', id }),
      form: forms.decline ?? forms.end ?? forms.withdraw,
      forms: {
        decline: forms.decline ?? declineForm.start(),
        end: forms.end ?? endForm.start(),
        withdraw: forms.withdraw ?? withdrawForm.start(),
      },
      backHref: '/placements',
    };
  }
}
