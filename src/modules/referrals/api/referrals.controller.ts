import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, cleanText, REFERRAL_TYPES, type Result } from '../../../kernel/index.js';
import {
  CurrentActor,
  IdPipe,
  Idempotent,
  parseCursor,
  parsePageSize,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { ChangeReferralStatus } from '../application/change-status.js';
import { ReferAgain } from '../application/refer-again.js';
import { ViewSent } from '../application/view-sent.js';
import { CreateReferral } from '../application/create-referral.js';
import { ALL_STATUSES, ListReferrals } from '../application/list-referrals.js';
import { Prefill } from '../application/prefill.js';
import { ReadReferral } from '../application/read-referral.js';
import { SaveAnswers } from '../application/save-answers.js';
import { SubmitReferral } from '../application/submit-referral.js';
import { ViewDaySix } from '../application/view-day-six.js';
import { type AnswerPatch, flatten, patched, readPatch } from '../domain/read-answers.js';
import { AnswersBody, NewReferralBody, ReasonBody } from './referral-body.dto.js';
import { DraftKey, FilledReply, SentAnswersReply } from './sent-reply.dto.js';
import { DaySixReply, ListedReferralReply, ReferralKey, ReferralList, ReferralReply } from './referral-reply.dto.js';

type QueryText = Readonly<Record<string, unknown>>;

@ApiTags('Referrals')
@ApiBearerAuth()
@RequirePermission('referral.read')
@Controller('api/v1/referrals')
export class ReferralsController {
  constructor(
    private readonly create: CreateReferral,
    private readonly save: SaveAnswers,
    private readonly submit: SubmitReferral,
    private readonly change: ChangeReferralStatus,
    private readonly read: ReadReferral,
    private readonly again: ReferAgain,
    private readonly sent: ViewSent,
    private readonly prefill: Prefill,
  ) {}

  @Post()
  @Idempotent()
  @ApiOperation({
    operationId: 'createReferral',
    summary: 'Starts a referral, and submits it when asked to',
    description:
      'Ten answers are enough to submit a permanent exclusion; the rest is listed as `missing`. Each type asks for its own section of answers. Problems: `input.invalid` with every faulty field, `referral.already-open` with the other referral where you may see it, `idempotency.other-body`.',
  })
  @ApiCreatedResponse({ type: ReferralKey })
  async createReferral(@CurrentActor() actor: Actor, @Body() { submit, ...answers }: NewReferralBody) {
    const patch = unwrap(patchOf(answers));
    return unwrap(await this.create.run(actor, patch, submit === true ? 'SUBMIT' : 'KEEP_AS_DRAFT'));
  }

  @Get(':referralId')
  @ApiOperation({ operationId: 'readReferral', summary: 'Reads one referral as far as you may open it; audited' })
  @ApiOkResponse({ type: ReferralReply })
  async readReferral(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<ReferralReply> {
    return ReferralReply.of(unwrap(await this.read.run(actor, id)));
  }

  @Patch(':referralId')
  @ApiOperation({
    operationId: 'changeReferral',
    summary: 'Changes answers: null empties one, an absent one stays',
    description: 'A submitted referral must stay whole. Problems: `input.invalid`, `referral.closed`.',
  })
  @ApiOkResponse({ type: ReferralReply })
  async changeReferral(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Body() body: AnswersBody,
  ): Promise<ReferralReply> {
    const patch = unwrap(patchOf(body));
    unwrap(await this.save.run(actor, id, patch));
    return ReferralReply.of(unwrap(await this.read.run(actor, id)));
  }

  @Delete(':referralId')
  @HttpCode(204)
  @ApiOperation({ operationId: 'discardReferral', summary: 'Throws a draft away' })
  async discardReferral(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<void> {
    unwrap(await this.change.discard(actor, id));
  }

  @Post(':referralId/prefill')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'prefillReferral',
    summary: 'Fills in what a draft leaves empty from what is held under its number',
    description:
      'From the last request of the same school, suspensions that its requests named this school year, and attendance where the pupil had a place. What the draft says already stays. Problem: `referral.nothing-held`.',
  })
  @ApiOkResponse({ type: FilledReply })
  async prefillReferral(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string) {
    return unwrap(await this.prefill.run(actor, id));
  }

  @Post(':referralId/submission')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'submitReferral',
    summary: 'Submits a draft or a returned referral; sent again it answers the same',
  })
  @ApiOkResponse({ type: ReferralKey })
  async submitReferral(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string) {
    return unwrap(await this.submit.run(actor, id));
  }

  @Post(':referralId/withdrawal')
  @HttpCode(200)
  @ApiOperation({ operationId: 'withdrawReferral', summary: 'Withdraws a referral, with the reason' })
  async withdrawReferral(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Body() { reason }: ReasonBody,
  ) {
    return unwrap(await this.change.withdraw(actor, id, reason));
  }

  @Post(':referralId/follow-up')
  @Idempotent()
  @ApiOperation({
    operationId: 'referAgain',
    summary: 'Starts a draft from the answers of a referral that is over',
    description: 'What was said of that moment is left out. Problems: `referral.still-open`.',
  })
  @ApiCreatedResponse({ type: DraftKey })
  async referAgain(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<DraftKey> {
    return unwrap(await this.again.run(actor, id));
  }

  @Get(':referralId/sent-answers')
  @ApiOperation({
    operationId: 'readSentAnswers',
    summary: 'What was sent, each time, with the question as it was put; audited',
  })
  @ApiOkResponse({ type: SentAnswersReply })
  async readSentAnswers(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
  ): Promise<SentAnswersReply> {
    return SentAnswersReply.of(unwrap(await this.sent.run(actor, id)));
  }

  @Post(':referralId/return')
  @HttpCode(200)
  @ApiOperation({ operationId: 'returnReferral', summary: 'Asks whoever referred for more information' })
  async returnReferral(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Body() { reason }: ReasonBody,
  ) {
    return unwrap(await this.change.return(actor, id, reason));
  }
}

