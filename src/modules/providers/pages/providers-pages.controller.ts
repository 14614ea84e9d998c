import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, forbidden, londonDate, may, type Result } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type Choice, offsetOf, Page, seeOther, versionOf, withStatus } from '../../../web/index.js';
import { FindProviders, type ProviderPage } from '../application/find-providers.js';
import { ManageProvider } from '../application/manage-provider.js';
import { filterForm, newProviderForm, providerForm } from './provider-forms.js';
import { LIST_SIZE, providerFacts, providersTable, siteModel } from './provider-views.js';

/** Providers: the list, one with its sites, and their details. */
@ApiExcludeController()
@RequirePermission('provider.read')
@Controller('providers')
export class ProviderPagesController {
  constructor(
    private readonly find: FindProviders,
    private readonly manage: ManageProvider,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/providers/pages/list.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const filter = filterForm.read(query);
    const wanted = filter.result.ok ? filter.result.value : { name: null, route: null };
    const offset = offsetOf(query['offset']);
    const rows = unwrap(
      await this.find.list(actor, { text: wanted.name, supplyRoute: wanted.route, offset, size: LIST_SIZE }),
    );
    const search = new URLSearchParams({ name: wanted.name ?? '', route: wanted.route ?? '' }).toString();
    const table = providersTable(rows, { offset, href: (at) => `/providers?${search}&offset=${at}` });
    if (query['format'] === 'csv') return table.toCsv('providers.csv');
    const model = { title: 'Providers', intro: introFor(actor), table, filter: filter.view(), mayAdd: mayAdd(actor) };
    return filter.result.ok ? model : withStatus(422, { ...model, form: filter.view() });
  }

  @Get('new')
  @Page(FORM_PAGE)
  async newForm(@CurrentActor() actor: Actor): Promise<object> {
    if (!mayAdd(actor)) unwrap(forbidden('provider.manage') as Result<never>);
    return newModel(newProviderForm(await this.commissioners(actor)).start());
  }

  @Post('new')
  @Page(FORM_PAGE)
  async add(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    if (!mayAdd(actor)) unwrap(forbidden('provider.manage') as Result<never>);
    const filled = newProviderForm(await this.commissioners(actor)).read(withRegisteredName(body));
    if (!filled.result.ok) return withStatus(422, newModel(filled.view()));
    const { about, ...values } = filled.result.value;
    const added = await this.manage.add(actor, { ...values, about: about ?? '' });
    if (added.ok) return seeOther(`/providers/${added.value}`, 'The provider is added. Record its first site next');
    if (added.problem.kind === 'forbidden') unwrap(added);
    return withStatus(422, newModel(filled.view(added.problem)));
  }

  @Get(':id')
  @Page('modules/providers/pages/detail.njk')
  async detail(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const provider = unwrap(await this.find.detail(actor, id));
    const today = londonDate(this.clock.now());
    return {
      title: provider.name,
      provider,
      facts: providerFacts(provider),
      sites: provider.sites.map((site) => siteModel(site, { today, mayEdit: provider.mayEdit })),
      mayReadPrices: may(actor, 'tariff.read') || may(actor, 'tariff.draft') || may(actor, 'tariff.approve'),
      mayReadEvidence: may(actor, 'evidence.read'),
      lookingAfter: lookingAfter(actor, id),
      backHref: '/providers',
      backText: 'All providers',
    };
  }

  @Get(':id/edit')
  @Page(FORM_PAGE)
  async editForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const provider = unwrap(await this.find.detail(actor, id));
    if (!provider.mayEdit) unwrap(forbidden('provider.manage') as Result<never>);
    return editModel(provider, providerForm(await this.commissioners(actor)).start(provider));
  }

  @Post(':id/edit')
  @Page(FORM_PAGE)
  async edit(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const provider = unwrap(await this.find.detail(actor, id));
    if (!provider.mayEdit) unwrap(forbidden('provider.manage') as Result<never>);
    const filled = providerForm(await this.commissioners(actor)).read(body);
    if (!filled.result.ok) return withStatus(422, editModel(provider, filled.view()));
    const { about, ...values } = filled.result.value;
    const version = versionOf(body);
    const edited = await this.manage.edit(actor, { ...values, about: about ?? '', providerId: id, version });
    if (edited.ok) return seeOther(`/providers/${id}`, 'The details are changed');
    if (edited.problem.kind === 'forbidden' || edited.problem.kind === 'not-found') unwrap(edited);
    return withStatus(422, editModel(provider, filled.view(edited.problem)));
  }

  /** Pupil referral units that the actor sees: partners are commissioned through them. */
  private async commissioners(actor: Actor): Promise<Choice[]> {
    const filter = { text: null, supplyRoute: 'MAINTAINED_AP' as const, offset: 0, size: 200 };
    const { providers } = unwrap(await this.find.list(actor, filter));
    return providers.map(({ id, name }) => ({ value: id, text: name }));
  }
}

const mayAdd = (actor: Actor): boolean =>
  may(actor, 'provider.manage') && actor.authorityId !== null && !actor.role?.startsWith('PROVIDER');

/** Where a provider is looked after: pages of another module, by their addresses. */
const lookingAfter = (actor: Actor, id: string): readonly { readonly text: string; readonly href: string }[] => [
  ...(may(actor, 'framework.manage') || may(actor, 'application.make')
    ? [{ text: 'Admissions', href: `/admissions?provider=${id}` }]
    : []),
  ...(may(actor, 'quality.manage') ? [{ text: 'Quality visits', href: `/visits?provider=${id}` }] : []),
  ...(may(actor, 'quality.manage') || may(actor, 'assurance.record')
    ? [{ text: 'Schools’ own checks', href: `/school-checks/providers/${id}` }]
    : []),
  ...(may(actor, 'concern.raise') ? [{ text: 'Raise a concern', href: `/concerns/new?provider=${id}` }] : []),
];

const introFor = (actor: Actor): string =>
  actor.role?.startsWith('PROVIDER')
    ? 'Your own organisation, and those whose places are commissioned through it.'
    : 'Everybody your authority commissions alternative provision from.';

/** With a URN the name comes from the register, so nobody has to type it. */
function withRegisteredName(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('urn' in body) || !('name' in body)) return body;
  return typeof body.urn === 'string' && body.urn.trim() !== '' && body.name === ''
    ? { ...body, name: 'From the register' }
    : body;
}

const newModel = (form: object): object => ({
  title: 'Add a provider',
  intro: 'It becomes part of your authority’s supply: your schools see it, and matching may use its openings.',
  action: '/providers/new',
  button: 'Add the provider',
  backHref: '/providers',
  form,
});

const editModel = ({ id, name, version }: ProviderPage, form: object): object => ({
  title: `Change ${name}`,
  action: `/providers/${id}/edit`,
  button: 'Save',
  backHref: `/providers/${id}`,
  version,
  form,
});
