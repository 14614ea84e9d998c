import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString, IsUUID, MaxLength } from 'class-validator';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { WhatIfs } from '../application/what-ifs.js';
import { REASON_MAX, Wishes } from '../application/wishes.js';
import type { WhatIf } from '../persistence/what-if.store.js';
import type { Wish, WishKind } from '../persistence/wish.store.js';

class WishBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID('all')
  readonly referralId: string;

  @ApiProperty({ enum: ['PIN', 'BAR'] })
  @IsIn(['PIN', 'BAR'])
  readonly kind: WishKind;

  @ApiProperty({ type: [String], format: 'uuid', description: 'The option: one to three opening patterns.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsUUID('all', { each: true })
  readonly patternIds: readonly string[];

  @ApiProperty({ maxLength: REASON_MAX })
  @IsString()
  @MaxLength(REASON_MAX)
  readonly reason: string;
}

/** Pins and bars, and what would follow from them. Neither is a decision, and no school reads either. */
@ApiTags('matching')
@Controller('api/v1/matching')
@RequirePermission('matching.displacement')
export class WishesController {
  constructor(
    private readonly wishes: Wishes,
    private readonly whatIfs: WhatIfs,
  ) {}

  @Get('pins')
  @ApiOperation({ operationId: 'listPins', summary: 'Pins and bars that stand' })
  @ApiOkResponse({ schema: { properties: { items: { type: 'array', items: { type: 'object' } } } } })
  async list(@CurrentActor() actor: Actor): Promise<{ items: readonly Wish[] }> {
    return { items: await this.wishes.list(actor) };
  }

  @Post('pins')
  @Idempotent()
  @RequirePermission('matching.run')
  @ApiOperation({ operationId: 'makePin', summary: 'Pin or bar an option, for looking what would follow' })
  @ApiCreatedResponse({ schema: { properties: { id: { type: 'string', format: 'uuid' } } } })
  async make(@CurrentActor() actor: Actor, @Body() body: WishBody): Promise<{ id: string }> {
    return { id: unwrap(await this.wishes.make(actor, body)) };
  }

  @Delete('pins/:wishId')
  @HttpCode(204)
  @RequirePermission('matching.run')
  @ApiOperation({ operationId: 'undoPin', summary: 'Undo a pin or bar' })
  @ApiNoContentResponse()
  async undo(@CurrentActor() actor: Actor, @Param('wishId', IdPipe) wishId: string): Promise<void> {
    unwrap(await this.wishes.undo(actor, wishId));
  }

  @Post('what-ifs')
  @HttpCode(202)
  @Idempotent()
  @RequirePermission('matching.run')
  @ApiOperation({ operationId: 'askWhatIf', summary: 'Ask what would follow from the pins and bars that stand' })
  async ask(@CurrentActor() actor: Actor): Promise<{ id: string }> {
    return { id: unwrap(await this.whatIfs.ask(actor)) };
  }

  @Get('what-ifs/:whatIfId')
  @ApiOperation({ operationId: 'readWhatIf', summary: 'Who would move, what it would cost and why' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  async one(@CurrentActor() actor: Actor, @Param('whatIfId', IdPipe) id: string): Promise<WhatIf> {
    return unwrap(await this.whatIfs.one(actor, id)).whatIf;
  }
}
