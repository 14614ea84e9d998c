import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, unwrap } from '../../../platform/index.js';
import { ConductItem, DecideItems, ViewMeetings } from '../../panels/index.js';
import { Letters } from '../application/letters.js';
import type { Letter } from '../persistence/letter.store.js';
import {
  AppealAnswerBody,
  AppealBody,
  ItemInterestBody,
  MotionBody,
  ResultBody,
  VoteBody,
  ItemWithdrawalBody,
} from './board.dto.js';

/** What is done on one item of a board's agenda, and the letters and appeals that follow from it. */
@ApiTags('board')
@ApiBearerAuth()
@Controller('api/v1')
export class ItemsApi {
  constructor(
    private readonly view: ViewMeetings,
    private readonly conduct: ConductItem,
    private readonly decide: DecideItems,
    private readonly letters: Letters,
  ) {}

  @Get('board/items/:id')
  @ApiOperation({
    operationId: 'readBoardItem',
    summary: 'An item with its paper; to whoever has a conflict, no more of it',
  })
  async item(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.view.item(actor, id));
    const { item, paper, outcomes, interests, motions, votes, tally, decision, deciders, withdrawn } = view;
    return { ...item, paper, outcomes, interests, motions, votes, tally, decision, deciders, withdrawn };
  }

  @Post('board/items/:id/interests')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'declareItemInterest', summary: 'Declare a member’s tie to an item' })
  async interest(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ItemInterestBody,
  ): Promise<{ id: string }> {
    const { memberId, nature, detail, conflicts = true } = body;
    unwrap(await this.conduct.declare(actor, id, { memberId, nature, detail, conflicts }));
    return { id };
  }

  @Post('board/items/:id/withdrawal')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'withdrawFromItem', summary: 'A member with a conflict gives facts and withdraws' })
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ItemWithdrawalBody,
  ): Promise<{ id: string }> {
    unwrap(await this.conduct.withdraw(actor, id, body.memberId, body.facts ?? ''));
    return { id };
  }

  @Post('board/items/:id/motions')
  @Idempotent()
  @ApiOperation({ operationId: 'putMotion', summary: 'Put a motion' })
  async motion(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { outcome, reasons, conditions = '' }: MotionBody,
  ): Promise<{ id: string }> {
    return { id: unwrap(await this.conduct.putMotion(actor, id, { outcome, reasons, conditions })) };
  }

  @Post('board/motions/:motionId/votes')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'castVote', summary: 'Cast a member’s vote' })
  async vote(
    @CurrentActor() actor: Actor,
    @Param('motionId', IdPipe) id: string,
    @Body() { memberId, choice, casting = false }: VoteBody,
  ): Promise<{ id: string }> {
    unwrap(await this.conduct.vote(actor, id, { memberId, choice, casting }));
    return { id };
  }

  @Post('board/motions/:motionId/result')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'declareResult', summary: 'Declare the result; what is carried is the decision' })
  async result(
    @CurrentActor() actor: Actor,
    @Param('motionId', IdPipe) id: string,
    @Body() { method }: ResultBody,
  ): Promise<{ result: 'CARRIED' | 'LOST' }> {
    return { result: unwrap(await this.decide.declare(actor, id, method)) };
  }

  @Get('letters')
  @ApiOperation({ operationId: 'listLetters', summary: 'Letters to or from your organisation, newest first' })
  async list(@CurrentActor() actor: Actor): Promise<{ items: readonly Letter[] }> {
    return { items: await this.letters.list(actor) };
  }

  @Get('letters/:id')
  @ApiOperation({ operationId: 'readLetter', summary: 'A letter with its appeal' })
  async letter(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Letter> {
    return unwrap(await this.letters.view(actor, id));
  }

  @Post('letters/:id/appeal')
  @Idempotent()
  @ApiOperation({ operationId: 'appeal', summary: 'Appeal against the decision; once' })
  async appeal(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { grounds }: AppealBody,
  ): Promise<{ id: string }> {
    return { id: unwrap(await this.letters.appeal(actor, id, grounds)) };
  }

  @Post('letters/:id/appeal-answer')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ operationId: 'answerAppeal', summary: 'Answer an appeal' })
  async answer(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: AppealAnswerBody,
  ): Promise<{ id: string }> {
    unwrap(await this.letters.answer(actor, id, body));
    return { id };
  }
}
