import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, isUuid } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import {
  choicesOf,
  dataTable,
  date,
  dayCell,
  defineForm,
  FORM_PAGE,
  Page,
  radios,
  seeOther,
  select,
  shownHere,
  text,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { ACTION_OUTCOMES, type ActionsView, MeetingActions } from '../application/meeting-actions.js';
import { ROOMS } from '../domain/rooms.js';
import type { ActionOutcome, MeetingAction } from '../persistence/action.store.js';
import type { SeatInRoom } from '../persistence/meeting.store.js';
import { underRooms } from './room-path.js';

const actionForm = (seats: readonly SeatInRoom[]) =>
  defineForm({
    what: text({ label: 'What is to be done', hint: 'Without the name of a child', max: 500 }),
    memberId: select({
      label: 'Which member does it',
      choices: seats.map(({ memberId, name }) => ({ value: memberId, text: name })),
      optional: true,
    }),
    ownerName: text({ label: 'Or who else', hint: 'By name or office', max: 120, optional: true }),
    dueOn: date({ label: 'By when' }),
  });
const settleForm = defineForm({
  outcome: radios<ActionOutcome>({ label: 'What became of it', choices: choicesOf(ACTION_OUTCOMES) }),
  note: textarea({ label: 'Note', max: 2000, rows: 4 }),
});

/** Actions that meetings agreed: written down, and settled. */
@ApiExcludeController()
@Controller(underRooms())
export class ActionsController {
  constructor(private readonly actions: MeetingActions) {}

  @Get('meetings/:meetingId/actions')
  @Page('modules/panels/pages/actions.njk')
  async list(@CurrentActor() actor: Actor, @Param('meetingId', IdPipe) meetingId: string): Promise<object> {
    const view = unwrap(await this.actions.of(actor, meetingId));
    const path = pathOf(view);
    return {
      title: 'Actions',
      caption: `${view.meeting.bodyName}, ${formatDate(view.meeting.heldOn)}`,
      actions: actionsTable(view.actions, meetingId),
      newHref: view.mayAgree ? `${path}/actions/new` : null,
      backHref: path,
      backText: 'Back to the meeting',
    };
  }

  /** `item` says which item it is about. */
  @Get('meetings/:meetingId/actions/new')
  @Page(FORM_PAGE)
  async ask(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Query('item') item: unknown,
  ): Promise<object> {
    const view = unwrap(await this.actions.of(actor, meetingId));
    return { ...newFrame(view, item), form: actionForm(view.seats).start() };
  }

  @Post('meetings/:meetingId/actions/new')
  @Page(FORM_PAGE)
  async agree(
    @CurrentActor() actor: Actor,
    @Param('meetingId', IdPipe) meetingId: string,
    @Query('item') item: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    const view = unwrap(await this.actions.of(actor, meetingId));
    const filled = actionForm(view.seats).read(body);
    if (!filled.result.ok) return withStatus(422, { ...newFrame(view, item), form: filled.view() });
    const { ownerName, ...said } = filled.result.value;
    const command = { ...said, ownerName: ownerName ?? '', itemId: isUuid(item) ? item : null };
    const agreed = await this.actions.agree(actor, meetingId, command);
    if (agreed.ok) return seeOther(`${pathOf(view)}/actions`, 'The action is written down');
    return withStatus(422, { ...newFrame(view, item), form: filled.view(shownHere(agreed.problem)) });
  }

  @Get('actions/:actionId')
  @Page(FORM_PAGE)
  async one(@CurrentActor() actor: Actor, @Param('actionId', IdPipe) actionId: string): Promise<object> {
    const { action } = unwrap(await this.actions.one(actor, actionId));
    return { ...oneFrame(action), form: settleForm.start() };
  }

  @Post('actions/:actionId')
  @Page(FORM_PAGE)
  async settle(
    @CurrentActor() actor: Actor,
    @Param('actionId', IdPipe) actionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const { action } = unwrap(await this.actions.one(actor, actionId));
    const filled = settleForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...oneFrame(action), form: filled.view() });
    const settled = await this.actions.settle(actor, actionId, filled.result.value);
    if (!settled.ok) return withStatus(422, { ...oneFrame(action), form: filled.view(shownHere(settled.problem)) });
    return seeOther(`${ROOMS[action.kind].path}/meetings/${action.meetingId}/actions`, 'It is noted what became of it');
  }
}

const pathOf = ({ meeting }: ActionsView): string => `${ROOMS[meeting.kind].path}/meetings/${meeting.id}`;

const newFrame = (view: ActionsView, item: unknown): object => ({
  title: 'Write down an action',
  intro: 'It is shown on the next meetings until it is settled, and is a task for the member who does it.',
  action: `${pathOf(view)}/actions/new${isUuid(item) ? `?item=${item}` : ''}`,
  button: 'Write it down',
  backHref: `${pathOf(view)}/actions`,
});

const oneFrame = (action: MeetingAction): object => ({
  title: 'What became of an action',
  facts: [
    { label: 'What', value: action.what },
    { label: 'Who', value: action.owner },
    { label: 'By when', value: formatDate(action.dueOn) },
    {
      label: 'Agreed',
      value: `${action.bodyName}, ${formatDate(action.heldOn)}${action.itemTitle === null ? '' : `: ${action.itemTitle}`}`,
    },
    ...(action.outcome === null
      ? []
      : [{ label: 'Settled', value: `${ACTION_OUTCOMES[action.outcome]}: ${action.note ?? ''}` }]),
  ],
  action: `${ROOMS[action.kind].path}/actions/${action.id}`,
  button: 'Note it',
  backHref: `${ROOMS[action.kind].path}/meetings/${action.meetingId}/actions`,
});

const actionsTable = (actions: readonly MeetingAction[], meetingId: string) =>
  dataTable({
    caption: 'Actions',
    captionHidden: true,
    columns: ['What', 'Who', 'By when', 'Agreed', 'Status'].map((heading) => ({ heading })),
    rows: actions.map((one) => [
      {
        text: one.what,
        ...(one.outcome === null ? { href: `${ROOMS[one.kind].path}/actions/${one.id}` } : {}),
        ...(one.itemTitle === null ? {} : { note: one.itemTitle }),
      },
      one.owner,
      dayCell(one.dueOn),
      one.meetingId === meetingId ? 'At this meeting' : dayCell(one.heldOn),
      one.outcome === null ? 'Open' : `${ACTION_OUTCOMES[one.outcome]}: ${one.note ?? ''}`,
    ]),
    empty: 'Nothing is open, and nothing was agreed at this meeting.',
  });
