import { formatDate, formatDateTime, formatPounds, pence } from '../../../kernel/index.js';
import { type DataTable, dataTable, type StatusTag, tag } from '../../../web/index.js';
import type { ChangeView } from '../application/provider-changes.js';
import { CHANGE_KINDS, type ChangeKind, type ChangeStatus } from '../domain/provider-change.js';
import type { ProviderChange } from '../persistence/provider-change.store.js';
import { touchedFacts } from './touched.view.js';

const STATUS_TAGS: Readonly<Record<ChangeStatus, StatusTag>> = {
  ANNOUNCED: tag('Authority to decide', 'yellow'),
  APPROVED: tag('Approved', 'green'),
  REFUSED: tag('Refused', 'red'),
  WITHDRAWN: tag('Taken back', 'grey'),
  UNDONE: tag('Stays open after all', 'grey'),
};

export const changesTable = (changes: readonly ProviderChange[]): DataTable =>
  dataTable({
    caption: 'Changes announced',
    captionHidden: true,
    columns: ['Change', 'Provider', 'What', 'From', 'Status'].map((heading) => ({ heading })),
    rows: changes.map((one) => [
      { text: one.reference, href: `/provider-changes/${one.id}` },
      one.providerName,
      CHANGE_KINDS[one.proposed.kind],
      formatDate(one.fromDate),
      { text: '', tag: STATUS_TAGS[one.status] },
    ]),
    empty: 'No change has been announced.',
  });

/** What is to be, as facts. */
function proposedFacts({ proposed, siteName, priceLabel, pricePence }: ProviderChange): object[] {
  if (proposed.kind === 'CONTROL') {
    return [
      { label: 'New owner or company', value: proposed.owner },
      { label: 'Company number', value: proposed.companyNumber },
      { label: 'Name from then on', value: proposed.name },
    ];
  }
  if (proposed.kind === 'PRICE') {
    return [
      { label: 'Price', value: priceLabel },
      { label: 'Now', value: pricePence === null ? '' : formatPounds(pence(pricePence)) },
      { label: 'New price, net of VAT', value: formatPounds(proposed.netPence) },
    ];
  }
  if (proposed.kind === 'CLOSE_SITE' || proposed.kind === 'KEEP_SITE') return [{ label: 'Site', value: siteName }];
  return [
    { label: 'Site', value: proposed.kind === 'NEW_SITE' ? proposed.name : siteName },
    { label: 'New address', value: `${proposed.address.replaceAll('\n', ', ')}, ${proposed.postcode}` },
  ];
}

function nextWords({ change, goingOn, mayDecide }: ChangeView): string {
  if (mayDecide) return 'Look at what it touches, and approve or refuse it with reasons.';
  if (change.status === 'ANNOUNCED') return 'The authority decides. Nothing of it counts before that.';
  if (change.status === 'UNDONE')
    return 'The site stays open: the closing was withdrawn, and the authority approved that.';
  if (change.status !== 'APPROVED') return '';
  if (change.proposed.kind === 'PRICE')
    return 'The price is drafted. It counts once a second person of the authority has signed it.';
  if (change.proposed.kind === 'KEEP_SITE') {
    return 'The site stays open. Its openings that ended with the closing are back, and take nobody new before somebody confirms them.';
  }
  if (change.proposed.kind === 'CLOSE_SITE') {
    const left = goingOn.length === 0 ? '' : ' Find other places for those below, or let them end before.';
    return `Its openings end before that day, and nobody new is placed there from then on.${left}`;
  }
  return change.proposed.kind === 'NEW_SITE'
    ? 'The site is added. It takes pupils once the authority has recorded its registration.'
    : 'It has taken effect.';
}

const FROM_WORDS: Partial<Record<ChangeKind, string>> = {
  CLOSE_SITE: 'Closed from',
  KEEP_SITE: 'Would have closed on',
};

export function changeModel(view: ChangeView): object {
  const { change, touched, goingOn, mayDecide, mayWithdraw, mayUndo } = view;
  const at = `/provider-changes/${change.id}`;
  const confirming =
    change.proposed.kind === 'KEEP_SITE' && change.status === 'APPROVED'
      ? [{ text: 'Confirm what is open', href: `/openings/confirm?provider=${change.providerId}` }]
      : [];
  const made = change.madeId !== null && change.proposed.kind === 'PRICE' ? `/prices/${change.madeId}` : null;
  const follows = made === null ? confirming : [{ text: 'Open the drafted price', href: made }];
  return {
    title: CHANGE_KINDS[change.proposed.kind],
    caption: `${change.reference}, ${change.providerName}`,
    status: STATUS_TAGS[change.status],
    next: nextWords(view),
    buttons: [
      ...(mayDecide ? [{ text: 'Approve or refuse', href: `${at}/decision` }] : []),
      ...(mayWithdraw ? [{ text: 'Take it back', href: `${at}/withdrawal` }] : []),
      ...(mayUndo ? [{ text: 'Withdraw the closing', href: '/provider-changes/new?kind=KEEP_SITE' }] : []),
    ],
    facts: [
      { label: 'Announced', value: formatDateTime(change.announcedAt) },
      {
        label: FROM_WORDS[change.proposed.kind] ?? 'From',
        value: formatDate(change.fromDate),
      },
      ...proposedFacts(change),
      ...(touched === null ? [] : touchedFacts(touched)),
    ],
    sections: [
      { title: 'Why', lines: change.why.split('\n') },
      ...(change.reasons === null ? [] : [{ title: 'Reasons for the decision', lines: change.reasons.split('\n') }]),
      ...(goingOn.length === 0
        ? []
        : [
            {
              title: 'Placements that go on after it closes',
              lines: [],
              links: goingOn.map(({ id, reference, plannedEnd }) => ({
                text: `${reference}, planned to ${formatDate(plannedEnd)}`,
                href: `/placements/${id}`,
              })),
            },
          ]),
      ...(follows.length === 0 ? [] : [{ title: 'What follows', lines: [], links: follows }]),
    ],
    backHref: '/provider-changes',
  };
}
