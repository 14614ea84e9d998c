import { formatDate, formatDateWithDay, formatDateTime, londonTime, type Problem } from '../../../kernel/index.js';
import { dataTable, offsetOf, pageLinks, problemWords, type TableCell, tag } from '../../../web/index.js';
import { ACTION_OUTCOMES } from '../application/meeting-actions.js';
import { ITEMS_A_PAGE, type MeetingView } from '../application/view-meetings.js';
import { INTERESTS, OFFICES } from '../domain/body.js';
import { ROOMS } from '../domain/rooms.js';
import { outcomeWords } from '../outcome-words.js';
import type { MeetingAction } from '../persistence/action.store.js';
import type { AgendaItem, Meeting, SeatInRoom } from '../persistence/meeting.store.js';
import type { Interest } from '../persistence/motion.store.js';
import { MEETING_TAGS } from './body.view.js';

export { offsetOf };

/** What the meeting did not decide before it closed is told from what was taken off before. */
export const itemTag = ({ subjectType, decidedAt, removedAt }: AgendaItem, { closedAt }: Meeting, outcome?: string) => {
  if (removedAt !== null && removedAt.getTime() === closedAt?.getTime()) return tag('Not decided', 'orange');
  if (removedAt !== null) return tag('Taken off', 'grey');
  if (decidedAt === null) return tag('To be decided', 'blue');
  return tag(outcome === undefined ? 'Decided' : outcomeWords(subjectType, outcome), 'green');
};

const seatWords = ({ office, deputyFor, constituencyName, organisationName, votes }: SeatInRoom): string =>
  [deputyFor === null ? OFFICES[office] : 'Deputy', constituencyName, organisationName, votes ? null : 'no vote']
    .filter(Boolean)
    .join(', ');

export function meetingModel(
  found: MeetingView,
  at: { readonly offset: number; readonly ownUserId: string | null },
  refused?: Problem,
): object {
  const { meeting, seats, items, total } = found;
  const { id, status } = meeting;
  const room = ROOMS[meeting.kind];
  const path = `${room.path}/meetings/${id}`;
  const routine = items.filter(({ enBloc, decidedAt }) => enBloc && decidedAt === null).length;
  return {
    title: `${meeting.bodyName}, ${formatDateWithDay(meeting.heldOn)}`,
    room,
    id,
    status: MEETING_TAGS[status],
    errors: refused && [{ text: problemWords(refused) }],
    facts: [
      { label: 'Starts', value: meeting.startsAt },
      { label: 'Place', value: meeting.place },
      {
        label: 'Papers',
        value: meeting.papersSentAt === null ? 'Not sent yet' : `Sent on ${formatDateTime(meeting.papersSentAt)}`,
      },
    ],
    items: itemsTable(found, path, at.offset, total),
    actions: openWords(found.actions),
    seats: seats.map((seat) => ({
      memberId: seat.memberId,
      name: seat.name,
      detail: seatWords(seat),
      present: seat.present,
      mayMark: status === 'OPEN' && (found.mayManage || seat.userId === at.ownUserId),
    })),
    routine,
    may: {
      build: found.mayManage && room.queue !== null && (status === 'PLANNED' || status === 'OPEN'),
      send: found.mayRun && status === 'PLANNED' && meeting.papersSentAt === null,
      open: found.mayRun && status === 'PLANNED',
      cancel: found.mayManage && status === 'PLANNED',
      close: found.mayRun && status === 'OPEN',
      enBloc: status === 'OPEN' && routine > 0 && seats.some((one) => one.userId === at.ownUserId && one.present),
      minutes: status === 'OPEN' || status === 'CLOSED',
    },
    backHref: `${room.path}/bodies/${meeting.bodyId}`,
  };
}

