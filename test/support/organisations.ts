import { type Actor, type Permission, serviceActor, valueOf } from '../../src/kernel/index.js';
import { ApplyRegisterImport } from '../../src/modules/organisations/application/apply-register-import.js';
import { LoadRegister } from '../../src/modules/organisations/application/load-register.js';
import { ReadRegisterFile } from '../../src/modules/organisations/application/read-register-file.js';
import { Authority, Calendars, Organisation, Organisations } from '../../src/modules/organisations/index.js';
import { CalendarStore } from '../../src/modules/organisations/persistence/calendar.store.js';
import { OrganisationStore } from '../../src/modules/organisations/persistence/organisation.store.js';
import { RegisterImportStore } from '../../src/modules/organisations/persistence/register-import.store.js';
import { RegisterRowStore } from '../../src/modules/organisations/persistence/register-row.store.js';
import { RegisterStore } from '../../src/modules/organisations/persistence/register.store.js';
import type { UnitOfWork } from '../../src/platform/index.js';

export const organisationEntities = [Authority, Organisation] as const;

/** The organisations module without Nest. */
export function organisationsOf(work: UnitOfWork) {
  const [imports, rows, register] = [new RegisterImportStore(), new RegisterRowStore(), new RegisterStore()];
  const store = new OrganisationStore();
  const reader = new ReadRegisterFile(work, imports, rows);
  const apply = new ApplyRegisterImport(work, imports, rows, register);
  return {
    imports,
    rows,
    reader,
    apply,
    load: new LoadRegister(work, imports, reader, apply),
    organisations: new Organisations(store),
    calendars: new Calendars(new CalendarStore(), store),
  };
}

const setUp: readonly Permission[] = ['organisation.manage', 'register.import', 'calendar.manage', 'provider.manage'];

/** Sets up registers and calendars, in no authority. */
export const registrar: Actor = serviceActor('demonstration', null, setUp);

/** An authority that the service serves, with its organisation; 352 Manchester unless told. */
export function anAuthority(work: UnitOfWork, over: { code?: string; name?: string } = {}): Promise<Authority> {
  const authority = { code: '352', name: 'Manchester', gssCode: null, ...over };
  return work.read(registrar, async (tx) =>
    valueOf(await organisationsOf(work).organisations.ensureAuthority(tx, authority)),
  );
}

/** A school in an authority, open, on the grid. Returns its organisation id. */
export function aSchool(
  work: UnitOfWork,
  over: { name?: string; urn?: string; authorityCode?: string; phase?: string } = {},
): Promise<string> {
  const school = { name: 'Testville High', authorityCode: '352', phase: 'Secondary', urn: aUrn(), ...over };
  const place = { postcode: 'M14 7PA', easting: 384_000, northing: 398_000 };
  return work.read(registrar, async (tx) =>
    valueOf(await organisationsOf(work).organisations.add(tx, { kind: 'SCHOOL', ...school, ...place })),
  );
}

let urns = 900_000;
const aUrn = () => String((urns += 1));
