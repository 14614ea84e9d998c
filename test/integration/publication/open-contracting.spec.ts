import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, pence, valueOf } from '../../../src/kernel/index.js';
import { MANCHESTER_LOTS, ManageFramework, REGIMES } from '../../../src/modules/procurement/index.js';
import {
  type FrameworkFacts,
  recordPackage,
  releaseOf,
  releasePackage,
} from '../../../src/modules/publication/domain/open-contracting.js';
import { startApp, type TestApp } from '../../support/app.js';
import { boardServicesOf } from '../../support/board-services.js';
import { boardAdmits, chairBeside } from '../../support/governance.js';
import { missingDefinitions, ocdsFaults } from '../../support/ocds.js';
import { inRole } from '../../support/supply-world.js';
import { WORKPLACES } from '../../support/workplaces.js';

const URI = 'https://placeway.example/api/v1/frameworks/1/release-package';
const LEAD = { id: 'a1', name: 'Exampleton', gssCode: 'E08000003' };
const TODAY = dateOnly('2026-11-09');

const facts = (over: Partial<FrameworkFacts> = {}): FrameworkFacts => ({
  id: 'f1',
  ocid: 'ocds-h6vhtk-04a1b2',
  reference: 'TC1108',
  name: 'Alternative education purchasing system',
  regime: 'PCR2015_LTR_FPS',
  startsOn: dateOnly('2022-09-01'),
  endsOn: dateOnly('2028-10-27'),
  extendableTo: null,
  valuePence: 3_000_000_050,
  lead: LEAD,
  participants: [LEAD, { id: 'a2', name: 'Otherford', gssCode: null }],
  schoolsMayBuy: true,
  lots: [{ id: 'l1', number: 1, name: 'Full time', asks: 'At least 25 hours a week' }],
  conditions: [{ title: 'Insurance', requirement: 'Cover of £10 million' }],
  rounds: [
    {
      id: 'r1',
      number: 4,
      name: 'Round 4',
      status: 'PUBLISHED',
      opensAt: new Date('2026-01-30T09:00:00Z'),
      closesAt: new Date('2026-03-04T11:00:00Z'),
    },
  ],
  admissions: [
    {
      id: 'm1',
      lotId: 'l1',
      providerId: 'p1',
      providerName: 'Example Provider',
      ukprn: '10000001',
      fromDate: dateOnly('2026-06-01'),
      toDate: dateOnly('2028-10-27'),
      recordedAt: new Date('2026-05-20T10:00:00Z'),
    },
  ],
  callOffs: [
    { lotId: 'l1', providerId: 'p1', financialYear: '2026-27', placements: 27, children: 25, netPence: 12_345_678 },
    { lotId: 'l1', providerId: 'p1', financialYear: '2027-28', placements: 6, children: 4, netPence: 999_999 },
  ],
  changedAt: new Date('2026-05-20T10:00:00Z'),
  ...over,
});
const release = (over?: Partial<FrameworkFacts>) => releaseOf(facts(over), TODAY, () => 'digest');

