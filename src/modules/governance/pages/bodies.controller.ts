import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { type Choice, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { type BodyView, ManageBody, Meetings, ViewMeetings } from '../../panels/index.js';
import { BoardHome } from '../application/board-home.js';
import { governancePolicy } from '../governance.policy.js';
import {
  bodyForm,
  endTermForm,
  meetingForm,
  quorumForm,
  quorumOf,
  seatForm,
  seatOf,
  STARTING_CONSTITUENCIES,
} from './body-forms.js';
import { bodyModel } from './body.view.js';

const FORM = 'modules/governance/pages/form.njk';

/** Boards, who sits on them, their quorum and when they meet. */
@ApiExcludeController()
@Controller('board/bodies')
export class BodiesController {
  constructor(
    private readonly bodies: ManageBody,
    private readonly meetings: Meetings,
    private readonly view: ViewMeetings,
    private readonly home: BoardHome,
  ) {}

  @Get('new')
  @RequirePermission('board.manage')
  @Page(FORM)
  newForm(): object {
    return { ...newFrame, form: bodyForm.start({ leastCounting: 3, schools: 2, authority: 1 }) };
  }

  @Post('new')
  @RequirePermission('board.manage')
  @Page(FORM)
  async found(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = bodyForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...newFrame, form: filled.view() });
    const { name, power, from, ...quorum } = filled.result.value;
    const constituencies = STARTING_CONSTITUENCIES;
    const command = { kind: 'BOARD' as const, name, power, constituencies, rule: quorumOf(quorum), ruleFrom: from };
    const founded = await this.bodies.found(actor, command);
    if (founded.ok) return seeOther(`/board/bodies/${founded.value}`, 'The board is set up. Appoint its members next');
    return withStatus(422, { ...newFrame, form: filled.view(shownHere(founded.problem)) });
  }

  @Get(':bodyId')
  @Page('modules/governance/pages/body.njk')
  async body(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const found = unwrap(await this.bodies.view(actor, bodyId));
    const meetings = await this.view.ofBody(actor, bodyId);
    const today = await this.home.today(actor);
    return bodyModel(found, meetings, { mayManage: governancePolicy.canManage(actor), today });
  }

  @Get(':bodyId/members/new')
  @RequirePermission('board.manage')
  @Page(FORM)
  async seatForm(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const { found, organisations } = await this.seats(actor, bodyId);
    return { ...seatFrame(bodyId), form: seatForm(found, organisations).start({ office: 'MEMBER' }) };
  }

  @Post(':bodyId/members/new')
  @RequirePermission('board.manage')
  @Page(FORM)
  async appoint(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { found, organisations } = await this.seats(actor, bodyId);
    const filled = seatForm(found, organisations).read(body);
    if (!filled.result.ok) return withStatus(422, { ...seatFrame(bodyId), form: filled.view() });
    const appointed = await this.bodies.appoint(actor, bodyId, seatOf(filled.result.value));
    if (appointed.ok) return seeOther(`/board/bodies/${bodyId}`, 'The member is appointed');
    return withStatus(422, { ...seatFrame(bodyId), form: filled.view(shownHere(appointed.problem)) });
  }

  @Get(':bodyId/members/:memberId/ending')
  @RequirePermission('board.manage')
  @Page(FORM)
  async endForm(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Param('memberId', IdPipe) memberId: string,
  ): Promise<object> {
    return { ...(await this.ending(actor, bodyId, memberId)), form: endTermForm.start() };
  }

  @Post(':bodyId/members/:memberId/ending')
  @RequirePermission('board.manage')
  @Page(FORM)
  async endTerm(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Param('memberId', IdPipe) memberId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = await this.ending(actor, bodyId, memberId);
    const filled = endTermForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const ended = await this.bodies.endTerm(actor, bodyId, memberId, filled.result.value.lastDay);
    if (ended.ok) return seeOther(`/board/bodies/${bodyId}`, 'The term of office ends on that day');
    return withStatus(422, { ...frame, form: filled.view(shownHere(ended.problem)) });
  }

  @Get(':bodyId/quorum')
  @RequirePermission('board.manage')
  @Page(FORM)
  async quorumForm(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const { rule } = await this.managed(actor, bodyId);
    const least = (code: string): number => rule?.parts.find(({ constituency }) => constituency === code)?.least ?? 0;
    const now = { schools: least('SCHOOL'), authority: least('AUTHORITY') };
    return { ...quorumFrame(bodyId), form: quorumForm.start({ ...now, ...rule }) };
  }

  @Post(':bodyId/quorum')
  @RequirePermission('board.manage')
  @Page(FORM)
  async changeQuorum(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() body: unknown,
  ): Promise<object> {
    await this.managed(actor, bodyId);
    const filled = quorumForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...quorumFrame(bodyId), form: filled.view() });
    const { from, ...quorum } = filled.result.value;
    const changed = await this.bodies.changeRule(actor, bodyId, quorumOf(quorum), from);
    if (changed.ok) return seeOther(`/board/bodies/${bodyId}`, 'The quorum changes on that day');
    return withStatus(422, { ...quorumFrame(bodyId), form: filled.view(shownHere(changed.problem)) });
  }

  @Get(':bodyId/meetings/new')
  @RequirePermission('board.manage')
  @Page(FORM)
  async meetingForm(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    await this.managed(actor, bodyId);
    return { ...meetingFrame(bodyId), form: meetingForm.start() };
  }

  @Post(':bodyId/meetings/new')
  @RequirePermission('board.manage')
  @Page(FORM)
  async plan(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() body: unknown,
  ): Promise<object> {
    await this.managed(actor, bodyId);
    const filled = meetingForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...meetingFrame(bodyId), form: filled.view() });
    const planned = await this.meetings.plan(actor, bodyId, filled.result.value);
    if (planned.ok) return seeOther(`/board/meetings/${planned.value}`, 'The meeting is planned');
    return withStatus(422, { ...meetingFrame(bodyId), form: filled.view(shownHere(planned.problem)) });
  }

  private async managed(actor: Actor, bodyId: string): Promise<BodyView> {
    const found = unwrap(await this.bodies.view(actor, bodyId));
    if (!governancePolicy.canManage(actor)) throw new ProblemException(forbidden('board.manage').problem);
    return found;
  }

  private async seats(
    actor: Actor,
    bodyId: string,
  ): Promise<{ readonly found: BodyView; readonly organisations: readonly Choice[] }> {
    const found = await this.managed(actor, bodyId);
    return { found, organisations: await this.home.organisations(actor) };
  }

  private async ending(actor: Actor, bodyId: string, memberId: string): Promise<object> {
    const { members } = await this.managed(actor, bodyId);
    const member = members.find(({ id }) => id === memberId);
    if (member === undefined) throw new ProblemException(notFound('member').problem);
    return {
      title: `End the term of ${member.name}`,
      intro: 'They keep their seat up to and including this day. What they took part in stays on record.',
      action: `/board/bodies/${bodyId}/members/${memberId}/ending`,
      button: 'End the term',
      backHref: `/board/bodies/${bodyId}`,
    };
  }
}

const newFrame = {
  title: 'Set up a board',
  intro: 'A board approves admissions and policies. Members are appointed for a term next.',
  action: '/board/bodies/new',
  button: 'Set up the board',
  backHref: '/board',
};
const frame = (bodyId: string, step: string, title: string, button: string): object => ({
  title,
  action: `/board/bodies/${bodyId}/${step}`,
  button,
  backHref: `/board/bodies/${bodyId}`,
});
const seatFrame = (bodyId: string) => frame(bodyId, 'members/new', 'Appoint a member', 'Appoint the member');
const meetingFrame = (bodyId: string) => ({
  ...frame(bodyId, 'meetings/new', 'Plan a meeting', 'Plan the meeting'),
  intro: 'A meeting that has been held already can be recorded too.',
});
const quorumFrame = (bodyId: string) => ({
  ...frame(bodyId, 'quorum', 'Change the quorum', 'Change the quorum'),
  intro: 'Meetings held before the day keep the quorum they had.',
});
