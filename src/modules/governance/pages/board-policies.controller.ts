import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap, UnitOfWork } from '../../../platform/index.js';
import { defineForm, FORM_PAGE, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { type Meeting, meetingField, ViewMeetings } from '../../panels/index.js';
import { DraftPolicies, type DraftView } from '../../policies/index.js';
import { PolicySubject } from '../application/policy-subject.js';

/** Meetings that something may be put on. */
export const meetingChoice = (meetings: readonly Meeting[]) => defineForm({ meetingId: meetingField(meetings) });

/** Puts a draft of the policy before the board. */
@ApiExcludeController()
@RequirePermission('board.manage')
@Controller('board/policies/:draftId')
export class BoardPoliciesController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly drafts: DraftPolicies,
    private readonly subject: PolicySubject,
    private readonly view: ViewMeetings,
  ) {}

  @Get()
  @Page(FORM_PAGE)
  async form(@CurrentActor() actor: Actor, @Param('draftId', IdPipe) draftId: string): Promise<object> {
    const found = unwrap(await this.drafts.view(actor, draftId));
    return { ...frame(found), form: meetingChoice(await this.view.ahead(actor, 'BOARD')).start() };
  }

  @Post()
  @Page(FORM_PAGE)
  async put(
    @CurrentActor() actor: Actor,
    @Param('draftId', IdPipe) draftId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = unwrap(await this.drafts.view(actor, draftId));
    const filled = meetingChoice(await this.view.ahead(actor, 'BOARD')).read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame(found), form: filled.view() });
    const { meetingId } = filled.result.value;
    const put = await this.work.inTransaction(actor, (tx) => this.subject.putOn(tx, draftId, meetingId));
    if (put.ok) return seeOther(`/board/items/${put.value}`, 'The draft is on the agenda, and stands as it is');
    return withStatus(422, { ...frame(found), form: filled.view(shownHere(put.problem)) });
  }
}

const frame = ({ draft }: DraftView): object => ({
  title: 'Put the draft to the board',
  intro: 'From now on the draft stands as it is. The board approves it, or gives it back.',
  facts: [{ label: 'Draft', value: draft.title }],
  action: `/board/policies/${draft.id}`,
  button: 'Put it on the agenda',
  backHref: `/policy/drafts/${draft.id}`,
});
