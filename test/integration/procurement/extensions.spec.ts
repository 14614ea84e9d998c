import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  addDays,
  type DateOnly,
  dateOnly,
  pence,
  ROLES,
  sessionSet,
  valueOf,
} from '../../../src/kernel/index.js';
import { endingWords, FollowExtensions } from '../../../src/modules/procurement/application/follow-extensions.js';
import { ExtensionStore } from '../../../src/modules/procurement/persistence/extension.store.js';
import { TariffStore } from '../../../src/modules/tariffs/persistence/tariff.store.js';
import { anAdmittedProvider, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const END = dateOnly('2028-10-27');
const LONGER = dateOnly('2029-10-27');

describe('what a framework leaves behind that is extended', () => {
  let world: SupplyWorld;
  let extensions: FollowExtensions;
  let commissioner: Actor;
  let framework: Awaited<ReturnType<typeof anAdmittedProvider>>;
  beforeAll(async () => {
    world = await supplyWorld();
    extensions = new FollowExtensions(world.work, new ExtensionStore());
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    framework = await anAdmittedProvider(world, world.north, { extendableTo: dateOnly('2030-10-27') });
  });
  afterAll(() => world.close());

  const price = async (fromDate: DateOnly, toDate: DateOnly | null, over: object = {}) => {
    const { providerId, lotId } = framework;
    const what = { programmeId: null, label: 'A day', basis: 'DAY' as const, sessionsCovered: 10, netPence: pence(95) };
    const days = { vatTreatment: 'OUT_OF_SCOPE' as const, fromDate, toDate };
    const officer = inRole('FINANCE_OFFICER', world.north);
    return valueOf(await world.draftTariff.run(officer, { providerId, lotId, ...what, ...days, ...over }));
  };
  const approve = async (lineId: string) =>
    valueOf(await world.approveTariff.run(inRole('FINANCE_APPROVER', world.north), { lineId }));
  const open = async (validFrom: DateOnly, validTo: DateOnly, tariffLineId: string) => {
    const { programmeId, admissionId } = framework;
    const patterns = [{ label: '', sessions: sessionSet(['mon-am', 'mon-pm']), tariffLineId }];
    const manager = await known(world, inRole('PANEL_COORDINATOR', world.north));
    const details = { programmeId, admissionId, places: 3, validFrom, validTo, patterns };
    return valueOf(await world.openPlaces.run(manager, details));
  };
  const provider = () => inRole('PROVIDER_MANAGER', { ...world.north, organisationId: framework.providerId });
  const told = async (actor: Actor) => (await extensions.tasksFor(actor)).map(({ title, href }) => [title, href]);
  const ending = (endsOn: DateOnly) =>
    extensions.endingWith(commissioner, { id: framework.frameworkId, endsOn }).then(endingWords);

  it('is said before: prices and openings that end with it, and no others', async () => {
    expect(await ending(END)).toBe('');
    const line = await approve(await price(dateOnly('2026-09-01'), END));
    await approve(await price(dateOnly('2026-09-01'), dateOnly('2027-07-31'), { basis: 'SESSION' }));
    await price(dateOnly('2026-09-01'), END, { basis: 'WEEK' });
    await open(dateOnly('2028-09-01'), END, line);
    await open(dateOnly('2027-09-01'), dateOnly('2028-07-21'), line);
    expect(await ending(END)).toBe(
      '1 price of yours and 1 opening under it end on its last day and will not go on by themselves: ' +
        'new prices are entered, and providers open places again.',
    );
    expect([await told(commissioner), await told(provider())]).toEqual([[], []]);
  });

  it('is told from then on to whoever enters prices and to the provider, until something follows', async () => {
    const { frameworkId, providerId } = framework;
    valueOf(await world.manageFramework.extend(commissioner, { frameworkId, endsOn: LONGER, reason: 'Demand' }));
    expect(await told(commissioner)).toEqual([
      ['Enter what is paid after 27 October 2028: 1 price of 1 provider ends then', '/prices?ends=2028-10-27'],
    ]);
    expect(await told(provider())).toEqual([
      ['Open places after 27 October 2028: 1 opening ends then', `/openings/many/copy?provider=${providerId}`],
    ]);
    const next = await price(addDays(END, 1), LONGER);
    expect(await told(commissioner)).toEqual([]);
    await approve(next);
    await open(addDays(END, 3), dateOnly('2029-07-20'), next);
    expect([await told(commissioner), await told(provider())]).toEqual([[], []]);
  });

  it('is found among the prices by their last day', async () => {
    const wanted = { providerId: framework.providerId, on: null, endsOn: END, offset: 0, size: 50 };
    const found = await world.work.read(commissioner, (tx) => new TariffStore().priceList(tx, wanted));
    expect([found.total, found.lines.map(({ basis }) => basis).toSorted()]).toEqual([2, ['DAY', 'WEEK']]);
  });

  it('is told to exactly these roles', async () => {
    await approve(await price(dateOnly('2026-09-01'), END, { basis: 'TERM' }));
    const found: string[] = [];
    for (const role of ROLES) if ((await told(inRole(role, world.north))).length > 0) found.push(role);
    expect(found).toEqual(['FINANCE_OFFICER', 'COMMISSIONER']);
    expect(await told(inRole('COMMISSIONER', world.south))).toEqual([]);
  });
});
