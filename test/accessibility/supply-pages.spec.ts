import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, newId, pence, valueOf } from '../../src/kernel/index.js';
import { BulkOpenings } from '../../src/modules/capacity/application/bulk-openings.js';
import { PlaceLimits } from '../../src/modules/capacity/application/place-limits.js';
import { OpenPlaces } from '../../src/modules/capacity/index.js';
import { ManageConditions } from '../../src/modules/procurement/application/manage-conditions.js';
import { ManageRounds } from '../../src/modules/procurement/application/manage-rounds.js';
import { MANCHESTER_LOTS, ManageFramework } from '../../src/modules/procurement/index.js';
import { KeepEvidence, ManageProgramme, ManageProvider, ManageSite } from '../../src/modules/providers/index.js';
import { ApproveTariffLine, DraftTariffLine } from '../../src/modules/tariffs/index.js';
import { boardServicesOf } from '../support/board-services.js';
import { boardAdmits, chairBeside } from '../support/governance.js';
import { startApp, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import type { PersonaKey } from '../support/personas.js';
import { A_PROGRAMME, inRole } from '../support/supply-world.js';
import { WORKPLACES } from '../support/workplaces.js';

let service: TestApp;
let browser: TestBrowser;
const ids = {
  provider: '',
  site: '',
  programme: '',
  price: '',
  draft: '',
  opening: '',
  batch: '',
  framework: '',
  lot: '',
  openLot: '',
  admission: '',
  round: '',
  published: '',
  evidence: '',
};

beforeAll(async () => {
  [service, browser] = await Promise.all([startApp(), startBrowser()]);
  await arrange();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

/** A framework provider with a site, a programme, an approved price, a drafted one and an opening. */
async function arrange(): Promise<void> {
  const { app } = service;
  const at = WORKPLACES.authority;
  const commissioner = { ...inRole('COMMISSIONER', at), userId: (await service.agent('commissioner')).userId };
  const provider = { name: 'Example Learning', urn: null, supplyRoute: 'FRAMEWORK' as const, commissionerId: null };
  ids.provider = valueOf(await app.get(ManageProvider).add(commissioner, { ...provider, about: '', vatNumber: null }));
  const site = { name: 'Main site', address: '1 Example Street', postcode: 'M1 1AA', grid: null, accessFeatures: [] };
  ids.site = valueOf(await app.get(ManageSite).add(commissioner, { ...site, providerId: ids.provider }));
  const places = { registeredPlaces: 20, singleSex: null, lowestAge: 11, highestAge: 16 };
  const registration = { kind: 'REGISTERED_SCHOOL' as const, urn: '136743', ...places };
  const since = { siteId: ids.site, fromDate: dateOnly('2026-09-01') };
  valueOf(await app.get(ManageSite).register(commissioner, { ...registration, ...since }));
  ids.programme = valueOf(await app.get(ManageProgramme).add(commissioner, { ...A_PROGRAMME, siteId: ids.site }));
  const framework = valueOf(
    await app.get(ManageFramework).create(commissioner, {
      reference: 'TC1108',
      name: 'Example purchasing system',
      regime: 'PCR2015_LTR_FPS',
      startsOn: dateOnly('2024-10-28'),
      endsOn: dateOnly('2028-10-27'),
      extendableTo: dateOnly('2030-10-27'),
      valuePence: pence(3_000_000_000),
      lots: MANCHESTER_LOTS,
    }),
  );
  [ids.framework, ids.lot, ids.openLot] = [framework.id, framework.lotIds[0] ?? '', framework.lotIds[1] ?? ''];
  const dates = { fromDate: dateOnly('2026-09-01'), toDate: dateOnly('2028-10-27') };
  const chair = chairBeside(commissioner, (await service.agent('board-chair')).userId);
  ids.admission = await boardAdmits(
    boardServicesOf(app),
    { clerk: commissioner, chair },
    { frameworkId: ids.framework, providerId: ids.provider, lotId: ids.lot, ...dates },
  );
  const round = {
    name: 'Round 4',
    lotIds: [ids.lot],
    opensAt: new Date('2026-11-01T09:00:00Z'),
    questionsUntil: null,
    closesAt: new Date('2026-12-04T11:00:00Z'),
    evaluationEndsOn: null,
    admissionFrom: dateOnly('2027-03-01'),
    admissionTo: dateOnly('2028-10-27'),
  };
  const question = {
    lotId: null,
    number: 1,
    section: 'Quality',
    question: 'How do you bring a pupil back to school?',
    guidance: 'Say who does what.',
    kind: 'SCORED' as const,
    answer: 'WORDS' as const,
    weightBasisPoints: 10_000,
    wordsMax: 500,
  };
  const rounds = app.get(ManageRounds);
  [ids.published, ids.round] = [
    valueOf(await rounds.draft(commissioner, ids.framework, round)),
    valueOf(await rounds.draft(commissioner, ids.framework, { ...round, name: 'Round 5' })),
  ];
  valueOf(await rounds.addQuestion(commissioner, ids.round, question));
  valueOf(await rounds.addQuestion(commissioner, ids.published, question));
  valueOf(await rounds.publish(commissioner, ids.published));
  const condition = { lotId: null, number: 1, title: 'Insurance', requirement: 'Cover of £10 million', evidence: null };
  valueOf(await app.get(ManageConditions).add(commissioner, ids.framework, condition));
  await service.admin.query(
    `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'OFF_FRAMEWORK', now(), now())`,
    [WORKPLACES.provider.organisationId],
  );
  const document = { title: null, reference: 'C-1', issuer: null, coverPence: null, validFrom: null, siteIds: [] };
  const confirmed = { ...document, kind: 'SAFEGUARDING_CONFIRMATION' as const, statement: 'We confirm it.' };
  const manager = inRole('PROVIDER_MANAGER', WORKPLACES.provider);
  const validTo = dateOnly('2027-08-31');
  ids.evidence = valueOf(await app.get(KeepEvidence).run(manager, { ...confirmed, validTo }, []));
  const line = {
    providerId: ids.provider,
    lotId: null,
    programmeId: null,
    label: 'Full week',
    basis: 'WEEK' as const,
    sessionsCovered: 10,
    netPence: pence(45_000),
    vatTreatment: 'STANDARD' as const,
    fromDate: dateOnly('2026-09-01'),
    toDate: null,
  };
  const officer = inRole('FINANCE_OFFICER', at);
  ids.price = valueOf(await app.get(DraftTariffLine).run(officer, line));
  valueOf(await app.get(ApproveTariffLine).run(inRole('FINANCE_APPROVER', at), { lineId: ids.price }));
  ids.draft = valueOf(await app.get(DraftTariffLine).run(officer, { ...line, label: 'A day', basis: 'DAY' }));
  ids.opening = valueOf(
    await app.get(OpenPlaces).run(inRole('PANEL_COORDINATOR', at), {
      programmeId: ids.programme,
      admissionId: ids.admission,
      places: 8,
      validFrom: dateOnly('2026-09-01'),
      validTo: dateOnly('2027-07-23'),
      patterns: [{ label: '', sessions: FULL_WEEK, tariffLineId: ids.price }],
    }),
  );
  const said = { site: 'Main site', lot: '1', price: '', name: '', halfDays: 'full week', certainBy: '' };
  const rows = ['Key stage 4 core', 'Cooking'].map((programme, n) => ({
    line: n + 2,
    cells: { ...said, programme, places: '3', from: '2027-09-01', until: '2028-07-21' },
  }));
  const batch = { providerId: ids.provider, source: 'FILE' as const, name: 'autumn.csv', rows };
  ids.batch = valueOf(await app.get(BulkOpenings).start(inRole('PANEL_COORDINATOR', at), batch));
  const limit = { places: 12, fromDate: dateOnly('2027-01-04'), toDate: null, reason: 'Short of staff' };
  for (const [kind, id] of [
    ['SITE', ids.site],
    ['PROGRAMME', ids.programme],
    ['PROVIDER', ids.provider],
  ] as const) {
    valueOf(await app.get(PlaceLimits).set(inRole('PANEL_COORDINATOR', at), { ...limit, scope: { kind, id } }));
  }
}

describe('the supply pages are accessible', () => {
  it.each<[PersonaKey, (of: typeof ids) => string, string]>([
    ['commissioner', () => '/providers', 'Providers'],
    ['inclusion-lead', () => '/directory/352', 'Directory of alternative provision: Exampleton'],
    ['commissioner', () => '/providers/new', 'Add a provider'],
    ['commissioner', (of) => `/providers/${of.provider}`, 'Example Learning'],
    ['commissioner', (of) => `/providers/${of.provider}/edit`, 'Change Example Learning'],
    ['commissioner', (of) => `/providers/${of.provider}/sites/new`, 'Add a site of Example Learning'],
    ['commissioner', (of) => `/sites/${of.site}/edit`, 'Change Main site'],
    ['commissioner', (of) => `/sites/${of.site}/registration`, 'Registration of Main site'],
    ['commissioner', (of) => `/sites/${of.site}/programmes/new`, 'Add a programme at Main site'],
    ['commissioner', (of) => `/programmes/${of.programme}/edit`, 'Change Key stage 4 core'],
    ['coordinator', () => '/openings?show=unconfirmed', 'Openings'],
    ['coordinator', (of) => `/openings/confirm?provider=${of.provider}`, 'Confirm what is open'],
    ['coordinator', (of) => `/openings/many?provider=${of.provider}`, 'Enter many openings'],
    ['coordinator', (of) => `/openings/many/copy?provider=${of.provider}`, 'Make earlier openings again'],
    ['coordinator', (of) => `/openings/many/${of.batch}`, 'autumn.csv'],
    ['coordinator', (of) => `/openings/limits?provider=${of.provider}`, 'Limits'],
    ['commissioner', () => '/frameworks', 'Frameworks'],
    ['commissioner', (of) => `/frameworks/${of.framework}`, 'Example purchasing system'],
    [
      'commissioner',
      (of) => `/board/frameworks/${of.framework}/lots/${of.lot}/admission`,
      'Put a provider to the board for lot 1',
    ],
    [
      'commissioner',
      (of) => `/frameworks/${of.framework}/admissions/${of.admission}/suspend`,
      'Suspend Example Learning on lot 1',
    ],
    ['commissioner', (of) => `/admissions?provider=${of.provider}`, 'Admissions of Example Learning'],
    ['provider-manager', () => '/admissions', 'Your admissions'],
    ['commissioner', (of) => `/frameworks/${of.framework}/document-terms`, 'When documents run out'],
    ['quality-officer', (of) => `/diligence/admissions/${of.admission}`, 'Due diligence: Example Learning'],
    [
      'quality-officer',
      (of) => `/diligence/admissions/${of.admission}/public-liability`,
      'Public liability insurance is in date',
    ],
    [
      'commissioner',
      (of) => `/frameworks/${of.framework}/open-data`,
      'Notices and open data: Example purchasing system',
    ],
    ['commissioner', (of) => `/rounds/${of.round}/scoring`, 'How scores are given'],
    ['commissioner', (of) => `/rounds/${of.published}/evaluators`, 'Who evaluates Round 4'],
    ['evaluator', (of) => `/rounds/${of.published}/evaluation`, 'Evaluation: Round 4'],
    ['evaluator', (of) => `/rounds/${of.published}/interests`, 'Declare your interests'],
    ['commissioner', () => '/inspection-rule', 'Rule on inspections'],
    ['commissioner', () => '/frameworks/new', 'Record a framework'],
    ['commissioner', (of) => `/frameworks/${of.framework}/conditions/new`, 'Add a condition of membership'],
    ['commissioner', (of) => `/frameworks/${of.framework}/extension`, 'Extend Example purchasing system'],
    ['commissioner', (of) => `/frameworks/${of.framework}/days`, 'Days to decide, and standstill'],
    ['commissioner', (of) => `/frameworks/${of.framework}/participants`, 'Add an authority that may buy'],
    [
      'commissioner',
      (of) => `/frameworks/${of.framework}/lots/${of.openLot}`,
      'What lot 2 asks for: Part-time: sports science / health and wellbeing',
    ],
    [
      'commissioner',
      (of) => `/frameworks/${of.framework}/admissions/${of.admission}/lift`,
      'Lift the suspension of Example Learning on lot 1',
    ],
    ['commissioner', (of) => `/frameworks/${of.framework}/rounds/new`, 'Draft a round'],
    ['commissioner', (of) => `/rounds/${of.round}`, 'Round 5: Example purchasing system'],
    ['commissioner', (of) => `/rounds/${of.round}/change`, 'Change the round'],
    ['commissioner', (of) => `/rounds/${of.round}/questions/new`, 'Add a question'],
    ['commissioner', (of) => `/rounds/${of.round}/documents/new`, 'Ask for a document'],
    ['commissioner', (of) => `/rounds/${of.published}/extend`, 'Give bidders more time'],
    ['commissioner', (of) => `/rounds/${of.published}/cancel`, 'Call the round off'],
    ['provider-manager', (of) => `/rounds/${of.published}`, 'Round 4: Example purchasing system'],
    ['quality-officer', (of) => `/providers/${of.provider}/evidence`, 'Documents of Example Learning'],
    ['provider-manager', () => '/evidence', 'Documents'],
    ['provider-manager', () => '/evidence/new', 'Add a document'],
    ['provider-manager', () => '/evidence/new/public-liability', 'Public liability insurance'],
    ['provider-manager', () => '/evidence/new/safeguarding-confirmation', 'Confirmation of safeguarding checks'],
    ['provider-manager', (of) => `/evidence/${of.evidence}`, 'Confirmation of safeguarding checks'],
    ['provider-manager', (of) => `/evidence/${of.evidence}/replacement`, 'Replace Confirmation of safeguarding checks'],
    ['inclusion-lead', (of) => `/providers/${of.provider}`, 'Example Learning'],
    ['coordinator', () => '/openings', 'Openings'],
    ['coordinator', () => '/openings/new', 'Open places'],
    ['coordinator', (of) => `/openings/new?programme=${of.programme}`, 'Open places in Key stage 4 core'],
    ['coordinator', (of) => `/openings/${of.opening}`, 'Key stage 4 core at Main site'],
    ['finance-officer', () => '/prices', 'Prices'],
    ['finance-officer', () => '/prices/new', 'Enter a price'],
    ['finance-officer', (of) => `/prices/new?provider=${of.provider}`, 'Enter a price of Example Learning'],
    ['finance-approver', (of) => `/prices/${of.draft}`, 'A day'],
    ['finance-approver', (of) => `/prices/${of.price}`, 'Full week'],
  ])('to %s', async (persona, path, title) => {
    const seen = await browser.look(service, await service.agent(persona), path(ids));
    expect(seen).toMatchObject({ title: `${title} - Placeway`, faults: [] });
  });

  it('with everything wrong, too', async () => {
    const agent = await service.agent('commissioner');
    await browser.use(service, agent);
    const page = await browser.page();
    await page.goto(`${service.url}/sites/${ids.site}/registration`);
    await page.getByLabel('Lowest age').fill('99');
    await page.getByRole('button', { name: 'Record the registration' }).click();
    expect(await page.title()).toBe('Error: Registration of Main site - Placeway');
    expect(await axe(page)).toEqual([]);
    await page.close();
  });

  it('and lead a provider’s manager from the first screen to one press that confirms all', async () => {
    const manager = await service.agent('provider-manager');
    const provider = WORKPLACES.provider.organisationId;
    const [site, programme] = [newId(), newId()];
    await service.admin.query(
      `INSERT INTO site (id, provider_organisation_id, name, created_at, updated_at) VALUES ($1, $2, 'Yard', now(), now())`,
      [site, provider],
    );
    await service.admin.query(
      `INSERT INTO programme (id, site_id, provider_organisation_id, name, component_kind, year_from, year_to, am_starts, am_ends, pm_starts, pm_ends, created_at, updated_at)
       VALUES ($1, $2, $3, 'Boats', 'TRAINING', 10, 11, '09:00', '12:00', '12:30', '14:30', now(), now())`,
      [programme, site, provider],
    );
    await service.admin.query(
      `INSERT INTO opening (id, provider_organisation_id, site_id, programme_id, places, valid_from, valid_to, confirmed_on, created_at, updated_at)
       VALUES ($1, $2, $3, $4, 2, '2026-09-01', '2027-07-23', '2026-09-01', now(), now())`,
      [newId(), provider, site, programme],
    );
    await browser.use(service, manager);
    const page = await browser.page();
    await page.goto(service.url);
    await page.getByRole('link', { name: 'Confirm 1 opening' }).click();
    expect(await page.textContent('main')).toContain('Nothing proposed: provider to confirm');
    expect(await axe(page)).toEqual([]);
    await page.getByLabel('Places: Boats at Yard').fill('3');
    await page.getByRole('button', { name: 'Confirm as still true today' }).click();
    expect(await page.textContent('main')).toContain('1 opening is confirmed as still true today');
    expect(await page.textContent('main')).not.toContain('provider to confirm');
    await page.goto(service.url);
    expect(await page.textContent('main')).not.toContain('Confirm 1 opening');
    await page.close();
  });
});
