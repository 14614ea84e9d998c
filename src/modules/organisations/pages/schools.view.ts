import { formatDate } from '../../../kernel/index.js';
import { dataTable, type DataTable, type StatusTag, tag } from '../../../web/index.js';
import { STATE_AP_TYPES } from '../domain/register-codes.js';
import type { Authority, Organisation, OrganisationStatus } from '../persistence/entities.js';
import type { LinkedEstablishment, RegisterFacts } from '../persistence/school-register.store.js';

const STATUS: Readonly<Record<OrganisationStatus, StatusTag>> = {
  OPEN: tag('Open', 'green'),
  CLOSED: tag('Closed', 'grey'),
  PROPOSED_TO_CLOSE: tag('Proposed to close', 'orange'),
  PROPOSED_TO_OPEN: tag('Proposed to open', 'blue'),
  UNKNOWN: tag('Status not known', 'grey'),
};

export const statusTag = (status: OrganisationStatus): StatusTag => STATUS[status];

/** "11 to 16", or what is known of it. */
export function agesOf(lowest: number | null, highest: number | null): string {
  if (lowest === null && highest === null) return '';
  return `${lowest ?? '?'} to ${highest ?? '?'}`;
}

export function schoolsTable(
  schools: readonly Organisation[],
  authorities: readonly Authority[],
  links: Pick<DataTable, 'csvHref' | 'csvText' | 'pages'>,
): DataTable {
  const names = new Map(authorities.map((authority) => [authority.code, authority.name]));
  return dataTable({
    caption: 'Schools',
    captionHidden: true,
    columns: [
      { heading: 'School' },
      { heading: 'URN', numeric: true },
      { heading: 'Authority' },
      { heading: 'Phase' },
      { heading: 'Ages' },
      { heading: 'Postcode' },
      { heading: 'Status' },
    ],
    rows: schools.map((school) => [
      {
        text: school.name,
        href: `/schools/${school.id}`,
        ...(STATE_AP_TYPES.includes(school.typeCode ?? '') && { note: 'State-funded alternative provision' }),
      },
      school.urn ?? '',
      names.get(school.authorityCode ?? '') ?? school.authorityCode ?? '',
      school.phase ?? '',
      agesOf(school.lowestAge, school.highestAge),
      school.postcode ?? '',
      { text: '', tag: statusTag(school.status) },
    ]),
    empty: 'No school matches. Try fewer letters of its name, or another authority.',
    ...links,
  });
}

interface SummaryRow {
  readonly key: { readonly text: string };
  readonly value: { readonly text: string };
}

/** Only what is known: an empty line says nothing. */
export function factRows(school: Organisation, facts: RegisterFacts | undefined): SummaryRow[] {
  const rows: readonly (readonly [string, string | number | null | undefined])[] = [
    ['URN', school.urn],
    ['DfE number', school.establishmentNumber && `${school.authorityCode}/${school.establishmentNumber}`],
    ['UKPRN', school.ukprn],
    ['Authority', facts?.laName],
    ['Trust', facts?.trustName],
    ['Type', facts?.typeName],
    ['Phase', school.phase],
    ['Ages', agesOf(school.lowestAge, school.highestAge)],
    ['Pupils are', school.gender],
    ['Pupils on roll', facts?.pupils],
    ['Capacity', facts?.capacity],
    ['Eligible for free school meals', facts?.freeMealsPercentage && `${facts.freeMealsPercentage}%`],
    ['Ofsted grade (older inspections)', facts?.ofstedRating],
    ['Address', [school.address, school.town, school.postcode].filter(Boolean).join(', ')],
    ['Opened', school.openedOn && formatDate(school.openedOn)],
    ['Closed', school.closedOn && formatDate(school.closedOn)],
  ];
  return rows.flatMap(([key, value]) =>
    value === null || value === undefined || value === ''
      ? []
      : [{ key: { text: key }, value: { text: String(value) } }],
  );
}

export function linksTable(links: readonly LinkedEstablishment[]): DataTable {
  return dataTable({
    caption: 'Predecessors and successors',
    columns: [
      { heading: 'Establishment' },
      { heading: 'URN', numeric: true },
      { heading: 'Link' },
      { heading: 'Since' },
    ],
    rows: links.map((link) => [
      { text: link.name ?? link.urn, ...(link.organisationId && { href: `/schools/${link.organisationId}` }) },
      link.urn,
      link.linkType,
      link.establishedOn === null ? '' : formatDate(link.establishedOn),
    ]),
    empty: 'The register names no predecessor and no successor.',
  });
}
