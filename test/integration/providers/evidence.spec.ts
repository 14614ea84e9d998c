import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, pence, ROLES, valueOf } from '../../../src/kernel/index.js';
import { ManageFramework } from '../../../src/modules/procurement/index.js';
import { FindEvidence, KeepEvidence, ManageSite } from '../../../src/modules/providers/index.js';
import { ScanEvidence } from '../../../src/modules/providers/application/scan-evidence.js';
import type { EvidenceDetails } from '../../../src/modules/providers/domain/evidence.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { type SignedInAgent, startApp, type TestApp } from '../../support/app.js';
import { INFECTION, type RunningClamd, SIGNATURE, startClamd } from '../../support/clamd.js';
import { eventually } from '../../support/eventually.js';
import { aPdf, onDisk } from '../../support/files.js';
import { aFreePort } from '../../support/processes.js';
import { FRAMEWORK } from '../../support/rounds.js';
import { codeOf } from '../../support/results.js';
import { inRole } from '../../support/supply-world.js';
import { stagehand } from '../../support/unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

const INSURANCE: EvidenceDetails = {
  kind: 'PUBLIC_LIABILITY',
  title: null,
  reference: 'PL-1',
  issuer: 'Made-up Mutual',
  coverPence: pence(1_000_000_000),
  statement: null,
  validFrom: dateOnly('2026-09-01'),
  validTo: dateOnly('2027-08-31'),
  siteIds: [],
};
const CONFIRMED: EvidenceDetails = {
  ...INSURANCE,
  kind: 'SAFEGUARDING_CONFIRMATION',
  coverPence: null,
  statement: 'We confirm it.',
};

