import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, notFound } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  idPageOf,
  IdPipe,
  ProblemException,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { ConfirmPurchase } from '../application/confirm-purchase.js';
import { RecordPurchase } from '../application/record-purchase.js';
import { ViewPurchases } from '../application/view-purchases.js';
import type { SchoolPurchase } from '../persistence/purchase.store.js';
import { PurchaseConfirmationBody, PurchaseWordsBody, SchoolPurchaseBody } from './purchasing.dto.js';

/** Places that schools buy themselves: recorded by the school, read and confirmed by the authority. */
@ApiTags('purchasing')
@ApiBearerAuth()
@Controller('api/v1/purchases')
@RequirePermission('purchase.read')
export class PurchasesApi {
  constructor(
    private readonly views: ViewPurchases,
    private readonly recording: RecordPurchase,
    private readonly confirming: ConfirmPurchase,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listSchoolPurchases', summary: 'Purchases that you may see, the newest first' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<SchoolPurchase>> {
    return idPageOf(query, (at) => this.views.page(actor, at));
  }

  @Get(':id')
  @ApiOperation({ operationId: 'readSchoolPurchase', summary: 'One purchase, with what the school checked' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SchoolPurchase> {
    const purchase = await this.views.one(actor, id);
    if (purchase === undefined) throw new ProblemException(notFound('school-purchase').problem);
    return purchase;
  }

  @Post()
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'recordSchoolPurchase', summary: 'Record a place that your school buys itself' })
  async record(@CurrentActor() actor: Actor, @Body() body: SchoolPurchaseBody): Promise<{ id: string }> {
    return { id: unwrap(await this.recording.run(actor, body.toCommand())) };
  }

  @Post(':id/confirmation')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.approve')
  @ApiOperation({ operationId: 'confirmSchoolPurchase', summary: 'Say that the authority has read it' })
  async confirm(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { words = null }: PurchaseConfirmationBody,
  ): Promise<{ id: string }> {
    unwrap(await this.confirming.confirm(actor, id, words));
    return { id };
  }

  @Post(':id/cancellation')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'cancelSchoolPurchase', summary: 'Say that it did not come to be' })
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { words }: PurchaseWordsBody,
  ): Promise<{ id: string }> {
    unwrap(await this.confirming.cancel(actor, id, words));
    return { id };
  }
}
