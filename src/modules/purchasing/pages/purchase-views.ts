import { type Actor, formatDate, formatDateTime, formatPounds, fundName, sumPence } from '../../../kernel/index.js';
import {
  checkboxes,
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
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import { providerLink } from '../../providers/index.js';
import { type Purpose, PURPOSES } from '../application/record-purchase.js';
import { type Assurance, ASSURANCE_CODES, ASSURANCES } from '../domain/assurance.js';
import { SUBSIDY_REASONS } from '../domain/subsidy.js';
import type { SchoolPurchase } from '../persistence/purchase.store.js';

export const PURCHASES_SIZE = 50;

const ROUTES: Readonly<Record<SchoolPurchase['supplyRoute'], string>> = {
  FRAMEWORK: 'On the framework',
  MAINTAINED_AP: 'Maintained provision',
  OFF_FRAMEWORK: 'Outside the framework',
};

export const purchaseForm = (sellers: readonly Choice[]) =>
  defineForm({
    providerId: select({ label: 'Provider', choices: sellers, optional: true }),
    providerName: text({
      label: 'Or the name of a provider that is not listed',
      hint: 'It is then outside the framework',
      max: 200,
      optional: true,
    }),
    pupilReference: text({ label: 'Your reference for the pupil', hint: 'Not a name', max: 40, width: 20 }),
    purpose: radios<Purpose>({ label: 'Why is it bought?', choices: choicesOf<Purpose>(PURPOSES) }),
    startsOn: date({ label: 'First day' }),
    endsOn: date({ label: 'Last day' }),
    days: wholeNumber({ label: 'Days bought in all', least: 1, most: 731, width: 3 }),
    dayPence: money({ label: 'Price of a day, net of VAT' }),
    orderReference: text({ label: 'Number of your order', max: 60 }),
    orderAuthorisedBy: text({ label: 'Who authorised it', max: 120 }),
    assured: checkboxes<Assurance>({
      label: 'What has your school checked?',
      hint: 'Tick only what was done. What is left out is shown as not checked.',
      choices: choicesOf<Assurance>(ASSURANCES),
      optional: true,
    }),
    reason: textarea({
      label: 'Why nobody on the list will do',
      hint: 'Needed outside the framework. Do not name the pupil.',
      max: 2000,
      rows: 3,
      optional: true,
    }),
    warned: checkboxes<'yes'>({
      label: 'Outside the framework',
      choices: [{ value: 'yes', text: 'We have read the warning above and take the responsibility' }],
      optional: true,
    }),
  });

export const confirmForm = defineForm({
  words: textarea({ label: 'What you say to the school', max: 2000, rows: 3, optional: true }),
});

export const purchaseCancelForm = defineForm({
  words: textarea({ label: 'Why is the purchase cancelled?', max: 2000, rows: 3 }),
});

/** Says the state and who must act. */
export function purchaseTag({ status }: SchoolPurchase): StatusTag {
  if (status === 'RECORDED') return tag('Waits for: the authority to read it', 'yellow');
  return status === 'CONFIRMED' ? tag('Read by the authority', 'green') : tag('Cancelled', 'grey');
}

export function purchasesTable(
  { rows, total }: { readonly rows: readonly SchoolPurchase[]; readonly total: number },
  offset: number,
): DataTable {
  const href = (at: number): string => `/purchases?offset=${at}`;
  const kept = rows.filter(({ status }) => status !== 'CANCELLED');
  const numeric = (heading: string) => ({ heading, numeric: true });
  return dataTable({
    caption: 'Purchases, those that wait first',
    captionHidden: true,
    columns: [
      ...['Purchase', 'School', 'Provider', 'Bought', 'Pupil reference', 'From', 'To'].map((heading) => ({ heading })),
      ...['Days', 'Price', 'Paid by the authority'].map(numeric),
      { heading: 'Status' },
    ],
    rows: rows.map((one) => [
      { text: one.reference, href: `/purchases/${one.id}` },
      one.schoolName,
      one.providerName,
      ROUTES[one.supplyRoute],
      one.pupilReference,
      dayCell(one.startsOn),
      dayCell(one.endsOn),
      one.days,
      poundsCell(one.totalPence),
      poundsCell(one.subsidyPence),
      { text: '', tag: purchaseTag(one) },
    ]),
    totals: [
      total > rows.length ? 'Total of this page, without what is cancelled' : 'Total without what is cancelled',
      ...Array.from({ length: 6 }, () => ''),
      kept.reduce((sum, { days }) => sum + days, 0),
      poundsCell(sumPence(kept.map(({ totalPence }) => totalPence))),
      poundsCell(sumPence(kept.map(({ subsidyPence }) => subsidyPence))),
      '',
    ],
    empty: 'Nothing has been recorded.',
    csvHref: `${href(offset)}&format=csv`,
    pages: pageLinks(href, { total, offset, size: PURCHASES_SIZE }),
  });
}

const somebody = (name: string | null): string => name ?? 'A colleague';

export function purchaseFacts(actor: Actor, one: SchoolPurchase): { label: string; value: string; href?: string }[] {
  const checked = one.assured.map((code) => ASSURANCES[code]).join('. ');
  const who = `${somebody(one.assuredByName)}, ${formatDateTime(one.assuredAt)}`;
  const part = `${formatPounds(one.subsidyPence)} (${one.subsidyBasisPoints / 100}%)`;
  const own = one.providerId === null ? {} : providerLink(actor, one.providerId);
  return [
    { label: 'School', value: one.schoolName },
    { label: 'Provider', value: one.providerName, ...own },
    { label: 'Bought', value: one.calledOff ?? ROUTES[one.supplyRoute] },
    ...(one.reason === null ? [] : [{ label: 'Why nobody on the list will do', value: one.reason }]),
    { label: 'Pupil reference', value: one.pupilReference },
    { label: 'Why it is bought', value: PURPOSES[one.purpose as Purpose] },
    { label: 'When', value: `${one.days} days, ${formatDate(one.startsOn)} to ${formatDate(one.endsOn)}` },
    {
      label: 'Price, net of VAT',
      value: `${formatPounds(one.dayPence)} a day, ${formatPounds(one.totalPence)} in all`,
    },
    { label: 'Order', value: `${one.orderReference}, authorised by ${one.orderAuthorisedBy}` },
    {
      label: 'Paid by the authority',
      value: one.fund === null ? part : `${part}, from the ${fundName(one.fund).toLowerCase()}`,
    },
    { label: 'Why so much', value: SUBSIDY_REASONS[one.subsidyReason] },
    { label: 'The school checked', value: checked === '' ? 'Nothing was ticked' : `${checked}. ${who}` },
    ...(one.confirmedAt === null
      ? []
      : [
          {
            label: 'Read by the authority',
            value: `${somebody(one.confirmedByName)}, ${formatDateTime(one.confirmedAt)}`,
          },
          ...(one.confirmedWords ? [{ label: 'What it said', value: one.confirmedWords }] : []),
        ]),
    ...(one.cancelledWhy === null ? [] : [{ label: 'Why it was cancelled', value: one.cancelledWhy }]),
  ];
}

export const uncheckedOf = ({ assured }: SchoolPurchase): string[] =>
  ASSURANCE_CODES.filter((code) => !assured.includes(code)).map((code) => ASSURANCES[code]);

export function nextOfPurchase(one: SchoolPurchase, mayConfirm: boolean): string {
  if (one.status === 'CANCELLED') return 'It did not come to be. Nothing more is to be done here.';
  if (one.status === 'CONFIRMED') return SUBSIDY_REASONS[one.subsidyReason];
  if (!mayConfirm) return `The authority must read it. ${SUBSIDY_REASONS[one.subsidyReason]}`;
  const commits = one.subsidyPence > 0 ? ` ${formatPounds(one.subsidyPence)} is committed when you confirm.` : '';
  return `Read what the school checked, and confirm below that you did.${commits}`;
}
