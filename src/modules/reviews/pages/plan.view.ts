import { formatDate, londonDate } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, type StatusTag, tag } from '../../../web/index.js';
import type { ContactsView, PlanView } from '../application/write-plan.js';
import { ROUTES } from '../domain/plan.js';
import type { Plan, Side } from '../persistence/plan.store.js';
import { headings } from './headings.js';

const SIDES: Readonly<Record<Side, string>> = {
  SCHOOL: 'the school',
  PROVIDER: 'the provider',
  AUTHORITY: 'the authority',
};

export function planTag({ versions, awaited }: Pick<PlanView, 'versions' | 'awaited'>): StatusTag {
  if (versions.length === 0) return tag('School or provider to write it', 'red');
  return awaited.length === 0 ? tag('Agreed', 'green') : tag(`To agree: ${awaited.join(', ')}`, 'yellow');
}

export function planPage(view: PlanView): object {
  const { placement, versions, objectives, agreements, mayWrite, mayAgree } = view;
  const [latest] = versions;
  const base = `/placements/${placement.id}`;
  return {
    title: `Plan of ${placement.reference}`,
    caption: placement.schoolName,
    status: planTag(view),
    next: planNext(view),
    buttons: [
      ...(mayWrite
        ? [{ text: latest === undefined ? 'Write the plan' : 'Write another version', href: `${base}/plan/new` }]
        : []),
      { text: 'Emergency contacts', href: `${base}/contacts` },
    ],
    acts:
      mayAgree && latest !== undefined
        ? [{ action: `${base}/plan/agreement`, text: 'Agree to this plan', version: latest.version }]
        : [],
    facts: latest === undefined ? [{ label: 'First day', value: formatDate(placement.startsOn) }] : planFacts(latest),
    sections: [
      {
        table: dataTable({
          caption: 'Objectives',
          columns: headings('What', 'How it is measured', 'By when'),
          rows: objectives.map(({ what, measured, dueOn }) => [what, measured, dayCell(dueOn)]),
          empty: 'No objectives have been written down yet.',
        }),
      },
      ...(latest === undefined
        ? []
        : [
            {
              table: dataTable({
                caption: `Who has agreed to version ${latest.version}`,
                columns: headings('Organisation', 'Agreed on'),
                rows: agreements.map(({ name, agreedAt }) => [name, dayCell(londonDate(agreedAt))]),
                empty: 'Nobody has agreed yet.',
              }),
            },
            { table: versionsTable(versions) },
          ]),
    ],
    backHref: base,
  };
}

function planNext({ placement, versions, awaited, mayAgree }: PlanView): string {
  const first = formatDate(placement.startsOn);
  if (versions.length === 0)
    return `The school and the provider agree on a plan before the first day, ${first}. Either may write it.`;
  if (awaited.length === 0)
    return 'It is agreed. Reviews look at how far each objective is reached. A change is a new version.';
  return mayAgree
    ? 'Read the plan. Agree to it, or write another version.'
    : `It is agreed when everybody has said so. Still to agree: ${awaited.join(', ')}.`;
}

const planFacts = (plan: Plan): object[] => [
  { label: 'Leads to', value: ROUTES[plan.route] },
  { label: 'What it aims at', value: plan.target },
  { label: 'By when', value: plan.targetOn === null ? 'Open' : formatDate(plan.targetOn) },
  { label: 'Expected to end', value: formatDate(plan.expectedEnd) },
  { label: 'An absence is told', value: plan.absenceReporting },
  {
    label: 'Written',
    value: `Version ${plan.version} by ${SIDES[plan.writtenFor]}, ${formatDate(londonDate(plan.writtenAt))}`,
  },
];

const versionsTable = (versions: readonly Plan[]): DataTable =>
  dataTable({
    caption: 'Versions',
    columns: headings('Version', 'Written by', 'Written on', 'Agreed by all on'),
    rows: versions.map(({ version, writtenFor, writtenAt, agreedAt }) => [
      String(version),
      SIDES[writtenFor],
      dayCell(londonDate(writtenAt)),
      agreedAt === null ? 'Not agreed' : dayCell(londonDate(agreedAt)),
    ]),
  });

export function contactsPage({ placement, contacts, mayChange }: ContactsView): object {
  const base = `/placements/${placement.id}`;
  return {
    title: `Emergency contacts in ${placement.reference}`,
    caption: placement.schoolName,
    status: contacts.length === 0 ? tag('School or provider to enter them', 'red') : tag('On file', 'green'),
    next: 'These are other people’s details. Only those that count now are kept, and each time they are read is recorded.',
    buttons: mayChange
      ? [{ text: contacts.length === 0 ? 'Enter contacts' : 'Change contacts', href: `${base}/contacts/edit` }]
      : [],
    facts: [{ label: 'Placement', value: placement.reference, href: base }],
    sections: [
      {
        table: dataTable({
          caption: 'Whom to ring, in this order',
          columns: headings('Name', 'Who this is', 'Telephone', 'When to ring'),
          rows: contacts.map(({ name, relation, phone, note }) => [name, relation, phone, note ?? '']),
          empty: 'Nobody is on file.',
        }),
      },
    ],
    backHref: `${base}/plan`,
  };
}
