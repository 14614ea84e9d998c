import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, isUuid, notFound, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
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
import { ManageVisits } from '../application/manage-visits.js';
import { type VisitView, ViewVisits } from '../application/view-visits.js';
import { assurancePolicy } from '../assurance.policy.js';
import { callOffForm, carryOutForm, chooseForm, planForm } from './visit-forms.js';
import { visitModel, visitsTable } from './visit.view.js';

const LIST_SIZE = 50;

/** Visits: the list, one of them, and planning. */
@ApiExcludeController()
@Controller('visits')
export class VisitsController {
  constructor(
    private readonly view: ViewVisits,
    private readonly manage: ManageVisits,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const providerId = isUuid(query['provider']) ? query['provider'] : null;
    const offset = offsetOf(query['offset']);
    const { visits, total } = unwrap(await this.view.list(actor, { providerId, offset, size: LIST_SIZE }));
    const search = providerId === null ? '' : `provider=${providerId}&`;
    const pages = pageLinks((at) => `/visits?${search}offset=${at}`, { total, offset, size: LIST_SIZE });
    const table = visitsTable(visits, pages, `/visits?${search}format=csv`);
    if (query['format'] === 'csv') return table.toCsv('visits.csv');
    const mayPlan = assurancePolicy.canManage(actor);
    return {
      title: 'Quality visits',
      intro: mayPlan ? '' : 'Visits of the authority to your organisation, with their reports and what there is to do.',
      links: mayPlan ? [{ text: 'Days for replies, checks and notice', href: '/assurance-terms' }] : [],
      start: mayPlan ? { text: 'Plan a visit', href: '/visits/new' } : null,
      tables: [table],
    };
  }

  @Get('new')
  @RequirePermission('quality.manage')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const providerId = query['provider'];
    if (!isUuid(providerId)) return { ...CHOOSE, form: chooseForm(await this.view.providers(actor)).start() };
    const { frame, form } = await this.planning(actor, providerId, query['follows']);
    return { ...frame, form: form.start() };
  }

  @Post('new')
  @RequirePermission('quality.manage')
  @Page(FORM_PAGE)
  async plan(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
    @Body() body: unknown,
  ): Promise<object> {
    const providerId = query['provider'];
    if (!isUuid(providerId)) {
      return submit(
        { form: chooseForm(await this.view.providers(actor)), frame: CHOOSE, body },
        ({ provider }) => this.view.provider(actor, provider),
        ({ id }) => ({ to: `/visits/new?provider=${id}`, say: '' }),
      );
    }
    const followsId = isUuid(query['follows']) ? query['follows'] : null;
    return submit(
      { ...(await this.planning(actor, providerId, query['follows'])), body },
      ({ announced, ...values }) =>
        this.manage.plan(actor, { ...values, announced: announced === 'YES', providerId, followsId }),
      (id) => ({ to: `/visits/${id}`, say: 'The visit is planned' }),
    );
  }

  @Get(':visitId')
  @Page(DETAIL_PAGE)
  async detail(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    return visitModel(unwrap(await this.view.one(actor, visitId)));
  }

  @Get(':visitId/carrying-out')
  @Page(FORM_PAGE)
  async carryOutForm(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    const view = await this.changing(actor, visitId);
    return { ...carryOutFrame(view), form: carryOutForm.start({ carriedOutOn: view.visit.visitOn }) };
  }

  @Post(':visitId/carrying-out')
  @Page(FORM_PAGE)
  async carryOut(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: carryOutForm, frame: carryOutFrame(await this.changing(actor, visitId)), body },
      (values) => this.manage.carryOut(actor, visitId, values),
      () => ({ to: `/visits/${visitId}`, say: 'The visit is recorded. Say what was seen next' }),
    );
  }

  @Get(':visitId/calling-off')
  @Page(FORM_PAGE)
  async callOffForm(@CurrentActor() actor: Actor, @Param('visitId', IdPipe) visitId: string): Promise<object> {
    return { ...callOffFrame(await this.changing(actor, visitId)), form: callOffForm.start() };
  }

  @Post(':visitId/calling-off')
  @Page(FORM_PAGE)
  async callOff(
    @CurrentActor() actor: Actor,
    @Param('visitId', IdPipe) visitId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: callOffForm, frame: callOffFrame(await this.changing(actor, visitId)), body },
      ({ why }) => this.manage.callOff(actor, visitId, why),
      () => ({ to: `/visits/${visitId}`, say: 'The visit is called off' }),
    );
  }

  private async changing(actor: Actor, visitId: string): Promise<VisitView> {
    const view = unwrap(await this.view.one(actor, visitId));
    if (!view.mayChange) throw new ProblemException(forbidden('quality.manage').problem);
    return view;
  }

  private async planning(actor: Actor, providerId: string, follows: unknown) {
    const provider = unwrap(await this.view.provider(actor, providerId));
    const before = isUuid(follows) ? unwrap(await this.view.one(actor, follows)).visit : null;
    if (before !== null && before.providerId !== providerId) unwrap(notFound('visit') as Result<never>);
    const frame: FormFrame = {
      title: before === null ? `Plan a visit to ${provider.name}` : `Plan a visit that follows ${before.reference}`,
      action: `/visits/new?provider=${providerId}${before === null ? '' : `&follows=${before.id}`}`,
      button: 'Plan the visit',
      backHref: '/visits',
    };
    return { frame, form: planForm(provider.sites.map(({ id, name }) => ({ value: id, text: name }))) };
  }
}

const CHOOSE: FormFrame = { title: 'Plan a visit', action: '/visits/new', button: 'Continue', backHref: '/visits' };

const carryOutFrame = ({ visit }: VisitView): FormFrame => ({
  title: 'Record that the visit was carried out',
  caption: `${visit.reference}, ${visit.providerName}`,
  action: `/visits/${visit.id}/carrying-out`,
  button: 'Record the visit',
  backHref: `/visits/${visit.id}`,
});
const callOffFrame = ({ visit }: VisitView): FormFrame => ({
  title: 'Call the visit off',
  caption: `${visit.reference}, ${visit.providerName}`,
  action: `/visits/${visit.id}/calling-off`,
  button: 'Call the visit off',
  backHref: `/visits/${visit.id}`,
});
