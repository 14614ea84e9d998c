import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, type Actor, fixedClock, londonDate, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { ANYTHING, FindProvision } from '../../../src/modules/directory/application/find-provision.js';
import { DirectoryStore } from '../../../src/modules/directory/persistence/directory.store.js';
import { LoadPostcodes, Postcodes } from '../../../src/modules/pupils/index.js';
import { PostcodeStore } from '../../../src/modules/pupils/persistence/postcode.store.js';
import { codeOf } from '../../support/results.js';
import {
  anAdmittedProvider,
  anOpening,
  inRole,
  known,
  supplyWorld,
  type SupplyWorld,
} from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

let world: SupplyWorld;
let find: FindProvision;
let centre: Awaited<ReturnType<typeof anOpening>>;
let admitted: Awaited<ReturnType<typeof anAdmittedProvider>>;
let commissioner: Actor;

beforeAll(async () => {
  world = await supplyWorld();
  find = new FindProvision(
    world.work,
    new DirectoryStore(),
    new Postcodes(new PostcodeStore()),
    world.capacity,
    fixedClock(MONDAY),
  );
  await world.work.read(serviceActor('demonstration', null, ['register.import']), (tx) =>
    new LoadPostcodes(new PostcodeStore()).run(tx, [
      'postcode,easting,northing,authority_code',
      'M1 1AA,384000,398000,352',
    ]),
  );
  commissioner = await known(world, inRole('COMMISSIONER', world.north));
  centre = await anOpening(world, { name: 'Example Centre', places: 2 });
  admitted = await anAdmittedProvider(world, world.north);
});
afterAll(() => world.close());

const providersOf = async (code: string, reader?: Actor) => {
  const { hits } = valueOf(await find.run(reader, code, ANYTHING));
  return hits.map(({ providerId }) => providerId);
};

describe('the directory', () => {
  it('shows maintained provision and admitted providers of that authority alone', async () => {
    expect((await providersOf('352')).toSorted()).toEqual([centre.providerId, admitted.providerId].toSorted());
    expect(codeOf(await find.run(undefined, '355', ANYTHING))).toBe('authority.not-found');
    expect(codeOf(await find.run(undefined, '999', ANYTHING))).toBe('authority.not-found');
  });

  it('drops a provider for as long as its admission is suspended', async () => {
    const today = londonDate(MONDAY);
    const { admissionId } = admitted;
    const suspension = { admissionId, reason: 'INSURANCE' as const, fromDate: today, toDate: null };
    valueOf(await world.admitProvider.suspend(commissioner, suspension));
    expect(await providersOf('352')).toEqual([centre.providerId]);
    const tomorrow = addDays(today, 1);
    valueOf(await world.admitProvider.lift(commissioner, { admissionId, from: tomorrow }));
    expect(await providersOf('352')).toEqual([centre.providerId]);
    world.setNow(new Date(`${tomorrow}T09:00:00Z`));
    expect(await providersOf('352')).toContain(admitted.providerId);
    world.setNow(MONDAY);
  });

  it('says how much room is left in the coming week, after what is held', async () => {
    const { free } = valueOf(await find.run(undefined, '352', ANYTHING));
    expect(centre.patternIds.map((id) => free.get(id))).toEqual([2]);
  });

  it('shows postcodes to who has signed in and areas to everybody else', async () => {
    const near = { ...ANYTHING, postcode: 'm11aa', withinMetres: 2000 };
    const [signedIn] = valueOf(await find.run(inRole('SCHOOL_INCLUSION_LEAD', world.northSchool), '352', near)).hits;
    const [anybody] = valueOf(await find.run(undefined, '352', near)).hits;
    expect([signedIn?.postcode, signedIn?.metres]).toEqual(['M1 1AA', 0]);
    expect([anybody?.postcode, anybody?.metres]).toEqual(['M1', 707]);
  });

  it('refuses what is no postcode and what is on no list, at the field', async () => {
    expect(codeOf(await find.run(undefined, '352', { ...ANYTHING, postcode: 'X' }))).toBe(
      'input.invalid: postcode postcode',
    );
    expect(codeOf(await find.run(undefined, '352', { ...ANYTHING, postcode: 'M1 9ZZ' }))).toBe(
      'input.invalid: postcode postcode-unknown',
    );
  });
});
