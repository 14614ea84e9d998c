import {
  type Actor,
  addDays,
  type DateOnly,
  describeSessions,
  formatDate,
  formatDateTime,
  formatPounds,
  fundName,
  pence,
  sumPence,
} from '../../../kernel/index.js';
import { providerLink, whereOf } from '../../providers/index.js';
import { type DataTable, dataTable, dayCell, pageLinks, poundsCell, type StatusTag, tag } from '../../../web/index.js';
import type { BlockLine } from '../application/list-blocks.js';
import type { BlockView } from '../application/view-block.js';
import type { LoanStatus } from '../domain/block-states.js';
import { inUnits, UNITS } from '../domain/units.js';
import { totalUse } from '../domain/use-of-block.js';
import type { Block } from '../persistence/block.store.js';
import type { Draw } from '../persistence/draw.store.js';
import type { Loan } from '../persistence/loan.store.js';

export const LIST_SIZE = 50;

const numeric = (heading: string) => ({ heading, numeric: true });
const plain = (heading: string) => ({ heading });
const friday = (week: DateOnly): DateOnly => addDays(week, 4);
const somebody = (name: string | null): string => name ?? 'A colleague';

/** Says the state and who must act. */
export function blockTag({ status, buyerName, cancelledFrom }: Block, over: boolean): StatusTag {
  if (status === 'DRAFT') return tag(`Waits for: second person at ${buyerName}`, 'yellow');
  if (status === 'REFUSED') return tag('Refused', 'red');
  if (status === 'WITHDRAWN') return tag('Withdrawn', 'grey');
  if (status === 'CANCELLED') return tag(`Cancelled from ${formatDate(cancelledFrom as DateOnly)}`, 'grey');
  return over ? tag('Over', 'grey') : tag('Signed: places are kept', 'green');
}

export function blocksTable(
  { lines, total }: { readonly lines: readonly BlockLine[]; readonly total: number },
  offset: number,
): DataTable {
  const href = (at: number): string => `/blocks?offset=${at}`;
  const bought = lines.filter(
    ({ block }) => block.isParty && (block.status === 'ACTIVE' || block.status === 'CANCELLED'),
  );
  return dataTable({
    caption: 'Blocks, newest first',
    columns: [
      ...['Block', 'Buyer', 'Provider', 'A week', 'From', 'To'].map(plain),
      ...['Price', 'Used', 'Left to use', 'Paid for and not used'].map(numeric),
      plain('Status'),
    ],
    rows: lines.map(({ block, over, use }) => [
      { text: block.reference, href: `/blocks/${block.id}` },
      block.buyerName,
      block.providerName,
      inUnits(block.unitsPerWeek, block.unit),
      dayCell(block.fromWeek),
      dayCell(friday(block.toWeek)),
      block.isParty ? poundsCell(block.totalPence) : '',
      use.used,
      use.left,
      block.isParty ? poundsCell(use.lostPence) : '',
      { text: '', tag: blockTag(block, over) },
    ]),
    totals: [
      total > lines.length ? 'Total of what is signed on this page' : 'Total of what is signed',
      ...Array.from({ length: 5 }, () => ''),
      poundsCell(sumPence(bought.map(({ block }) => block.totalPence))),
      '',
      '',
      poundsCell(sumPence(bought.map(({ use }) => use.lostPence))),
      '',
    ],
    empty: 'Nothing has been bought ahead of need.',
    csvHref: `${href(offset)}&format=csv`,
    pages: pageLinks(href, { total, offset, size: LIST_SIZE }),
  });
}

/** By week and in money, to the penny: what is shown is what the file holds. */
export function weeksTable({ block, use, holderName, unitPence }: BlockView): DataTable {
  const total = totalUse(use);
  const { many } = UNITS[block.unit];
  return dataTable({
    caption: `What ${holderName} holds and uses, by week`,
    columns: [
      plain('Week of'),
      ...[`Paid ${many}`, 'Used', 'Lent or sold', 'Unused', 'Unused in money'].map(numeric),
      plain('Status'),
    ],
    rows: use.map((week) => [
      dayCell(week.week),
      week.paid,
      week.used,
      week.lent,
      week.unused,
      poundsCell(week.unusedPence),
      week.past ? 'Over' : 'Still to come',
    ]),
    totals: [
      'Total',
      total.paid,
      total.used,
      total.lent,
      total.lost + total.left,
      poundsCell(pence((total.lost + total.left) * unitPence)),
      '',
    ],
    empty: block.isParty ? 'Units stand here once the block is signed.' : 'Units stand here once you have taken some.',
    csvHref: `/blocks/${block.id}?format=csv`,
  });
}

const DRAW_PURPOSE = { PLACEMENT: 'Placement', DIRECT: 'Used directly' } as const;

export function drawsTable(draws: readonly Draw[], block: Block): DataTable {
  return dataTable({
    caption: 'Used for',
    columns: [
      ...['Pupil reference', 'School', 'How'].map(plain),
      numeric('A week'),
      ...['From', 'To', 'Note'].map(plain),
    ],
    rows: draws.map((one) => [
      one.pupilReference,
      one.schoolName,
      DRAW_PURPOSE[one.purpose],
      inUnits(one.units, block.unit),
      dayCell(one.fromWeek),
      one.givenBackFrom === null
        ? dayCell(friday(one.toWeek))
        : {
            text: formatDate(addDays(one.givenBackFrom, -3)),
            note: 'The rest was given back',
            csv: addDays(one.givenBackFrom, -3),
          },
      one.note ?? '',
    ]),
    empty: 'Nothing has been used yet.',
  });
}

