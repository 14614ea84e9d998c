import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor, Problem } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import { offsetOf, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { PanelQueue, type QueueView } from '../application/panel-queue.js';
import { chosenIn, filterOf, QUEUE_PAGE, queueForm, queuePage, type QueuePage } from './panel-queue.view.js';

const QUEUE = 'modules/placements/pages/panel-queue.njk';
type Asked = Readonly<Record<string, unknown>>;

/** Where a coordinator builds a panel's agenda: what waits, the most urgent first, with the money and shares beside it. */
@ApiExcludeController()
@Controller('panel/queue')
@RequirePermission('panel.manage')
export class PanelQueueController {
  constructor(private readonly queue: PanelQueue) {}

  @Get()
  @Page(QUEUE)
  ask(@CurrentActor() actor: Actor, @Query() query: Asked): Promise<object> {
    return this.show(actor, { filter: filterOf(query), offset: offsetOf(query['offset']), chosen: [] });
  }

  /** `step` is chosen, due, next or previous; turning the page keeps what is chosen. */
  @Post()
  @Page(QUEUE)
  async put(@CurrentActor() actor: Actor, @Query() query: Asked, @Body() body: Asked = {}): Promise<object> {
    const at = { filter: filterOf(query), offset: offsetOf(query['offset']), chosen: chosenIn(body) };
    const { step, meetingId } = body;
    if (step === 'next') return this.show(actor, { ...at, offset: at.offset + QUEUE_PAGE }, { meetingId });
    if (step === 'previous') {
      return this.show(actor, { ...at, offset: Math.max(0, at.offset - QUEUE_PAGE) }, { meetingId });
    }
    const view = await this.view(actor, at);
    const filled = queueForm(view).read({ meetingId });
    if (!filled.result.ok) return withStatus(422, model(view, at, { meetingId, problem: filled.result.problem }));
    const to = filled.result.value.meetingId;
    const choice = step === 'due' ? ('ALL_DUE' as const) : { referralIds: at.chosen };
    const put = await this.queue.putOn(actor, to, choice, at.filter);
    if (!put.ok) return withStatus(422, model(view, at, { meetingId, problem: shownHere(put.problem) }));
    const requests = put.value === 1 ? '1 request is' : `${put.value} requests are`;
    return seeOther(`/panel/meetings/${to}`, `${requests} on the agenda. Send the papers when it is complete`);
  }

  private async show(actor: Actor, at: QueuePage, typed: { readonly meetingId?: unknown } = {}): Promise<object> {
    const view = await this.view(actor, at);
    return model(view, at, { meetingId: typed.meetingId ?? view.meetings[0]?.id });
  }

  private async view(actor: Actor, { filter, offset }: QueuePage): Promise<QueueView> {
    return unwrap(await this.queue.view(actor, { filter, offset, limit: QUEUE_PAGE }));
  }
}

function model(view: QueueView, at: QueuePage, typed: { readonly meetingId?: unknown; problem?: Problem }): object {
  const meetingId = typeof typed.meetingId === 'string' ? [typed.meetingId] : [];
  return {
    ...queuePage(view, at),
    form: queueForm(view).show({ meetingId, referralIds: [...at.chosen] }, typed.problem),
  };
}
