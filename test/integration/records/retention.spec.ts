import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Actor, type Result, ROLE_PERMISSIONS, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { Retention } from '../../../src/modules/records/index.js';
import { GATHERS } from '../../../src/modules/records/jobs/exports.job.js';
import { serverUrl } from '../../support/database.js';
import { dying } from '../../support/dying.js';
import { eventually } from '../../support/eventually.js';
import { placementWorld, type PlacementWorld } from '../../support/placement-world.js';
import { aPerson } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const code = (result: Result<unknown>): string => (result.ok ? 'done' : result.problem.code);
const service = serviceActor('records', AUTHORITY_ID, GATHERS);
const nothing = (): Promise<void> => Promise.resolve();

let world: PlacementWorld;
let retention: Retention;
let commissioner: Actor;
beforeAll(async () => {
  world = await placementWorld();
  retention = world.app.get(Retention);
  const user = await world.one<{ id: string }>('SELECT id FROM app_user ORDER BY id LIMIT 1');
  commissioner = {
    ...aPerson({ role: 'COMMISSIONER', ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS.COMMISSIONER }),
    userId: user?.id ?? null,
  };
});
afterAll(() => world.close());

/** A case that was withdrawn, of a child born on that day. */
async function over(born: string, plan: 'E' | 'N', type = 'PERMANENT_EXCLUSION') {
  const id = await world.referral();
  const lead = await world.agent('inclusion-lead');
  await lead.form(`/referrals/${id}/withdraw`, { reason: 'Not needed any more.' });
  const child = await world.one<{ id: string; reference: string }>(
    'SELECT p.id, p.reference FROM pupil p JOIN referral r ON r.pupil_id = p.id WHERE r.id = $1',
    [id],
  );
  await world.admin.query('UPDATE pupil_identity SET date_of_birth = $2 WHERE pupil_id = $1', [child?.id, born]);
  await world.admin.query(`UPDATE pupil_profile SET sen_provision = $2 WHERE pupil_id = $1`, [child?.id, plan]);
  if (type !== 'PERMANENT_EXCLUSION') {
    await world.admin.query(
      `SET session_replication_role = replica; UPDATE referral SET type = '${type}', first_excluded_on = NULL, day_six_target = NULL,
         day_six_last = NULL, day_six_looked_after = NULL WHERE id = '${id}'; SET session_replication_role = DEFAULT`,
    );
  }
  return { id, pupilId: child?.id ?? '', reference: child?.reference ?? '' };
}
const kept = (id: string) =>
  world.one<{ class: string; dispose_on: string }>(
    `SELECT class, to_char(dispose_on, 'YYYY-MM-DD') AS dispose_on FROM case_retention WHERE referral_id = $1`,
    [id],
  );

describe('how long a case is kept', () => {
  it('is worked out by class, from the birth or the end of the case, and is the same when worked out again', async () => {
    world.clock.set('2026-11-02T09:00:00Z');
    const exclusion = await over('2012-02-29', 'N');
    const old = await over('2000-01-15', 'N');
    const plan = await over('2012-02-29', 'E');
    const early = await over('2011-05-03', 'N', 'PREVENTATIVE_EARLY');
    const open = await world.referral();
    valueOf(await retention.workOut(service, nothing));
    const table = async () => [await kept(exclusion.id), await kept(old.id), await kept(plan.id), await kept(early.id)];
    expect(await table()).toEqual([
      { class: 'EXCLUSION', dispose_on: '2037-02-28' },
      { class: 'EXCLUSION', dispose_on: '2032-11-02' },
      { class: 'SEN', dispose_on: '2043-02-28' },
      { class: 'EDUCATION', dispose_on: '2036-05-03' },
    ]);
    expect(await kept(open)).toBeUndefined();
    const before = await table();
    valueOf(await retention.workOut(service, nothing));
    expect(await table()).toEqual(before);
    expect(valueOf(await retention.view(commissioner, { offset: 0, limit: 50 })).due.total).toBe(0);
    world.clock.set('2032-11-02T09:00:00Z');
    const view = valueOf(await retention.view(commissioner, { offset: 0, limit: 50 }));
    expect(view.due.rows.map(({ referralId }) => referralId)).toEqual([old.id]);
    expect(await retention.linksFor(commissioner, { id: exclusion.id })).toEqual([
      { text: 'Kept until 28 February 2037', href: '/retention' },
    ]);
    world.clock.set('2026-11-02T09:00:00Z');
  });

  it('leaves nothing half worked out when it is cut off', async () => {
    const { id } = await over('2012-06-01', 'N');
    await dying(world.admin, ['case_retention', 'retention_watch'])(() => retention.workOut(service, nothing));
    expect(await kept(id)).toEqual({ class: 'EXCLUSION', dispose_on: '2037-06-01' });
  });
});

