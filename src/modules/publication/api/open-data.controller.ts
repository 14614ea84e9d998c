import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { PublishFramework } from '../application/publish-framework.js';

/** Open contracting data of a framework, made anew each time: whoever wants other data changes the facts. */
@ApiTags('Frameworks')
@ApiBearerAuth()
@RequirePermission('framework.manage')
@Controller('api/v1/frameworks/:id')
export class OpenDataController {
  constructor(private readonly publish: PublishFramework) {}

  @Get('release-package')
  @ApiOperation({ operationId: 'frameworkReleasePackage', summary: 'OCDS 1.1.5 release package of a framework' })
  async releases(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: Request,
  ): Promise<object> {
    return unwrap(await this.publish.package(actor, id, { kind: 'release', uri: addressOf(request) }));
  }

  @Get('record-package')
  @ApiOperation({ operationId: 'frameworkRecordPackage', summary: 'OCDS 1.1.5 record package of a framework' })
  async records(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Req() request: Request,
  ): Promise<object> {
    return unwrap(await this.publish.package(actor, id, { kind: 'record', uri: addressOf(request) }));
  }
}

const addressOf = (request: Request): string =>
  `${request.protocol}://${request.get('host') ?? 'localhost'}${request.path}`;
