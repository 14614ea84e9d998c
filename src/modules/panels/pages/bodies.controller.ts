import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type Choice, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { type BodyView, ManageBody } from '../application/manage-body.js';
import { Meetings } from '../application/meetings.js';
import { RoomHome } from '../application/room-home.js';
import { ViewMeetings } from '../application/view-meetings.js';
import { type Room, ROOMS } from '../domain/rooms.js';
import { panelsPolicy } from '../panels.policy.js';
import { bodyForm, endTermForm, meetingForm, quorumForm, quorumOf, seatForm, seatOf } from './body-forms.js';
import { bodyModel } from './body.view.js';
import { InRoom, underRooms } from './room-path.js';

/** Bodies, who sits on them, their quorum and when they meet. */
@ApiExcludeController()
@Controller(underRooms('/bodies'))
export class BodiesController {
  constructor(
    private readonly bodies: ManageBody,
    private readonly meetings: Meetings,
    private readonly view: ViewMeetings,
    private readonly home: RoomHome,
  ) {}

  @Get('new')
  @Page(FORM_PAGE)
  newForm(@CurrentActor() actor: Actor, @InRoom() room: Room): object {
    mayFound(actor, room);
    return { ...newFrame(room), form: bodyForm(room).start({ leastCounting: 3, schools: 2, authority: 1 }) };
  }

  @Post('new')
  @Page(FORM_PAGE)
  async found(@CurrentActor() actor: Actor, @InRoom() room: Room, @Body() body: unknown): Promise<object> {
    mayFound(actor, room);
    const filled = bodyForm(room).read(body);
    if (!filled.result.ok) return withStatus(422, { ...newFrame(room), form: filled.view() });
    const { name, power, from, ...quorum } = filled.result.value;
    const { kind, constituencies } = room;
    const command = { kind, name, power, constituencies, rule: quorumOf(quorum), ruleFrom: from };
    const founded = await this.bodies.found(actor, command);
    if (founded.ok) {
      return seeOther(`${room.path}/bodies/${founded.value}`, `The ${room.noun} is set up. Appoint its members next`);
    }
    return withStatus(422, { ...newFrame(room), form: filled.view(shownHere(founded.problem)) });
  }

  @Get(':bodyId')
  @Page('modules/panels/pages/body.njk')
  async body(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const found = unwrap(await this.bodies.view(actor, bodyId));
    const meetings = await this.view.ofBody(actor, bodyId);
    const today = await this.home.today(actor);
    return bodyModel(found, meetings, { mayManage: panelsPolicy.canManage(actor, found.body), today });
  }

  @Get(':bodyId/members/new')
  @Page(FORM_PAGE)
  async seatForm(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const { found, organisations } = await this.seats(actor, bodyId);
    return { ...seatFrame(found), form: seatForm(found, organisations).start({ office: 'MEMBER' }) };
  }

  @Post(':bodyId/members/new')
  @Page(FORM_PAGE)
  async appoint(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { found, organisations } = await this.seats(actor, bodyId);
    const filled = seatForm(found, organisations).read(body);
    if (!filled.result.ok) return withStatus(422, { ...seatFrame(found), form: filled.view() });
    const appointed = await this.bodies.appoint(actor, bodyId, seatOf(filled.result.value));
    if (appointed.ok) return seeOther(pathOf(found), 'The member is appointed');
    return withStatus(422, { ...seatFrame(found), form: filled.view(shownHere(appointed.problem)) });
  }

  @Get(':bodyId/members/:memberId/ending')
  @Page(FORM_PAGE)
  async endForm(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Param('memberId', IdPipe) memberId: string,
  ): Promise<object> {
    return { ...(await this.ending(actor, bodyId, memberId)).frame, form: endTermForm.start() };
  }

  @Post(':bodyId/members/:memberId/ending')
  @Page(FORM_PAGE)
  async endTerm(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Param('memberId', IdPipe) memberId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { found, frame } = await this.ending(actor, bodyId, memberId);
    const filled = endTermForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const ended = await this.bodies.endTerm(actor, bodyId, memberId, filled.result.value.lastDay);
    if (ended.ok) return seeOther(pathOf(found), 'The term of office ends on that day');
    return withStatus(422, { ...frame, form: filled.view(shownHere(ended.problem)) });
  }

