import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, pence, type Result, ROLES, valueOf } from '../../../src/kernel/index.js';
import { TariffStore } from '../../../src/modules/tariffs/persistence/tariff.store.js';
import { anOpening, inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const ON = dateOnly('2026-11-02');

describe('tariff lines', () => {
  let world: SupplyWorld;
  let officer: Actor;
  let approver: Actor;
  let providerId: string;
  beforeAll(async () => {
    world = await supplyWorld();
    officer = inRole('FINANCE_OFFICER', world.north);
    approver = inRole('FINANCE_APPROVER', world.north);
    providerId = (await anOpening(world)).providerId;
  });
  afterAll(() => world.close());

  const draft = (over: object = {}) => ({
    providerId,
    lotId: null,
    programmeId: null,
    label: 'A day',
    basis: 'DAY' as const,
    sessionsCovered: 10,
    netPence: pence(9500),
    vatTreatment: 'STANDARD' as const,
    fromDate: dateOnly('2026-09-01'),
    toDate: dateOnly('2027-03-31'),
    ...over,
  });
  const codeOf = (result: Result<unknown>) => (result.ok ? 'done' : result.problem.code);
  const priceOn = (on: string, actor = officer) =>
    world.work.read(actor, (tx) =>
      world.tariffs.lineFor(tx, {
        authorityId: world.north.authorityId,
        providerId,
        programmeId: null,
        lotId: null,
        basis: 'DAY',
        on: dateOnly(on),
      }),
    );

  it('count only once a second person has approved them', async () => {
    const both = inRole('FINANCE_OFFICER', world.north, ['tariff.draft', 'tariff.approve', 'tariff.read']);
    const lineId = valueOf(await world.draftTariff.run(both, draft()));
    expect(await priceOn('2026-11-02')).toBeUndefined();
    expect(codeOf(await world.approveTariff.run(both, { lineId }))).toBe('tariff.same-person');
    expect(await priceOn('2026-11-02')).toBeUndefined();
    valueOf(await world.approveTariff.run(approver, { lineId }));
    expect(await priceOn('2026-11-02')).toMatchObject({ id: lineId, netPence: 9500 });
    expect(codeOf(await world.approveTariff.run(approver, { lineId }))).toBe('tariff.not-draft');
  });

  it('are refused by the database when one person signs twice, or an approved price is changed', async () => {
    const lineId = valueOf(await world.draftTariff.run(officer, draft({ basis: 'SESSION' })));
    const sign = `UPDATE tariff_line SET status = 'APPROVED', approved_by_second = $2, approved_second_at = now() WHERE id = $1`;
    await expect(world.admin.query(sign, [lineId, officer.userId])).rejects.toThrow(/tariff_line_two_people/);
    await world.admin.query(sign, [lineId, approver.userId]);
    await expect(world.admin.query(`UPDATE tariff_line SET net_pence = 1 WHERE id = $1`, [lineId])).rejects.toThrow(
      /never changed/,
    );
    await expect(world.admin.query(`UPDATE tariff_line SET status = 'DRAFT' WHERE id = $1`, [lineId])).rejects.toThrow(
      /never changed/,
    );
    await expect(
      world.admin.query(
        `UPDATE tariff_line SET to_date = '2030-01-01', ended_by = $2, ended_at = now() WHERE id = $1`,
        [lineId, approver.userId],
      ),
    ).rejects.toThrow(/never changed/);
    await expect(world.admin.query(`DELETE FROM tariff_line WHERE id = $1`, [lineId])).rejects.toThrow(/never changed/);
  });

  it('never overlap for the same thing: two at once, and one is told', async () => {
    const overlap = valueOf(
      await world.draftTariff.run(officer, draft({ fromDate: dateOnly('2027-03-31'), toDate: null })),
    );
    expect(codeOf(await world.approveTariff.run(approver, { lineId: overlap }))).toBe('tariff.overlaps');
    const next = { fromDate: dateOnly('2027-04-01'), toDate: null, netPence: pence(9900) };
    const lines = [
      valueOf(await world.draftTariff.run(officer, draft(next))),
      valueOf(await world.draftTariff.run(officer, draft(next))),
    ];
    const codes = await Promise.all(
      lines.map(async (lineId) => codeOf(await world.approveTariff.run(approver, { lineId }))),
    );
    expect(codes.toSorted()).toEqual(['done', 'tariff.overlaps']);
    expect((await priceOn('2027-03-31'))?.netPence).toBe(9500);
    expect((await priceOn('2027-04-01'))?.netPence).toBe(9900);
  });

  it('follow one that goes on: it ends with the day before, and the past keeps its price', async () => {
    const next = async (fromDate: string, net: number) =>
      valueOf(
        await world.draftTariff.run(
          officer,
          draft({ basis: 'TERM', fromDate: dateOnly(fromDate), toDate: null, netPence: pence(net) }),
        ),
      );
    const approve = async (lineId: string) => codeOf(await world.approveTariff.run(approver, { lineId }));
    const first = await next('2026-09-01', 100_000);
    expect(await approve(first)).toBe('done');
    // Not for days that have been: what was paid for them stays as it was.
    expect(await approve(await next('2026-10-01', 100_000))).toBe('tariff.overlaps');
    const second = await next('2027-01-01', 110_000);
    const follows = await world.work.read(approver, (tx) => new TariffStore().followed(tx, second));
    expect(follows).toEqual({ id: first, netPence: 100_000, endsOn: '2026-12-31' });
    const also = await next('2027-02-01', 120_000);
    // Two at once: one follows the first, the other follows it or is told.
    const codes = await Promise.all([approve(second), approve(also)]);
    expect(codes).toContain('done');
    const { rows } = await world.admin.query<{ from: string; to: string | null }>(
      `SELECT from_date::text AS from, to_date::text AS to FROM tariff_line
        WHERE basis = 'TERM' AND status = 'APPROVED' AND provider_organisation_id = $1 ORDER BY from_date`,
      [providerId],
    );
    expect(rows[0]).toEqual({ from: '2026-09-01', to: expect.stringMatching(/^2026-12-31|^2027-01-31/) });
    expect(rows.at(-1)?.to).toBeNull();
  });

  it('are corrected by ending one and adding the next; the past keeps its price', async () => {
    const line = await priceOn('2027-04-01');
    const lineId = line?.id ?? '';
    const end = (endsOn: string) => world.endTariff.run(approver, { lineId, endsOn: dateOnly(endsOn) });
    expect(codeOf(await end('2027-03-31'))).toBe('input.invalid');
    valueOf(await end('2027-04-30'));
    expect(codeOf(await end('2027-05-31'))).toBe('input.invalid');
    expect(await priceOn('2027-05-01')).toBeUndefined();
    expect((await priceOn('2027-04-30'))?.id).toBe(lineId);
  });

  it('of a programme come before those for all programmes', async () => {
    const other = await anOpening(world);
    const forAll = draft({ providerId: other.providerId, netPence: pence(100) });
    const forOne = { ...forAll, programmeId: other.programmeId, netPence: pence(200) };
    for (const each of [forAll, forOne]) {
      const lineId = valueOf(await world.draftTariff.run(officer, each));
      valueOf(await world.approveTariff.run(approver, { lineId }));
    }
    const line = (programmeId: string | null) =>
      world.work.read(officer, (tx) =>
        world.tariffs.lineFor(tx, {
          authorityId: world.north.authorityId,
          providerId: other.providerId,
          programmeId,
          lotId: null,
          basis: 'DAY',
          on: ON,
        }),
      );
    expect((await line(other.programmeId))?.netPence).toBe(200);
    expect((await line(newId()))?.netPence).toBe(100);
  });

  it('are drafted, approved and read by exactly these roles', async () => {
    const table: Record<string, string[]> = { draft: [], approve: [], read: [] };
    for (const role of ROLES) {
      const at = role.startsWith('PROVIDER') ? { ...world.north, organisationId: providerId } : world.north;
      const actor = inRole(role, /SCHOOL_|HEAD/.test(role) ? world.northSchool : at);
      const year = 2030 + ROLES.indexOf(role);
      const dates = { fromDate: dateOnly(`${year}-01-01`), toDate: dateOnly(`${year}-12-31`) };
      const drafted = await world.draftTariff.run(actor, draft(dates));
      if (drafted.ok) table['draft']?.push(role);
      const lineId = drafted.ok ? drafted.value : valueOf(await world.draftTariff.run(officer, draft(dates)));
      if ((await world.approveTariff.run(actor, { lineId })).ok) table['approve']?.push(role);
      const list = await world.listPrices.run(actor, { providerId: null, on: null, offset: 0, size: 10 });
      if (list.ok) table['read']?.push(role);
    }
    expect(table).toEqual({
      draft: ['FINANCE_OFFICER', 'COMMISSIONER'],
      approve: ['FINANCE_APPROVER'],
      read: [
        'SCHOOL_INCLUSION_LEAD',
        'HEAD_TEACHER',
        'SCHOOL_FINANCE',
        'PROVIDER_MANAGER',
        'PROVIDER_FINANCE',
        'PANEL_COORDINATOR',
        'FINANCE_OFFICER',
        'FINANCE_APPROVER',
        'COMMISSIONER',
        'AUDITOR',
      ],
    });
  });

  it('are shown to the provider they are paid to, never to a competitor or another authority', async () => {
    const rival = await anOpening(world);
    const lines = async (actor: Actor) => {
      const list = valueOf(await world.listPrices.run(actor, { providerId: null, on: null, offset: 0, size: 200 }));
      return {
        providers: new Set(list.lines.map((line) => line.providerId)),
        statuses: new Set(list.lines.map((line) => line.status)),
      };
    };
    const own = await lines(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: providerId }));
    expect([...own.providers]).toEqual([providerId]);
    expect([...own.statuses]).toEqual(['APPROVED']);
    const others = await lines(inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId }));
    expect([...others.providers]).toEqual([rival.providerId]);
    expect((await lines(inRole('COMMISSIONER', world.south))).providers.size).toBe(0);
    expect((await lines(inRole('HEAD_TEACHER', world.northSchool))).statuses).toEqual(new Set(['APPROVED']));
    expect((await lines(officer)).statuses).toEqual(new Set(['APPROVED', 'DRAFT']));
  });
});
