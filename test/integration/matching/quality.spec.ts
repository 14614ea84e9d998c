import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, newId, valueOf } from '../../../src/kernel/index.js';
import { QualitySources } from '../../../src/modules/matching/index.js';
import { type MadeReferral, matchingService, matchingWorld, type MatchingWorld } from '../../support/matching-world.js';
import { AUTHORITY_ID } from '../../support/workplaces.js';

describe('evidence of quality', () => {
  let world: MatchingWorld;
  let mine: MadeReferral;
  let providerId: string;
  const admissionId = newId();

  beforeAll(async () => {
    world = await matchingWorld();
    const opening = await world.anOpening({ name: 'Example Looked At', places: 3 });
    await world.anOpening({ name: 'Example Unknown', places: 3 });
    mine = await world.aReferral({ school: 'school-one' });
    const { rows } = await world.admin.query<{ provider: string }>(
      `SELECT provider_organisation_id AS provider FROM site WHERE id = $1`,
      [opening.siteId],
    );
    providerId = rows[0]?.provider ?? '';
    // Looks at admissions are recorded in the tests of procurement; here only what they came to matters.
    await world.admin.query(`ALTER TABLE diligence_check DROP CONSTRAINT diligence_check_admission`);
  });
  afterAll(() => world.close());

  let looks = 0;
  const look = (outcome: string, on: string) =>
    world.admin.query(
      `INSERT INTO diligence_check (id, authority_id, provider_organisation_id, admission_id, code, n, list_version, found,
         found_words, outcome, note, checked_on, recorded_at)
       VALUES ($1, $2, $3, $4, 'INSPECTION', $5, '1', 'UNKNOWN', '[]', $6, 'Report read.', $7, $7::date)`,
      [newId(), AUTHORITY_ID, providerId, admissionId, (looks += 1), outcome, on],
    );
  const factorOf = async (provider: string, reader: 'coordinator' | 'inclusion-lead' = 'coordinator') => {
    expect(valueOf(await world.runNow())).toMatch(/finished|unchanged/);
    const agent = await world.agent(reader);
    const { body } = await agent.get(`/api/v1/referrals/${mine.id}/options`).expect(200);
    const option = body.options.find(
      (one: { components: { provider: string }[] }) => one.components[0]?.provider === provider,
    );
    return option.factors.find(({ factor }: { factor: string }) => factor === 'quality');
  };

  it('counts as the middle and is said not to be known where nobody has looked', async () => {
    expect(await factorOf('Example Looked At')).toMatchObject({ value: 500, known: false, weight: 80 });
    const page = await (await world.agent('inclusion-lead')).get(`/referrals/${mine.id}/options`).expect(200);
    expect(page.text).toContain('Not known, counted as the middle');
  });

  it('is what the officer last found of the authority’s rule on inspections, with the day', async () => {
    await look('NOT_MET', '2026-09-14');
    expect(await factorOf('Example Looked At')).toMatchObject({ value: 0, known: true });
    await look('CONFIRMED', '2026-10-12');
    expect(await factorOf('Example Looked At')).toMatchObject({ value: 1000, known: true, contribution: 80 });
    expect(await factorOf('Example Unknown')).toMatchObject({ value: 500, known: false });
    const page = await (await world.agent('coordinator')).get(`/referrals/${mine.id}/options`).expect(200);
    expect(page.text).toContain('Inspections, as an officer last looked, 12 October 2026');
  });

  it('takes in the judgement of the last visit whose report is final', async () => {
    // How a report comes to be final is told in the tests of assurance.
    await world.admin.query(`ALTER TABLE quality_judgement DROP CONSTRAINT quality_judgement_visit`);
    const judge = (judgement: string, on: string, finalOn: string) =>
      world.admin.query(`INSERT INTO quality_judgement VALUES ($1, $2, $3, NULL, $4, $5, $6)`, [
        newId(),
        AUTHORITY_ID,
        providerId,
        judgement,
        on,
        finalOn,
      ]);
    await judge('STRONG', '2026-03-10', '2026-04-20');
    await judge('NEEDS_WORK', '2026-10-20', '2026-11-01');
    // (3 x 10,000 + 2 x 3,333) / 5, in thousandths
    expect(await factorOf('Example Looked At')).toMatchObject({ value: 733 });
    // From the exact mark a school could work out what was found.
    expect(await factorOf('Example Looked At', 'inclusion-lead')).toMatchObject({ value: 750 });
    const page = await (await world.agent('coordinator')).get(`/referrals/${mine.id}/options`).expect(200);
    expect(page.text).toContain('Quality visit, 20 October 2026');
    await judge('SERIOUS', '2026-10-28', '2026-11-30');
    expect(await factorOf('Example Looked At')).toMatchObject({ value: 733 });
  });

  it('takes in what any other module that registers knows', async () => {
    world.app.get(QualitySources).add({
      known: () =>
        Promise.resolve([{ providerId, siteId: null, kind: 'VISIT', on: dateOnly('2026-10-30'), basisPoints: 5_000 }]),
    });
    expect(await factorOf('Example Looked At')).toMatchObject({ value: 800 });
  });

  it('is told to those who read the authority’s options, and to nobody else', async () => {
    const known = (permissions: readonly string[]) =>
      world.work.read({ ...matchingService, permissions: new Set(permissions) as never }, (tx) =>
        tx.query(`SELECT kind FROM quality_known($1, $2, '2026-11-02')`, [AUTHORITY_ID, [providerId]]),
      );
    expect(await known(['options.authority'])).toEqual([{ kind: 'INSPECTION' }]);
    expect(await known(['case.authority'])).toEqual([]);
    const elsewhere = { ...matchingService, authorityId: newId() };
    const found = await world.work.read(elsewhere, (tx) =>
      tx.query(`SELECT kind FROM quality_known($1, $2, '2026-11-02')`, [AUTHORITY_ID, [providerId]]),
    );
    expect(found).toEqual([]);
  });
});
