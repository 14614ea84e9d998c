import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, isUuid, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  date,
  defineForm,
  type FormView,
  Page,
  problemWords,
  seeOther,
  select,
  shownHere,
  textarea,
  wholeNumber,
  withStatus,
} from '../../../web/index.js';
import { SiteCaps, type SiteCapsView } from '../application/site-caps.js';
import { SITE_CAP_MAX } from '../domain/opening-rules.js';

const PAGE = 'modules/capacity/pages/limits.njk';

/** The most pupils a site takes at a time, over all its lots and openings. */
@ApiExcludeController()
@RequirePermission('opening.manage')
@Controller('openings/limits')
export class LimitPagesController {
  constructor(private readonly caps: SiteCaps) {}

  @Get()
  @Page(PAGE)
  async list(@CurrentActor() actor: Actor, @Query('provider') provider: unknown): Promise<object> {
    const { providerId, view } = await this.find(actor, provider);
    return model(providerId, view, capForm(view).start());
  }

  @Post()
  @Page(PAGE)
  async set(
    @CurrentActor() actor: Actor,
    @Query('provider') provider: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    const { providerId, view } = await this.find(actor, provider);
    const filled = capForm(view).read(body);
    if (!filled.result.ok) return withStatus(422, model(providerId, view, filled.view()));
    const done = await this.caps.set(actor, filled.result.value);
    if (done.ok) return seeOther(pathOf(providerId), 'The limit is set');
    return withStatus(422, model(providerId, view, filled.view(shownHere(done.problem))));
  }

  @Post(':id/lift')
  @Page(PAGE)
  async lift(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const done = await this.caps.lift(actor, id);
    if (done.ok) return seeOther(pathOf(done.value.providerId), 'The limit is lifted');
    const { problem } = done;
    shownHere(problem);
    return withStatus(422, { title: 'Limits of sites', form: { errorSummary: [{ text: problemWords(problem) }] } });
  }

  private async find(actor: Actor, provider: unknown): Promise<{ providerId: string; view: SiteCapsView }> {
    const providerId = provider === undefined ? actor.organisationId : provider;
    if (!isUuid(providerId)) throw new ProblemException(notFound('provider').problem);
    const view = unwrap(await this.caps.view(actor, providerId));
    if (!view.mayManage) throw new ProblemException(notFound('provider').problem);
    return { providerId, view };
  }
}

const pathOf = (providerId: string): string => `/openings/limits?provider=${providerId}`;

const capForm = ({ sites }: SiteCapsView) =>
  defineForm({
    siteId: select({ label: 'Site', choices: sites.map(({ id, name }) => ({ value: id, text: name })) }),
    places: wholeNumber({ label: 'At most', hint: 'Pupils at the same time', most: SITE_CAP_MAX, width: 4 }),
    fromDate: date({ label: 'From' }),
    toDate: date({ label: 'Until', hint: 'Leave empty if it has no end yet', optional: true }),
    reason: textarea({ label: 'Reason', max: 500 }),
  });

function model(providerId: string, { sites, caps }: SiteCapsView, form: FormView): object {
  return {
    title: 'Limits of sites',
    action: pathOf(providerId),
    form,
    hasSites: sites.length > 0,
    table: dataTable({
      caption: 'Limits that count now or later',
      columns: [
        { heading: 'Site' },
        { heading: 'At most', numeric: true },
        ...['From', 'Until', 'Set by', 'Reason'].map((heading) => ({ heading })),
      ],
      rows: [
        ...sites.map((one) => [
          one.name,
          one.registeredPlaces ?? 'No number',
          'Its registration',
          '',
          '',
          'Never more than it is registered for',
        ]),
        ...caps.map((one) => [
          one.siteName,
          one.places,
          formatDate(one.fromDate),
          one.toDate === null ? 'Until it is lifted' : formatDate(one.toDate),
          one.setBy,
          one.reason,
        ]),
      ],
      empty: 'There is no site yet.',
    }),
    liftable: caps
      .filter(({ mayLift }) => mayLift)
      .map((one) => ({ id: one.id, text: `${one.siteName}, at most ${one.places} from ${formatDate(one.fromDate)}` })),
    backHref: `/openings?provider=${providerId}`,
  };
}
