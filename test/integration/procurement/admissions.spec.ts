import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, ROLES, valueOf } from '../../../src/kernel/index.js';
import { codeOf } from '../../support/results.js';
import { FRAMEWORK } from '../../support/rounds.js';
import {
  admitted,
  anAdmittedProvider,
  inRole,
  known,
  type SupplyWorld,
  supplyWorld,
} from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const DETAILS = { ...FRAMEWORK, reference: 'TC1108' };

describe('admissions to a framework', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
  });
  afterAll(() => world.close());

  const on = (admissionId: string, date: string, actor = commissioner) =>
    world.work.read(actor, async (tx) =>
      codeOf(await world.procurement.checkCallOff(tx, admissionId, newId(), dateOnly(date))),
    );

  it('come after a framework with its lots, whose regime fixes how long it may last', async () => {
    const { id, lotIds } = valueOf(await world.manageFramework.create(commissioner, DETAILS));
    expect(lotIds).toHaveLength(10);
    const detail = valueOf(await world.manageFramework.detail(commissioner, id));
    expect(detail.lots[0]).toMatchObject({ number: 1, name: 'Full-time AP, minimum 25 hours per week' });
    expect(detail.valuePence).toBe(3_000_000_000);
    expect(codeOf(await world.manageFramework.create(commissioner, DETAILS))).toBe('framework.reference-taken');
    const old = { ...DETAILS, reference: 'OLD', regime: 'PCR2015_DPS' as const, endsOn: dateOnly('2029-02-24') };
    expect(codeOf(await world.manageFramework.create(commissioner, old))).toBe('input.invalid: endsOn too-late');
    valueOf(await world.manageFramework.create(commissioner, { ...old, endsOn: dateOnly('2029-02-23') }));
  });

  it('are in force from their first to their last day, but not while suspended', async () => {
    const { admissionId, providerId, lotId } = await anAdmittedProvider(world, world.north);
    const find = (date: string) =>
      world.work.read(commissioner, (tx) => world.procurement.admissionFor(tx, providerId, lotId, dateOnly(date)));
    expect(await find('2026-05-31')).toBeUndefined();
    expect((await find('2026-06-01'))?.id).toBe(admissionId);
    expect(await on(admissionId, '2028-10-27')).toBe('done');
    expect(await on(admissionId, '2028-10-28')).toBe('admission.not-current');
    const suspend = { admissionId, reason: 'SAFEGUARDING' as const, fromDate: dateOnly('2026-11-02'), toDate: null };
    valueOf(await world.admitProvider.suspend(commissioner, suspend));
    expect(codeOf(await world.admitProvider.suspend(commissioner, suspend))).toBe('admission.suspension-overlaps');
    const from = (day: string) =>
      world.admitProvider.suspend(commissioner, { ...suspend, fromDate: dateOnly(day) }).then(codeOf);
    expect(await from('2026-05-31')).toBe('input.invalid: fromDate too-early');
    expect(await from('2028-10-28')).toBe('input.invalid: fromDate too-late');
    expect(await on(admissionId, '2026-11-01')).toBe('done');
    expect(await on(admissionId, '2026-11-02')).toBe('admission.suspended');
    const past = { admissionId, from: dateOnly('2026-11-01') };
    expect(codeOf(await world.admitProvider.lift(commissioner, past))).toBe('input.invalid: from too-early');
    valueOf(await world.admitProvider.lift(commissioner, { admissionId, from: dateOnly('2026-12-01') }));
    const { rows } = await world.admin.query<{ payload: string }>(
      `SELECT payload::text AS payload FROM outbox WHERE payload::text LIKE '%' || $1 || '%' ORDER BY id`,
      [admissionId],
    );
    expect(rows.map(({ payload }) => /Lot \d+, from [^"]*/.exec(payload)?.[0]).filter(Boolean)).toEqual([
      'Lot 2, from 2 November 2026',
      'Lot 2, from 1 December 2026',
    ]);
    expect(await on(admissionId, '2026-11-30')).toBe('admission.suspended');
    expect(await on(admissionId, '2026-12-01')).toBe('done');
    const { frameworkId } = (await find('2026-12-01')) ?? {};
    const line = async () => valueOf(await world.manageFramework.detail(commissioner, frameworkId ?? '')).admissions[0];
    const later = { ...suspend, fromDate: dateOnly('2026-12-10') };
    valueOf(await world.admitProvider.suspend(commissioner, later));
    expect((await line())?.suspendedFrom).toBe('2026-12-10');
    valueOf(await world.admitProvider.lift(commissioner, { admissionId, from: dateOnly('2026-12-10') }));
    expect((await line())?.suspendedFrom).toBeNull();
    const again = { admissionId, from: dateOnly('2026-12-05') };
    expect(codeOf(await world.admitProvider.lift(commissioner, again))).toBe('admission.not-suspended');
  });

  it('bring a provider that another authority knows into the supply of the one that admits it', async () => {
    const { frameworkId, lotId } = await anAdmittedProvider(world, world.north);
    const { providerId } = await anAdmittedProvider(world, world.south);
    const ofNorth = { text: 'SELECT FROM authority_supply WHERE authority_id = $1 AND provider_organisation_id = $2' };
    const inSupply = async () => (await world.admin.query(ofNorth, [world.north.authorityId, providerId])).rowCount;
    expect(await inSupply()).toBe(0);
    const dates = { fromDate: dateOnly('2026-06-01'), toDate: dateOnly('2028-10-27') };
    await admitted(world, world.north, { frameworkId, lotId, providerId, ...dates });
    expect(await inSupply()).toBe(1);
  });

  it('bring into the supply only whom they admit today, and by the authority alone', async () => {
    const { providerId } = await anAdmittedProvider(world, world.north);
    const own = [world.north.authorityId, providerId];
    await world.admin.query(
      'DELETE FROM authority_supply WHERE authority_id = $1 AND provider_organisation_id = $2',
      own,
    );
    const put = (actor: Actor) =>
      world.work.read({ ...actor, permissions: new Set(['provider.read'] as const) }, (tx) =>
        tx.query(
          `INSERT INTO authority_supply (authority_id, provider_organisation_id, from_date) VALUES ($1, $2, '2026-11-02')`,
          own,
        ),
      );
    await expect(put(inRole('HEAD_TEACHER', world.northSchool))).rejects.toThrow(/row-level security/);
    world.setNow(new Date('2028-10-28T09:00:00Z'));
    await expect(put(commissioner)).rejects.toThrow(/row-level security/);
    world.setNow(MONDAY);
    await expect(put(commissioner)).resolves.toBeDefined();
  });

  it('end early in no other way than by a decided removal, whichever way it is written', async () => {
    const { admissionId } = await anAdmittedProvider(world, world.north);
    const ended = await world.work
      .inTransaction(commissioner, (tx) =>
        world.admitProvider.endIn(tx, { admissionId, lastDay: dateOnly('2027-03-31') }),
      )
      .then(codeOf);
    expect(ended).toBe('admission.stands');
    for (const change of [`status = 'ENDED'`, `from_date = '2027-01-01'`, `to_date = '2029-01-01'`]) {
      const direct = world.work.read(commissioner, (tx) =>
        tx.query(`UPDATE admission SET ${change} WHERE id = $1`, [admissionId]),
      );
      await expect(direct).rejects.toMatchObject({ driverError: { constraint: 'admission_ends_by_removal' } });
    }
    expect(await on(admissionId, '2027-04-01')).toBe('done');
  });

  it('are given by the board’s decision with its reasons, which the admission names', async () => {
    const { admissionId, providerId, lotId } = await anAdmittedProvider(world, world.north);
    const { rows } = await world.admin.query(
      `SELECT d.kind, d.outcome, d.reasons, p.part, d.meeting_item_id IS NOT NULL AS met FROM admission a
         JOIN decision d ON d.id = a.decision_id JOIN decision_decider p ON p.decision_id = d.id WHERE a.id = $1`,
      [admissionId],
    );
    expect(rows).toEqual([
      { kind: 'ADMISSION', outcome: 'ADMIT', reasons: 'Met every standard of the lot.', part: 'CHAIRED', met: true },
    ]);
    // By no other door: without a decision, on an old one, or on somebody else's.
    const dates = { fromDate: dateOnly('2026-09-01'), toDate: dateOnly('2027-08-31') };
    const { rows: decided } = await world.admin.query<{ id: string }>(`SELECT decision_id AS id FROM admission`);
    for (const decisionId of [newId(), ...decided.map(({ id }) => id)]) {
      const given = await world.work.inTransaction(commissioner, (tx) =>
        world.admitProvider.admit(tx, [{ providerId, lotId, decisionId, ...dates }]),
      );
      expect(codeOf(given)).toBe('admission.not-decided');
    }
  });

  it('stay within the framework and never overlap on one lot', async () => {
    const { providerId, lotId, frameworkId } = await anAdmittedProvider(world, world.north);
    const admit = (from: string, to: string) =>
      admitted(world, world.north, {
        frameworkId,
        providerId,
        lotId,
        fromDate: dateOnly(from),
        toDate: dateOnly(to),
      }).then(
        () => 'done',
        (error: Error) => error.message,
      );
    expect(await admit('2024-01-01', '2025-07-31')).toContain('fromDate: too-early');
    expect(await admit('2026-06-02', '2028-12-31')).toContain('toDate: too-late');
    expect(await admit('2025-01-01', '2026-05-31')).toBe('done');
    expect(await admit('2026-08-01', '2027-07-31')).toContain('admission.overlaps');
  });

  it('are seen by the provider itself and by participating authorities with their schools', async () => {
    const { admissionId, providerId, frameworkId } = await anAdmittedProvider(world, world.north);
    const rival = await anAdmittedProvider(world, world.north);
    const sees = (actor: Actor) => on(admissionId, '2026-11-02', actor);
    const southHead = inRole('HEAD_TEACHER', world.southSchool);
    expect(await sees(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId }))).toBe('done');
    expect(await sees(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId }))).toBe(
      'admission.not-found',
    );
    expect(await sees(inRole('HEAD_TEACHER', world.northSchool))).toBe('done');
    expect(await sees(southHead)).toBe('admission.not-found');
    const participants = { frameworkId, authorityIds: [world.south.authorityId] };
    const southCommissioner = inRole('COMMISSIONER', world.south);
    expect(codeOf(await world.manageFramework.addParticipants(southCommissioner, participants))).toBe(
      'action.forbidden',
    );
    valueOf(await world.manageFramework.addParticipants(commissioner, participants));
    expect(await sees(southHead)).toBe('done');
  });

  it('are suspended by exactly these roles', async () => {
    const done: string[] = [];
    for (const role of ROLES) {
      const { providerId, admissionId } = await anAdmittedProvider(world, world.north);
      const at = role.startsWith('PROVIDER') ? { ...world.north, organisationId: providerId } : world.north;
      const suspension = { admissionId, reason: 'QUALITY' as const, fromDate: dateOnly('2026-11-02'), toDate: null };
      const result = await world.admitProvider.suspend(await known(world, inRole(role, at)), suspension);
      if (result.ok) done.push(role);
    }
    expect(done).toEqual(['COMMISSIONER']);
  });
});
