import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor, Problem, Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import { Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { ConductItem, type ItemView, Meetings, ViewMeetings } from '../../panels/index.js';
import { interestForm, motionForm, speakersFor, withdrawalForm } from './item-forms.js';
import { itemModel, mayWithdraw } from './item.view.js';

const ITEM = 'modules/governance/pages/item.njk';
const FORM = 'modules/governance/pages/form.njk';

/** One item of the agenda: its paper, interests, motions. */
@ApiExcludeController()
@Controller('board/items/:itemId')
export class ItemsController {
  constructor(
    private readonly conduct: ConductItem,
    private readonly meetings: Meetings,
    private readonly view: ViewMeetings,
  ) {}

  @Get()
  @Page(ITEM)
  item(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    return this.page(actor, itemId);
  }

  @Get('interests')
  @Page(FORM)
  async interestForm(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    const found = await this.found(actor, itemId);
    const own = found.own?.memberId;
    return { ...interestFrame(found), form: interestForm(speakersFor(found)).start(own ? { memberId: own } : {}) };
  }

  @Post('interests')
  @Page(FORM)
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
    if (declared.ok) return seeOther(`/board/items/${itemId}`, 'The interest is recorded');
    return withStatus(422, { ...interestFrame(found), form: filled.view(shownHere(declared.problem)) });
  }

  @Get('withdrawal')
  @Page(FORM)
  async withdrawalForm(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    const found = await this.found(actor, itemId);
    const [first] = mayWithdraw(found);
    const form = withdrawalForm(mayWithdraw(found)).start(first ? { memberId: first.memberId } : {});
    return { ...withdrawalFrame(found), form };
  }

  @Post('withdrawal')
  @Page(FORM)
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
    if (withdrawn.ok) return seeOther(`/board/items/${itemId}`, 'The member has withdrawn from this item');
    return withStatus(422, { ...withdrawalFrame(found), form: filled.view(shownHere(withdrawn.problem)) });
  }

  @Get('motions')
  @Page(FORM)
  async motionForm(@CurrentActor() actor: Actor, @Param('itemId', IdPipe) itemId: string): Promise<object> {
    const found = await this.found(actor, itemId);
    const { outcome, reasons, conditions } = found.paper ?? {};
    const start = outcome ? { outcome, reasons: reasons ?? '', conditions: conditions ?? null } : {};
    return { ...motionFrame(found), form: motionForm(found.outcomes).start(start) };
  }

  @Post('motions')
  @Page(FORM)
  async put(
    @CurrentActor() actor: Actor,
    @Param('itemId', IdPipe) itemId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const found = await this.found(actor, itemId);
    const filled = motionForm(found.outcomes).read(body);
    if (!filled.result.ok) return withStatus(422, { ...motionFrame(found), form: filled.view() });
    const { outcome, reasons, conditions } = filled.result.value;
    const put = await this.conduct.putMotion(actor, itemId, { outcome, reasons, conditions: conditions ?? '' });
    if (put.ok) return seeOther(`/board/items/${itemId}`, 'The motion is before the meeting');
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
    if (result.ok) return seeOther(`/board/items/${itemId}`, done);
    return withStatus(422, await this.page(actor, itemId, shownHere(result.problem)));
  }

  private async found(actor: Actor, itemId: string): Promise<ItemView> {
    return unwrap(await this.view.item(actor, itemId));
  }

  private async page(actor: Actor, itemId: string, refused?: Problem): Promise<object> {
    return itemModel(await this.found(actor, itemId), actor.userId, refused);
  }
}

const frame = ({ item }: ItemView, step: string, title: string, button: string): object => ({
  title,
  facts: [{ label: 'Item', value: item.title }],
  action: `/board/items/${item.id}/${step}`,
  button,
  backHref: `/board/items/${item.id}`,
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
  intro: 'What is written here is what is voted on, and what the letter says.',
});
