import { type Actor, type Permission, serviceActor } from '../kernel/index.js';
import { type Authority, type Organisation, Organisations, STATE_AP_TYPES } from '../modules/organisations/index.js';
import type { Tx } from '../platform/index.js';
import type { DemoSchool } from './cases.js';

/** The authority the demonstration is about, and one beside it so that borders can be seen to hold. */
const AUTHORITY = '352';
const NEIGHBOUR = '355';

export interface Place {
  readonly authorityId: string;
  readonly organisationId: string;
}

export interface DemoWorld {
  readonly authority: Place;
  readonly neighbour: Place;
  /** Open mainstream secondary schools of the authority, the largest first. */
  readonly schools: readonly DemoSchool[];
}

/** The service that loads the demonstration; it holds what it is told to hold, in one authority. */
export const demonstrator = (authorityId: string | null, permissions: readonly Permission[]): Actor =>
  serviceActor('demonstration', authorityId, permissions);

/** Reads what the register gave: two authorities and the schools that could refer. */
export async function readWorld(tx: Tx, organisations: Organisations): Promise<DemoWorld> {
  const [authority, neighbour] = [
    await organisations.authorityByCode(tx, AUTHORITY),
    await organisations.authorityByCode(tx, NEIGHBOUR),
  ];
  const filter = { kinds: ['SCHOOL' as const], authorityCode: AUTHORITY };
  const { organisations: found } = await organisations.search(tx, filter, 1_000);
  const secondary = found.filter(teachesSecondary);
  const rolls = await organisations.rolls(
    tx,
    secondary.map(({ id }) => id),
  );
  const schools = secondary
    .map((school): DemoSchool => ({
      organisationId: school.id,
      name: school.name,
      pupils: rolls.get(school.id) ?? 500,
      takes: school.gender === 'Girls' ? 'F' : school.gender === 'Boys' ? 'M' : 'both',
      easting: required(school.easting),
      northing: required(school.northing),
    }))
    .toSorted((a, b) => b.pupils - a.pupils || (a.name < b.name ? -1 : 1));
  return { authority: placeOf(required(authority)), neighbour: placeOf(required(neighbour)), schools };
}

const placeOf = ({ id, organisationId }: Authority): Place => ({
  authorityId: id,
  organisationId: required(organisationId),
});

const teachesSecondary = ({ phase, typeCode, easting }: Organisation): boolean =>
  (phase === 'Secondary' || phase === 'All-through') &&
  easting !== null &&
  !STATE_AP_TYPES.some((type) => type === typeCode);

/** The files that come with the service hold what is asked of them; a gap is a fault in them. */
export function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The demonstration’s data lacks something it needs');
  return value;
}
