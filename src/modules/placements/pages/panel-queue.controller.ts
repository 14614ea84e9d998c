import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateWithDay, formatPounds, fundName, isUuid } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import { checkboxes, dataTable, defineForm, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { meetingField } from '../../panels/index.js';
import { TYPE_WORDS } from '../../policies/index.js';
import { PanelQueue, type QueueView } from '../application/panel-queue.js';
import type { Queued } from '../persistence/panel-queue.store.js';

const QUEUE = 'modules/placements/pages/panel-queue.njk';

/** Where a coordinator builds a panel's agenda: what waits, the most urgent first, with the money and shares beside it. */
@ApiExcludeController()
@Controller('panel/queue')
@RequirePermission('panel.manage')
export class PanelQueueController {
  constructor(private readonly queue: PanelQueue) {}

  @Get()
  @Page(QUEUE)
  async ask(@CurrentActor() actor: Actor): Promise<object> {
    const view = unwrap(await this.queue.view(actor));
    const [first] = view.meetings;
    return { ...page(view), form: queueForm(view).start(first ? { meetingId: first.id } : {}) };
  }

  /** `step` is chosen or due. */
  @Post()
  @Page(QUEUE)
  async put(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const view = unwrap(await this.queue.view(actor));
    const filled = queueForm(view).read(body);
    if (!filled.result.ok) return withStatus(422, { ...page(view), form: filled.view() });
    const { meetingId, referralIds } = filled.result.value;
    const allDue = typeof body === 'object' && body !== null && 'step' in body && body.step === 'due';
    const choice = allDue ? ('ALL_DUE' as const) : { referralIds: referralIds.filter(isUuid) };
    const put = await this.queue.putOn(actor, meetingId, choice);
    if (!put.ok) return withStatus(422, { ...page(view), form: filled.view(shownHere(put.problem)) });
    const requests = put.value === 1 ? '1 request is' : `${put.value} requests are`;
    return seeOther(`/panel/meetings/${meetingId}`, `${requests} on the agenda. Send the papers when it is complete`);
  }
}

const queueForm = (view: QueueView) =>
  defineForm({
    meetingId: meetingField(view.meetings),
    referralIds: checkboxes({
      label: 'Requests on no agenda yet',
      hint: 'The most urgent first',
      choices: view.waiting.filter(({ itemId }) => itemId === null).map((one) => choiceOf(one, view)),
      optional: true,
    }),
  });

function choiceOf(one: Queued, { beside }: QueueView) {
  const share = beside.shareOf(one);
  const day =
    one.daySixTarget === null
      ? `Wanted from ${formatDate(one.aimOn)}`
      : `Sixth school day ${formatDate(one.daySixTarget)}`;
  return {
    value: one.referralId,
    text: `${one.reference}: ${typeWords(one.type)}`,
    hint: [
      day,
      `waiting since ${formatDate(one.waitingSince)}`,
      one.schoolName,
      ...(one.yearGroup === null ? [] : [`year ${one.yearGroup}`]),
      ...(share === null ? [] : [`the school holds ${share} of its fair share`]),
    ].join('; '),
  };
}

const typeWords = (type: string): string => (TYPE_WORDS as Readonly<Record<string, string>>)[type] ?? type;

function page(view: QueueView): object {
  const onAgendas = view.waiting.filter(({ itemId }) => itemId !== null);
  const shown = view.waiting.length;
  return {
    title: 'Build the panel’s agenda',
    funds: view.beside.funds.map(({ fund, financialYear, leftPence }) => ({
      label: `Left in the ${fundName(fund).toLowerCase()}, ${financialYear}`,
      value: formatPounds(leftPence),
    })),
    none: shown === onAgendas.length,
    noMeeting: view.meetings.length === 0,
    more: view.total > shown ? view.total - shown : 0,
    onAgendas: dataTable({
      caption: 'On an agenda already',
      captionHidden: true,
      columns: ['Request', 'School', 'To work to', 'Meeting'].map((heading) => ({ heading })),
      rows: onAgendas.map((one) => [
        { text: one.reference, href: `/panel/items/${one.itemId}` },
        one.schoolName,
        formatDate(one.aimOn),
        one.heldOn === null ? '' : { text: formatDateWithDay(one.heldOn), href: `/panel/meetings/${one.meetingId}` },
      ]),
      empty: 'Nothing is on an agenda.',
    }),
    backHref: '/panel',
  };
}
