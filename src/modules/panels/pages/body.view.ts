import { type DateOnly, formatDate } from '../../../kernel/index.js';
import { type DataTable, dataTable, type StatusTag, tag } from '../../../web/index.js';
import type { BodyView } from '../application/manage-body.js';
import { OFFICES, type QuorumRule } from '../domain/body.js';
import { type Room, ROOMS } from '../domain/rooms.js';
import type { Body, Constituency } from '../persistence/body.store.js';
import type { Meeting } from '../persistence/meeting.store.js';

export const MEETING_TAGS: Readonly<Record<Meeting['status'], StatusTag>> = {
  PLANNED: tag('Planned', 'blue'),
  OPEN: tag('Under way', 'green'),
  CLOSED: tag('Closed', 'grey'),
  CANCELLED: tag('Cancelled', 'red'),
};

/** The quorum in words. */
export function quorumInWords(rule: QuorumRule | undefined, constituencies: readonly Constituency[]): string {
  if (rule === undefined) return 'Not set yet: nothing can be decided';
  const nameOf = (code: string): string => constituencies.find((one) => one.code === code)?.name.toLowerCase() ?? code;
  const parts = rule.parts.map(
    ({ constituency, least }) => `${least} of ${nameOf(constituency)}, of different organisations`,
  );
  const share = rule.mostPercentOfOneTrust;
  return [
    `${rule.leastCounting} members with a vote and without a conflict, one of whom presides`,
    ...parts,
    ...(share === null ? [] : [`no more than ${share}% of them from one trust`]),
  ].join('; ');
}

export const meetingsTable = (meetings: readonly Meeting[], { path }: Room): DataTable =>
  dataTable({
    caption: 'Meetings',
    captionHidden: true,
    columns: ['Day', 'Starts', 'Place', 'Status'].map((heading) => ({ heading })),
    rows: meetings.map((one) => [
      { text: formatDate(one.heldOn), href: `${path}/meetings/${one.id}` },
      one.startsAt,
      one.place,
      { text: '', tag: MEETING_TAGS[one.status] },
    ]),
    empty: 'No meeting is planned yet.',
  });

export function bodyModel(
  { body, members, rule }: BodyView,
  meetings: readonly Meeting[],
  { mayManage, today }: { readonly mayManage: boolean; readonly today: DateOnly },
): object {
  const nameOf = new Map(members.map(({ id, name }) => [id, name]));
  const room = ROOMS[body.kind];
  return {
    title: body.name,
    room,
    id: body.id,
    mayManage,
    facts: [
      { label: 'Decides under', value: body.power },
      { label: 'Quorum', value: quorumInWords(rule, body.constituencies) },
    ],
    members: dataTable({
      caption: 'Members',
      captionHidden: true,
      columns: ['Member', 'Speaks for', 'Office', 'Term', ...(mayManage ? ['Change'] : [])].map((heading) => ({
        heading,
      })),
      rows: members.map((one) => [
        one.name,
        {
          text: one.constituencyName,
          note: [one.organisationName, one.votes ? null : 'no vote'].filter(Boolean).join(', '),
        },
        one.deputyFor === null ? OFFICES[one.office] : `Deputy for ${nameOf.get(one.deputyFor) ?? 'a member'}`,
        `${formatDate(one.fromDate)} to ${formatDate(one.toDate)}`,
        ...(mayManage
          ? [
              one.toDate < today
                ? { text: '', tag: tag('Ended') }
                : {
                    text: `End the term of ${one.name}`,
                    href: `${room.path}/bodies/${body.id}/members/${one.id}/ending`,
                  },
            ]
          : []),
      ]),
      empty: 'Nobody has a seat yet.',
    }),
    meetings: meetingsTable(meetings, room),
    backHref: room.path,
  };
}

export const bodiesTable = (bodies: readonly Body[], { path, noun, bodies: caption }: Room): DataTable =>
  dataTable({
    caption,
    captionHidden: true,
    columns: [{ heading: 'Name' }, { heading: 'Decides under' }],
    rows: bodies.map((one) => [{ text: one.name, href: `${path}/bodies/${one.id}` }, one.power]),
    empty: `There is no ${noun} yet, or you hold no seat on one today.`,
  });
