import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, Idempotent, RequirePermission, unwrap } from '../../../platform/index.js';
import { type AskedChange, ChangePlacement } from '../application/change-placement.js';
import { type ChangeView, ViewChanges } from '../application/view-changes.js';
import type { ChangeRow } from '../persistence/change.store.js';
import { ChangeAnswerBody, ChangeBody, changeOf } from './changes.dto.js';

@ApiTags('placements')
@Controller('api/v1')
@RequirePermission('placement.read')
export class ChangesApi {
  constructor(
    private readonly changes: ChangePlacement,
    private readonly viewer: ViewChanges,
  ) {}

  @Get('placements/:id/changes')
  @ApiOperation({ operationId: 'listPlacementChanges', summary: 'Changes of a placement, the newest first' })
  async list(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ items: ChangeRow[] }> {
    return { items: unwrap(await this.viewer.list(actor, id)) };
  }

  @Post('placements/:id/changes')
  @Idempotent()
  @ApiOperation({ operationId: 'askPlacementChange', summary: 'Ask for a change of a placement' })
  async ask(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeBody,
  ): Promise<AskedChange> {
    return unwrap(await this.changes.ask(actor, unwrap(changeOf(id, body))));
  }

  @Get('placement-changes/:id')
  @ApiOperation({ operationId: 'readPlacementChange', summary: 'One change, and who has agreed to it' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<ChangeView> {
    return unwrap(await this.viewer.one(actor, id));
  }

  @Post('placement-changes/:id/answer')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'answerPlacementChange', summary: 'Agree to a change or refuse it' })
  async answer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ChangeAnswerBody,
  ): Promise<AskedChange> {
    return unwrap(await this.changes.answer(actor, id, { answer: body.answer, note: body.note }));
  }

  @Post('placement-changes/:id/withdrawal')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'withdrawPlacementChange', summary: 'Withdraw a change that you asked for' })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<AskedChange> {
    return unwrap(await this.changes.withdraw(actor, id));
  }
}
