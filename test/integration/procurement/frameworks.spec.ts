import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type Actor, dateOnly, newId, ok, ROLES, valueOf } from '../../../src/kernel/index.js';
import { type FrameworkDetails, MANCHESTER_LOTS, NOTHING_ASKED } from '../../../src/modules/procurement/index.js';
import { insertRows } from '../../../src/platform/index.js';
import { eventually } from '../../support/eventually.js';
import { codeOf } from '../../support/results.js';
import { CONDITION, FRAMEWORK, QUESTION, ROUND } from '../../support/rounds.js';
import { anAdmittedProvider, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

describe('what a framework allows', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  let made = 0;
  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
  });
  afterAll(() => world.close());

  const create = async (details: Partial<FrameworkDetails> = {}) => {
    const reference = `F${String((made += 1))}`;
    return valueOf(await world.manageFramework.create(commissioner, { ...FRAMEWORK, reference, ...details }));
  };
  const detail = async (id: string) => valueOf(await world.manageFramework.detail(commissioner, id));
  const extend = (frameworkId: string, endsOn: string, reason = 'Demand goes on') =>
    world.manageFramework.extend(commissioner, { frameworkId, endsOn: dateOnly(endsOn), reason });

  it('is extended within what its notice says, and whoever is admitted to its end goes on with it', async () => {
    const { frameworkId, admissionId } = await anAdmittedProvider(world, world.north, {
      extendableTo: dateOnly('2030-10-27'),
    });
    expect(codeOf(await extend(frameworkId, '2028-10-27'))).toBe('input.invalid: endsOn too-early');
    expect(codeOf(await extend(frameworkId, '2030-10-28'))).toBe('input.invalid: endsOn too-late');
    expect(codeOf(await extend(frameworkId, '2029-10-27', ' '))).toBe('input.invalid: reason required');
    valueOf(await extend(frameworkId, '2029-10-27'));
    const after = await detail(frameworkId);
    expect([after.endsOn, after.extendableTo]).toEqual(['2029-10-27', '2030-10-27']);
    expect(after.admissions.find(({ id }) => id === admissionId)?.toDate).toBe('2029-10-27');
    expect(after.extensions).toMatchObject([{ endedOn: '2028-10-27', endsOn: '2029-10-27', reason: 'Demand goes on' }]);
    valueOf(await extend(frameworkId, '2030-10-27'));
    expect(codeOf(await extend(frameworkId, '2030-10-28'))).toBe('framework.not-extendable');
  });

  it('is extended by two at the same moment one after the other, and never where its notice says nothing', async () => {
    const { id } = await create({ extendableTo: dateOnly('2030-10-27') });
    const both = await Promise.all([extend(id, '2029-01-31'), extend(id, '2029-06-30')]);
    const { endsOn, extensions } = await detail(id);
    const steps = [FRAMEWORK.endsOn, ...extensions.map((each) => each.endsOn)];
    expect(extensions).toHaveLength(both.filter(({ ok }) => ok).length);
    expect(extensions.map((each) => each.endedOn)).toEqual(steps.slice(0, -1));
    expect(endsOn).toBe(steps.at(-1));
    expect(codeOf(await extend((await create()).id, '2029-01-31'))).toBe('framework.not-extendable');
    const old = { ...FRAMEWORK, reference: 'OLD', regime: 'PCR2015_DPS' as const, endsOn: dateOnly('2028-02-23') };
    const longer = { ...old, extendableTo: dateOnly('2029-02-24') };
    expect(codeOf(await world.manageFramework.create(commissioner, longer))).toBe(
      'input.invalid: extendableTo too-late',
    );
  });

  it('is not extended once it has ended, and on its last day it is', async () => {
    const { id } = await create({ extendableTo: dateOnly('2030-10-27') });
    world.setNow(new Date('2028-10-28T09:00:00Z'));
    try {
      expect(codeOf(await extend(id, '2029-01-31'))).toBe('framework.ended');
      // Whatever a program of ours may once think of it.
      const row = { id: newId(), framework_id: id, authority_id: commissioner.authorityId, ended_on: FRAMEWORK.endsOn };
      const late = world.work.inTransaction(commissioner, async (tx) => {
        await insertRows(tx, 'framework_extension', [
          { ...row, ends_on: '2029-01-31', reason: 'Late', recorded_at: tx.now, recorded_by: commissioner.userId },
        ]);
        return ok();
      });
      expect(codeOf(await late)).toBe('framework.ended');
      world.setNow(new Date('2028-10-27T22:30:00Z'));
      valueOf(await extend(id, '2029-01-31'));
    } finally {
      world.setNow(new Date('2026-11-02T09:00:00Z'));
    }
  });

  it('takes the rounds that admit to its end along when it is extended, and no others', async () => {
    const { id, lotIds } = await create({ extendableTo: dateOnly('2030-10-27') });
    const draft = async (admissionTo: string) =>
      valueOf(
        await world.manageRounds.draft(commissioner, id, { ...ROUND, lotIds, admissionTo: dateOnly(admissionTo) }),
      );
    const [toTheEnd, shorter] = [await draft(FRAMEWORK.endsOn), await draft('2028-10-26')];
    valueOf(await extend(id, '2029-10-27'));
    const until = async (roundId: string) =>
      valueOf(await world.viewRounds.one(commissioner, roundId)).round.admissionTo;
    expect([await until(toTheEnd), await until(shorter)]).toEqual(['2029-10-27', '2028-10-26']);
    // Whoever had the draft open writes no old date over it.
    const changed = await world.manageRounds.change(commissioner, toTheEnd, 1, { ...ROUND, lotIds });
    expect(codeOf(changed)).toBe('record.changed');
  });

  it('changes nothing of a lot while a round with it is being published', async () => {
    const { id, lotIds } = await create();
    const roundId = valueOf(await world.manageRounds.draft(commissioner, id, { ...ROUND, lotIds }));
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION));
    const other = new pg.Client({ connectionString: world.adminUrl });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(`UPDATE round SET status = 'PUBLISHED', published_at = now() WHERE id = $1`, [roundId]);
      const setting = world.manageFramework.setRequirements(commissioner, {
        frameworkId: id,
        lotId: lotIds[0] ?? '',
        requirements: { ...NOTHING_ASKED, leastHours: 10 },
      });
      const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await eventually(async () => expect((await world.admin.query(waits)).rowCount).toBe(1));
      await other.query('COMMIT');
      expect(codeOf(await setting)).toBe('lot.stands');
    } finally {
      await other.end();
    }
  });

  it('moves neither a framework nor an admission without an extension, whoever asks', async () => {
    const { frameworkId, admissionId } = await anAdmittedProvider(world, world.north, {
      extendableTo: dateOnly('2030-10-27'),
    });
    const moved = (sql: string, id: string) =>
      world.work
        .inTransaction(commissioner, async (tx) => {
          await tx.query(sql, [id]);
          return { ok: true, value: undefined } as const;
        })
        .then(codeOf, (error: Error) => error.message);
    expect(await moved(`UPDATE framework SET ends_on = '2029-01-31' WHERE id = $1`, frameworkId)).toContain('stands');
    expect(await moved(`UPDATE framework SET regime = 'PCR2015_DPS' WHERE id = $1`, frameworkId)).toContain('stands');
    expect(await moved(`UPDATE admission SET to_date = '2029-01-31' WHERE id = $1`, admissionId)).toContain('stands');
  });

  it('brings whoever is admitted into the supply of an authority that joins', async () => {
    const { frameworkId, providerId } = await anAdmittedProvider(world, world.north);
    const asked = async () =>
      (
        await world.admin.query(`SELECT FROM outbox WHERE job = 'capacity.changed' AND payload ->> 'providerId' = $1`, [
          providerId,
        ])
      ).rowCount ?? 0;
    const before = await asked();
    const others = valueOf(await world.manageFramework.otherAuthorities(commissioner, frameworkId));
    expect(others.map(({ id }) => id)).toContain(world.south.authorityId);
    valueOf(
      await world.manageFramework.addParticipants(commissioner, {
        frameworkId,
        authorityIds: [world.south.authorityId ?? ''],
      }),
    );
    expect((await detail(frameworkId)).participants).toHaveLength(2);
    const southCommissioner = await known(world, inRole('COMMISSIONER', world.south));
    const rows = await world.work.read(southCommissioner, (tx) =>
      tx.query(`SELECT FROM authority_supply WHERE authority_id = $1 AND provider_organisation_id = $2`, [
        world.south.authorityId,
        providerId,
      ]),
    );
    expect(rows).toHaveLength(1);
    // And its pupils who wait are matched again.
    expect(await asked()).toBe(before + 1);
    const unknown = { frameworkId, authorityIds: [newId()] };
    expect(codeOf(await world.manageFramework.addParticipants(commissioner, unknown))).toBe('authority.not-found');
  });

  it('says what a lot asks for until a round with it is published', async () => {
    const { id, lotIds } = await create({ lots: MANCHESTER_LOTS });
    const [first = '', second = ''] = lotIds;
    expect((await detail(id)).lots[0]?.requirements).toEqual({ ...NOTHING_ASKED, leastHours: 25 });
    const set = (lotId: string, requirements: object) =>
      world.manageFramework.setRequirements(commissioner, {
        frameworkId: id,
        lotId,
        requirements: { ...NOTHING_ASKED, ...requirements },
      });
    valueOf(await set(second, { yearFrom: 10, yearTo: 11, needs: ['SEMH'], mustBeRegistered: false }));
    expect((await detail(id)).lots[1]?.requirements).toMatchObject({
      yearFrom: 10,
      needs: ['SEMH'],
      mustBeRegistered: false,
    });
    expect(codeOf(await set(second, { leastHours: 41 }))).toBe('input.invalid: leastHours too-large');
    expect(codeOf(await set(second, { leastHours: 12, mostHours: 10 }))).toBe(
      'input.invalid: mostHours ends-before-start',
    );
    expect(codeOf(await set(newId(), {}))).toBe('lot.not-found');
    const round = { ...ROUND, lotIds: [first] };
    const roundId = valueOf(await world.manageRounds.draft(commissioner, id, round));
    valueOf(await world.manageConditions.add(commissioner, id, CONDITION));
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION));
    valueOf(await set(first, { leastHours: 24 }));
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    expect(codeOf(await set(first, { leastHours: 20 }))).toBe('lot.stands');
    valueOf(await set(second, {}));
  });

  it('works with other days from a day on, never for a round that is published', async () => {
    const { id, lotIds } = await create();
    expect((await detail(id)).terms).toMatchObject({ decisionDays: 40, confirmed: false });
    const days = { decisionDays: 30, longestDecisionDays: null, standstillDays: 8, source: 'Terms of 2026' };
    const set = (fromDate: string, over: object = {}) =>
      world.manageFramework.setTerms(commissioner, id, { ...days, fromDate: dateOnly(fromDate), ...over });
    expect(codeOf(await set('2026-11-01'))).toBe('input.invalid: fromDate too-early');
    expect(codeOf(await set('2026-11-02', { standstillDays: 61 }))).toBe('input.invalid: standstillDays too-large');
    expect(codeOf(await set('2026-11-02', { longestDecisionDays: 29 }))).toBe(
      'input.invalid: longestDecisionDays too-small',
    );
    const roundId = valueOf(await world.manageRounds.draft(commissioner, id, { ...ROUND, lotIds: lotIds.slice(0, 1) }));
    valueOf(await world.manageRounds.addQuestion(commissioner, roundId, QUESTION));
    valueOf(await world.manageRounds.publish(commissioner, roundId));
    // It opens on 3 November.
    expect(codeOf(await set('2026-11-03'))).toBe('input.invalid: fromDate too-early');
    valueOf(await set('2026-11-04'));
    expect(codeOf(await set('2026-11-04'))).toBe('framework-terms.exists');
    expect(valueOf(await world.viewRounds.one(commissioner, roundId)).terms.decisionDays).toBe(40);
  });

  it('is changed by exactly these roles', async () => {
    const { id, lotIds } = await create({ extendableTo: dateOnly('2030-10-27') });
    const done: string[] = [];
    for (const role of ROLES) {
      const actor = await known(world, inRole(role, world.north));
      const requirements = { frameworkId: id, lotId: lotIds[0] ?? '', requirements: NOTHING_ASKED };
      const set = await world.manageFramework.setRequirements(actor, requirements);
      const joined = await world.manageFramework.addParticipants(actor, {
        frameworkId: id,
        authorityIds: [world.south.authorityId ?? ''],
      });
      expect(joined.ok).toBe(set.ok);
      if (set.ok) done.push(role);
    }
    expect(done).toEqual(['COMMISSIONER']);
    const southern = await known(world, inRole('COMMISSIONER', world.south));
    const theirs = { frameworkId: id, endsOn: dateOnly('2029-01-01'), reason: 'Ours' };
    expect(codeOf(await world.manageFramework.extend(southern, theirs))).toBe('action.forbidden');
  });
});
