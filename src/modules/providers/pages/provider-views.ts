import { ACCESS_FEATURES, CURRICULUM, type DateOnly, FULL_WEEK, NEEDS, QUALIFICATIONS } from '../../../kernel/index.js';
import { type DataTable, dataTable, dayCell, pageLinks, type StatusTag, tag } from '../../../web/index.js';
import type { ProviderPage } from '../application/find-providers.js';
import { COMPONENT_KINDS, SUPPLY_ROUTES } from '../domain/provider-details.js';
import { type DatedRegistration, REGISTRATION_KINDS, registrationOn } from '../domain/registration.js';
import { minutesOf, weeklyMinutes } from '../domain/session-times.js';
import type { ProviderSummary, SiteView } from '../persistence/provider.reader.js';

export const LIST_SIZE = 50;

export function providersTable(
  { providers, total }: { readonly providers: readonly ProviderSummary[]; readonly total: number },
  { offset, href }: { readonly offset: number; readonly href: (offset: number) => string },
): DataTable {
  return dataTable({
    caption: 'Providers',
    captionHidden: true,
    columns: [
      { heading: 'Provider' },
      { heading: 'Supply route' },
      { heading: 'Registration' },
      { heading: 'Sites', numeric: true },
      { heading: 'Programmes', numeric: true },
      { heading: 'Registered places', numeric: true },
    ],
    rows: providers.map((one) => [
      {
        text: one.name,
        href: `/providers/${one.id}`,
        ...(one.commissionerName === null ? {} : { note: `through ${one.commissionerName}` }),
      },
      SUPPLY_ROUTES[one.supplyRoute],
      one.registrationKinds.map((kind) => REGISTRATION_KINDS[kind]).join(', ') || 'None recorded',
      one.sites,
      one.programmes,
      one.registeredPlaces,
    ]),
    totals: [
      total > providers.length ? 'Total of this page' : 'Total',
      '',
      '',
      ...(['sites', 'programmes', 'registeredPlaces'] as const).map((key) =>
        providers.reduce((sum, one) => sum + one[key], 0),
      ),
    ],
    empty: 'No provider matches. Clear the filter, or add the first provider.',
    csvHref: `${href(offset)}&format=csv`,
    pages: pageLinks(href, { total, offset, size: LIST_SIZE }),
  });
}

export function providerFacts(provider: ProviderPage): { label: string; value: string; href?: string }[] {
  return [
    { label: 'Supply route', value: SUPPLY_ROUTES[provider.supplyRoute] },
    ...(provider.commissionerName === null
      ? []
      : [{ label: 'Commissioned through', value: provider.commissionerName }]),
    ...(provider.urn === null ? [] : [{ label: 'URN', value: provider.urn }]),
    ...(provider.vatNumber === null ? [] : [{ label: 'VAT number', value: provider.vatNumber }]),
    { label: 'About', value: provider.about },
  ];
}

export function siteModel(site: SiteView, { today, mayEdit }: { today: DateOnly; mayEdit: boolean }): object {
  const now = registrationOn(site.registrations, today);
  const facts = [
    { label: 'Address', value: [site.address, site.postcode].filter((part) => part !== '').join(', ') },
    {
      label: 'Grid reference',
      value:
        site.grid === null
          ? 'Not known, so no distance can be worked out'
          : `${site.grid.easting}, ${site.grid.northing}`,
    },
    { label: 'Access', value: site.accessFeatures.map((code) => ACCESS_FEATURES[code]).join(', ') || 'None recorded' },
    {
      label: 'Registered places',
      value: now?.registeredPlaces ?? (now ? 'None, as it is not registered as a school' : 'None recorded'),
    },
  ];
  return {
    id: site.id,
    name: site.name,
    tag: registrationTag(now),
    facts,
    programmes: programmesTable(site, mayEdit),
    registrations: registrationsTable(site),
  };
}

const registrationTag = (now: DatedRegistration | undefined): StatusTag =>
  now === undefined
    ? tag('No registration recorded', 'red')
    : tag(REGISTRATION_KINDS[now.kind], now.kind === 'NOT_REGISTERED' ? 'orange' : 'green');

const hours = (minutes: number): string => `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;

function programmesTable(site: SiteView, mayEdit: boolean): DataTable {
  return dataTable({
    caption: `Programmes at ${site.name}`,
    columns: [
      ...['Programme', 'Kind', 'Years', 'Needs', 'Taught', 'Leads to'].map((heading) => ({ heading })),
      { heading: 'A full week', numeric: true },
    ],
    rows: site.programmes.map((one) => [
      {
        text: one.name,
        ...(mayEdit ? { href: `/programmes/${one.id}/edit` } : {}),
        note: one.specialisms.join(', '),
      },
      COMPONENT_KINDS[one.componentKind],
      `${one.yearFrom} to ${one.yearTo}`,
      one.needs.map((code) => NEEDS[code]).join(', ') || 'Any',
      one.curriculum.map((code) => CURRICULUM[code]).join(', ') || 'Not recorded',
      one.qualifications.map((code) => QUALIFICATIONS[code]).join(', ') || 'Not recorded',
      hours(weeklyMinutes(FULL_WEEK, minutesOf(one.times))),
    ]),
    empty: 'No programme has been recorded at this site yet.',
  });
}

function registrationsTable(site: SiteView): DataTable {
  return dataTable({
    caption: `Registration of ${site.name} over time`,
    columns: [
      ...['Registered as', 'URN', 'From', 'To', 'Ages', 'Sex'].map((heading) => ({ heading })),
      { heading: 'Places', numeric: true },
    ],
    rows: site.registrations.map((one) => [
      REGISTRATION_KINDS[one.kind],
      one.urn ?? 'None',
      dayCell(one.fromDate),
      one.toDate === null ? 'Goes on' : dayCell(one.toDate),
      `${one.lowestAge} to ${one.highestAge}`,
      one.singleSex === null ? 'Both' : one.singleSex === 'F' ? 'Girls' : 'Boys',
      one.registeredPlaces ?? 'None',
    ]),
    empty: 'No registration has been recorded. The site takes nobody until the authority records one.',
  });
}
