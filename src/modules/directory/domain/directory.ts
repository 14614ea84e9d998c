import {
  type AccessFeature,
  type CurriculumCode,
  distanceMetres,
  type GridPoint,
  includesSessions,
  type NeedCode,
  NO_SESSIONS,
  type QualificationCode,
  type SessionSet,
} from '../../../kernel/index.js';

/** One programme at one site of a provider that may be used on the day asked for. */
export interface Entry {
  readonly providerId: string;
  readonly providerName: string;
  readonly about: string;
  readonly supplyRoute: 'MAINTAINED_AP' | 'FRAMEWORK';
  /** The lots it is admitted to, by number; none for maintained provision. */
  readonly lots: readonly { readonly number: number; readonly name: string }[];
  readonly siteId: string;
  readonly siteName: string;
  readonly postcode: string;
  readonly grid: GridPoint | null;
  readonly accessFeatures: readonly AccessFeature[];
  readonly registrationKind: 'REGISTERED_SCHOOL' | 'PRU' | 'NOT_REGISTERED' | null;
  readonly programmeId: string;
  readonly programmeName: string;
  readonly componentKind: 'AP' | 'COLLEGE' | 'TRAINING' | 'WORK';
  readonly yearFrom: number;
  readonly yearTo: number;
  /** Empty: for any need. */
  readonly needs: readonly NeedCode[];
  readonly curriculum: readonly CurriculumCode[];
  readonly qualifications: readonly QualificationCode[];
  readonly specialisms: readonly string[];
  /** What can be bought now. */
  readonly patterns: readonly OpenPattern[];
}

export interface OpenPattern {
  readonly id: string;
  readonly label: string;
  readonly sessions: SessionSet;
}

export interface Search {
  readonly text: string | null;
  readonly need: NeedCode | null;
  readonly yearGroup: number | null;
  readonly subject: CurriculumCode | null;
  readonly qualification: QualificationCode | null;
  /** Half days on which the pupil could go: only what is sold wholly within them fits. */
  readonly sessions: SessionSet;
  readonly from: GridPoint | null;
  readonly withinMetres: number | null;
}

export interface Hit extends Entry {
  /** In a straight line; null where either end is not known. */
  readonly metres: number | null;
}

/** What fits, the nearest first where there is somewhere to be near to, else by name. */
export function findIn(entries: readonly Entry[], search: Search): Hit[] {
  return entries
    .map((entry): Hit => ({ ...entry, metres: metresBetween(search.from, entry.grid) }))
    .filter((hit) => TESTS.every((fits) => fits(hit, search)))
    .toSorted((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity) || byName(a, b));
}

const metresBetween = (from: GridPoint | null, to: GridPoint | null): number | null =>
  from === null || to === null ? null : distanceMetres(from, to);

const has = <T>(list: readonly T[], wanted: T | null): boolean => wanted === null || list.includes(wanted);

/** Every filter that is set must hold. A distance limit leaves out whoever's position nobody knows. */
const TESTS: readonly ((hit: Hit, search: Search) => boolean)[] = [
  ({ needs }, { need }) => needs.length === 0 || has(needs, need),
  ({ yearFrom, yearTo }, { yearGroup }) => yearGroup === null || (yearFrom <= yearGroup && yearGroup <= yearTo),
  ({ curriculum }, { subject }) => has(curriculum, subject),
  ({ qualifications }, { qualification }) => has(qualifications, qualification),
  ({ patterns }, { sessions }) =>
    sessions === NO_SESSIONS || patterns.some((pattern) => includesSessions(sessions, pattern.sessions)),
  ({ metres }, { from, withinMetres }) =>
    from === null || withinMetres === null || (metres !== null && metres <= withinMetres),
  (hit, { text }) => text === null || wordsOf(hit).includes(text.toLowerCase()),
];

const wordsOf = ({ providerName, siteName, programmeName, about, specialisms }: Entry): string =>
  [providerName, siteName, programmeName, about, ...specialisms].join('\n').toLowerCase();

const byName = (a: Entry, b: Entry): number =>
  a.providerName.localeCompare(b.providerName, 'en-GB') ||
  a.siteName.localeCompare(b.siteName, 'en-GB') ||
  a.programmeName.localeCompare(b.programmeName, 'en-GB') ||
  (a.programmeId < b.programmeId ? -1 : 1);

/** Sites in the order in which they first come up, numbered from one: the numbers on the map. */
export function sitesOf(hits: readonly Hit[]): { readonly number: number; readonly hits: readonly [Hit, ...Hit[]] }[] {
  const sites = new Map<string, [Hit, ...Hit[]]>();
  for (const hit of hits) {
    const known = sites.get(hit.siteId);
    if (known === undefined) sites.set(hit.siteId, [hit]);
    else known.push(hit);
  }
  return [...sites.values()].map((group, index) => ({ number: index + 1, hits: group }));
}

const KILOMETRE = 1000;

/**
 * What somebody who has not signed in reads: the area and not the address. Sites where excluded children are taught are
 * not for everybody to find by the door.
 */
export const forEverybody = (entry: Entry): Entry => ({
  ...entry,
  postcode: entry.postcode.split(' ')[0] ?? '',
  grid: entry.grid && { easting: middleOf(entry.grid.easting), northing: middleOf(entry.grid.northing) },
});

const middleOf = (metres: number): number => Math.floor(metres / KILOMETRE) * KILOMETRE + KILOMETRE / 2;
