import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLES, valueOf } from '../../../src/kernel/index.js';
import { KnownQuality } from '../../../src/modules/procurement/application/known-quality.js';
import type { CheckOutcome } from '../../../src/modules/procurement/domain/diligence.js';
import { DiligenceStore } from '../../../src/modules/procurement/persistence/diligence.store.js';
import { QualityStore } from '../../../src/modules/procurement/persistence/quality.store.js';
import { codeOf } from '../../support/results.js';
import { anAdmittedProvider, inRole, known, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const GIVEN = { outcome: 'CONFIRMED' as const, note: 'Seen on site.', checkedOn: dateOnly('2026-11-02') };

describe('due diligence of an admitted provider', () => {
  let world: SupplyWorld;
  let officer: Actor;
  let own: Awaited<ReturnType<typeof anAdmittedProvider>>;

  beforeAll(async () => {
    world = await supplyWorld();
    officer = await known(world, inRole('QUALITY_OFFICER', world.north));
  });
  beforeEach(async () => {
    own = await anAdmittedProvider(world, world.north);
  });
  afterAll(() => world.close());

  const at = (code: string, seen = 0) => ({ of: 'admission' as const, id: own.admissionId, code, seen });
  const view = async (actor = officer) => valueOf(await world.dueDiligence.view(actor, 'admission', own.admissionId));
  const line = async (code: string) => (await view()).lines.find(({ check }) => check.code === code);

  it('finds by itself what data say, and keeps what the officer confirmed with what was found then', async () => {
    expect((await line('REGISTER'))?.finding).toMatchObject({
      state: 'NOT_MET',
      words: [expect.stringContaining('136743')],
    });
    expect((await line('SAFEGUARDING_CONFIRMATION'))?.finding.state).toBe('NOT_MET');
    const manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
    valueOf(
      await world.keepEvidence.run(
        manager,
        {
          kind: 'SAFEGUARDING_CONFIRMATION',
          title: null,
          reference: null,
          issuer: null,
          coverPence: null,
          statement: 'We confirm it.',
          validFrom: null,
          validTo: dateOnly('2026-12-31'),
          siteIds: [],
        },
        [],
      ),
    );
    const before = await view();
    valueOf(await world.dueDiligence.record(officer, at('SAFEGUARDING_CONFIRMATION'), GIVEN));
    const recorded = await line('SAFEGUARDING_CONFIRMATION');
    expect(recorded).toMatchObject({ finding: { state: 'MET' }, looks: 1 });
    expect(recorded?.said).toMatchObject({ found: 'MET', outcome: 'CONFIRMED', recordedByName: 'Pat Example' });
    expect((await view()).outstanding).toBe(before.outstanding - 1);
    world.setNow(new Date('2027-01-01T09:00:00Z'));
    const later = await line('SAFEGUARDING_CONFIRMATION');
    expect(later).toMatchObject({ finding: { state: 'NOT_MET' }, said: { found: 'MET' } });
    expect((await view()).contradicted).toBe(1);
    world.setNow(new Date('2026-11-02T09:00:00Z'));
    const { listVersion } = await view();
    expect(recorded?.said?.listVersion).toBe(listVersion);
  });

  it('tells other modules what the latest look at inspections came to, on which day, and no word of it', async () => {
    const quality = new KnownQuality(new QualityStore(), new DiligenceStore());
    const coordinator = inRole('PANEL_COORDINATOR', world.north);
    const known = (actor = coordinator, on = '2026-11-02') =>
      world.work.read(actor, (tx) =>
        quality.of(tx, {
          authorityId: coordinator.authorityId ?? '',
          providerIds: [own.providerId],
          on: dateOnly(on),
        }),
      );
    const about = { providerId: own.providerId, siteId: null, kind: 'INSPECTION' };
    expect(await known()).toEqual([]);
    const look = async (outcome: CheckOutcome, checkedOn: string, seen: number) =>
      valueOf(
        await world.dueDiligence.record(officer, at('INSPECTION', seen), {
          outcome,
          note: 'Report read.',
          checkedOn: dateOnly(checkedOn),
        }),
      );
    await look('CONFIRMED', '2026-10-05', 0);
    await look('NOT_MET', '2026-10-26', 1);
    expect(await known()).toEqual([{ ...about, on: '2026-10-26', basisPoints: 0 }]);
    expect(await known(coordinator, '2026-10-25')).toEqual([{ ...about, on: '2026-10-05', basisPoints: 10_000 }]);
    await look('NOT_APPLICABLE', '2026-11-01', 2);
    expect(await known()).toEqual([]);
    await look('CONFIRMED', '2026-11-02', 3);
    expect(await known()).toHaveLength(1);
    for (const role of ['SCHOOL_INCLUSION_LEAD', 'FINANCE_OFFICER', 'EVALUATOR'] as const) {
      expect(await known(inRole(role, world.north))).toEqual([]);
    }
    const south = await known(inRole('PANEL_COORDINATOR', world.south));
    expect(south).toEqual([]);
  });

  it('recorded by two at once is recorded by one, and the other is told', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => world.dueDiligence.record(officer, at('S1_ACCESS'), GIVEN)),
    );
    expect(answers.map(codeOf).toSorted()).toEqual([
      'diligence.changed',
      'diligence.changed',
      'diligence.changed',
      'diligence.changed',
      'done',
    ]);
    expect(codeOf(await world.dueDiligence.record(officer, at('S1_ACCESS'), GIVEN))).toBe('diligence.changed');
    valueOf(await world.dueDiligence.record(officer, at('S1_ACCESS', 1), { ...GIVEN, outcome: 'NOT_MET' }));
    expect(await line('S1_ACCESS')).toMatchObject({ looks: 2, said: { outcome: 'NOT_MET', n: 2 } });
    expect((await view()).notMet).toBe(1);
    const changed = world.work.read(officer, (tx) => tx.query(`UPDATE diligence_check SET outcome = 'CONFIRMED'`));
    await expect(changed).rejects.toThrow(/permission denied/);
  });

  it('is recorded by the quality officer of the authority and by nobody else, on checks of the list', async () => {
    const done: string[] = [];
    for (const role of ROLES) {
      const place = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : world.north;
      const seen = done.length;
      const answer = await world.dueDiligence.record(
        await known(world, inRole(role, place)),
        at('S2_MEDICAL', seen),
        GIVEN,
      );
      if (answer.ok) done.push(role);
    }
    expect(done).toEqual(['QUALITY_OFFICER']);
    const elsewhere = await known(world, inRole('QUALITY_OFFICER', world.south));
    expect(codeOf(await world.dueDiligence.record(elsewhere, at('S2_MEDICAL', 1), GIVEN))).toBe('admission.not-found');
    expect(codeOf(await world.dueDiligence.record(officer, at('constructor'), GIVEN))).toBe('diligence.not-found');
    const school = inRole('HEAD_TEACHER', world.northSchool);
    expect(codeOf(await world.dueDiligence.view(school, 'admission', own.admissionId))).toBe('action.forbidden');
    expect(await world.work.read(school, (tx) => tx.query('SELECT FROM diligence_check'))).toEqual([]);
  });

  it('reads the rule on inspections that the authority said for that day, and that stands', async () => {
    const commissioner = inRole('COMMISSIONER', world.north);
    const rule = {
      fromDate: dateOnly('2026-11-05'),
      words: 'Registered, whatever the grade.',
      mustBeRegistered: true,
      grades: [],
      source: 'Board',
    };
    expect(codeOf(await world.inspectionRules.say(officer, rule))).toBe('action.forbidden');
    const past = { ...rule, fromDate: dateOnly('2026-11-01'), words: ' ' };
    expect(codeOf(await world.inspectionRules.say(commissioner, past))).toBe(
      'input.invalid: words required: fromDate not-in-the-past',
    );
    valueOf(await world.inspectionRules.say(commissioner, rule));
    expect(codeOf(await world.inspectionRules.say(commissioner, rule))).toBe('inspection-rule.exists');
    expect((await view()).rule.source).toBe('Starting rule, not confirmed by anybody');
    world.setNow(new Date('2026-11-05T09:00:00Z'));
    expect((await view()).rule).toMatchObject({ words: rule.words, source: 'Board' });
    expect(valueOf(await world.inspectionRules.today(inRole('COMMISSIONER', world.south))).fromDate).toBeNull();
    world.setNow(new Date('2026-11-02T09:00:00Z'));
  });
});