@ApiTags('Referrals')
@ApiBearerAuth()
@RequirePermission('referral.read')
@Controller('api/v1')
export class ReferralQueriesController {
  constructor(
    private readonly lists: ListReferrals,
    private readonly clocks: ViewDaySix,
  ) {}

  @Get('referrals')
  @ApiOperation({ operationId: 'listReferrals', summary: 'What needs doing first, then by clock' })
  @ApiQuery({ name: 'status', required: false, enum: [...ALL_STATUSES, 'OPEN'] })
  @ApiQuery({ name: 'type', required: false, enum: REFERRAL_TYPES })
  @ApiQuery({ name: 'schoolId', required: false })
  @ApiQuery({ name: 'text', required: false, description: 'The start of a reference or of a surname.' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 200; 50 when left out.' })
  @ApiOkResponse({ type: ReferralList })
  async listReferrals(@CurrentActor() actor: Actor, @Query() query: QueryText): Promise<ReferralList> {
    const size = unwrap(parsePageSize(query['limit']));
    const after = unwrap(parseCursor(query['cursor'], 3));
    const page = unwrap(
      await this.lists.run(actor, {
        size,
        after,
        status: oneOf(query, 'status'),
        type: oneOf(query, 'type'),
        schoolId: oneOf(query, 'schoolId'),
        text: oneOf(query, 'text'),
      }),
    );
    return { ...page, items: page.items.map((row) => ListedReferralReply.of(row)) };
  }

  @Get('day-six')
  @ApiOperation({
    operationId: 'readDaySix',
    summary: 'When education must begin after a permanent exclusion, counted on the school’s own calendar',
  })
  @ApiQuery({ name: 'firstExcludedOn', required: true, description: 'YYYY-MM-DD' })
  @ApiQuery({ name: 'schoolId', required: false, description: 'Left out: your own school.' })
  @ApiOkResponse({ type: DaySixReply })
  async readDaySix(@CurrentActor() actor: Actor, @Query() query: QueryText) {
    const raw = { 'exclusion.firstExcludedOn': query['firstExcludedOn'], schoolId: query['schoolId'] };
    return unwrap(await this.clocks.run(actor, patched({}, unwrap(readPatch(raw)))));
  }
}

const patchOf = (body: object): Result<AnswerPatch> => readPatch(flatten({ ...body }));

/** One text, or nothing; a parameter given twice is refused at its name. */
function oneOf(query: QueryText, name: string): string | undefined {
  const text = unwrap(cleanText(query[name], { field: name, max: 200 }));
  return text === '' ? undefined : text;
}
