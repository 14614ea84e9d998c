import { type Actor, REFERRAL_TYPE_TRAITS, REFERRAL_TYPES, type ReferralType } from '../../../kernel/index.js';
import { type CursorPage, PAGE_SIZE } from '../../../platform/index.js';
import { type DataTable, dataTable, dayCell, type StatusTag, tag } from '../../../web/index.js';
import { TYPE_RULES } from '../domain/types.js';
import { STATUS_WORDS, type ReferralStatus } from '../domain/referral-states.js';
import type { ListedReferral } from '../persistence/list.store.js';
import { actsForAuthority } from '../referrals.policy.js';
import { aimWords } from './clock-view.js';

const COLOURS: Readonly<Record<ReferralStatus, StatusTag['colour']>> = {
  DRAFT: 'grey',
  SUBMITTED: 'blue',
  RETURNED: 'orange',
  WITH_SEN: 'purple',
  DECIDED: 'teal',
  PLACED: 'green',
  WITHDRAWN: 'grey',
  CLOSED: 'grey',
};

/** Names who must act; the state itself stands beside it. */
export const statusTagOf = (status: ReferralStatus): StatusTag => tag(STATUS_WORDS[status].actor, COLOURS[status]);

export const typeWords = (type: ReferralType | null): string =>
  type === null ? 'Not said yet' : REFERRAL_TYPE_TRAITS[type].words;

export interface ListAsked {
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly text?: string | undefined;
  readonly cursor?: string | undefined;
  readonly from: number;
}

/** The referrals on one page of the list, as a table and as a file. */
export function listTable(page: CursorPage<ListedReferral>, actor: Actor, asked: ListAsked): DataTable {
  const forAuthority = actsForAuthority(actor);
  const address = (over: Readonly<Record<string, string>>) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ status: asked.status, type: asked.type, text: asked.text, ...over })) {
      if (value) query.set(name, value);
    }
    return `/referrals?${query.toString()}`;
  };
  const here = { ...(asked.cursor && { cursor: asked.cursor, from: String(asked.from) }) };
  const to = asked.from + page.items.length - 1;
  return dataTable({
    caption: forAuthority ? 'Referrals by clock' : 'Your referrals',
    captionHidden: true,
    columns: [
      { heading: 'Pupil' },
      { heading: 'Reference' },
      ...(forAuthority ? [{ heading: 'School' }] : []),
      { heading: 'Why' },
      { heading: 'Work to' },
      { heading: 'Waiting since' },
      { heading: 'Who must act' },
    ],
    rows: page.items.map((row) => [
      row.status === 'DRAFT'
        ? { text: draftName(row), href: `/referrals/${row.id}/tasks` }
        : { text: nameOf(row), href: `/referrals/${row.id}` },
      row.reference ?? 'Draft',
      ...(forAuthority ? [row.schoolName ?? ''] : []),
      row.type === null ? '' : typeWords(row.type),
      row.aimOn === null ? '' : { ...dayCell(row.aimOn), ...(aimWords(row) && { note: aimWords(row) }) },
      row.waitingSince === null ? '' : dayCell(row.waitingSince),
      { text: '', tag: statusTagOf(row.status), ...(missingNote(row) && { note: missingNote(row) }) },
    ]),
    empty: 'No referral fits what you asked for.',
    csvHref: address({ ...here, format: 'csv' }),
    pages: {
      total: page.total,
      from: page.items.length === 0 ? 0 : asked.from,
      to: Math.max(0, to),
      ...(asked.from > 1 && { previousHref: address({}) }),
      ...(page.nextCursor !== null && { nextHref: address({ cursor: page.nextCursor, from: String(to + 1) }) }),
    },
  });
}

const missingNote = (row: ListedReferral): string =>
  row.missing.length > 0 && ['SUBMITTED', 'DECIDED', 'PLACED'].includes(row.status)
    ? `${row.missing.length} ${row.missing.length === 1 ? 'answer' : 'answers'} to give before the first day`
    : '';

/** A name where the reader may open it, else the pupil's reference. */
export function nameOf(row: Pick<ListedReferral, 'forename' | 'surname' | 'pupilReference'>): string {
  const name = [row.forename, row.surname].filter((part) => part !== null).join(' ');
  return name === '' ? (row.pupilReference ?? 'Name not given yet') : name;
}

/** A draft that names nobody yet is known by what to do with it. */
const draftName = (row: ListedReferral): string =>
  row.forename === null && row.surname === null ? 'Go on with this draft' : nameOf(row);

export const LIST_SIZE = PAGE_SIZE;

export const STATUS_CHOICES = [
  { value: 'OPEN', text: 'Not ended' },
  ...Object.entries(STATUS_WORDS).map(([value, { label }]) => ({ value, text: label })),
];

export const TYPE_FILTER = REFERRAL_TYPES.map((value) => ({ value, text: REFERRAL_TYPE_TRAITS[value].words }));

export const typeQuestion = (type: ReferralType): string => TYPE_RULES[type].label;
