import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, parseDate } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  IdPipe,
  pageOf,
  parseCursor,
  parsePageSize,
  unwrap,
} from '../../../platform/index.js';
import { FindProviders, type ProviderPage } from '../application/find-providers.js';
import { ManageProgramme } from '../application/manage-programme.js';
import { ManageProvider } from '../application/manage-provider.js';
import { ManageSite } from '../application/manage-site.js';
import type { ProgrammeDetails, SiteDetails } from '../domain/provider-details.js';
import type { ProviderSummary } from '../persistence/provider.reader.js';
import {
  NewProgrammeBody,
  NewProviderBody,
  NewSiteBody,
  ProgrammeBody,
  ProviderBody,
  RegistrationBody,
  SiteBody,
} from './providers.dto.js';

interface Created {
  readonly id: string;
}

/** Who provides, where, registered how, teaching what. */
@ApiTags('providers')
@ApiBearerAuth()
@Controller('api/v1')
export class ProvidersController {
  constructor(
    private readonly find: FindProviders,
    private readonly providers: ManageProvider,
    private readonly sites: ManageSite,
    private readonly programmes: ManageProgramme,
  ) {}

  @Get('providers')
  @ApiOperation({ operationId: 'listProviders' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async list(
    @CurrentActor() actor: Actor,
    @Query('cursor') cursor: unknown,
    @Query('limit') limit: unknown,
  ): Promise<CursorPage<ProviderSummary>> {
    const after = unwrap(parseCursor(cursor, 2))?.map(String) ?? null;
    const size = unwrap(parsePageSize(limit));
    const filter = { text: null, supplyRoute: null, offset: 0, size: size + 1, after };
    const { providers, total } = unwrap(await this.find.list(actor, filter));
    return pageOf(providers, size, total, ({ name, id }) => [name, id]);
  }

  @Get('providers/:id')
  @ApiOperation({ operationId: 'getProvider', description: 'With its sites, their registrations and programmes.' })
  async detail(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<ProviderPage> {
    return unwrap(await this.find.detail(actor, id));
  }

  @Post('providers')
  @Idempotent()
  @ApiOperation({ operationId: 'addProvider', description: 'Adds to the supply of your authority.' })
  async add(@CurrentActor() actor: Actor, @Body() body: NewProviderBody): Promise<Created> {
    return { id: unwrap(await this.providers.add(actor, { ...providerOf(body), urn: body.urn ?? null })) };
  }

  @Put('providers/:id')
  @ApiOperation({ operationId: 'editProvider' })
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ProviderBody,
  ): Promise<Created> {
    unwrap(await this.providers.edit(actor, { ...providerOf(body), providerId: id, version: body.version }));
    return { id };
  }

  @Post('providers/:id/sites')
  @Idempotent()
  @ApiOperation({ operationId: 'addSite' })
  async addSite(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) providerId: string,
    @Body() body: NewSiteBody,
  ): Promise<Created> {
    return { id: unwrap(await this.sites.add(actor, { ...siteOf(body), providerId })) };
  }

  @Put('sites/:id')
  @ApiOperation({ operationId: 'editSite' })
  async editSite(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) siteId: string,
    @Body() body: SiteBody,
  ): Promise<Created> {
    unwrap(await this.sites.edit(actor, { ...siteOf(body), siteId, version: body.version }));
    return { id: siteId };
  }

  @Post('sites/:id/registrations')
  @Idempotent()
  @ApiOperation({ operationId: 'registerSite', description: 'From a day on; earlier days keep what they had.' })
  async register(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) siteId: string,
    @Body() body: RegistrationBody,
  ): Promise<Created> {
    const fromDate = unwrap(parseDate(body.fromDate, 'fromDate'));
    const { kind, lowestAge, highestAge, urn = null, registeredPlaces = null, singleSex = null } = body;
    const registration = { kind, urn, registeredPlaces, singleSex, lowestAge, highestAge };
    unwrap(await this.sites.register(actor, { ...registration, siteId, fromDate }));
    return { id: siteId };
  }

  @Post('sites/:id/programmes')
  @Idempotent()
  @ApiOperation({ operationId: 'addProgramme' })
  async addProgramme(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) siteId: string,
    @Body() body: NewProgrammeBody,
  ): Promise<Created> {
    return { id: unwrap(await this.programmes.add(actor, { ...programmeOf(body), siteId })) };
  }

  @Put('programmes/:id')
  @HttpCode(200)
  @ApiOperation({ operationId: 'editProgramme' })
  async editProgramme(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) programmeId: string,
    @Body() body: ProgrammeBody,
  ): Promise<Created> {
    unwrap(await this.programmes.edit(actor, { ...programmeOf(body), programmeId, version: body.version }));
    return { id: programmeId };
  }
}

const providerOf = ({ name, supplyRoute, commissionerId, about, vatNumber }: NewProviderBody | ProviderBody) => ({
  name,
  supplyRoute,
  commissionerId: commissionerId ?? null,
  about: about ?? '',
  vatNumber: vatNumber ?? null,
});

const siteOf = ({ name, address, postcode, grid, accessFeatures }: NewSiteBody): SiteDetails => ({
  name,
  address: address ?? '',
  postcode: postcode ?? '',
  grid: grid ?? null,
  accessFeatures,
});

const programmeOf = (body: NewProgrammeBody): ProgrammeDetails => {
  const { name, componentKind, yearFrom, yearTo, needs, curriculum, qualifications, specialisms, times } = body;
  const { amStarts, amEnds, pmStarts, pmEnds } = times;
  const hours = { amStarts, amEnds, pmStarts, pmEnds };
  const taught = { needs, curriculum, qualifications: qualifications ?? [], specialisms };
  return { name, componentKind, yearFrom, yearTo, ...taught, times: hours };
};
