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
import { DraftBlock } from '../application/draft-block.js';
import { ListBlocks } from '../application/list-blocks.js';
import { SignBlock } from '../application/sign-block.js';
import { ViewBlock } from '../application/view-block.js';
import { blockDetail, blockResource } from './blocks.resource.js';
import { BlockBody, PurchaseWordsBody } from './purchasing.dto.js';

/** Blocks: bought ahead of need by one person, signed by another, cancelled with notice. */
@ApiTags('purchasing')
@ApiBearerAuth()
@Controller('api/v1/blocks')
@RequirePermission('purchase.read')
export class BlocksApi {
  constructor(
    private readonly lists: ListBlocks,
    private readonly views: ViewBlock,
    private readonly drafting: DraftBlock,
    private readonly signing: SignBlock,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listBlocks', summary: 'Blocks that you may see, the newest first' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<object>> {
    const page = await idPageOf(query, async (at) => unwrap(await this.lists.page(actor, at)));
    return { ...page, items: page.items.map(blockResource) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'readBlock', summary: 'A block with its use by the week, its uses and loans' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.views.run(actor, id);
    if (view === undefined) throw new ProblemException(notFound('block').problem);
    return blockDetail(actor, view);
  }

  @Post()
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'prepareBlock', summary: 'Prepare a block; nothing is bought until it is signed' })
  async prepare(@CurrentActor() actor: Actor, @Body() body: BlockBody): Promise<{ id: string }> {
    return { id: unwrap(await this.drafting.run(actor, body.toCommand())) };
  }

  @Post(':id/signature')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.sign')
  @ApiOperation({ operationId: 'signBlock', summary: 'Sign it as another person: places are kept, money is committed' })
  async sign(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.signing.sign(actor, id));
    return { id };
  }

  @Post(':id/refusal')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.sign')
  @ApiOperation({ operationId: 'refuseBlock', summary: 'Refuse to sign it, with the reason' })
  async refuse(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { words }: PurchaseWordsBody,
  ): Promise<{ id: string }> {
    unwrap(await this.signing.refuse(actor, id, words));
    return { id };
  }

  @Post(':id/withdrawal')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'withdrawBlock', summary: 'Withdraw it before it is signed' })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.drafting.withdraw(actor, id));
    return { id };
  }

  @Post(':id/cancellation')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.sign')
  @ApiOperation({
    operationId: 'cancelBlock',
    summary: 'Cancel it after its notice; what is used or lent stays bought',
  })
  async cancel(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { words }: PurchaseWordsBody,
  ): Promise<{ id: string }> {
    unwrap(await this.signing.cancel(actor, id, words));
    return { id };
  }
}
