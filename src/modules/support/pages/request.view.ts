import { type DateOnly, formatDate, londonDate, SUPPORT_KINDS } from '../../../kernel/index.js';
import { dataTable, dayCell, type StatusTag, tag } from '../../../web/index.js';
import type { RequestView, SupportDesk } from '../application/view-requests.js';
import { CYCLE_STATES, DECISIONS, INTENSITIES } from '../domain/cycle.js';
import { ABOUT, REQUEST_STATES, type RequestStatus, SORTS } from '../domain/request.js';
import type { Cycle } from '../persistence/cycle.store.js';
import type { SupportRequest } from '../persistence/request.store.js';
import { dueWords } from './request-forms.js';

const COLOURS = {
  ASKED: 'yellow',
  WAITING: 'orange',
  ADVISED: 'green',
  GRANTED: 'green',
  REFERRAL_SUGGESTED: 'blue',
  DECLINED: 'grey',
  WITHDRAWN: 'grey',
} as const satisfies Record<RequestStatus, StatusTag['colour']>;
const CYCLE_COLOURS = { ACTIVE: 'blue', UNDER_REVIEW: 'yellow', ENDED: 'grey' } as const;

export const cycleTag = ({ status }: Pick<Cycle, 'status'>): StatusTag =>
  tag(CYCLE_STATES[status], CYCLE_COLOURS[status]);

const requestTag = ({ status, dueOn }: SupportRequest, today: DateOnly): StatusTag =>
  status === 'ASKED' && dueOn < today ? tag('Late', 'red') : tag(REQUEST_STATES[status], COLOURS[status]);

/** The reference stays in one piece. */
const headings = (...words: string[]) => words.map((heading, at) => ({ heading, nowrap: at === 0 }));

/** By what needs doing: to be answered, waiting, under way, and what was settled lately. */
export function deskTables({ open, cycles, closed }: SupportDesk, today: DateOnly) {
  const row = (one: SupportRequest) => [
    { text: one.reference, href: `/support/requests/${one.id}` },
    one.school,
    one.team ?? '',
    SORTS[one.sort],
  ];
  return [
    dataTable({
      caption: 'To be answered',
      columns: headings('Request', 'School', 'Team', 'Asked for', 'Answered by', 'Status'),
      rows: open
        .filter(({ status }) => status === 'ASKED')
        .map((one) => [...row(one), dayCell(one.dueOn), { text: '', tag: requestTag(one, today) }]),
      empty: 'Nothing waits for an answer.',
    }),
    dataTable({
      caption: 'Waiting for a place',
      columns: headings('Request', 'School', 'Team', 'Asked for', 'Since'),
      rows: open
        .filter(({ status }) => status === 'WAITING')
        .map((one) => [...row(one), one.waitingSince === null ? '' : dayCell(one.waitingSince)]),
      empty: 'Nobody waits for a place.',
    }),
    dataTable({
      caption: 'Under way',
      columns: headings('Round', 'School', 'Team', 'From', 'To', 'Status'),
      rows: cycles.map((one) => [
        { text: one.reference, href: `/support/cycles/${one.id}` },
        one.school,
        one.team,
        dayCell(one.startsOn),
        dayCell(one.reviewOn ?? one.plannedEnd),
        { text: '', tag: cycleTag(one) },
      ]),
      empty: 'No support is under way.',
    }),
    dataTable({
      caption: 'Answered',
      columns: headings('Request', 'School', 'Team', 'Asked for', 'Status'),
      rows: closed.map((one) => [...row(one), { text: '', tag: requestTag(one, today) }]),
      empty: 'Nothing has been answered yet.',
    }),
  ];
}

