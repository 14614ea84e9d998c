import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isUuid, may } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  LIST_PAGE,
  offsetOf,
  Page,
  pageLinks,
  submit,
} from '../../../web/index.js';
import { RaiseConcern } from '../application/raise-concern.js';
import { ViewConcerns } from '../application/view-concerns.js';
import { ViewVisits } from '../application/view-visits.js';
import { concernForm } from './concern-forms.js';
import { concernModel, concernsTable } from './concern.view.js';
import { chooseForm } from './visit-forms.js';

const LIST_SIZE = 50;

/** Concerns: the list, one of them, and raising one. */
@ApiExcludeController()
@Controller('concerns')
export class ConcernsController {
  constructor(
    private readonly view: ViewConcerns,
    private readonly providers: ViewVisits,
    private readonly raise: RaiseConcern,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor, @Query('offset') from: unknown): Promise<object> {
    const offset = offsetOf(from);
    const { concerns, total } = unwrap(await this.view.list(actor, { offset, size: LIST_SIZE }));
    const pages = pageLinks((at) => `/concerns?offset=${at}`, { total, offset, size: LIST_SIZE });
    return {
      title: 'Concerns about providers',
      intro: FIRST,
      start: may(actor, 'concern.raise') ? { text: 'Raise a concern', href: '/concerns/new' } : null,
      tables: [concernsTable(concerns, pages)],
    };
  }

  @Get('new')
  @RequirePermission('concern.raise')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor, @Query('provider') providerId: unknown): Promise<object> {
    if (!isUuid(providerId)) return { ...CHOOSE, form: chooseForm(await this.providers.providers(actor)).start() };
    const { frame, form } = await this.raising(actor, providerId);
    return { ...frame, form: form.start() };
  }

  @Post('new')
  @RequirePermission('concern.raise')
  @Page(FORM_PAGE)
  async create(
    @CurrentActor() actor: Actor,
    @Query('provider') providerId: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    if (!isUuid(providerId)) {
      return submit(
        { form: chooseForm(await this.providers.providers(actor)), frame: CHOOSE, body },
        ({ provider }) => this.providers.provider(actor, provider),
        ({ id }) => ({ to: `/concerns/new?provider=${id}`, say: '' }),
      );
    }
    return submit(
      { ...(await this.raising(actor, providerId)), body },
      (values) => this.raise.run(actor, providerId, values),
      (id) => ({ to: `/concerns/${id}`, say: 'The concern is raised. The authority reads it next' }),
    );
  }

  @Get(':concernId')
  @Page(DETAIL_PAGE)
  async detail(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) concernId: string): Promise<object> {
    return concernModel(unwrap(await this.view.one(actor, concernId)));
  }

  private async raising(actor: Actor, providerId: string) {
    const provider = unwrap(await this.providers.provider(actor, providerId));
    const frame: FormFrame = {
      title: `Raise a concern about ${provider.name}`,
      warning: FIRST,
      action: `/concerns/new?provider=${providerId}`,
      button: 'Raise the concern',
      backHref: '/concerns',
    };
    return { frame, form: concernForm(provider.sites.map(({ id, name }) => ({ value: id, text: name }))) };
  }
}

const FIRST =
  'A child at risk is for children’s social care, or 999, at once; an allegation about staff is for the designated officer (LADO). Tell them first. This page does not.';

const CHOOSE: FormFrame = {
  title: 'Raise a concern',
  warning: FIRST,
  action: '/concerns/new',
  button: 'Continue',
  backHref: '/concerns',
};
