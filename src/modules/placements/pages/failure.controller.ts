import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isUuid, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { date, defineForm, Page, seeOther, shownHere, textarea, withStatus } from '../../../web/index.js';
import { FailProvision } from '../application/fail-provision.js';
import type { FailedPlace } from '../persistence/failure.store.js';
import { failurePage, previewPage } from './failure-page.js';

const NEW = 'modules/placements/pages/failure-new.njk';
const SHOW = 'modules/placements/pages/failure.njk';
const form = defineForm({
  lastDay: date({ label: 'Last day on which anybody is taught there' }),
  reason: textarea({
    label: 'What happened',
    hint: 'Kept with what was done. Do not name a pupil.',
    max: 1000,
    rows: 3,
  }),
});

/** A provider or site that teaches no more: who is affected, the one act, and what it did. */
@ApiExcludeController()
@Controller('placement-failures')
@RequirePermission('placement.end')
export class FailureController {
  constructor(private readonly failing: FailProvision) {}

  @Get('new')
  @Page(NEW)
  start(@Query('provider') provider: unknown, @Query('site') site: unknown): object {
    const place = placeOf({ provider, site });
    return {
      title: 'A provider or site teaches no more',
      form: form.start(),
      ...inputs(place),
      backHref: '/placements',
    };
  }

  /** `step` is check or confirm. */
  @Post()
  @Page(NEW)
  async make(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const typed = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    const place = placeOf(typed);
    const filled = form.read(body);
    const model = { title: 'A provider or site teaches no more', ...inputs(place), backHref: '/placements' };
    if (!filled.result.ok) return withStatus(422, { ...model, form: filled.view() });
    const command = { ...place, ...filled.result.value };
    if (typed['step'] === 'confirm') {
      const made = await this.failing.run(actor, command);
      if (made.ok) return seeOther(`/placement-failures/${made.value.failureId}`, 'It is done');
      return withStatus(422, { ...model, form: filled.view(shownHere(made.problem)) });
    }
    const preview = await this.failing.preview(actor, command);
    if (!preview.ok) return withStatus(422, { ...model, form: filled.view(shownHere(preview.problem)) });
    return { ...model, ...previewPage(preview.value), form: form.show(filled.typed) };
  }

  @Get(':id')
  @Page(SHOW)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return failurePage(unwrap(await this.failing.view(actor, id)));
  }

  @Post(':id/again')
  @Page(SHOW)
  async again(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.failing.again(actor, id));
    return seeOther(`/placement-failures/${id}`, 'It has run again');
  }
}

function placeOf({ provider, site }: { provider?: unknown; site?: unknown }): FailedPlace {
  if (!isUuid(provider)) throw new ProblemException(notFound('provider').problem);
  return { providerId: provider, siteId: isUuid(site) ? site : null };
}

const inputs = ({ providerId, siteId }: FailedPlace) => ({ provider: providerId, site: siteId ?? '' });
