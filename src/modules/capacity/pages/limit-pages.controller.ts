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
  type TableCell,
  textarea,
  wholeNumber,
  withStatus,
} from '../../../web/index.js';
import { type PlaceLimitDetails, PlaceLimits, type PlaceLimitsView } from '../application/place-limits.js';
import { LIMIT_MAX } from '../domain/opening-rules.js';
import type { LimitScope } from '../persistence/limit-counter.store.js';
import type { Limitable } from '../persistence/place-limit.store.js';

const PAGE = 'modules/capacity/pages/limits.njk';

/** The most pupils a site, a programme or a whole provider takes at a time, over all its lots and openings. */
@ApiExcludeController()
@RequirePermission('opening.manage')
@Controller('openings/limits')
export class LimitPagesController {
  constructor(private readonly limits: PlaceLimits) {}

  @Get()
  @Page(PAGE)
  async list(@CurrentActor() actor: Actor, @Query('provider') provider: unknown): Promise<object> {
    const { providerId, view } = await this.find(actor, provider);
    return model(providerId, view, limitForm(view).start());
  }

  @Post()
  @Page(PAGE)
  async set(
    @CurrentActor() actor: Actor,
    @Query('provider') provider: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    const { providerId, view } = await this.find(actor, provider);
    const filled = limitForm(view).read(body);
    if (!filled.result.ok) return withStatus(422, model(providerId, view, filled.view()));
    const done = await this.limits.set(actor, wantedOf(view, filled.result.value));
    if (done.ok) return seeOther(pathOf(providerId), 'The limit is set');
    return withStatus(422, model(providerId, view, filled.view(shownHere(done.problem))));
  }

  @Post(':id/lift')
  @Page(PAGE)
  async lift(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const done = await this.limits.lift(actor, id);
    if (done.ok) return seeOther(pathOf(done.value.providerId), 'The limit is lifted');
    const { problem } = done;
    shownHere(problem);
    return withStatus(422, { title: 'Limits', form: { errorSummary: [{ text: problemWords(problem) }] } });
  }

  private async find(actor: Actor, provider: unknown): Promise<{ providerId: string; view: PlaceLimitsView }> {
    const providerId = provider === undefined ? actor.organisationId : provider;
    if (!isUuid(providerId)) throw new ProblemException(notFound('provider').problem);
    return { providerId, view: unwrap(await this.limits.view(actor, providerId)) };
  }
}

const pathOf = (providerId: string): string => `/openings/limits?provider=${providerId}`;

const KINDS = { PROVIDER: 'Everything at', SITE: 'Site:', PROGRAMME: 'Programme:' } as const;

const keyOf = ({ kind, id }: LimitScope): string => `${kind}/${id}`;
const named = ({ kind, name }: Pick<Limitable, 'kind' | 'name'>): string => `${KINDS[kind]} ${name}`;

const limitForm = ({ limitable }: PlaceLimitsView) =>
  defineForm({
    scope: select({
      label: 'What is limited',
      choices: limitable.map((one) => ({ value: keyOf(one), text: named(one) })),
    }),
    places: wholeNumber({ label: 'At most', hint: 'Pupils at the same time', most: LIMIT_MAX, width: 4 }),
    fromDate: date({ label: 'From' }),
    toDate: date({ label: 'Until', hint: 'Leave empty if it has no end yet', optional: true }),
    reason: textarea({ label: 'Reason', max: 500 }),
  });

/** What its registration says of a site, which may be nothing. */
function registeredCells({ registeredPlaces, registrationKind }: Limitable): TableCell[] {
  const cells = (most: TableCell, why: string): TableCell[] => [most, '', '', 'Its registration', why];
  if (registeredPlaces !== null) return cells(registeredPlaces, 'Never more than it is registered for');
  return registrationKind === null
    ? cells(0, 'No registration is recorded, so it takes nobody')
    : cells('Not set', 'It is not registered as a school, so it has no registered places. Only limits set here count');
}

type Filled = Omit<PlaceLimitDetails, 'scope'> & { readonly scope: string };

function wantedOf({ limitable }: PlaceLimitsView, { scope, ...rest }: Filled): PlaceLimitDetails {
  const chosen = limitable.find((one) => keyOf(one) === scope);
  if (chosen === undefined) throw new ProblemException(notFound('limit').problem);
  return { ...rest, scope: { kind: chosen.kind, id: chosen.id } };
}

function model(providerId: string, { limitable, limits }: PlaceLimitsView, form: FormView): object {
  return {
    title: 'Limits',
    action: pathOf(providerId),
    form,
    table: dataTable({
      caption: 'Limits that count now or later',
      columns: [
        { heading: 'What is limited' },
        { heading: 'At most', numeric: true },
        ...['From', 'Until', 'Set by', 'Reason'].map((heading) => ({ heading })),
      ],
      rows: [
        ...limitable.filter(({ kind }) => kind === 'SITE').map((one) => [named(one), ...registeredCells(one)]),
        ...limits.map((one) => [
          named({ kind: one.scope.kind, name: one.scopeName }),
          one.places,
          formatDate(one.fromDate),
          one.toDate === null ? 'Until it is lifted' : formatDate(one.toDate),
          one.setBy,
          one.reason,
        ]),
      ],
      empty: 'There is no site yet.',
    }),
    liftable: limits
      .filter(({ mayLift }) => mayLift)
      .map((one) => ({
        id: one.id,
        text: `${named({ kind: one.scope.kind, name: one.scopeName })}, at most ${one.places} from ${formatDate(one.fromDate)}`,
      })),
    backHref: `/openings?provider=${providerId}`,
  };
}