const nextOf = ({ request, own, answers, cycles }: RequestView, today: DateOnly): string => {
  const open = cycles.find(({ status }) => status !== 'ENDED');
  if (request.status === 'ASKED')
    return `${dueWords(request.dueOn, today)}.${answers ? ' Answer it, or pass it on to a team.' : ''}`;
  if (request.status === 'WAITING')
    return `${request.team ?? 'The team'} is full. It waits since ${formatDate(request.waitingSince ?? today)} and is granted when a place is free.`;
  if (open) return `${open.team} works on it until ${formatDate(open.plannedEnd)}. Then it is decided what follows.`;
  if (request.status === 'REFERRAL_SUGGESTED' && request.referralId === null)
    return own
      ? 'Begin the referral: what you said is carried over, and you add the rest.'
      : 'The school may begin a referral.';
  return 'Nothing more is due.';
};

export function requestPage(view: RequestView, today: DateOnly): object {
  const { request, pupil, cycles, own, answers, teams } = view;
  const base = `/support/requests/${request.id}`;
  const open = request.status === 'ASKED' || request.status === 'WAITING';
  return {
    title: `Request for support ${request.reference}`,
    caption: request.school,
    status: requestTag(request, today),
    next: nextOf(view, today),
    buttons: [
      ...(open && answers ? [{ text: 'Answer it', href: `${base}/answer` }] : []),
      ...(request.status === 'ASKED' && answers && teams.length > 0
        ? [{ text: 'Pass it on to a team', href: `${base}/pass-on` }]
        : []),
    ],
    acts: [
      ...(open && own ? [{ text: 'Take it back', action: `${base}/withdraw` }] : []),
      ...(own && !open && pupil !== null && request.referralId === null
        ? [{ text: 'Begin a referral with what was said', action: `${base}/referral` }]
        : []),
    ],
    facts: [
      { label: 'Asked for', value: SORTS[request.sort] },
      ...(request.kind === null ? [] : [{ label: 'Kind of specialist', value: SUPPORT_KINDS[request.kind] }]),
      { label: 'Asked on', value: formatDate(londonDate(request.askedAt)) },
      ...(request.origin === 'PANEL' ? [{ label: 'Granted by', value: 'A decision of the panel' }] : []),
      ...(request.team === null
        ? []
        : [{ label: 'Team', value: request.team, href: `/support/teams/${request.teamId}` }]),
      ...(pupil === null
        ? [
            {
              label: 'About',
              value: request.who === null ? ABOUT[request.about] : `${ABOUT[request.about]}: ${request.who}`,
            },
          ]
        : [
            { label: 'Pupil', value: `${pupil.forename} ${pupil.surname}` },
            { label: 'Year group', value: pupil.yearGroup === 0 ? 'Reception' : `Year ${pupil.yearGroup}` },
            ...(pupil.upn === null ? [] : [{ label: 'Unique pupil number', value: pupil.upn }]),
          ]),
      ...(request.referralId === null
        ? []
        : [{ label: 'Referral', value: 'Open it', href: `/referrals/${request.referralId}` }]),
    ],
    sections: [
      { title: 'What is seen', lines: request.seen.split('\n') },
      ...(request.tried === '' ? [] : [{ title: 'What was tried', lines: request.tried.split('\n') }]),
      ...(request.answer === null
        ? []
        : [
            {
              title: `The answer${request.answeredAt === null ? '' : ` of ${formatDate(londonDate(request.answeredAt))}`}`,
              lines: request.answer.split('\n'),
            },
          ]),
      ...(cycles.length === 0 ? [] : [{ table: roundsTable(cycles) }]),
    ],
    backHref: '/support',
  };
}

const roundsTable = (cycles: readonly Cycle[]) =>
  dataTable({
    caption: 'Rounds of support',
    columns: headings('Round', 'Team', 'What', 'From', 'To', 'Status', 'Decided'),
    rows: cycles.map((one) => [
      { text: one.reference, href: `/support/cycles/${one.id}` },
      one.team,
      INTENSITIES[one.intensity],
      dayCell(one.startsOn),
      dayCell(one.endedOn ?? one.plannedEnd),
      { text: '', tag: cycleTag(one) },
      one.decided === null ? '' : DECISIONS[one.decided],
    ]),
  });
