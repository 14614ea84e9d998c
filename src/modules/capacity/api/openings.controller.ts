import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, isUuid, parseDate, sessionNames, sessionSet } from '../../../kernel/index.js';
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
import { ChangeOpening } from '../application/change-opening.js';
import { ConfirmOpenings } from '../application/confirm-openings.js';
import { ListOpenings, type OpeningView, SHOWN, shownOf } from '../application/list-openings.js';
import { OpenPlaces } from '../application/open-places.js';
import { ConfirmationBody, OpeningBody, PlacesBody, StatusBody } from './openings.dto.js';

/** What is open, how many places, in which weekly patterns. */
@ApiTags('openings')
@ApiBearerAuth()
@Controller('api/v1')
export class OpeningsController {
  constructor(
    private readonly openings: ListOpenings,
    private readonly open: OpenPlaces,
    private readonly change: ChangeOpening,
    private readonly confirm: ConfirmOpenings,
  ) {}

  @Get('openings')
  @ApiOperation({ operationId: 'listOpenings' })
  @ApiQuery({ name: 'providerId', required: false })
  @ApiQuery({ name: 'show', required: false, enum: SHOWN })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<object>> {
    const after = unwrap(parseCursor(query['cursor'], 4))?.map(String) ?? null;
    const size = unwrap(parsePageSize(query['limit']));
    const providerId = isUuid(query['providerId']) ? query['providerId'] : null;
    const { openings, total } = unwrap(
      await this.openings.run(actor, { providerId, offset: 0, size: size + 1, after, show: shownOf(query['show']) }),
    );
    const page = pageOf(openings, size, total, (one) => [one.providerName, one.siteName, one.programmeName, one.id]);
    return { ...page, items: page.items.map(shown) };
  }

  @Get('openings/:id')
  @ApiOperation({ operationId: 'getOpening' })
  async detail(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return shown(unwrap(await this.openings.one(actor, id)));
  }

  @Post('openings')
  @Idempotent()
  @ApiOperation({ operationId: 'openPlaces' })
  async create(@CurrentActor() actor: Actor, @Body() body: OpeningBody): Promise<{ id: string }> {
    const validFrom = unwrap(parseDate(body.validFrom, 'validFrom'));
    const validTo = unwrap(parseDate(body.validTo, 'validTo'));
    const patterns = body.patterns.map(({ label, sessions, tariffLineId }) => ({
      label: label ?? '',
      sessions: sessionSet(sessions),
      tariffLineId,
    }));
    const { programmeId, places, admissionId = null } = body;
    const firmBy = body.firmBy ? unwrap(parseDate(body.firmBy, 'firmBy')) : null;
    const details = { programmeId, places, admissionId, validFrom, validTo, firmBy, patterns };
    return { id: unwrap(await this.open.run(actor, details)) };
  }

  @Put('openings/:id/places')
  @ApiOperation({ operationId: 'changePlaces', description: 'Refused below what is held or taken.' })
  async places(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) openingId: string,
    @Body() body: PlacesBody,
  ): Promise<{ id: string }> {
    const { places, version } = body;
    unwrap(await this.change.places(actor, { openingId, places, version }));
    return { id: openingId };
  }

  @Put('openings/:id/status')
  @ApiOperation({ operationId: 'setOpeningStatus', description: 'WITHDRAWN takes nobody new; who is there stays.' })
  async status(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) openingId: string,
    @Body() body: StatusBody,
  ): Promise<{ id: string }> {
    const { status, version } = body;
    unwrap(await this.change.setStatus(actor, { openingId, status, version }));
    return { id: openingId };
  }

  @Post('providers/:id/openings/confirmation')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'confirmOpenings', description: 'Says that they are all still true.' })
  async confirmAll(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) providerId: string,
    @Body() body: ConfirmationBody,
  ): Promise<{ confirmed: number }> {
    const openingIds = body.openingIds ?? null;
    return { confirmed: unwrap(await this.confirm.run(actor, { providerId, openingIds })) };
  }
}

const shown = ({ patterns, ...opening }: OpeningView): object => ({
  ...opening,
  patterns: patterns.map((pattern) => ({ ...pattern, sessions: sessionNames(pattern.sessions) })),
});