describe('a provider’s documents', () => {
  let service: TestApp;
  let clamd: RunningClamd | undefined;
  let clamdPort: number;
  let folder: string;
  let manager: Actor;
  let agent: SignedInAgent;
  const clean = { path: '', name: 'Insurance (2026).PDF' };
  const infected = { path: '', name: 'x.pdf' };

  beforeAll(async () => {
    clamdPort = await aFreePort();
    clamd = await startClamd({ port: clamdPort });
    folder = await mkdtemp(join(tmpdir(), 'placeway-evidence-'));
    service = await startApp({
      runsJobs: true,
      config: { clamdAddress: { host: '127.0.0.1', port: clamdPort } },
    });
    await service.admin.query(
      `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
      [WORKPLACES.provider.organisationId],
    );
    manager = inRole('PROVIDER_MANAGER', WORKPLACES.provider);
    agent = await service.agent('provider-manager');
    clean.path = (await onDisk(folder, 'clean', aPdf('Insurance'))).path;
    infected.path = (await onDisk(folder, 'infected', aPdf(INFECTION))).path;
  }, 120_000);
  afterAll(async () => {
    await service.close();
    await clamd?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const keep = (details = INSURANCE, uploads = [clean], replaces: string | null = null, actor = manager) =>
    service.app.get(KeepEvidence).run(actor, details, uploads, replaces);
  const one = async (id: string, actor = manager) => service.app.get(FindEvidence).one(actor, id);
  const stored = async (id: string) => valueOf(await one(id)).evidence;
  const becomes = (id: string, status: string) =>
    eventually(async () => expect((await stored(id)).status).toBe(status), 20_000);

  it('are kept with their bytes and dates, wait for the scan, and are handed out once they have passed it', async () => {
    const id = valueOf(await keep());
    await becomes(id, 'CLEAN');
    const { files, passedBy, siteIds } = await stored(id);
    expect({ passedBy, siteIds, names: files.map(({ name }) => name) }).toEqual({
      passedBy: 'SCAN',
      siteIds: [],
      names: ['Insurance (2026).pdf'],
    });
    const page = await agent.get(`/evidence/${id}`).expect(200);
    expect(page.text).toContain('Passed the virus scan');
    const asked = await agent.form(`/evidence/${id}/files/1/download`).expect(303);
    const link = String(asked.headers['location']);
    await agent.head(link).expect(404);
    const got = await agent.get(link).buffer(true).expect(200);
    expect(got.headers['content-disposition']).toBe('attachment; filename="Insurance (2026).pdf"');
    expect(got.headers['content-type']).toBe('application/pdf');
    expect(got.headers['x-content-type-options']).toBe('nosniff');
    expect(Buffer.from(got.body as Buffer).equals(aPdf('Insurance'))).toBe(true);
    const read = await service.admin.query(
      `SELECT FROM audit_entry WHERE action = 'evidence.downloaded' AND subject_id = $1`,
      [id],
    );
    expect(read.rowCount).toBe(1);
  });

  it('are handed out by links that work once, soon end, and are nobody else’s', async () => {
    const id = valueOf(await keep());
    await becomes(id, 'CLEAN');
    const link = async () =>
      String((await agent.form(`/evidence/${id}/files/1/download`).expect(303)).headers['location']);
    const [used, late, stolen, raced] = [await link(), await link(), await link(), await link()];
    await agent.get(used).expect(200);
    await agent.get(used).expect(404);
    await (await service.agent('partner-manager')).get(stolen).expect(404);
    await (await service.agent('provider-staff')).get(stolen).expect(404);
    await service
      .anonymous()
      .get(stolen)
      .expect((answer) => expect(answer.status).not.toBe(200));
    const both = await Promise.all([agent.get(raced), agent.get(raced), agent.get(raced)]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    service.clock.set(new Date(service.clock.now().getTime() + 121_000));
    await agent.get(late).expect(404);
    await agent.get('/evidence/downloads/%00').expect(404);
    expect((await service.admin.query(`SELECT FROM download_link WHERE code_hash = $1`, [late])).rowCount).toBe(0);
  });

  it('are refused when the scan finds something, and nobody opens them', async () => {
    const id = valueOf(await keep(INSURANCE, [clean, infected]));
    await becomes(id, 'REFUSED');
    expect((await stored(id)).found).toBe(`${SIGNATURE}.UNOFFICIAL`);
    expect(codeOf(await service.app.get(FindEvidence).link(manager, id, 1))).toBe('evidence.not-clean');
    expect((await agent.get(`/evidence/${id}`).expect(200)).text).toContain('Refused: the scan found Placeway.MadeUp');
  });

  it('wait in quarantine while the scanner is down, and pass by themselves once it is back', async () => {
    await clamd?.stop();
    clamd = undefined;
    const id = valueOf(await keep());
    await becomes(id, 'QUARANTINED');
    expect((await stored(id)).notScanned).toBe('UNREACHABLE');
    expect(codeOf(await service.app.get(FindEvidence).link(manager, id, 1))).toBe('evidence.not-clean');
    expect((await agent.get('/evidence').expect(200)).text).toContain('1 document waits for the virus scan');
    clamd = await startClamd({ port: clamdPort });
    expect((await stored(id)).status).toBe('QUARANTINED');
    // What a minute of waiting does.
    await service.admin.query(
      `UPDATE outbox SET run_at = clock_timestamp() WHERE job = 'evidence.scan' AND done_at IS NULL`,
    );
    await becomes(id, 'CLEAN');
  });

  it('are never accepted without a scanner, and the page says so', async () => {
    const other = await startApp({ runsJobs: false });
    try {
      await other.admin.query(
        `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
        [WORKPLACES.provider.organisationId],
      );
      const id = valueOf(await other.app.get(KeepEvidence).run(manager, INSURANCE, [clean]));
      await other.admin.query(`UPDATE outbox SET done_at = now() WHERE job = 'evidence.scan'`);
      const scan = () => other.app.get(ScanEvidence).run(stagehand(AUTHORITY_ID), id, () => Promise.resolve());
      valueOf(await scan());
      const max = await other.agent('provider-manager');
      expect((await max.get('/evidence').expect(200)).text).toContain('No virus scanner is connected');
      expect((await max.get(`/evidence/${id}`).expect(200)).text).toContain('In quarantine, because no virus scanner');
      await max.form(`/evidence/${id}/files/1/download`).expect(409);
      const { rows } = await other.admin.query(
        `SELECT run_at > clock_timestamp() AS later FROM outbox WHERE job = 'evidence.scan' AND done_at IS NULL`,
      );
      expect(rows).toContainEqual({ later: true });
    } finally {
      await other.close();
    }
  }, 60_000);

  it('are replaced by newer ones and never overwritten: the older counts until the newer begins', async () => {
    const old = valueOf(await keep());
    await becomes(old, 'CLEAN');
    const renewal = {
      ...INSURANCE,
      reference: 'PL-2',
      validFrom: dateOnly('2027-09-01'),
      validTo: dateOnly('2028-08-31'),
    };
    const next = valueOf(await keep(renewal, [clean], old));
    await becomes(next, 'CLEAN');
    const counts = async (on: string) => {
      const found = await service.app
        .get(UnitOfWork)
        .read(manager, (tx) => service.app.get(FindEvidence).inForce(tx, manager.organisationId ?? '', dateOnly(on)));
      return found.filter(({ id }) => [old, next].includes(id)).map(({ reference }) => reference);
    };
    expect([await counts('2027-08-31'), await counts('2027-09-01'), await counts('2028-09-01')]).toEqual([
      ['PL-1'],
      ['PL-2'],
      [],
    ]);
    expect(codeOf(await keep(INSURANCE, [clean], old))).toBe('evidence.replaced');
    expect(codeOf(await keep({ ...INSURANCE, kind: 'EMPLOYERS_LIABILITY' }, [clean], next))).toBe(
      'evidence.other-kind',
    );
    expect(valueOf(await one(old)).line.map(({ id }) => id)).toEqual([next, old]);
    const direct = service.admin.query(`UPDATE evidence SET valid_to = '2030-01-01' WHERE id = $1`, [old]);
    await expect(direct).rejects.toMatchObject({ constraint: 'evidence_stands' });
    const later = service.admin.query(
      `INSERT INTO evidence_file SELECT evidence_id, 2, provider_organisation_id, gen_random_uuid() FROM evidence_file WHERE evidence_id = $1`,
      [old],
    );
    await expect(later).rejects.toMatchObject({ constraint: 'evidence_file_in_time' });
  });

  it('replaced by two people at once are replaced by one of them', async () => {
    const old = valueOf(await keep());
    await becomes(old, 'CLEAN');
    const answers = await Promise.all(Array.from({ length: 6 }, () => keep(INSURANCE, [clean], old)));
    expect(answers.map(codeOf).toSorted()).toEqual(['done', ...Array.from({ length: 5 }, () => 'evidence.replaced')]);
    const { rows } = await service.admin.query(`SELECT id FROM evidence WHERE replaces_id = $1`, [old]);
    expect(rows).toHaveLength(1);
  });

  it('that were refused leave the older one to be replaced by another', async () => {
    const old = valueOf(await keep());
    await becomes(old, 'CLEAN');
    const bad = valueOf(await keep(INSURANCE, [infected], old));
    await becomes(bad, 'REFUSED');
    expect((await stored(old)).replaced).toBe(false);
    valueOf(await keep(INSURANCE, [clean], old));
  });

  it('are statements where one in writing is enough, and are nothing to scan', async () => {
    const id = valueOf(await keep(CONFIRMED, []));
    expect(await stored(id)).toMatchObject({ status: 'CLEAN', passedBy: 'STATEMENT', files: [] });
    expect(codeOf(await keep(CONFIRMED, [clean]))).toBe('input.invalid: file file-or-statement');
    expect(codeOf(await keep({ ...INSURANCE, statement: 'We are insured.' }, []))).toBe(
      'input.invalid: statement choice',
    );
    const passed = service.app.get(UnitOfWork).read(manager, (tx) =>
      tx.query(
        `INSERT INTO evidence (id, provider_organisation_id, kind, status, passed_by, decided_at, kept_at)
         VALUES ($1, $2, 'PUBLIC_LIABILITY', 'CLEAN', 'SCAN', $3, $3)`,
        [newId(), manager.organisationId, tx.now],
      ),
    );
    await expect(passed).rejects.toThrow(/row-level security/);
  });

  it('are refused when they say too little, ended already, or are not what a document may be', async () => {
    expect(codeOf(await keep({ ...INSURANCE, coverPence: null, validTo: null, reference: 'x'.repeat(101) }, []))).toBe(
      'input.invalid: reference too-long: coverPence required: validTo required',
    );
    expect(codeOf(await keep({ ...INSURANCE, validTo: dateOnly('2026-10-31') }))).toBe(
      'input.invalid: validTo ended-already',
    );
    const script = await onDisk(folder, 'script.pdf', Buffer.from('#!/bin/sh\n'));
    expect(codeOf(await keep(INSURANCE, [script]))).toBe('input.invalid: file file-content');
    const large = await onDisk(folder, 'large.pdf', Buffer.concat([aPdf(), Buffer.alloc(20 * 1024 * 1024), aPdf()]));
    expect(codeOf(await keep(INSURANCE, [large]))).toBe('input.invalid: file tooLarge');
    expect(codeOf(await keep({ ...INSURANCE, siteIds: [newId()] }))).toBe('site.not-found');
    expect(codeOf(await keep(INSURANCE, [clean], newId()))).toBe('evidence.not-found');
    const before = await service.admin.query('SELECT count(*) FROM stored_file');
    const sent = await agent
      .post('/evidence/new/public-liability')
      .field('_csrf', agent.csrf)
      .field('validTo-day', '31')
      .attach('file', Buffer.from('MZ'), 'policy.pdf')
      .expect(422);
    expect(sent.text).toContain('Valid to must have a day, a month and a year');
    expect((await service.admin.query('SELECT count(*) FROM stored_file')).rows).toEqual(before.rows);
  });

  it('are uploaded on a page, for chosen sites, by content and not by name', async () => {
    const site = { name: 'The yard', address: '', postcode: 'M1 1AA', grid: null, accessFeatures: [] };
    const siteId = valueOf(
      await service.app.get(ManageSite).add(manager, { ...site, providerId: manager.organisationId ?? '' }),
    );
    const sent = await agent
      .post('/evidence/new/risk-assessment')
      .field('_csrf', agent.csrf)
      .field({ 'validTo-day': '31', 'validTo-month': '8', 'validTo-year': '2027', siteIds: siteId })
      .attach('file', aPdf(), '../..\\Yard\u202e.exe')
      .expect(303);
    const id = String(sent.headers['location']).replace('/evidence/', '');
    await becomes(id, 'CLEAN');
    const { siteNames, files } = await stored(id);
    expect([siteNames, files.map(({ name }) => name)]).toEqual([['The yard'], ['Yard.pdf']]);
  });

  it('are seen by the provider and by the authorities it is admitted with, while that lasts, and by nobody else', async () => {
    const id = valueOf(await keep());
    await becomes(id, 'CLEAN');
    const waiting = valueOf(await keep());
    const at = WORKPLACES.authority;
    const seenBy = async (actors: readonly (readonly [string, Actor])[]) => {
      const seen: string[] = [];
      for (const [name, actor] of actors) if ((await one(id, actor)).ok) seen.push(name);
      return seen.toSorted();
    };
    const roles = ROLES.map(
      (role) => [role, inRole(role, role.startsWith('PROVIDER') ? WORKPLACES.provider : at)] as const,
    );
    const strangers = [
      ['rival', inRole('PROVIDER_MANAGER', WORKPLACES.partner)],
      ['school', inRole('HEAD_TEACHER', WORKPLACES['school-one'])],
      ['elsewhere', inRole('QUALITY_OFFICER', WORKPLACES['other-authority'])],
      ['a unit with an officer’s rights', inRole('QUALITY_OFFICER', WORKPLACES.pru)],
    ] as const;
    expect(await seenBy([...roles, ...strangers])).toEqual(['PROVIDER_MANAGER']);
    const commissioner = { ...inRole('COMMISSIONER', at), userId: (await service.agent('commissioner')).userId };
    const framework = valueOf(
      await service.app.get(ManageFramework).create(commissioner, { ...FRAMEWORK, reference: 'T1' }),
    );
    const clerk = { ...commissioner, userId: (await service.agent('commissioner')).userId };
    const people = { clerk, chair: chairBeside(clerk, (await service.agent('board-chair')).userId) };
    await boardAdmits(boardServicesOf(service.app), people, {
      frameworkId: framework.id,
      providerId: WORKPLACES.provider.organisationId,
      lotId: framework.lotIds[0] ?? '',
      fromDate: dateOnly('2026-11-01'),
      toDate: dateOnly('2026-11-30'),
    });
    const admitted = ['COMMISSIONER', 'PROVIDER_MANAGER', 'QUALITY_OFFICER'];
    expect(await seenBy([...roles, ...strangers])).toEqual(admitted);
    // What waits for its scan is nobody's but the provider's.
    await service.admin.query(`UPDATE outbox SET done_at = now() WHERE payload ->> 'evidenceId' = $1`, [waiting]);
    const participant = WORKPLACES['other-authority'].authorityId;
    await service.admin.query(`INSERT INTO framework_participant VALUES ($1, $2)`, [framework.id, participant]);
    expect(await seenBy(strangers)).toEqual(['elsewhere']);
    const officer = await service.agent('quality-officer');
    expect((await officer.get(`/providers/${WORKPLACES.provider.organisationId}/evidence`)).status).toBe(200);
    await officer.get(`/evidence/${id}`).expect(200);
    const link = await officer.form(`/evidence/${id}/files/1/download`).expect(303);
    await officer.get(String(link.headers['location'])).expect(200);
    service.clock.set(new Date('2026-12-01T09:00:00Z'));
    expect(await seenBy([...roles, ...strangers])).toEqual(['PROVIDER_MANAGER']);
  });
});