  @Get(':bodyId/quorum')
  @Page(FORM_PAGE)
  async quorumForm(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const found = await this.managed(actor, bodyId);
    const { rule } = found;
    const least = (code: string): number => rule?.parts.find(({ constituency }) => constituency === code)?.least ?? 0;
    const now = { schools: least('SCHOOL'), authority: least('AUTHORITY') };
    return { ...quorumFrame(found), form: quorumForm.start({ ...now, ...rule }) };
  }

  @Post(':bodyId/quorum')
  @Page(FORM_PAGE)
  async changeQuorum(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = await this.managed(actor, bodyId);
    const filled = quorumForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...quorumFrame(found), form: filled.view() });
    const { from, ...quorum } = filled.result.value;
    const changed = await this.bodies.changeRule(actor, bodyId, quorumOf(quorum), from);
    if (changed.ok) return seeOther(pathOf(found), 'The quorum changes on that day');
    return withStatus(422, { ...quorumFrame(found), form: filled.view(shownHere(changed.problem)) });
  }

  @Get(':bodyId/meetings/new')
  @Page(FORM_PAGE)
  async meetingForm(@CurrentActor() actor: Actor, @Param('bodyId', IdPipe) bodyId: string): Promise<object> {
    const found = await this.managed(actor, bodyId);
    return { ...meetingFrame(found), form: meetingForm.start() };
  }

  @Post(':bodyId/meetings/new')
  @Page(FORM_PAGE)
  async plan(
    @CurrentActor() actor: Actor,
    @Param('bodyId', IdPipe) bodyId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = await this.managed(actor, bodyId);
    const filled = meetingForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...meetingFrame(found), form: filled.view() });
    const planned = await this.meetings.plan(actor, bodyId, filled.result.value);
    if (planned.ok)
      return seeOther(`${ROOMS[found.body.kind].path}/meetings/${planned.value}`, 'The meeting is planned');
    return withStatus(422, { ...meetingFrame(found), form: filled.view(shownHere(planned.problem)) });
  }

  private async managed(actor: Actor, bodyId: string): Promise<BodyView> {
    const found = unwrap(await this.bodies.view(actor, bodyId));
    mayManage(actor, found.body);
    return found;
  }

  private async seats(
    actor: Actor,
    bodyId: string,
  ): Promise<{ readonly found: BodyView; readonly organisations: readonly Choice[] }> {
    const found = await this.managed(actor, bodyId);
    return { found, organisations: await this.home.organisations(actor) };
  }

  private async ending(
    actor: Actor,
    bodyId: string,
    memberId: string,
  ): Promise<{ readonly found: BodyView; readonly frame: object }> {
    const found = await this.managed(actor, bodyId);
    const member = found.members.find(({ id }) => id === memberId);
    if (member === undefined) throw new ProblemException(notFound('member').problem);
    const intro = 'They keep their seat up to and including this day. What they took part in stays on record.';
    const title = `End the term of ${member.name}`;
    return { found, frame: { ...frame(found, `members/${memberId}/ending`, title, 'End the term'), intro } };
  }
}

const mayManage = (actor: Actor, body: BodyView['body']): void => {
  if (!panelsPolicy.canManage(actor, body)) throw notManaged(body.kind);
};
const mayFound = (actor: Actor, { kind }: Room): void => {
  if (!panelsPolicy.canFound(actor, kind)) throw notManaged(kind);
};
const notManaged = (kind: Room['kind']) => new ProblemException(forbidden(`${kind.toLowerCase()}.manage`).problem);

const pathOf = ({ body }: BodyView): string => `${ROOMS[body.kind].path}/bodies/${body.id}`;

const newFrame = ({ path, noun, purpose }: Room) => ({
  title: `Set up a ${noun}`,
  intro: purpose,
  action: `${path}/bodies/new`,
  button: `Set up the ${noun}`,
  backHref: path,
});
const frame = (found: BodyView, step: string, title: string, button: string): object => ({
  title,
  action: `${pathOf(found)}/${step}`,
  button,
  backHref: pathOf(found),
});
const seatFrame = (found: BodyView) => frame(found, 'members/new', 'Appoint a member', 'Appoint the member');
const meetingFrame = (found: BodyView) => ({
  ...frame(found, 'meetings/new', 'Plan a meeting', 'Plan the meeting'),
  intro: 'A meeting that has been held already can be recorded too.',
});
const quorumFrame = (found: BodyView) => ({
  ...frame(found, 'quorum', 'Change the quorum', 'Change the quorum'),
  intro: 'Meetings held before the day keep the quorum they had.',
});
