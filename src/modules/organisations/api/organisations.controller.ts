import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, cleanText, notFound, ok, type Result } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  IdPipe,
  pageOf,
  parseCursor,
  parsePageSize,
  RequirePermission,
  UnitOfWork,
  unwrap,
} from '../../../platform/index.js';
import { Calendars } from '../application/calendars.js';
import type { CalendarYear } from '../domain/calendar-content.js';
import { type Organisation, ORGANISATION_KINDS } from '../persistence/entities.js';
import { OrganisationStore } from '../persistence/organisation.store.js';
import { CalendarYearBody, OrganisationBody } from './organisations.dto.js';

@ApiTags('organisations')
@ApiBearerAuth()
@Controller('api/v1/organisations')
@RequirePermission('organisation.read')
export class OrganisationsApi {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: OrganisationStore,
    private readonly calendars: Calendars,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listOrganisations', summary: 'By name, then id. Closed ones only when asked for.' })
  @ApiQuery({ name: 'kind', required: false, enum: ORGANISATION_KINDS })
  @ApiQuery({ name: 'authority', required: false, description: 'Three digits, such as 352' })
  @ApiQuery({ name: 'q', required: false, description: 'Part of a name, a URN, UKPRN, DfE number or postcode' })
  @ApiQuery({ name: 'closed', required: false, description: '"true" shows closed ones too' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<OrganisationBody>> {
    const size = unwrap(parsePageSize(query['limit']));
    const cursor = unwrap(parseCursor(query['cursor'], 2));
    const text = unwrap(cleanText(query['q'], { field: 'q', max: 100 }));
    const kind = ORGANISATION_KINDS.find((known) => known === query['kind']) ?? 'SCHOOL';
    const { authority } = query;
    const from = cursor === undefined ? undefined : { name: String(cursor[0]), id: unwrapId(cursor[1]) };
    const filter = {
      kinds: [kind],
      text,
      includeClosed: query['closed'] === 'true',
      ...(typeof authority === 'string' && /^\d{3}$/.test(authority) && { authorityCode: authority }),
    };
    const { organisations, total } = await this.work.read(actor, (tx) => this.store.search(tx, filter, size + 1, from));
    const page = pageOf(organisations, size, total, ({ name, id }) => [name, id]);
    return { ...page, items: page.items.map(organisationBody) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getOrganisation' })
  @ApiOkResponse({ type: OrganisationBody })
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<OrganisationBody> {
    const found = await this.work.read(actor, (tx) => this.store.byId(tx, id));
    return organisationBody(unwrap(found === undefined ? notFound('organisation') : ok(found)));
  }

  @Get(':id/calendar')
  @ApiOperation({
    operationId: 'getCalendar',
    summary: 'The school years that count for it, and where each comes from.',
  })
  async calendar(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ items: object[] }> {
    const years = await this.work.read(actor, async (tx): Promise<Result<object[]>> => {
      if ((await this.store.byId(tx, id)) === undefined) return notFound('organisation');
      const known = await this.calendars.yearsOf(tx, id);
      return ok(
        known.map(({ academicYear, level, organisationId, assumed, source, version, terms, closures }) => ({
          academicYear,
          level,
          organisationId,
          assumed,
          source,
          terms,
          closures,
          version: organisationId === id ? version : 0,
        })),
      );
    });
    return { items: unwrap(years) };
  }

  @Put(':id/calendar/:year')
  @ApiOperation({ operationId: 'putCalendarYear', summary: 'Replaces one school year of its own calendar.' })
  async save(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('year') academicYear: string,
    @Body() body: CalendarYearBody,
  ): Promise<CalendarYear> {
    const { version, ...input } = body;
    return unwrap(
      await this.work.inTransaction(actor, (tx) => this.calendars.save(tx, id, { ...input, academicYear }, version)),
    );
  }
}

const unwrapId = (value: unknown): string => new IdPipe().transform(value);

function organisationBody(each: Organisation): OrganisationBody {
  const { id, kind, name, status, urn, ukprn, authorityCode, phase, postcode, easting, northing } = each;
  return { id, kind, name, status, urn, ukprn, authorityCode, phase, postcode, easting, northing };
}