describe('open contracting data', () => {
  it.each(Object.keys(REGIMES))('of a framework under %s is valid OCDS 1.1.5 with lots and techniques', (regime) => {
    const dates = { extendableTo: dateOnly('2028-12-31') };
    for (const one of [release({ regime }), release({ regime, ...dates, callOffs: [], rounds: [], admissions: [] })]) {
      expect(ocdsFaults('release', releasePackage(one, URI, LEAD))).toEqual([]);
      expect(ocdsFaults('record', recordPackage(one, URI, { ...LEAD, gssCode: null }))).toEqual([]);
    }
  });

  it('would not pass with a field missing, a wrong code, a wrong moment or a field that is not in the standard', () => {
    const valid = releasePackage(release(), URI, LEAD);
    const broken = (change: (release: Record<string, Record<string, unknown>>) => void): string[] => {
      const copy = JSON.parse(JSON.stringify(valid)) as { releases: Record<string, Record<string, unknown>>[] };
      change(copy.releases[0] ?? {});
      return ocdsFaults('release', copy);
    };
    expect(broken((one) => delete one.ocid)).toEqual(['/releases/0/ocid: missing']);
    expect(broken((one) => Object.assign(one.tender ?? {}, { status: 'open' }))).toHaveLength(1);
    expect(broken((one) => Object.assign(one, { date: 'yesterday' }))).toHaveLength(1);
    expect(broken((one) => Object.assign(one.tender ?? {}, { pupil: 'x' }))).toEqual([
      '/releases/0/tender/pupil: not in the standard',
    ]);
    expect(broken((one) => Object.assign(one.tender ?? {}, { submissionMethod: ['pigeon'] }))).toHaveLength(1);
  });

  it('leaves of the United Kingdom’s extension only what stands on extensions that are not at hand', () => {
    expect(missingDefinitions()).toEqual(['SubmissionTerms']);
    const open = release({ regime: 'PA23_OPEN_FRAMEWORK' }) as { tender: { techniques: object } };
    expect(open.tender.techniques).toMatchObject({ frameworkAgreement: { isOpenFrameworkScheme: true } });
  });

  it('counts call-offs by provider, lot and year, and leaves out counts that could point at a child', () => {
    const text = JSON.stringify(release());
    expect(text).toContain('27 placements.');
    expect(text).toContain('"amount":123456.78');
    // Six placements, of four children: neither the count nor the value is told.
    expect(text).not.toContain('2027-28');
    expect(text).not.toContain('9999.99');
    expect(release({ callOffs: [] })).not.toHaveProperty('awards');
    expect(release({ callOffs: [] }).tag).toEqual(['tender']);
  });

  describe('of a framework in the service', () => {
    let service: TestApp;
    let id: string;
    beforeAll(async () => {
      service = await startApp();
      const { userId } = await service.agent('commissioner');
      const commissioner = { ...inRole('COMMISSIONER', WORKPLACES.authority), userId };
      const providerId = WORKPLACES.provider.organisationId;
      await service.admin.query(
        `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
        [providerId],
      );
      const framework = { reference: 'TC1108', name: 'Example system', regime: 'PCR2015_LTR_FPS' as const };
      const dates = { startsOn: dateOnly('2024-10-28'), endsOn: dateOnly('2028-10-27'), valuePence: pence(100) };
      const made = await service.app
        .get(ManageFramework)
        .create(commissioner, { ...framework, ...dates, lots: MANCHESTER_LOTS });
      const { id: frameworkId, lotIds } = valueOf(made);
      id = frameworkId;
      const period = { fromDate: dateOnly('2026-06-01'), toDate: dateOnly('2028-10-27') };
      const asked = { frameworkId, providerId, lotId: lotIds[0] ?? '', ...period };
      const chair = chairBeside(commissioner, (await service.agent('board-chair')).userId);
      await boardAdmits(boardServicesOf(service.app), { clerk: commissioner, chair }, asked);
    });
    afterAll(() => service.close());

    it('needs the identifier of its notice, and is made from what is recorded', async () => {
      const agent = await service.agent('commissioner');
      const identify = (ocid: string) =>
        agent.post(`/frameworks/${id}/open-data`).set('x-csrf-token', agent.csrf).send({ ocid });
      const early = await agent.get(`/api/v1/frameworks/${id}/release-package`);
      expect([early.status, early.body.code]).toEqual([409, 'publication.no-ocid']);
      const before = await agent.get(`/frameworks/${id}/open-data`).expect(200);
      expect(before.text).toContain('Example Provider');
      expect(before.text).toContain('At least 25 hours a week');
      const wrong = await identify('made-up');
      expect(wrong.status).toBe(422);
      expect((await identify('ocds-h6vhtk-04a1b2')).status).toBe(303);
      const first = await agent.get(`/api/v1/frameworks/${id}/release-package`).expect(200);
      expect(ocdsFaults('release', first.body)).toEqual([]);
      expect(JSON.stringify(first.body)).toContain('Admission of Example Provider');
      const record = await agent.get(`/api/v1/frameworks/${id}/record-package`).expect(200);
      expect(ocdsFaults('record', record.body)).toEqual([]);
      const again = await agent.get(`/api/v1/frameworks/${id}/release-package`).expect(200);
      expect(again.body).toEqual(first.body);
      const page = await agent.get(`/frameworks/${id}/open-data`).expect(200);
      expect(page.text).toContain('80000000-4');
      const provider = await service.agent('provider-manager');
      expect((await provider.get(`/api/v1/frameworks/${id}/release-package`)).status).toBe(403);
    });
  });
});
