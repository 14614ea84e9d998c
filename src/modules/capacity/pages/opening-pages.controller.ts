import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type Actor,
  type Clock,
  formatDate,
  invalid,
  isUuid,
  londonDate,
  may,
  minDate,
  mondayOf,
  maxDate,
  addDays,
} from '../../../kernel/index.js';
import {
  CLOCK,
  CurrentActor,
  IdPipe,
  ProblemException,
  RequirePermission,
  UnitOfWork,
  unwrap,
} from '../../../platform/index.js';
import { offsetOf, Page, problemWords, seeOther, shownHere, versionOf, withStatus } from '../../../web/index.js';
import { Capacity } from '../application/capacity.js';
import { ChangeOpening } from '../application/change-opening.js';
import { ListOpenings, type OpeningView, type Shown, SHOWN, shownOf } from '../application/list-openings.js';
import { placesForm } from './opening-forms.js';
import { clockWords, headroomTable, LIST_SIZE, openingChanges, openingsTable, openingTag } from './opening-views.js';

const WEEKS_SHOWN = 12;
const SHOWN_WORDS: Readonly<Record<Shown, string>> = {
  all: 'All',
  unconfirmed: 'Not confirmed in time',
  likely: 'Likely',
};

/** What is open, and how much of it is free. */
@ApiExcludeController()
@RequirePermission('provider.read')
@Controller('openings')
export class OpeningPagesController {
  constructor(
    private readonly openings: ListOpenings,
    private readonly change: ChangeOpening,
    private readonly capacity: Capacity,
    private readonly work: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/capacity/pages/list.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const own = actor.role?.startsWith('PROVIDER') ? actor.organisationId : null;
    const providerId = isUuid(query['provider']) ? query['provider'] : own;
    const offset = offsetOf(query['offset']);
    const show = shownOf(query['show']);
    const found = unwrap(await this.openings.run(actor, { providerId, offset, size: LIST_SIZE, show }));
    const at = (one: Shown): string =>
      `/openings?${providerId === null ? '' : `provider=${providerId}&`}${one === 'all' ? '' : `show=${one}&`}`;
    const href = (from: number): string => `${at(show)}offset=${from}`;
    const today = londonDate(this.clock.now());
    const table = openingsTable(found, { offset, today, href });
    if (query['format'] === 'csv') return table.toCsv('openings.csv');
    const rights = providerId === null ? null : await this.openings.rightsAt(actor, providerId);
    const mine = found.openings.find((one) => one.providerId === providerId);
    return {
      title: mine === undefined || providerId === null ? 'Openings' : `Openings of ${mine.providerName}`,
      intro: 'A place is counted by week and half day. Free is the least in any half day of this week.',
      table,
      providerId,
      tabs: SHOWN.map((one) => ({ text: SHOWN_WORDS[one], href: at(one), active: one === show })),
      mayOpen: rights?.mayManage ?? may(actor, 'opening.manage'),
      confirmable: mine?.mayConfirm ? providerId : null,
    };
  }

  @Get(':id')
  @Page('modules/capacity/pages/detail.njk')
  async detail(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const opening = unwrap(await this.openings.one(actor, id));
    return this.model(actor, opening, placesForm.start({ places: opening.places }));
  }

  @Post(':id/places')
  @Page('modules/capacity/pages/detail.njk')
  async places(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const opening = unwrap(await this.openings.one(actor, id));
    const filled = placesForm.read(body);
    if (!filled.result.ok) return withStatus(422, await this.model(actor, opening, filled.view()));
    const command = { openingId: id, version: versionOf(body), places: filled.result.value.places };
    const changed = await this.change.places(actor, command);
    if (changed.ok) return seeOther(`/openings/${id}`, 'The places are changed');
    return withStatus(422, await this.model(actor, opening, filled.view(shownHere(changed.problem))));
  }

  @Post(':id/status')
  @Page('modules/capacity/pages/detail.njk')
  async status(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const opening = unwrap(await this.openings.one(actor, id));
    const wanted = typeof body === 'object' && body !== null && 'status' in body ? body.status : undefined;
    if (wanted !== 'OPEN' && wanted !== 'WITHDRAWN') throw new ProblemException(invalid('status', 'choice').problem);
    const status = wanted;
    const changed = await this.change.setStatus(actor, { openingId: id, version: versionOf(body), status });
    if (changed.ok) {
      return seeOther(`/openings/${id}`, status === 'OPEN' ? 'The opening is open' : 'The opening is withdrawn');
    }
    const form = placesForm.start({ places: opening.places });
    const errorSummary = [{ text: problemWords(shownHere(changed.problem)) }];
    return withStatus(422, await this.model(actor, opening, { ...form, errorSummary }));
  }

  private async model(actor: Actor, opening: OpeningView, form: object): Promise<object> {
    const today = londonDate(this.clock.now());
    const fromWeek = mondayOf(maxDate(today, opening.validFrom));
    const toWeek = minDate(mondayOf(opening.validTo), addDays(fromWeek, 7 * (WEEKS_SHOWN - 1)));
    const patternIds = opening.patterns.map(({ id }) => id);
    const rooms =
      toWeek < fromWeek
        ? []
        : await this.work.read(actor, (tx) => this.capacity.headroom(tx, { patternIds, fromWeek, toWeek }));
    const clock = clockWords(opening);
    return {
      title: `${opening.programmeName} at ${opening.siteName}`,
      opening,
      status: openingTag(opening, today),
      changes: openingChanges(opening),
      facts: [
        { label: 'Provider', value: opening.providerName, href: `/providers/${opening.providerId}` },
        { label: 'Places', value: opening.places },
        { label: 'Open', value: `${formatDate(opening.validFrom)} to ${formatDate(opening.validTo)}` },
        { label: 'Confirmed as still true', value: formatDate(opening.confirmedOn) },
        ...(clock === '' ? [] : [{ label: 'What happens next', value: clock }]),
        { label: 'Patterns', value: opening.patterns.map(({ label }) => label).join(' · ') },
      ],
      table: headroomTable(opening, rooms),
      form,
      backHref: `/openings?provider=${opening.providerId}`,
    };
  }
}
