import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor, Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { ConductItem } from '../application/conduct-item.js';
import { Meetings } from '../application/meetings.js';
import { type ItemView, ViewMeetings } from '../application/view-meetings.js';
import { ROOMS } from '../domain/rooms.js';
import { interestForm, motionForm, speakersFor, withdrawalForm } from './item-forms.js';
import { itemModel, mayWithdraw } from './item.view.js';
import { MotionForms } from './motion-forms.js';
import { underRooms } from './room-path.js';

const ITEM = 'modules/panels/pages/item.njk';

/** One item of the agenda: its paper, interests, motions. */
@ApiExcludeController()
@Controller(underRooms('/items/:itemId'))
export class ItemsController {
  constructor(
    private readonly conduct: ConductItem,
    private readonly meetings: Meetings,
    private readonly view: ViewMeetings,
    private readonly forms: MotionForms,
  ) {}

  @Get()
  @Page(ITEM)
  async item(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    return itemModel(await this.found(actor, itemId), actor.userId);
  }

  @Get('interests')
  @Page(FORM_PAGE)
  async interestForm(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    const found = await this.found(actor, itemId);
    const own = found.own?.memberId;
    return { ...interestFrame(found), form: interestForm(speakersFor(found)).start(own ? { memberId: own } : {}) };
  }

  @Post('interests')
  @Page(FORM_PAGE)
  async declare(
    @CurrentActor() actor: Actor,
    @Param('itemId', IdPipe) itemId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = await this.found(actor, itemId);
    const filled = interestForm(speakersFor(found)).read(body);
    if (!filled.result.ok) return withStatus(422, { ...interestFrame(found), form: filled.view() });
    const { conflicts, ...command } = filled.result.value;
    const declared = await this.conduct.declare(actor, itemId, { ...command, conflicts: conflicts.length > 0 });
    if (declared.ok) return seeOther(pathOf(found), 'The interest is recorded');
    return withStatus(422, { ...interestFrame(found), form: filled.view(shownHere(declared.problem)) });
  }

  @Get('withdrawal')
  @Page(FORM_PAGE)
  async withdrawalForm(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    const found = await this.found(actor, itemId);
    const [first] = mayWithdraw(found);
    const form = withdrawalForm(mayWithdraw(found)).start(first ? { memberId: first.memberId } : {});
    return { ...withdrawalFrame(found), form };
  }

  @Post('withdrawal')
  @Page(FORM_PAGE)
  async withdraw(
    @CurrentActor() actor: Actor,
    @Param('itemId', IdPipe) itemId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = await this.found(actor, itemId);
    const filled = withdrawalForm(mayWithdraw(found)).read(body);
    if (!filled.result.ok) return withStatus(422, { ...withdrawalFrame(found), form: filled.view() });
    const { memberId, facts } = filled.result.value;
    const withdrawn = await this.conduct.withdraw(actor, itemId, memberId, facts ?? '');
    if (withdrawn.ok) return seeOther(pathOf(found), 'The member has withdrawn from this item');
    return withStatus(422, { ...withdrawalFrame(found), form: filled.view(shownHere(withdrawn.problem)) });
  }

  @Get('motions')
  @Page(FORM_PAGE)
  async motionForm(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    const found = await this.found(actor, itemId);
    const asked = await this.forms.fieldsFor(actor, found);
    const { outcome, reasons, conditions } = found.paper ?? {};
    const start = outcome ? { outcome, reasons: reasons ?? '', conditions: conditions ?? null } : {};
    return { ...motionFrame(found), form: motionForm(found.outcomes, asked).start({ ...asked.start, ...start }) };
  }

  @Post('motions')
  @Page(FORM_PAGE)
  async put(
    @CurrentActor() actor: Actor,
    @Param('itemId', IdPipe) itemId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = await this.found(actor, itemId);
    const asked = await this.forms.fieldsFor(actor, found);
    const filled = motionForm(found.outcomes, asked).read(body);
    if (!filled.result.ok) return withStatus(422, { ...motionFrame(found), form: filled.view() });
    const { outcome, reasons, conditions } = filled.result.value;
    const named = asked.named(filled.result.value);
    const motion = { outcome, reasons, conditions: conditions ?? '', named };
    const put = await this.conduct.putMotion(actor, itemId, motion);
    if (put.ok) return seeOther(pathOf(found), 'The motion is before the meeting');
    return withStatus(422, { ...motionFrame(found), form: filled.view(shownHere(put.problem)) });
  }

  @Post('one-by-one')
  @Page(ITEM)
  async oneByOne(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    return this.answer(actor, itemId, await this.conduct.oneByOne(actor, itemId), 'The item is taken by itself');
  }

  @Post('removal')
  @Page(ITEM)
  async remove(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    return this.answer(actor, itemId, await this.meetings.takeOff(actor, itemId), 'The item is off the agenda');
  }

  private async answer(actor: Actor, itemId: string, result: Result<unknown>, done: string): Promise<object> {
    const found = await this.found(actor, itemId);
    if (result.ok) return seeOther(pathOf(found), done);
    return withStatus(422, itemModel(found, actor.userId, shownHere(result.problem)));
  }

  private async found(actor: Actor, itemId: string): Promise<ItemView> {
    return unwrap(await this.view.item(actor, itemId));
  }
}

const pathOf = ({ item }: ItemView): string => `${ROOMS[item.kind].path}/items/${item.id}`;

const frame = (found: ItemView, step: string, title: string, button: string): object => ({
  title,
  facts: [{ label: 'Item', value: found.item.title }],
  action: `${pathOf(found)}/${step}`,
  button,
  backHref: pathOf(found),
});
const interestFrame = (found: ItemView) => ({
  ...frame(found, 'interests', 'Declare an interest', 'Declare the interest'),
  intro:
    'A member with a conflict may give facts and then withdraws. They see no more of the item. It cannot be undone.',
});
const withdrawalFrame = (found: ItemView) =>
  frame(found, 'withdrawal', 'Give facts and withdraw', 'Withdraw from the item');
const motionFrame = (found: ItemView) => ({
  ...frame(found, 'motions', 'Put a motion', 'Put the motion'),
  intro: 'What is written here is what is voted on, and what is recorded.',
});
