import { type Actor, formatDate, formatPounds } from '../../../kernel/index.js';
import {
  type Choice,
  choicesOf,
  type DataTable,
  dataTable,
  date,
  dayCell,
  defineForm,
  money,
  pageLinks,
  poundsCell,
  radios,
  select,
  type StatusTag,
  tag,
  text,
  wholeNumber,
} from '../../../web/index.js';
import { providerLink } from '../../providers/index.js';
import type { PriceChoices, PriceView } from '../application/find-price.js';
import {
  BASES,
  type Basis,
  describeBasis,
  grossPence,
  VAT_TREATMENTS,
  type VatTreatment,
} from '../domain/tariff-terms.js';
import type { PriceListLine } from '../persistence/tariff.store.js';

export const LIST_SIZE = 50;

export function priceTag({ status }: Pick<PriceListLine, 'status'>): StatusTag {
  if (status === 'DRAFT') return tag('Second person to approve', 'yellow');
  return status === 'APPROVED' ? tag('Approved', 'green') : tag('Withdrawn');
}

export const whatFor = (line: PriceListLine): string =>
  [line.programmeName ?? 'All programmes', line.lotName].filter((part) => part !== null).join(', ');

export function priceTable(
  { lines, total }: { readonly lines: readonly PriceListLine[]; readonly total: number },
  {
    offset,
    href,
    actor,
  }: { readonly offset: number; readonly href: (offset: number) => string; readonly actor: Actor },
): DataTable {
  return dataTable({
    caption: 'Prices',
    captionHidden: true,
    columns: [
      ...['Price', 'Provider', 'For'].map((heading) => ({ heading })),
      { heading: 'Net', numeric: true },
      ...['Per', 'VAT', 'From', 'To', 'Status'].map((heading) => ({ heading })),
    ],
    rows: lines.map((line) => [
      { text: line.label === '' ? 'Price' : line.label, href: `/prices/${line.id}` },
      { text: line.providerName, ...providerLink(actor, line.providerId) },
      whatFor(line),
      poundsCell(line.netPence),
      describeBasis(line.basis, line.sessionsCovered),
      VAT_TREATMENTS[line.vatTreatment],
      dayCell(line.fromDate),
      line.toDate === null ? 'Goes on' : dayCell(line.toDate),
      { text: '', tag: priceTag(line) },
    ]),
    empty: 'There is no price here yet.',
    csvHref: `${href(offset)}&format=csv`,
    pages: pageLinks(href, { total, offset, size: LIST_SIZE }),
  });
}

export const priceFacts = (actor: Actor, line: PriceView): { label: string; value: string; href?: string }[] => [
  { label: 'Provider', value: line.providerName, ...providerLink(actor, line.providerId) },
  { label: 'For', value: whatFor(line) },
  {
    label: 'Net of VAT',
    value: `${formatPounds(line.netPence)} for ${describeBasis(line.basis, line.sessionsCovered)}`,
  },
  { label: 'VAT', value: VAT_TREATMENTS[line.vatTreatment] },
  { label: 'Invoiced', value: formatPounds(grossPence(line.netPence, line.vatTreatment)) },
  { label: 'From', value: formatDate(line.fromDate) },
  { label: 'To', value: line.toDate === null ? 'Goes on' : formatDate(line.toDate) },
  ...(line.follows === null
    ? []
    : [
        {
          label: 'Follows',
          value: `${formatPounds(line.follows.netPence)}, which ends on ${formatDate(line.follows.endsOn)} when this is approved`,
          href: `/prices/${line.follows.id}`,
        },
      ]),
];

const named = (rows: readonly { id: string; name: string }[]): Choice[] =>
  rows.map(({ id, name }) => ({ value: id, text: name }));

export const draftForm = ({ programmes, lots }: PriceChoices) =>
  defineForm({
    label: text({ label: 'Name of the price', hint: 'Such as "Full week, key stage 4"', max: 120, optional: true }),
    programmeId: select({
      label: 'Programme',
      hint: 'Left empty, it is for all programmes',
      choices: named(programmes),
      optional: true,
    }),
    lotId: select({
      label: 'Lot',
      hint: 'Only where the price belongs to a lot',
      choices: named(lots),
      optional: true,
    }),
    basis: radios<Basis>({ label: 'The price is for', choices: choicesOf<Basis>(BASES) }),
    sessionsCovered: wholeNumber({
      label: 'Weekly half days covered',
      hint: 'For a price by week, term or year: 10 is a full week',
      least: 1,
      most: 10,
      width: 2,
    }),
    netPence: money({ label: 'Price net of VAT' }),
    vatTreatment: radios<VatTreatment>({ label: 'VAT', choices: choicesOf<VatTreatment>(VAT_TREATMENTS) }),
    fromDate: date({ label: 'First day' }),
    toDate: date({ label: 'Last day', hint: 'Leave empty if it goes on', optional: true }),
  });

export const endForm = defineForm({ endsOn: date({ label: 'Last day' }) });
