import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, Page, seeOther, versionOf, withStatus } from '../../../web/index.js';
import { FindProviders } from '../application/find-providers.js';
import { ManageProgramme } from '../application/manage-programme.js';
import { ManageSite } from '../application/manage-site.js';
import { programmeDetails, programmeForm, registrationForm, siteDetails, siteForm } from './provider-forms.js';

interface FormFrame {
  readonly title: string;
  readonly action: string;
  readonly button: string;
  readonly backHref: string;
  readonly intro?: string;
  readonly version?: number;
}

/** Sites, how they are registered, and the programmes taught there. */
@ApiExcludeController()
@RequirePermission('provider.read')
@Controller()
export class SitePagesController {
  constructor(
    private readonly find: FindProviders,
    private readonly sites: ManageSite,
    private readonly programmes: ManageProgramme,
  ) {}

  @Get('providers/:id/sites/new')
  @Page(FORM_PAGE)
  async newSite(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const provider = allowed(unwrap(await this.find.detail(actor, id)), 'mayEdit');
    return { ...addSite(provider), form: siteForm.start() };
  }

  @Post('providers/:id/sites/new')
  @Page(FORM_PAGE)
  async addSite(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const provider = allowed(unwrap(await this.find.detail(actor, id)), 'mayEdit');
    const filled = siteForm.read(body);
    const details = filled.result.ok ? siteDetails(filled.result.value) : filled.result;
    if (!details.ok) return withStatus(422, { ...addSite(provider), form: filled.view(details.problem) });
    const added = await this.sites.add(actor, { ...details.value, providerId: id });
    if (added.ok)
      return seeOther(`/providers/${id}`, 'The site is added. It takes nobody until its registration is recorded');
    return withStatus(422, { ...addSite(provider), form: filled.view(refusalOf(added)) });
  }

  @Get('sites/:id/edit')
  @Page(FORM_PAGE)
  async editSiteForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { provider, site } = unwrap(await this.find.site(actor, id));
    allowed(provider, 'mayEdit');
    const { grid, ...rest } = site;
    const form = siteForm.start({
      name: rest.name,
      address: rest.address,
      postcode: rest.postcode,
      accessFeatures: rest.accessFeatures,
      easting: grid?.easting ?? null,
      northing: grid?.northing ?? null,
    });
    return { ...editSite(provider.id, site), form };
  }

  @Post('sites/:id/edit')
  @Page(FORM_PAGE)
  async editSite(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { provider, site } = unwrap(await this.find.site(actor, id));
    allowed(provider, 'mayEdit');
    const filled = siteForm.read(body);
    const details = filled.result.ok ? siteDetails(filled.result.value) : filled.result;
    if (!details.ok) return withStatus(422, { ...editSite(provider.id, site), form: filled.view(details.problem) });
    const edited = await this.sites.edit(actor, { ...details.value, siteId: id, version: versionOf(body) });
    if (edited.ok) return seeOther(`/providers/${provider.id}`, 'The site is changed');
    return withStatus(422, { ...editSite(provider.id, site), form: filled.view(refusalOf(edited)) });
  }

  @Get('sites/:id/registration')
  @Page(FORM_PAGE)
  async registrationForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { provider, site } = unwrap(await this.find.site(actor, id));
    allowed(provider, 'mayRegister');
    const latest = site.registrations.at(-1);
    const form = registrationForm.start(
      latest === undefined
        ? {}
        : {
            kind: latest.kind,
            urn: latest.urn,
            registeredPlaces: latest.registeredPlaces,
            singleSex: latest.singleSex ?? 'BOTH',
            lowestAge: latest.lowestAge,
            highestAge: latest.highestAge,
          },
    );
    return { ...registerSite(provider.id, site), form };
  }

  @Post('sites/:id/registration')
  @Page(FORM_PAGE)
  async register(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { provider, site } = unwrap(await this.find.site(actor, id));
    allowed(provider, 'mayRegister');
    const frame = registerSite(provider.id, site);
    const filled = registrationForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const { singleSex, ...values } = filled.result.value;
    const sex = singleSex === 'BOTH' ? null : singleSex;
    const changed = await this.sites.register(actor, { ...values, singleSex: sex, siteId: id });
    if (changed.ok) return seeOther(`/providers/${provider.id}`, 'The registration is recorded');
    return withStatus(422, { ...frame, form: filled.view(refusalOf(changed)) });
  }

  @Get('sites/:id/programmes/new')
  @Page(FORM_PAGE)
  async newProgramme(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { provider, site } = unwrap(await this.find.site(actor, id));
    allowed(provider, 'mayEdit');
    const times = { amStarts: '09:00', amEnds: '12:00', pmStarts: '12:30', pmEnds: '14:30' };
    return { ...addProgramme(provider.id, site), form: programmeForm.start(times) };
  }

  @Post('sites/:id/programmes/new')
  @Page(FORM_PAGE)
  async addProgramme(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { provider, site } = unwrap(await this.find.site(actor, id));
    allowed(provider, 'mayEdit');
    const frame = addProgramme(provider.id, site);
    const filled = programmeForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const added = await this.programmes.add(actor, { ...programmeDetails(filled.result.value), siteId: id });
    if (added.ok) return seeOther(`/providers/${provider.id}`, 'The programme is added. Open places in it next');
    return withStatus(422, { ...frame, form: filled.view(refusalOf(added)) });
  }

  @Get('programmes/:id/edit')
  @Page(FORM_PAGE)
  async editProgrammeForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { provider, programme } = unwrap(await this.find.programme(actor, id));
    allowed(provider, 'mayEdit');
    const specialisms = programme.specialisms.join('\n');
    const form = programmeForm.start({ ...programme, ...programme.times, specialisms });
    return { ...editProgramme(provider.id, programme), form };
  }

  @Post('programmes/:id/edit')
  @Page(FORM_PAGE)
  async editProgramme(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { provider, programme } = unwrap(await this.find.programme(actor, id));
    allowed(provider, 'mayEdit');
    const frame = editProgramme(provider.id, programme);
    const filled = programmeForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const details = { ...programmeDetails(filled.result.value), programmeId: id, version: versionOf(body) };
    const edited = await this.programmes.edit(actor, details);
    if (edited.ok) return seeOther(`/providers/${provider.id}`, 'The programme is changed');
    return withStatus(422, { ...frame, form: filled.view(refusalOf(edited)) });
  }
}