function itemsTable(
  { meeting, items, decisions, interests }: MeetingView,
  path: string,
  offset: number,
  total: number,
) {
  const conflicts = new Set(interests.filter((one) => one.conflicts).map(({ itemId }) => itemId));
  return dataTable({
    caption: 'Agenda',
    captionHidden: true,
    columns: [{ heading: 'Number', numeric: true }, { heading: 'Item' }, { heading: 'Taken' }, { heading: 'Status' }],
    rows: items.map((item): TableCell[] => [
      item.number,
      {
        text: item.title,
        href: `${ROOMS[meeting.kind].path}/items/${item.id}`,
        ...(conflicts.has(item.id) ? { note: 'A member has a conflict of interest' } : {}),
      },
      item.enBloc ? 'With the routine items' : 'By itself',
      { text: '', tag: itemTag(item, meeting, decisions.get(item.id)?.outcome) },
    ]),
    empty: 'Nothing is on the agenda yet.',
    ...(total > ITEMS_A_PAGE
      ? { pages: pageLinks((from) => `${path}?offset=${from}`, { total, offset, size: ITEMS_A_PAGE }) }
      : {}),
  });
}

/** The minutes, made from the record every time they are read. */
export function minutesModel(found: MeetingView): object {
  const { meeting, seats, items, decisions, interests, attended } = found;
  const nameOf = new Map(seats.map((seat) => [seat.memberId, seat]));
  const room = ROOMS[meeting.kind];
  const came = new Set(attended.map(({ memberId }) => memberId));
  return {
    title: `Minutes: ${meeting.bodyName}, ${formatDateWithDay(meeting.heldOn)}`,
    room,
    id: meeting.id,
    agreed: meeting.minutesAgreedAt === null ? null : formatDateTime(meeting.minutesAgreedAt),
    mayAgree: found.mayRun && meeting.status === 'CLOSED' && meeting.minutesAgreedAt === null,
    facts: [
      { label: 'Place', value: meeting.place },
      { label: 'Opened', value: meeting.openedAt === null ? 'Not yet' : formatDateTime(meeting.openedAt) },
      { label: 'Closed', value: meeting.closedAt === null ? 'Not yet' : formatDateTime(meeting.closedAt) },
    ],
    present: attended.flatMap(({ memberId, arrivedAt, leftAt }) => {
      const seat = nameOf.get(memberId);
      const until = leftAt === null ? '' : ` to ${londonTime(leftAt)}`;
      return seat === undefined
        ? []
        : [`${seat.name} (${seatWords(seat)}), ${leftAt === null ? 'from ' : ''}${londonTime(arrivedAt)}${until}`];
    }),
    absent: seats.filter(({ memberId }) => !came.has(memberId)).map((seat) => `${seat.name} (${seatWords(seat)})`),
    items: items.map((item) => {
      const decision = decisions.get(item.id);
      return {
        number: item.number,
        title: item.title,
        href: `${room.path}/items/${item.id}`,
        decided: decision === undefined ? notDecided(item) : outcomeWords(item.subjectType, decision.outcome),
        reasons: decision?.reasons,
        conditions: conditionsOf(decision?.conditions),
        interests: interests.filter(({ itemId }) => itemId === item.id).map((one) => interestWords(one, nameOf)),
      };
    }),
    actions: found.actions
      .filter(({ meetingId }) => meetingId === meeting.id)
      .map(({ what, owner, dueOn, outcome }) => {
        const settled = outcome === null ? '' : `. ${ACTION_OUTCOMES[outcome]}`;
        return `${what}: ${owner}, by ${formatDate(dueOn)}${settled}`;
      }),
    backHref: `${room.path}/meetings/${meeting.id}`,
  };
}

function openWords(actions: readonly MeetingAction[]): string {
  const open = actions.filter(({ outcome }) => outcome === null).length;
  return open === 1 ? '1 action is open' : `${open} actions are open`;
}

const notDecided = ({ decidedAt }: AgendaItem): string =>
  decidedAt === null ? 'Not decided' : 'Decided while you were out of the room';

export const conditionsOf = (kept: unknown): string | null =>
  typeof kept === 'object' && kept !== null && 'conditions' in kept && typeof kept.conditions === 'string'
    ? kept.conditions
    : null;

export function interestWords(one: Interest, seats: ReadonlyMap<string, SeatInRoom>): string {
  const name = seats.get(one.memberId)?.name ?? 'A member';
  const facts = one.facts === null ? '' : ` Facts given: ${one.facts}`;
  const left = one.withdrewAt === null ? '' : ` Withdrew at ${londonTime(one.withdrewAt)}.`;
  return `${name}: ${INTERESTS[one.nature]}. ${one.detail}.${facts}${left}`.replaceAll('..', '.');
}