const LOAN_STATUS: Readonly<Record<LoanStatus, string>> = {
  PROPOSED: 'Waits for',
  AGREED: 'Agreed by both sides',
  REFUSED: 'Refused',
  WITHDRAWN: 'Withdrawn',
  RETURNED: 'Given back',
};
const LOAN_COLOURS: Readonly<Record<LoanStatus, StatusTag['colour']>> = {
  PROPOSED: 'yellow',
  AGREED: 'green',
  REFUSED: 'red',
  WITHDRAWN: 'grey',
  RETURNED: 'grey',
};

export const loanTag = ({ status, borrowerName }: Loan): StatusTag =>
  tag(status === 'PROPOSED' ? `${LOAN_STATUS.PROPOSED}: ${borrowerName}` : LOAN_STATUS[status], LOAN_COLOURS[status]);

export function loansTable(loans: readonly Loan[], block: Block): DataTable {
  return dataTable({
    caption: 'Lent and sold to others',
    columns: [
      ...['To', 'By'].map(plain),
      numeric('A week'),
      ...['From', 'To'].map(plain),
      numeric('Price of one'),
      plain('Status'),
    ],
    rows: loans.map((one) => [
      one.borrowerName,
      one.lenderName,
      inUnits(one.units, block.unit),
      dayCell(one.fromWeek),
      dayCell(one.returnedFrom === null ? friday(one.toWeek) : addDays(one.returnedFrom, -3)),
      one.unitPence === 0 ? 'Free of charge' : poundsCell(one.unitPence),
      { text: '', tag: loanTag(one) },
    ]),
    empty: 'Nothing has been lent or sold.',
  });
}

export function boughtUnder({ supplyRoute, calledOff }: Block): string {
  if (supplyRoute === 'MAINTAINED_AP') return 'Maintained provision';
  return calledOff === null
    ? 'Framework'
    : `${calledOff.framework} (${calledOff.reference}), ${calledOff.lot}, ${calledOff.terms}`;
}

interface Row {
  readonly label: string;
  readonly value: string;
  readonly href?: string;
}

/** A borrower reads what it may use, and nothing of what its lender paid, why, and who decided it. */
export function blockFacts(actor: Actor, { block }: BlockView): Row[] {
  return [
    { label: 'Bought by', value: block.buyerName },
    {
      label: 'From',
      value: `${whereOf(block.providerName, block.siteName)}: ${block.programmeName}`,
      ...providerLink(actor, block.providerId),
    },
    { label: 'Sessions', value: `${block.patternLabel} (${describeSessions(block.sessions)})` },
    { label: 'Called off under', value: boughtUnder(block) },
    {
      label: 'How much',
      value: `${inUnits(block.unitsPerWeek, block.unit)} a week, ${block.schoolWeeks.length} school weeks, ${block.places} places kept`,
    },
    { label: 'When', value: `${formatDate(block.fromWeek)} to ${formatDate(friday(block.toWeek))}` },
    ...(block.isParty ? paymentOf(block) : []),
    { label: 'Notice', value: block.noticeDays === 1 ? '1 day' : `${block.noticeDays} days` },
    ...(block.isParty ? historyOf(block) : []),
  ];
}

function paymentOf(block: Block): Row[] {
  const { all, one } = UNITS[block.unit];
  const paid =
    block.payer === 'AUTHORITY'
      ? `${block.buyerName}, from the ${fundName(block.fund ?? '').toLowerCase()}`
      : `${block.buyerName}, order ${block.orderReference ?? ''}, authorised by ${block.orderAuthorisedBy ?? ''}`;
  return [
    {
      label: 'Price, net of VAT',
      value: `${formatPounds(block.unitPence)} a ${one} (price list: ${formatPounds(block.listPence)}), ${formatPounds(block.totalPence)} for ${block.unitsPerWeek * block.schoolWeeks.length} ${all}`,
    },
    { label: 'Who pays', value: paid },
  ];
}

function historyOf(block: Block): Row[] {
  const rows: Row[] = [
    { label: 'Why', value: block.reason },
    { label: 'Prepared', value: `${somebody(block.draftedByName)}, ${formatDateTime(block.draftedAt)}` },
  ];
  if (block.signedAt !== null) {
    const said = block.status === 'REFUSED' ? 'Refused' : 'Signed';
    rows.push({ label: said, value: `${somebody(block.signedByName)}, ${formatDateTime(block.signedAt)}` });
  }
  if (block.answer !== null) rows.push({ label: 'Why it was refused', value: block.answer });
  if (block.cancelledWhy !== null) rows.push({ label: 'Why it was cancelled', value: block.cancelledWhy });
  return rows;
}

/** One sentence for whoever reads: what happens next, and who must act. */
export function nextOfBlock({ block, rights, over, use }: BlockView): string {
  const { all } = UNITS[block.unit];
  if (block.status === 'DRAFT') {
    return rights.sign
      ? 'Your signature is needed below. It keeps the places and commits the price; until then nothing is bought.'
      : `Somebody at ${block.buyerName} who did not prepare it must sign. Until then nothing is bought.`;
  }
  if (block.status === 'REFUSED' || block.status === 'WITHDRAWN')
    return 'Nothing was bought. Nothing more is to be done here.';
  if (!block.isParty && use.length === 0) {
    return over ? 'It is over, and you took nothing of it.' : 'Units of it are offered to you. Answer the offer below.';
  }
  const { left, leftPence, lost, lostPence } = totalUse(use);
  if (over)
    return lost === 0
      ? 'It is over, and all of it was used.'
      : `It is over. ${formatPounds(lostPence)} was paid for ${lost} ${all} that nobody used.`;
  if (left === 0) return 'All that is still to come is used or lent.';
  return `${left} ${all} worth ${formatPounds(leftPence)} are still to be used. Use them for a pupil, or lend or sell them.`;
}