describe('a legal hold', () => {
  const remove = (client: pg.Client, pupilId: string) =>
    client.query('DELETE FROM pupil_identity WHERE pupil_id = $1', [pupilId]);

  it('keeps the record from going while it stands, is lifted once with a reason, and both are audited', async () => {
    const { pupilId, reference } = await over('2012-06-01', 'N');
    const { id } = valueOf(await retention.putOn(commissioner, { reference, reason: 'A claim.' }));
    await expect(remove(world.admin, pupilId)).rejects.toMatchObject({ constraint: 'not_while_held' });
    expect(code(await retention.putOn(commissioner, { reference, reason: 'Another.' }))).toBe('hold.stands');
    expect(code(await retention.lift(commissioner, id, ' '))).toBe('input.invalid');
    valueOf(await retention.lift(commissioner, id, 'The claim is settled.'));
    expect(code(await retention.lift(commissioner, id, 'Again.'))).toBe('hold.lifted');
    const acts = await world.admin.query<{ action: string }>(
      `SELECT action FROM audit_entry WHERE subject_id = $1 AND action LIKE 'record.h%' ORDER BY at, action DESC`,
      [pupilId],
    );
    expect(acts.rows.map(({ action }) => action).toSorted()).toEqual(['record.held', 'record.hold-lifted']);
    await world.admin.query('BEGIN');
    expect((await remove(world.admin, pupilId)).rowCount).toBe(1);
    await world.admin.query('ROLLBACK');
  });

  it('wins against whoever removes at the same moment and comes second, and neither waits for ever', async () => {
    const { pupilId, reference } = await over('2012-06-01', 'N');
    const [holder, remover] = [0, 1].map(
      () => new pg.Client({ connectionString: serverUrl(new URL(world.databaseUrl).pathname.slice(1)) }),
    ) as [pg.Client, pg.Client];
    await Promise.all([holder.connect(), remover.connect()]);
    await holder.query('BEGIN');
    await holder.query(
      `INSERT INTO legal_hold (id, authority_id, pupil_id, reason, put_on_at, put_on_by)
       VALUES (gen_random_uuid(), $1, $2, 'A claim.', now(), gen_random_uuid())`,
      [AUTHORITY_ID, pupilId],
    );
    const removed = remove(remover, pupilId).then(
      () => 'removed',
      (error: { constraint?: string }) => error.constraint,
    );
    await eventually(async () => {
      const { rows } = await world.admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows[0]?.n).toBe(1);
    }, 10_000);
    await holder.query('COMMIT');
    expect(await removed).toBe('not_while_held');
    await Promise.all([holder.end(), remover.end()]);
    expect(code(await retention.putOn(commissioner, { reference, reason: 'Too late.' }))).toBe('hold.stands');
  });

  it('is put on once by two people at once', async () => {
    const { reference } = await over('2012-06-01', 'N');
    const both = await Promise.all([1, 2].map(() => retention.putOn(commissioner, { reference, reason: 'A claim.' })));
    expect(both.map(code).toSorted()).toEqual(['done', 'hold.stands']);
  });

  it('is for the commissioner alone', async () => {
    const { reference } = await over('2012-06-01', 'N');
    const { id } = valueOf(await retention.putOn(commissioner, { reference, reason: 'A claim.' }));
    const auditor = {
      ...aPerson({ role: 'AUDITOR', ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS.AUDITOR }),
      userId: '0198a1b2-0000-7000-8000-000000000009',
    };
    const table: string[] = [];
    const actors: readonly (readonly [string, Actor])[] = [
      ['auditor', auditor],
      ['coordinator', world.coordinator],
      ['school', world.lead],
    ];
    for (const [who, actor] of actors) {
      const codes = [
        code(await retention.view(actor, { offset: 0, limit: 1 })),
        code(await retention.putOn(actor, { reference, reason: 'A claim.' })),
        code(await retention.lift(actor, id, 'It is over.')),
      ];
      table.push(`${who}: ${codes.join(' ')}`);
    }
    const refused = 'action.forbidden action.forbidden hold.not-found';
    expect(table).toEqual([`auditor: ${refused}`, `coordinator: ${refused}`, `school: ${refused}`]);
  });

  it('is put on and lifted by page', async () => {
    const { reference } = await over('2012-06-01', 'N');
    const agent = await world.agent('commissioner');
    expect((await agent.form('/retention/holds/new', { reference })).status).toBe(422);
    expect((await agent.form('/retention/holds/new', { reference, reason: 'A claim.' })).status).toBe(303);
    const list = await agent.get('/retention');
    const path = new RegExp(`/retention/holds/[0-9a-f-]{36}(?=">${reference})`).exec(list.text)?.[0] ?? '';
    expect((await agent.get(path)).text).toContain('Lift the legal hold');
    expect((await agent.form(path, { reason: 'It is over.' })).status).toBe(303);
    expect((await agent.form(path, { reason: 'It is over.' })).status).toBe(422);
  });
});
