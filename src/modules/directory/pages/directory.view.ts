import {
  ACCESS_FEATURES,
  CURRICULUM,
  formatDate,
  milesFromMetres,
  NEEDS,
  QUALIFICATIONS,
} from '../../../kernel/index.js';
import { type DataTable, dataTable, pageLinks, type StatusTag, tag } from '../../../web/index.js';
import { COMPONENT_KINDS, REGISTRATION_KINDS } from '../../providers/index.js';
import type { Found } from '../application/find-provision.js';
import { type Hit, sitesOf } from '../domain/directory.js';
import { drawMap, type MapDrawing } from '../domain/map.js';

export const SITES_ON_A_PAGE = 20;

export interface DirectoryView {
  readonly summary: string;
  readonly sites: readonly SiteCard[];
  readonly map: MapDrawing | null;
  readonly pages: ReturnType<typeof pageLinks>;
}

interface SiteCard {
  readonly number: number;
  readonly provider: string;
  readonly site: string;
  readonly where: string;
  readonly about: string;
  readonly route: string;
  readonly registration: StatusTag;
  readonly access: string;
  readonly programmes: readonly ProgrammeCard[];
}

interface ProgrammeCard {
  readonly name: string;
  readonly room: StatusTag;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

/** Sites with their programmes, the map of this page's sites, and where the list goes on. */
export function directoryView(found: Found, offset: number, href: (offset: number) => string): DirectoryView {
  const all = sitesOf(found.hits);
  const shown = all.slice(offset, offset + SITES_ON_A_PAGE);
  const markers = shown.flatMap(({ number, hits: [{ siteName, grid }] }) =>
    grid === null ? [] : [{ number, name: siteName, at: grid }],
  );
  return {
    summary: summaryOf(found, all.length),
    sites: shown.map(({ number, hits }) => siteCard(number, hits, found)),
    map: drawMap(found.cells, markers, found.from),
    pages: pageLinks(href, { total: all.length, offset, size: SITES_ON_A_PAGE }),
  };
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const summaryOf = ({ hits, total }: Found, sites: number): string =>
  `${counted(hits.length, 'programme', 'programmes')} at ${counted(sites, 'site', 'sites')}` +
  (hits.length === total ? '.' : `, of ${total} in all.`);

function siteCard(number: number, hits: readonly [Hit, ...Hit[]], found: Found): SiteCard {
  const [first] = hits;
  return {
    number,
    provider: first.providerName,
    site: first.siteName === first.providerName ? '' : first.siteName,
    where: [first.postcode, milesOf(first)].filter((part) => part !== '').join(', '),
    about: first.about,
    route: routeOf(first),
    registration: registrationTag(first.registrationKind),
    access: first.accessFeatures.map((code) => ACCESS_FEATURES[code]).join(', '),
    programmes: hits.map((hit) => ({ name: hit.programmeName, room: roomTag(hit, found), facts: factsOf(hit) })),
  };
}

const milesOf = ({ metres }: Hit): string =>
  metres === null ? '' : `about ${milesFromMetres(metres).toFixed(1)} miles in a straight line`;

const routeOf = ({ supplyRoute, lots }: Hit): string =>
  supplyRoute === 'MAINTAINED_AP'
    ? 'Maintained by the authority'
    : `Admitted to ${lots.map(({ number, name }) => `lot ${number}, ${name}`).join('; ')}`;

const registrationTag = (kind: Hit['registrationKind']): StatusTag =>
  kind === null || kind === 'NOT_REGISTERED'
    ? tag('Not a registered school: part time only', 'orange')
    : tag(REGISTRATION_KINDS[kind], 'green');

/** Places in the tightest half day of the week asked about; nothing on sale is not the same as full. */
function roomTag({ patterns }: Hit, { free, week }: Found): StatusTag {
  if (patterns.length === 0) return tag('Nothing on offer now', 'grey');
  const most = patterns.reduce((best, { id }) => Math.max(best, free.get(id) ?? 0), 0);
  return most === 0 ? tag('Full', 'red') : tag(`Places from ${formatDate(week)}`, 'green');
}

const years = ({ yearFrom, yearTo }: Hit): string =>
  yearFrom === yearTo ? `Year ${yearFrom}` : `Years ${yearFrom} to ${yearTo}`;
const listed = <C extends string>(words: Readonly<Record<C, string>>, codes: readonly C[], none: string): string =>
  codes.map((code) => words[code]).join(', ') || none;

function factsOf(hit: Hit): ProgrammeCard['facts'] {
  const facts = [
    { label: 'For', value: `${years(hit)}. ${listed(NEEDS, hit.needs, 'Any need')}` },
    { label: 'Taught', value: listed(CURRICULUM, hit.curriculum, 'Not recorded') },
    { label: 'Leads to', value: listed(QUALIFICATIONS, hit.qualifications, 'Not recorded') },
    { label: 'Also', value: hit.specialisms.join(', ') },
    { label: 'Sold as', value: hit.patterns.map(({ label }) => label).join('; ') },
  ];
  return facts.filter(({ value }) => value !== '');
}

const COLUMNS = [
  'Provider',
  'Site',
  'Postcode',
  'Route',
  'Registered as',
  'Programme',
  'Kind',
  'From year',
  'To year',
  'Needs',
  'Taught',
  'Leads to',
  'Sold as',
  'Places next week',
  'Miles',
];

/** The same programmes as a file: one row each. */
export const directoryTable = ({ hits, free }: Found): DataTable =>
  dataTable({
    caption: 'Directory',
    columns: COLUMNS.map((heading) => ({ heading })),
    rows: hits.map((hit) => [
      hit.providerName,
      hit.siteName,
      hit.postcode,
      routeOf(hit),
      hit.registrationKind === null ? '' : REGISTRATION_KINDS[hit.registrationKind],
      hit.programmeName,
      COMPONENT_KINDS[hit.componentKind],
      hit.yearFrom,
      hit.yearTo,
      listed(NEEDS, hit.needs, 'Any need'),
      listed(CURRICULUM, hit.curriculum, ''),
      listed(QUALIFICATIONS, hit.qualifications, ''),
      hit.patterns.map(({ label }) => label).join('; '),
      hit.patterns.some(({ id }) => (free.get(id) ?? 0) > 0) ? 'Yes' : 'No',
      hit.metres === null ? '' : milesFromMetres(hit.metres),
    ]),
  });
