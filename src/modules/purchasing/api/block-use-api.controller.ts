import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, notFound } from '../../../kernel/index.js';
import {
  CurrentActor,
  Idempotent,
  IdPipe,
  ProblemException,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { LendBlock } from '../application/lend-block.js';
import { UseBlock } from '../application/use-block.js';
import { ViewBlock } from '../application/view-block.js';
import { loanResource } from './blocks.resource.js';
import { BlockLoanAnswerBody, BlockLoanBody, BlockUseBody } from './purchasing.dto.js';

interface OfBlock {
  readonly id: string;
  readonly blockId: string;
}

/** What becomes of a block's units: used, given back, lent or sold. */
@ApiTags('purchasing')
@ApiBearerAuth()
@Controller('api/v1')
@RequirePermission('purchase.read')
export class BlockUseApi {
  constructor(
    private readonly views: ViewBlock,
    private readonly using: UseBlock,
    private readonly lending: LendBlock,
  ) {}

  @Post('blocks/:id/uses')
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'useBlock', summary: 'Use units for a pupil, whole weeks' })
  async use(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) blockId: string,
    @Body() body: BlockUseBody,
  ): Promise<OfBlock> {
    return { id: unwrap(await this.using.use(actor, body.toCommand(blockId))), blockId };
  }

  @Post('block-uses/:id/return')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'giveBlockUseBack', summary: 'Give back what is not used from next week on' })
  async giveBack(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<OfBlock> {
    return { id, ...unwrap(await this.using.giveBack(actor, id)) };
  }

  @Post('blocks/:id/loans')
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'offerBlockLoan', summary: 'Offer units to another; nothing moves until it agrees' })
  async lend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) blockId: string,
    @Body() body: BlockLoanBody,
  ): Promise<OfBlock> {
    return { id: unwrap(await this.lending.propose(actor, body.toCommand(blockId))), blockId };
  }

  @Get('block-loans/:id')
  @ApiOperation({ operationId: 'readBlockLoan', summary: 'Units offered, lent or sold' })
  async loan(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const loan = await this.views.blockOfLoan(actor, id);
    if (loan === undefined) throw new ProblemException(notFound('loan').problem);
    return loanResource(loan);
  }

  @Post('block-loans/:id/answer')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.sign')
  @ApiOperation({ operationId: 'answerBlockLoan', summary: 'Take what is offered, or refuse it' })
  async answer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: BlockLoanAnswerBody,
  ): Promise<OfBlock> {
    return { id, ...unwrap(await this.lending.answer(actor, body.toAnswer(id))) };
  }

  @Post('block-loans/:id/withdrawal')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({ operationId: 'withdrawBlockLoan', summary: 'Take an offer back before it is answered' })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<OfBlock> {
    return { id, ...unwrap(await this.lending.withdraw(actor, id)) };
  }

  @Post('block-loans/:id/return')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('purchase.make')
  @ApiOperation({
    operationId: 'returnBlockLoan',
    summary: 'Give back what was lent free of charge, from next week on',
  })
  async giveLoanBack(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<OfBlock> {
    return { id, ...unwrap(await this.lending.giveBack(actor, id)) };
  }
}
