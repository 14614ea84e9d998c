import { type DateOnly, formatDate, formatDateTime } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, type PageLinks, type StatusTag, tag } from '../../../web/index.js';
import type { ActionView, VisitView } from '../application/view-visits.js';
import {
  ACTION_OWNERS,
  type ActionStatus,
  type Judgement,
  JUDGEMENTS,
  VISIT_AREAS,
  type VisitArea,
  type VisitStatus,
} from '../domain/visit.js';
import type { VisitAction } from '../persistence/visit-action.store.js';
import type { Visit } from '../persistence/visit.store.js';

const STATUS_TAGS: Readonly<Record<VisitStatus, StatusTag>> = {
  PLANNED: tag('Planned', 'blue'),
  CARRIED_OUT: tag('Authority to report', 'yellow'),
  DRAFT_REPORT: tag('Provider to reply', 'orange'),
  REPLIED: tag('Authority to finish', 'yellow'),
  FINAL: tag('Final', 'green'),
  CALLED_OFF: tag('Called off', 'grey'),
};
const JUDGEMENT_TAGS: Readonly<Record<Judgement, StatusTag>> = {
  STRONG: tag(JUDGEMENTS.STRONG, 'green'),
  MEETS: tag(JUDGEMENTS.MEETS, 'teal'),
  NEEDS_WORK: tag(JUDGEMENTS.NEEDS_WORK, 'orange'),
  SERIOUS: tag(JUDGEMENTS.SERIOUS, 'red'),
};

/** Late says so before anything else. */
const actionTag = ({ status, dueOn, owner }: VisitAction, today: DateOnly): StatusTag => {
  const tags: Readonly<Record<ActionStatus, StatusTag>> = {
    OPEN: owner === 'PROVIDER' ? tag('Provider to do', 'yellow') : tag('Authority to do', 'yellow'),
    REPORTED: tag('Authority to check', 'blue'),
    CLOSED: tag('Closed', 'green'),
  };
  return status === 'OPEN' && dueOn < today ? tag('Late', 'red') : tags[status];
};

const placeOf = ({ providerName, siteName }: Visit): string =>
  siteName === null ? providerName : `${providerName}, ${siteName}`;

export const visitsTable = (visits: readonly Visit[], pages: PageLinks, csvHref: string): DataTable =>
  dataTable({
    caption: 'Visits',
    captionHidden: true,
    columns: ['Visit', 'To', 'On', 'Judgement', 'Status'].map((heading) => ({ heading })),
    rows: visits.map((one) => [
      { text: one.reference, href: `/visits/${one.id}` },
      placeOf(one),
      dayCell(one.carriedOutOn ?? one.visitOn),
      one.judgement === null ? 'Not yet' : JUDGEMENTS[one.judgement],
      { text: '', tag: STATUS_TAGS[one.status] },
    ]),
    empty: 'No visit has been planned yet.',
    pages,
    csvHref,
  });

const actionsTable = (actions: readonly VisitAction[], today: DateOnly): DataTable =>
  dataTable({
    caption: 'Actions',
    columns: ['What', 'Area', 'Who', 'Due on', 'Status'].map((heading) => ({ heading })),
    rows: actions.map((one) => [
      { text: one.what.slice(0, 200), href: `/visit-actions/${one.id}` },
      VISIT_AREAS[one.area],
      { text: ACTION_OWNERS[one.owner], note: one.ownerName },
      formatDate(one.dueOn),
      { text: '', tag: actionTag(one, today) },
    ]),
    empty: 'No action has been agreed.',
  });

function nextWords({ visit, mayChange, today }: VisitView): string {
  const by = visit.replyBy === null ? '' : formatDate(visit.replyBy);
  const over = visit.replyBy !== null && visit.replyBy < today;
  const words: Readonly<Record<VisitStatus, readonly [authority: string, provider: string]>> = {
    PLANNED: [
      'After the visit, record that it was carried out; then say what was seen in each area.',
      'The authority visits on that day. You read its draft report before it becomes final.',
    ],
    CARRIED_OUT: ['Say what was seen in each area, agree actions, and send the draft report.', ''],
    DRAFT_REPORT: over
      ? ['The provider has not replied in time. Finish the report.', `The last day for a reply was ${by}.`]
      : [
          `The provider may reply until ${by}. The report becomes final after that.`,
          `Reply by ${by}. The report becomes final after that.`,
        ],
    REPLIED: [
      'Read the reply, change what was seen where it is right, say what follows, and finish the report.',
      'The authority reads your reply and finishes the report.',
    ],
    FINAL: [
      'The report stands. Follow its actions until they are closed.',
      'The report stands. Report on your actions as you finish them.',
    ],
    CALLED_OFF: ['', ''],
  };
  return words[visit.status][mayChange ? 0 : 1];
}

function buttonsOf({ visit, mayChange, mayAnswer, today }: VisitView): object[] {
  const at = `/visits/${visit.id}`;
  const over = visit.replyBy !== null && visit.replyBy < today;
  if (mayAnswer) return visit.status === 'DRAFT_REPORT' && !over ? [{ text: 'Reply', href: `${at}/reply` }] : [];
  if (!mayChange) return [];
  if (visit.status === 'PLANNED') {
    return [
      { text: 'Record that it was carried out', href: `${at}/carrying-out` },
      { text: 'Call it off', href: `${at}/calling-off` },
    ];
  }
  if (visit.status === 'CARRIED_OUT') return [{ text: 'Send the draft report', href: `${at}/report` }];
  if (visit.status === 'REPLIED' || (visit.status === 'DRAFT_REPORT' && over)) {
    return [{ text: 'Finish the report', href: `${at}/final` }];
  }
  return visit.status === 'FINAL'
    ? [{ text: 'Plan a follow-up visit', href: `/visits/new?provider=${visit.providerId}&follows=${visit.id}` }]
    : [];
}

