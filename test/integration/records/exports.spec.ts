import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type Result, ROLE_PERMISSIONS, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { GatherExport } from '../../../src/modules/records/application/gather-export.js';
import { keptTables } from '../../../src/modules/records/domain/kept-records.js';
import type { Gathered } from '../../../src/modules/records/domain/write-export.js';
import { Exports } from '../../../src/modules/records/index.js';
import { GATHERS } from '../../../src/modules/records/jobs/exports.job.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { reviewedPlacements } from '../../support/reviewed.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const service = serviceActor('records', AUTHORITY_ID, GATHERS);
const nothing = (): Promise<void> => Promise.resolve();

let world: PlacementWorld;
let exports: Exports;
let gather: GatherExport;
let commissioner: Actor;
let child: { id: string; reference: string; case_reference: string };
beforeAll(async () => {
  world = await placementWorld();
  [exports, gather] = [world.app.get(Exports), world.app.get(GatherExport)];
  const { rows } = await world.admin.query<{ id: string }>(`SELECT id FROM app_user ORDER BY id LIMIT 1`);
  commissioner = {
    ...aPerson({ role: 'COMMISSIONER', ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS.COMMISSIONER }),
    userId: rows[0]?.id ?? null,
  };
  const placed = reviewedPlacements(world);
  const { placementId } = await placed.underWay('EXCLUSION', {
    answers: {
      'keepApart.people': [{ name: 'Other Zebra', upn: null, reason: 'They fight.' }],
      'siblings.people': [{ name: 'Sissy Zebra', upn: null, reason: 'Half-sister' }],
      'siblings.wish': 'TOGETHER',
    } as never,
  });
  await placed.underWay();
  const found = await world.one<typeof child>(
    `SELECT u.id, u.reference, r.reference AS case_reference FROM placement p JOIN pupil u ON u.id = p.pupil_id
      JOIN referral r ON r.id = p.referral_id WHERE p.id = $1`,
    [placementId],
  );
  if (found === undefined) throw new Error('no child');
  child = found;
});
afterAll(() => world.close());

const ask = async (): Promise<string> =>
  valueOf(await exports.ask(commissioner, { reference: child.case_reference, reason: 'The mother asked in writing.' }))
    .id;
const gathered = async (id: string): Promise<Gathered> =>
  JSON.parse(valueOf(await exports.take(commissioner, id, 'DATA')).content) as Gathered;

