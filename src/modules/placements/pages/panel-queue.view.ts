import {
  daysBetween,
  type DateOnly,
  formatDate,
  formatDateWithDay,
  formatPounds,
  fundName,
  isUuid,
} from '../../../kernel/index.js';
import { checkboxes, dataTable, defineForm, pageLinks, select, type StatusTag, tag } from '../../../web/index.js';
import { meetingField } from '../../panels/index.js';
import { TYPE_WORDS } from '../../policies/index.js';
import type { QueueView } from '../application/panel-queue.js';
import {
  PHASES,
  type Phase,
  QUEUE_CLOCKS,
  type QueueClock,
  queueClockOf,
  type QueueFilter,
  WAITING_DAYS,
  type WaitingDays,
  WHOLE_QUEUE,
} from '../domain/queue-filter.js';
import type { Queued } from '../persistence/panel-queue.store.js';

export const QUEUE_PAGE = 25;
/** As many as one step puts on an agenda. */
const KEPT_MOST = 200;

export const typeWords = (type: string): string => (TYPE_WORDS as Readonly<Record<string, string>>)[type] ?? type;

const choices = <V extends string>(words: Readonly<Record<V, string>>) =>
  (Object.keys(words) as V[]).map((value) => ({ value, text: words[value] }));

/** Sent by GET: the address of what somebody looks at can be kept. */
const filterForm = (schools: QueueView['schools']) =>
  defineForm({
    type: select<string>({ label: 'Kind of request', choices: choices(TYPE_WORDS), optional: true }),
    clock: select<QueueClock>({ label: 'Urgency', choices: choices(QUEUE_CLOCKS), optional: true }),
    schoolId: select({
      label: 'School',
      choices: schools.map(({ id, name }) => ({ value: id, text: name })),
      optional: true,
    }),
    phase: select<Phase>({
      label: 'Phase',
      choices: (Object.keys(PHASES) as Phase[]).map((value) => ({ value, text: PHASES[value].words })),
      optional: true,
    }),
    waiting: select<WaitingDays>({
      label: 'Waiting',
      choices: WAITING_DAYS.map((value) => ({ value, text: `${value} days or more` })),
      optional: true,
    }),
  });

const has = <T extends object>(table: T, key: unknown): key is Extract<keyof T, string> =>
  typeof key === 'string' && Object.hasOwn(table, key);

/** What an address asks for; what it says that nobody offers is left out. */
export function filterOf(query: Readonly<Record<string, unknown>>): QueueFilter {
  const { type, clock, schoolId, phase, waiting } = query;
  return {
    type: has(TYPE_WORDS, type) ? type : null,
    clock: has(QUEUE_CLOCKS, clock) ? clock : null,
    schoolId: isUuid(schoolId) ? schoolId : null,
    phase: has(PHASES, phase) ? phase : null,
    waiting: WAITING_DAYS.find((one) => one === waiting) ?? null,
  };
}

/** Requests that a form names, each once: those ticked on the page, and those kept from its other pages. */
export function chosenIn(body: unknown): readonly string[] {
  const all = ['referralIds', 'kept'].flatMap((name) => {
    const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
    return Array.isArray(value) ? value : [value];
  });
  return [...new Set(all.filter((id): id is string => isUuid(id)))].slice(0, KEPT_MOST);
}

export function addressOf(filter: QueueFilter, offset: number): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (typeof value === 'string') query.set(name, value);
  if (offset > 0) query.set('offset', String(offset));
  return `/panel/queue${query.size > 0 ? `?${query.toString()}` : ''}`;
}

export const queueForm = (view: QueueView) =>
  defineForm({
    meetingId: meetingField(view.meetings),
    referralIds: checkboxes({
      label: 'Requests on no agenda yet',
      hint: 'The most urgent first',
      choices: view.waiting.map((one) => choiceOf(one, view)),
      optional: true,
    }),
  });

function choiceOf(one: Queued, { beside, today, next }: QueueView) {
  const share = beside.shareOf(one);
  const day =
    one.daySixTarget === null
      ? `Wanted from ${formatDate(one.aimOn)}`
      : `Sixth school day ${formatDate(one.daySixTarget)}`;
  const clock = queueClockOf(one.aimOn, { today, next });
  return {
    value: one.referralId,
    text: `${one.reference}: ${typeWords(one.type)}`,
    hint: [
      ...(clock === 'LATER' ? [] : [QUEUE_CLOCKS[clock]]),
      day,
      `waiting since ${formatDate(one.waitingSince)}, ${daysSince(one.waitingSince, today)}`,
      one.schoolName,
      ...(one.yearGroup === null ? [] : [`year ${one.yearGroup}`]),
      ...(share === null ? [] : [`the school holds ${share} of its fair share`]),
    ].join('; '),
  };
}

const daysSince = (from: DateOnly, today: DateOnly): string => {
  const days = Math.max(0, daysBetween(from, today));
  return days === 1 ? '1 day' : `${days} days`;
};

export interface QueuePage {
  readonly filter: QueueFilter;
  readonly offset: number;
  /** Chosen, on this page and on others. */
  readonly chosen: readonly string[];
}

export function queuePage(view: QueueView, at: QueuePage): object {
  const { counts, found, waiting } = view;
  const { filter, offset, chosen } = at;
  const here = new Set(waiting.map(({ referralId }) => referralId));
  const narrowed = Object.values(filter).some((value) => value !== null);
  return {
    title: 'Build the panel’s agenda',
    first: firstOf(view),
    funds: view.beside.funds.map(({ fund, financialYear, leftPence }) => ({
      label: `Left in the ${fundName(fund).toLowerCase()}, ${financialYear}`,
      value: formatPounds(leftPence),
    })),
    filter: filterForm(view.schools).start(filter),
    narrowed,
    action: addressOf(filter, offset),
    none: counts.total === 0,
    nothingFound: counts.total > 0 && found === 0,
    noMeeting: view.meetings.length === 0,
    kept: chosen.filter((id) => !here.has(id)),
    pages: pageLinks((from) => addressOf(filter, from), { total: found, offset, size: QUEUE_PAGE }),
    found,
    onAgendas: dataTable({
      caption: 'On an agenda already',
      captionHidden: true,
      columns: [{ heading: 'Meeting' }, { heading: 'Requests', numeric: true }, { heading: 'The first to work to' }],
      rows: view.onAgendas.map(({ meetingId, heldOn, requests, firstAim }) => [
        { text: formatDateWithDay(heldOn), href: `/panel/meetings/${meetingId}` },
        requests,
        formatDate(firstAim),
      ]),
      empty: 'Nothing is on an agenda.',
    }),
    backHref: '/panel',
  };
}

/** What needs doing first, each with where to see it. */
function firstOf({ counts }: QueueView): readonly { tag: StatusTag; text: string; href: string }[] {
  const line = (count: number, words: string, clock: QueueClock, colour: StatusTag['colour']) =>
    count === 0
      ? []
      : [
          {
            tag: tag(QUEUE_CLOCKS[clock], colour),
            text: `${count} ${count === 1 ? 'request' : 'requests'} ${words}`,
            href: addressOf({ ...WHOLE_QUEUE, clock }, 0),
          },
        ];
  return [
    ...line(counts.late, 'on no agenda', 'LATE', 'red'),
    ...line(counts.due, 'on no agenda, those past their day among them', 'DUE', 'orange'),
  ];
}
