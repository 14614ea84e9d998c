import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, newId, ok, ROLES, valueOf } from '../../../src/kernel/index.js';
import { assuranceOf, toldOf, watcher } from '../../support/assurance.js';
import { organisationsOf, registrar } from '../../support/organisations.js';
import { codeOf } from '../../support/results.js';
import {
  anAdmittedProvider,
  anOpening,
  inRole,
  known,
  type SupplyWorld,
  supplyWorld,
} from '../../support/supply-world.js';

const HEADER =
  'URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (name),EstablishmentStatus (name),CloseDate,StatutoryLowAge,StatutoryHighAge,SchoolCapacity,NumberOfPupils';
const row = (over: { status?: string; capacity?: number; pupils?: number; low?: number; urn?: string } = {}) => {
  const { status = 'Open', capacity = 20, pupils = 12, low = 11, urn = '136743' } = over;
  return `${urn},352,Exampleton,Made-up School,Other independent school,${status},,${low},16,${capacity},${pupils}`;
};
const DONE = { done: 'REGISTRATION_RECORDED' as const, note: 'Twelve places from now on.' };

describe('the national register, re-checked at each import', () => {
  let world: SupplyWorld;
  let services: ReturnType<typeof assuranceOf>;
  let officer: Actor;
  let own: Awaited<ReturnType<typeof anAdmittedProvider>>;

  beforeAll(async () => {
    world = await supplyWorld();
    services = assuranceOf(world);
    officer = await known(world, inRole('QUALITY_OFFICER', world.north));
    own = await anAdmittedProvider(world, world.north);
    // A site with the same number whose provider is not admitted is nobody's task.
    await anOpening(world);
  });
  afterAll(() => world.close());

  /** Loads an extract and has every authority look at it; how many tasks that raised in the north. */
  const imported = async (...rows: string[]) => {
    const bytes = Buffer.from([HEADER, ...rows].join('\r\n'), 'utf8');
    valueOf(
      await organisationsOf(world.work).load.run(registrar, 'extract.csv', async function* () {
        yield await Promise.resolve(bytes);
      }),
    );
    const { rows: found } = await world.admin.query<{ id: string }>(
      `SELECT payload ->> 'importId' AS id FROM outbox WHERE job = 'register.applied' ORDER BY id DESC LIMIT 1`,
    );
    const importId = found[0]?.id ?? newId();
    const nothing = () => Promise.resolve();
    valueOf(await services.recheck.run(watcher(world.south.authorityId), importId, nothing));
    const raised = await services.recheck.run(watcher(world.north.authorityId), importId, nothing);
    return { importId, raised: valueOf(raised) };
  };
  const tasks = async () => valueOf(await services.recheck.list(officer));

  it('raises a task for what changed of an admitted provider’s site, once for each import', async () => {
    expect((await imported(row())).raised).toBe(0);
    // Pupils on roll change with every census, and are nobody's task.
    expect((await imported(row({ pupils: 14 }))).raised).toBe(0);
    const { importId, raised } = await imported(row({ capacity: 12, low: 14, pupils: 15 }));
    expect(raised).toBe(1);
    const again = Array.from({ length: 4 }, () =>
      services.recheck.run(watcher(world.north.authorityId), importId, () => Promise.resolve()),
    );
    expect((await Promise.allSettled(again)).length).toBe(4);
    const [task, ...others] = await tasks();
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      providerId: own.providerId,
      siteId: own.siteId,
      urn: '136743',
      outcome: 'CHANGED',
      done: null,
    });
    expect(task?.changes).toEqual([
      { what: 'Capacity', before: '20', after: '12' },
      { what: 'Lowest age', before: '11', after: '14' },
    ]);
    expect(await toldOf(world, task?.id ?? '')).toEqual(['register.says-otherwise to the authority']);
    const waiting = await services.recheck.tasksFor(officer);
    expect(waiting.map(({ href }) => href)).toEqual([`/register-changes/${task?.id ?? ''}`]);
    const view = valueOf(await services.recheck.one(officer, task?.id ?? ''));
    expect(view.touched).toEqual({ admissions: 1, openings: 0, placements: 0 });
  });

  it('raises another task when a later import says that it has closed', async () => {
    const { raised } = await imported(row({ capacity: 12, low: 14, pupils: 15, status: 'Closed' }));
    expect(raised).toBe(1);
    expect((await tasks()).map(({ outcome }) => outcome).toSorted()).toEqual(['CHANGED', 'CLOSED']);
  });

  it('is looked at by the quality officer and the commissioner, one of whom says what was done', async () => {
    const id = (await tasks()).find(({ done }) => done === null)?.id ?? '';
    const seen: string[] = [];
    for (const role of ROLES) if ((await services.recheck.one(inRole(role, world.north), id)).ok) seen.push(role);
    expect(seen).toEqual(['QUALITY_OFFICER', 'COMMISSIONER']);
    expect(codeOf(await services.recheck.one(inRole('COMMISSIONER', world.south), id))).toBe('register-task.not-found');
    const commissioner = await known(world, inRole('COMMISSIONER', world.north));
    const both = [officer, commissioner].map((actor) => services.recheck.close(actor, id, DONE));
    expect((await Promise.all(both)).map(codeOf).toSorted()).toEqual(['done', 'register-task.done']);
    expect(codeOf(await services.recheck.close(officer, id, { ...DONE, note: ' ' }))).toBe(
      'input.invalid: note required',
    );
    const direct = world.work.inTransaction(officer, async (tx) => {
      await tx.query(`UPDATE register_task SET done_note = 'x' WHERE id = $1`, [id]);
      return ok();
    });
    expect(codeOf(await direct)).toBe('register-task.done');
  });
});