describe('everything held on one child', () => {
  it('is gathered whole: as many rows of each table as there are, none of another child, nobody else named', async () => {
    const id = await ask();
    expect(code(await exports.take(commissioner, id, 'DATA'))).toBe('export.not-ready');
    valueOf(await gather.run(service, id, nothing));
    const all = await gathered(id);
    const given = Object.fromEntries(all.sections.map(({ table, rows }) => [table, rows.length]));
    // What is read and written while it is gathered, and by taking it, is not in it.
    const moving = ['audit_entry', 'subject_export'];
    for (const { table, where } of keptTables()) {
      if (where === undefined || moving.includes(table)) continue;
      const { rows } = await world.admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${where}`,
        [child.id],
      );
      expect([table, given[table]]).toEqual([table, rows[0]?.n]);
    }
    for (const table of [
      'pupil_identity',
      'referral',
      'decision',
      'placement',
      'placement_review',
      'commitment',
      'audit_entry',
    ]) {
      expect([table, (given[table] ?? 0) > 0]).toEqual([table, true]);
    }
    const page = valueOf(await exports.take(commissioner, id, 'PAGE')).content;
    for (const text of [JSON.stringify(all), page]) expect(text).not.toContain('Zebra');
    expect(all.withheld.map(({ title }) => title)).toContain('People to be kept apart');
    const [other] = (
      await world.admin.query<{ upn: string }>(`SELECT upn FROM pupil_identity WHERE pupil_id <> $1 LIMIT 1`, [
        child.id,
      ])
    ).rows;
    expect(page).not.toContain(other?.upn);
    const acts = await world.admin.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE subject_id = $1 AND action LIKE 'record.%' ORDER BY at, id`,
      [child.id],
    );
    expect(acts.rows.map(({ action }) => action).toSorted()).toEqual([
      'record.export-asked',
      'record.export-taken',
      'record.export-taken',
      'record.exported',
    ]);
  });

  it('is gathered once, however often the job runs, and goes after the days of the policy', async () => {
    const id = await ask();
    await Promise.all([gather.run(service, id, nothing), gather.run(service, id, nothing)]);
    valueOf(await gather.run(service, id, nothing));
    const files = async () =>
      (await world.admin.query(`SELECT FROM subject_export_file WHERE export_id = $1`, [id])).rowCount;
    expect(await files()).toBe(2);
    const view = valueOf(await exports.view(commissioner, id));
    expect([view.status, view.done === view.total]).toEqual(['FINISHED', true]);
    const now = world.clock.now();
    world.clock.set(new Date(now.getTime() + 14 * 86_400_000).toISOString());
    expect(code(await exports.take(commissioner, id, 'DATA'))).toBe('export.expired');
    valueOf(await gather.expire(service, id, nothing));
    valueOf(await gather.expire(service, id, nothing));
    expect(await files()).toBe(0);
    expect(valueOf(await exports.view(commissioner, id)).status).toBe('EXPIRED');
    world.clock.set(now.toISOString());
  });

  it('is asked for with a reason and a reference that is there', async () => {
    expect(code(await exports.ask(commissioner, { reference: child.reference, reason: ' ' }))).toBe('input.invalid');
    expect(code(await exports.ask(commissioner, { reference: 'P-999999', reason: 'Asked.' }))).toBe('input.invalid');
    expect(code(await exports.ask(commissioner, { reference: ['x'], reason: 'Asked.' }))).toBe('input.invalid');
  });

  it('is for the commissioner and the auditor, and a missing record for everybody but whoever asked', async () => {
    const id = await ask();
    valueOf(await gather.run(service, id, nothing));
    const member = (role: 'AUDITOR' | 'COMMISSIONER' | 'AUTHORITY_ADMINISTRATOR'): Actor => ({
      ...aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] }),
      userId: '0198a1b2-0000-7000-8000-000000000009',
    });
    const actors: readonly (readonly [string, Actor])[] = [
      ['whoever asked', commissioner],
      ['another commissioner', member('COMMISSIONER')],
      ['auditor', member('AUDITOR')],
      ['administrator', member('AUTHORITY_ADMINISTRATOR')],
      ['coordinator', world.coordinator],
      ['school', world.lead],
    ];
    const table: string[] = [];
    for (const [who, actor] of actors) {
      const codes = [
        code(await exports.ask(actor, { reference: child.reference, reason: 'Asked.' })),
        code(await exports.list(actor, { offset: 0, limit: 5 })),
        code(await exports.view(actor, id)),
        code(await exports.take(actor, id, 'PAGE')),
      ];
      table.push(`${who}: ${codes.join(' ')}`);
    }
    const missing = 'export.not-found export.not-found';
    expect(table).toEqual([
      'whoever asked: done done done done',
      `another commissioner: done done ${missing}`,
      `auditor: done done ${missing}`,
      `administrator: action.forbidden action.forbidden ${missing}`,
      `coordinator: action.forbidden action.forbidden ${missing}`,
      `school: action.forbidden action.forbidden ${missing}`,
    ]);
  });

  it('is a page that says how far it is, and two files', async () => {
    const agent = await world.agent('commissioner');
    const sent = await agent.form('/records', { reference: child.reference, reason: 'The mother asked in writing.' });
    expect(sent.status).toBe(303);
    const path = String(sent.headers['location']);
    expect((await agent.get(path)).text).toContain('Waiting to start');
    valueOf(await gather.run(service, path.split('/').at(-1) ?? '', nothing));
    expect((await agent.get(path)).text).toContain('Take the page, to read and print');
    const page = await agent.get(`${path}/page`);
    expect(page.headers['content-disposition']).toBe(`attachment; filename="${child.reference}.html"`);
    expect(page.text).toContain(`Everything held on ${child.reference}`);
    expect((await agent.form('/records', { reference: child.reference })).status).toBe(422);
    expect((await (await world.agent('coordinator')).get('/records')).status).toBe(403);
  });
});
