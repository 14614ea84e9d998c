import { formatDate, formatDateTime } from '../../../kernel/index.js';
import { type DataTable, dataTable, type PageLinks, type StatusTag, tag } from '../../../web/index.js';
import type { ConcernView } from '../application/view-concerns.js';
import { CONCERN_LEVELS, CONCERN_OUTCOMES, type ConcernStatus, kindOfConcern, TOLD_FIRST } from '../domain/concern.js';
import type { Concern, ConcernAction } from '../persistence/concern.store.js';

const STATUS_TAGS: Readonly<Record<ConcernStatus, StatusTag>> = {
  RAISED: tag('Authority to sort', 'yellow'),
  IN_HAND: tag('Authority deals with it', 'blue'),
  CLOSED: tag('Closed', 'green'),
};

export const concernsTable = (concerns: readonly Concern[], pages: PageLinks): DataTable =>
  dataTable({
    caption: 'Concerns',
    captionHidden: true,
    columns: ['Concern', 'About', 'Kind', 'Raised', 'Status'].map((heading) => ({ heading })),
    rows: concerns.map((one) => [
      { text: one.reference, href: `/concerns/${one.id}`, ...(one.confidential ? { note: 'Confidential' } : {}) },
      one.providerName,
      kindOfConcern(one.kind).words,
      { text: formatDateTime(one.raisedAt), note: one.raisedByName },
      { text: '', tag: STATUS_TAGS[one.status] },
    ]),
    empty: 'No concern has been raised.',
    pages,
  });

const nextWords = ({ concern, mayHandle, maySuspend }: ConcernView): string => {
  const words: Readonly<Record<ConcernStatus, readonly [handler: string, raiser: string]>> = {
    RAISED: ['Say how urgent it is and who deals with it.', 'The authority reads it and says here what became of it.'],
    IN_HAND: [
      `Note what is found, agree actions, ${maySuspend ? 'suspend' : 'ask a commissioner to suspend'} where it must be, and close it with an answer.`,
      'The authority deals with it and says here what became of it.',
    ],
    CLOSED: ['', ''],
  };
  return words[concern.status][mayHandle ? 0 : 1];
};

function buttonsOf({ concern, mayHandle, suspendable, suspensions, maySuspend, today }: ConcernView): object[] {
  const at = `/concerns/${concern.id}`;
  if (!mayHandle) return [];
  if (concern.status === 'RAISED') return [{ text: 'Sort it', href: `${at}/triage` }];
  const standing = suspensions.some(({ toDate }) => (toDate ?? today) >= today);
  const lifting = maySuspend && standing ? [{ text: 'Lift the suspension', href: `${at}/lifting` }] : [];
  if (concern.status === 'CLOSED') return lifting;
  return [
    { text: 'Add a note', href: `${at}/notes/new` },
    { text: 'Agree an action', href: `${at}/actions/new` },
    ...(maySuspend && suspendable.length > 0 ? [{ text: 'Suspend admissions', href: `${at}/suspension` }] : []),
    ...lifting,
    { text: 'Close it', href: `${at}/closing` },
  ];
}

export function concernModel(view: ConcernView): object {
  const { concern, mayHandle } = view;
  return {
    title: kindOfConcern(concern.kind).words,
    caption: `${concern.reference}, about ${concern.providerName}`,
    status: STATUS_TAGS[concern.status],
    warning: concern.confidential
      ? 'Confidential: read by named roles and by whoever raised it. Each reading is recorded.'
      : null,
    next: nextWords(view),
    buttons: buttonsOf(view),
    facts: [
      { label: 'Raised', value: `${formatDateTime(concern.raisedAt)}, ${concern.raisedByName}` },
      { label: 'Site', value: concern.siteName ?? 'The whole provider' },
      { label: 'Happened or noticed', value: formatDate(concern.happenedOn) },
      ...(concern.toldFirst === null || concern.toldOn === null
        ? []
        : [{ label: 'Told first', value: `${TOLD_FIRST[concern.toldFirst]}, ${formatDate(concern.toldOn)}` }]),
      ...(concern.pupilReference === null ? [] : [{ label: 'Pupil or placement', value: concern.pupilReference }]),
      ...(mayHandle && concern.level !== null ? [{ label: 'How urgent', value: CONCERN_LEVELS[concern.level] }] : []),
      ...(concern.outcome === null ? [] : [{ label: 'Outcome', value: CONCERN_OUTCOMES[concern.outcome] }]),
    ],
    sections: [
      { title: 'What has happened', lines: concern.what.split('\n') },
      ...(concern.toldRaiser === null ? [] : [{ title: 'Answer', lines: concern.toldRaiser.split('\n') }]),
      ...(mayHandle ? handlersOnly(view) : []),
    ],
    backHref: '/concerns',
  };
}

const handlersOnly = ({ concern, notes, actions, suspensions, today }: ConcernView): object[] => [
  ...(concern.found === null ? [] : [{ title: 'What was found', lines: concern.found.split('\n') }]),
  {
    table: dataTable({
      caption: 'Notes',
      columns: ['When', 'Who', 'What'].map((heading) => ({ heading })),
      rows: notes.map(({ notedAt, by, words }) => [formatDateTime(notedAt), by, words]),
      empty: 'Nothing has been noted yet.',
    }),
  },
  {
    table: dataTable({
      caption: 'Actions',
      columns: ['What', 'Who', 'Due on', 'Status'].map((heading) => ({ heading })),
      rows: actions.map((one) => [
        one.doneOn === null && concern.status === 'IN_HAND'
          ? { text: one.what, href: `/concerns/${concern.id}/actions/${one.id}` }
          : { text: one.what, ...(one.doneNote === null ? {} : { note: one.doneNote }) },
        one.ownerName,
        formatDate(one.dueOn),
        { text: '', tag: actionTag(one, today) },
      ]),
      empty: 'No action has been agreed.',
    }),
  },
  {
    table: dataTable({
      caption: 'Suspensions that followed',
      columns: ['Framework', 'Lot', 'From', 'To'].map((heading) => ({ heading })),
      rows: suspensions.map((one) => [
        one.frameworkName,
        one.lotNumber,
        formatDate(one.fromDate),
        one.toDate === null ? 'Until it is lifted' : formatDate(one.toDate),
      ]),
      empty: 'None.',
    }),
  },
];

function actionTag({ doneOn, dueOn }: ConcernAction, today: string): StatusTag {
  if (doneOn !== null) return tag('Done', 'green');
  return dueOn < today ? tag('Late', 'red') : tag('To do', 'yellow');
}