export function visitModel(view: VisitView): object {
  const { visit, findings, mayChange, today } = view;
  const writes = mayChange && (visit.status === 'CARRIED_OUT' || visit.status === 'REPLIED');
  const areas = (Object.keys(VISIT_AREAS) as VisitArea[]).filter(
    (area) => writes || findings.some((one) => one.area === area),
  );
  const wasCarriedOut = visit.carriedOutOn !== null;
  return {
    title: `Visit to ${placeOf(visit)}`,
    caption: `${visit.reference}, ${visit.authorityName}`,
    status: STATUS_TAGS[visit.status],
    next: nextWords(view),
    buttons: buttonsOf(view),
    facts: [
      { label: 'Planned for', value: formatDate(visit.visitOn) },
      { label: 'Announced', value: visit.announced ? 'Yes' : 'No' },
      { label: 'What it looks at', value: visit.purpose },
      ...(visit.followsReference === null
        ? []
        : [{ label: 'Follows', value: visit.followsReference, href: `/visits/${visit.followsId ?? ''}` }]),
      ...(wasCarriedOut ? [{ label: 'Carried out on', value: formatDate(visit.carriedOutOn) }] : []),
      ...(visit.met === null ? [] : [{ label: 'Who was met', value: visit.met }]),
      ...(visit.calledOff === null ? [] : [{ label: 'Why it was called off', value: visit.calledOff }]),
      ...(visit.judgement === null ? [] : [{ label: 'Judgement as a whole', value: JUDGEMENTS[visit.judgement] }]),
    ],
    sections: [
      ...(visit.summary === null ? [] : [{ title: 'Summary', lines: visit.summary.split('\n') }]),
      ...(wasCarriedOut ? [{ table: findingsTable(view, areas, writes) }] : []),
      ...(wasCarriedOut
        ? [
            {
              table: actionsTable(view.actions, today),
              links: mayChange ? [{ text: 'Agree an action', href: `/visits/${visit.id}/actions/new` }] : [],
            },
          ]
        : []),
      ...(visit.reply === null || visit.repliedAt === null
        ? []
        : [{ title: `The provider’s reply, ${formatDateTime(visit.repliedAt)}`, lines: visit.reply.split('\n') }]),
      ...(visit.response === null ? [] : [{ title: 'What follows from the reply', lines: visit.response.split('\n') }]),
    ],
    backHref: '/visits',
  };
}

const findingsTable = ({ visit, findings }: VisitView, areas: readonly VisitArea[], writes: boolean): DataTable =>
  dataTable({
    caption: 'What was seen',
    columns: ['Area', 'Judgement', 'What was seen'].map((heading) => ({ heading })),
    rows: areas.map((area) => {
      const found = findings.find((one) => one.area === area);
      const href = `/visits/${visit.id}/findings/${slugOf(area)}`;
      return [
        { text: VISIT_AREAS[area], ...(writes ? { href } : {}) },
        found === undefined ? 'Not looked at' : { text: '', tag: JUDGEMENT_TAGS[found.judgement] },
        found === undefined
          ? ''
          : { text: found.seen, ...(found.n > 1 ? { note: 'Changed since it was first said' } : {}) },
      ];
    }),
    empty: 'Nothing was judged.',
  });

export const slugOf = (area: string): string => area.toLowerCase().replaceAll('_', '-');
export const areaOf = (slug: string): VisitArea | undefined =>
  (Object.keys(VISIT_AREAS) as VisitArea[]).find((area) => slugOf(area) === slug);

export function actionModel({ action, reports, mayChange, mayReport, today }: ActionView): object {
  const at = `/visit-actions/${action.id}`;
  const closes = mayChange && action.status !== 'CLOSED';
  return {
    title: VISIT_AREAS[action.area],
    caption: `Action after visit ${action.visitReference} to ${action.providerName}`,
    status: actionTag(action, today),
    next:
      mayReport && action.status === 'OPEN'
        ? 'Report what was done. The authority looks at it and closes the action.'
        : '',
    buttons: [
      ...(mayReport && action.status === 'OPEN' ? [{ text: 'Report what was done', href: `${at}/report` }] : []),
      ...(closes ? [{ text: 'Close the action', href: `${at}/closing` }] : []),
      ...(mayChange && action.status === 'REPORTED' ? [{ text: 'Ask for more', href: `${at}/more` }] : []),
    ],
    facts: [
      { label: 'What has to be done', value: action.what },
      { label: 'Who does it', value: `${ACTION_OWNERS[action.owner]}: ${action.ownerName}` },
      { label: 'Due on', value: formatDate(action.dueOn) },
      ...(action.escalatedOn === null ? [] : [{ label: 'Escalated on', value: formatDate(action.escalatedOn) }]),
      ...(action.closedNote === null ? [] : [{ label: 'What shows that it is done', value: action.closedNote }]),
    ],
    sections: [
      {
        table: dataTable({
          caption: 'What was said about it',
          columns: ['When', 'Who', 'What', 'Document'].map((heading) => ({ heading })),
          rows: reports.map((one) => [
            formatDateTime(one.saidAt),
            one.byProvider ? 'The provider' : 'The authority',
            one.said,
            one.evidenceId === null ? 'None' : { text: 'Open the document', href: `/evidence/${one.evidenceId}` },
          ]),
          empty: 'Nothing yet.',
        }),
      },
    ],
    backHref: `/visits/${action.visitId}`,
  };
}
