import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, isUuid, type Problem, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import { checkboxes, defineForm, Page, radios, seeOther, shownHere, text, withStatus } from '../../../web/index.js';
import { ConductItem } from '../application/conduct-item.js';
import { DecideItems } from '../application/decide-items.js';
import { ViewMeetings } from '../application/view-meetings.js';
import { type Choice, CHOICES } from '../domain/body.js';
import { ROOMS } from '../domain/rooms.js';
import { itemModel } from './item.view.js';
import { underRooms } from './room-path.js';

const ITEM = 'modules/panels/pages/item.njk';

const voteForm = defineForm({
  memberId: text({ label: 'Member', max: 40 }),
  choice: radios<Choice>({
    label: 'Vote',
    choices: (Object.keys(CHOICES) as Choice[]).map((value) => ({ value, text: CHOICES[value] })),
  }),
  casting: checkboxes({ label: 'Casting vote', choices: [{ value: 'yes', text: 'Casting vote' }], optional: true }),
});
const resultForm = defineForm({
  method: radios({
    label: 'How it was agreed',
    choices: [
      { value: 'CONSENSUS', text: 'By consensus' },
      { value: 'VOTE', text: 'By vote' },
    ],
  }),
});

/** Votes on a motion and its result. */
@ApiExcludeController()
@Controller(underRooms('/motions/:motionId'))
export class MotionsController {
  constructor(
    private readonly conduct: ConductItem,
    private readonly decide: DecideItems,
    private readonly view: ViewMeetings,
  ) {}

  @Post('votes')
  @Page(ITEM)
  async vote(
    @CurrentActor() actor: Actor,
    @Param('motionId', IdPipe) motionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const itemId = unwrap(await this.view.itemOfMotion(actor, motionId));
    const { result } = voteForm.read(body);
    if (!result.ok) return withStatus(422, await this.page(actor, itemId, result.problem));
    const { memberId, choice, casting } = result.value;
    const vote = { memberId: isUuid(memberId) ? memberId : '', choice, casting: casting.length > 0 };
    return this.answer(actor, itemId, await this.conduct.vote(actor, motionId, vote), 'The vote is recorded');
  }

  @Post('result')
  @Page(ITEM)
  async result(
    @CurrentActor() actor: Actor,
    @Param('motionId', IdPipe) motionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const itemId = unwrap(await this.view.itemOfMotion(actor, motionId));
    const { result } = resultForm.read(body);
    if (!result.ok) return withStatus(422, await this.page(actor, itemId, result.problem));
    const method = result.value.method === 'VOTE' ? 'VOTE' : 'CONSENSUS';
    const declared = await this.decide.declare(actor, motionId, method);
    const carried = declared.ok && declared.value === 'CARRIED';
    return this.answer(actor, itemId, declared, carried ? 'It is decided' : 'The motion is lost');
  }

  private async answer(actor: Actor, itemId: string, result: Result<unknown>, done: string): Promise<object> {
    if (!result.ok) return withStatus(422, await this.page(actor, itemId, shownHere(result.problem)));
    const { item } = unwrap(await this.view.item(actor, itemId));
    return seeOther(`${ROOMS[item.kind].path}/items/${itemId}`, done);
  }

  private async page(actor: Actor, itemId: string, refused: Problem): Promise<object> {
    return itemModel(unwrap(await this.view.item(actor, itemId)), actor.userId, refused);
  }
}