interface Subject {
  readonly id: string;
  readonly name: string;
  readonly version: number;
}

function allowed<T extends { readonly mayEdit: boolean; readonly mayRegister: boolean }>(
  provider: T,
  what: 'mayEdit' | 'mayRegister',
): T {
  if (!provider[what]) unwrap(forbidden('provider.manage') as Result<never>);
  return provider;
}

/** What to say beside the form; what must not be shown at all goes to the error page. */
function refusalOf(result: Result<unknown>) {
  if (result.ok) throw new Error('A result that was not refused has no problem');
  if (result.problem.kind === 'forbidden' || result.problem.kind === 'not-found') unwrap(result);
  return result.problem;
}

const addSite = ({ id, name }: Subject): FormFrame => ({
  title: `Add a site of ${name}`,
  action: `/providers/${id}/sites/new`,
  button: 'Add the site',
  backHref: `/providers/${id}`,
});
const editSite = (providerId: string, { id, name, version }: Subject): FormFrame => ({
  title: `Change ${name}`,
  action: `/sites/${id}/edit`,
  button: 'Save',
  backHref: `/providers/${providerId}`,
  version,
});
const registerSite = (providerId: string, { id, name }: Subject): FormFrame => ({
  title: `Registration of ${name}`,
  intro:
    'Full-time education for five pupils of compulsory school age, or for one who has an EHC plan or is looked after, needs a registered school.',
  action: `/sites/${id}/registration`,
  button: 'Record the registration',
  backHref: `/providers/${providerId}`,
});
const addProgramme = (providerId: string, { id, name }: Subject): FormFrame => ({
  title: `Add a programme at ${name}`,
  action: `/sites/${id}/programmes/new`,
  button: 'Add the programme',
  backHref: `/providers/${providerId}`,
});
const editProgramme = (providerId: string, { id, name, version }: Subject): FormFrame => ({
  title: `Change ${name}`,
  action: `/programmes/${id}/edit`,
  button: 'Save',
  backHref: `/providers/${providerId}`,
  version,
});
