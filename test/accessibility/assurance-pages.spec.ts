import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, dateOnly, valueOf } from '../../src/kernel/index.js';
import { FollowActions } from '../../src/modules/assurance/application/follow-actions.js';
import { HandleConcerns } from '../../src/modules/assurance/application/handle-concerns.js';
import { ManageVisits } from '../../src/modules/assurance/application/manage-visits.js';
import { ProviderChanges } from '../../src/modules/assurance/application/provider-changes.js';
import { RaiseConcern } from '../../src/modules/assurance/application/raise-concern.js';
import { RecheckRegister } from '../../src/modules/assurance/application/recheck-register.js';
import { Removals } from '../../src/modules/assurance/application/removals.js';
import { LoadRegister } from '../../src/modules/organisations/index.js';
import { ManageFramework } from '../../src/modules/procurement/index.js';
import { watcher } from '../support/assurance.js';
import { boardServicesOf } from '../support/board-services.js';
import { boardAdmits, chairBeside } from '../support/governance.js';
import { startApp, type TestApp } from '../support/app.js';
import { axe, startBrowser, type TestBrowser } from '../support/browser.js';
import { registrar } from '../support/organisations.js';
import type { PersonaKey } from '../support/personas.js';
import { FRAMEWORK } from '../support/rounds.js';
import { inRole } from '../support/supply-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../support/workplaces.js';

const TODAY = dateOnly('2026-11-02');
let service: TestApp;
let browser: TestBrowser;
const ids = {
  provider: WORKPLACES.provider.organisationId,
  written: '',
  sent: '',
  action: '',
  concern: '',
  concernAction: '',
  raised: '',
  admission: '',
  change: '',
  removal: '',
  task: '',
};

beforeAll(async () => {
  [service, browser] = await Promise.all([startApp(), startBrowser()]);
  await arrange();
}, 120_000);
afterAll(async () => {
  await browser.close();
  await service.close();
});

async function arrange(): Promise<void> {
  const { app, admin } = service;
  const at = WORKPLACES.authority;
  const commissioner = { ...inRole('COMMISSIONER', at), userId: (await service.agent('commissioner')).userId };
  const officer = { ...inRole('QUALITY_OFFICER', at), userId: (await service.agent('quality-officer')).userId };
  const lead = {
    ...inRole('SCHOOL_INCLUSION_LEAD', WORKPLACES['school-one']),
    userId: (await service.agent('inclusion-lead')).userId,
  };
  const manager = {
    ...inRole('PROVIDER_MANAGER', WORKPLACES.provider),
    userId: (await service.agent('provider-manager')).userId,
  };
  await admin.query(
    `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
    [ids.provider],
  );
  await admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01')`, [AUTHORITY_ID, ids.provider]);
  await admin.query(
    `WITH s AS (INSERT INTO site (id, provider_organisation_id, name, address, created_at, updated_at)
       VALUES (gen_random_uuid(), $1, 'Yard', '1 Example Street', now(), now()) RETURNING id)
     INSERT INTO site_registration (id, site_id, kind, urn, registered_places, lowest_age, highest_age, from_date, recorded_at)
     SELECT gen_random_uuid(), id, 'REGISTERED_SCHOOL', '136743', 20, 11, 16, '2026-01-01', now() FROM s`,
    [ids.provider],
  );
  const visits = app.get(ManageVisits);
  const plan = {
    providerId: ids.provider,
    siteId: null,
    followsId: null,
    announced: true,
    visitOn: TODAY,
    purpose: 'All.',
  };
  const carriedOut = async () => {
    const id = valueOf(await visits.plan(officer, plan));
    valueOf(await visits.carryOut(officer, id, { carriedOutOn: TODAY, met: 'The head of centre.' }));
    const found = { judgement: 'NEEDS_WORK' as const, seen: 'The record is two weeks behind.' };
    valueOf(await visits.find(officer, { id, area: 'SAFEGUARDING', seen: 0 }, found));
    return id;
  };
  [ids.written, ids.sent] = [await carriedOut(), await carriedOut()];
  const action = {
    area: 'SAFEGUARDING' as const,
    what: 'Keep the record up to date.',
    owner: 'PROVIDER' as const,
    ownerName: 'Head of centre',
  };
  ids.action = valueOf(await app.get(FollowActions).agree(officer, ids.sent, { ...action, dueOn: addDays(TODAY, 20) }));
  valueOf(await visits.send(officer, ids.sent, { judgement: 'NEEDS_WORK', summary: 'Mostly calm and orderly.' }));
  const concern = { siteId: null, happenedOn: TODAY, what: 'Two members of staff left.', pupilReference: null };
  const raise = app.get(RaiseConcern);
  const told = { kind: 'STAFF_ALLEGATION' as const, toldFirst: 'LADO' as const, toldOn: TODAY };
  ids.concern = valueOf(await raise.run(lead, ids.provider, { ...concern, ...told }));
  ids.raised = valueOf(
    await raise.run(lead, ids.provider, { ...concern, kind: 'SUPERVISION', toldFirst: null, toldOn: null }),
  );
  const handle = app.get(HandleConcerns);
  valueOf(await handle.triage(officer, ids.concern, { level: 'HIGH', words: 'Ring the centre today.' }));
  const agreed = { what: 'Meet the LADO.', ownerName: 'Quality officer', dueOn: addDays(TODAY, 2) };
  valueOf(await handle.agreeAction(officer, ids.concern, agreed));
  ids.concernAction = await one('SELECT id FROM concern_action');
  const framework = valueOf(await app.get(ManageFramework).create(commissioner, { ...FRAMEWORK, reference: 'T1' }));
  const chair = chairBeside(commissioner, (await service.agent('board-chair')).userId);
  const asked = { frameworkId: framework.id, providerId: ids.provider, lotId: framework.lotIds[0] ?? '' };
  ids.admission = await boardAdmits(
    boardServicesOf(app),
    { clerk: commissioner, chair },
    { ...asked, fromDate: dateOnly('2026-06-01'), toDate: dateOnly('2027-10-27') },
  );
  const proposed = { kind: 'CONTROL' as const, name: 'Renamed Provider', owner: 'Another Ltd', companyNumber: null };
  ids.change = valueOf(await app.get(ProviderChanges).announce(manager, { proposed, why: 'Sold.', fromDate: TODAY }));
  const notice = { ground: 'QUALITY' as const, reasons: 'Two visits found serious weaknesses.' };
  ids.removal = valueOf(await app.get(Removals).notice(commissioner, ids.admission, notice));
  for (const capacity of [20, 12]) {
    const file = `URN,LA (code),EstablishmentName,EstablishmentStatus (name),SchoolCapacity\r\n136743,352,Made-up School,Open,${capacity}\r\n`;
    valueOf(
      await app.get(LoadRegister).run(registrar, 'extract.csv', async function* () {
        yield await Promise.resolve(Buffer.from(file, 'utf8'));
      }),
    );
  }
  const importId = await one('SELECT id FROM register_import ORDER BY number DESC LIMIT 1');
  valueOf(await app.get(RecheckRegister).run(watcher(AUTHORITY_ID), importId, () => Promise.resolve()));
  ids.task = await one('SELECT id FROM register_task');
}

async function one(sql: string): Promise<string> {
  return (await service.admin.query<{ id: string }>(sql)).rows[0]?.id ?? '';
}

describe('the pages about looking after providers are accessible', () => {
  it.each<[PersonaKey, (of: typeof ids) => string, string]>([
    ['quality-officer', () => '/visits', 'Quality visits'],
    ['provider-manager', () => '/visits', 'Quality visits'],
    ['quality-officer', () => '/visits/new', 'Plan a visit'],
    ['quality-officer', (of) => `/visits/new?provider=${of.provider}`, 'Plan a visit to Example Provider'],
    ['quality-officer', (of) => `/visits/${of.written}`, 'Visit to Example Provider'],
    ['provider-manager', (of) => `/visits/${of.sent}`, 'Visit to Example Provider'],
    ['quality-officer', (of) => `/visits/${of.written}/findings/safeguarding`, 'Safeguarding and welfare'],
    ['quality-officer', (of) => `/visits/${of.written}/carrying-out`, 'Record that the visit was carried out'],
    ['quality-officer', (of) => `/visits/${of.written}/calling-off`, 'Call the visit off'],
    ['quality-officer', (of) => `/visits/${of.written}/report`, 'Send the draft report'],
    ['quality-officer', (of) => `/visits/${of.sent}/final`, 'Finish the report'],
    ['provider-manager', (of) => `/visits/${of.sent}/reply`, 'Reply to the draft report'],
    ['quality-officer', (of) => `/visits/${of.sent}/actions/new`, 'Agree an action'],
    ['provider-manager', (of) => `/visit-actions/${of.action}`, 'Safeguarding and welfare'],
    ['provider-manager', (of) => `/visit-actions/${of.action}/report`, 'Report what was done'],
    ['quality-officer', (of) => `/visit-actions/${of.action}/closing`, 'Close the action'],
    ['quality-officer', (of) => `/visit-actions/${of.action}/more`, 'Ask for more'],
    ['commissioner', () => '/assurance-terms', 'Days for replies, checks and notice'],
    ['inclusion-lead', () => '/concerns', 'Concerns about providers'],
    ['inclusion-lead', () => '/concerns/new', 'Raise a concern'],
    ['inclusion-lead', (of) => `/concerns/new?provider=${of.provider}`, 'Raise a concern about Example Provider'],
    ['inclusion-lead', (of) => `/concerns/${of.raised}`, 'Supervision, staffing or ratios'],
    ['commissioner', (of) => `/concerns/${of.concern}`, 'Something about a member of staff or a volunteer'],
    ['quality-officer', (of) => `/concerns/${of.raised}/triage`, 'Sort the concern'],
    ['quality-officer', (of) => `/concerns/${of.concern}/notes/new`, 'Add a note'],
    ['quality-officer', (of) => `/concerns/${of.concern}/actions/new`, 'Agree an action'],
    ['quality-officer', (of) => `/concerns/${of.concern}/actions/${of.concernAction}`, 'Record what was done'],
    ['commissioner', (of) => `/concerns/${of.concern}/suspension`, 'Suspend admissions'],
    ['commissioner', (of) => `/concerns/${of.concern}/lifting`, 'Lift the suspension'],
    ['quality-officer', (of) => `/concerns/${of.concern}/closing`, 'Close the concern'],
    ['quality-officer', () => '/register-changes', 'What the register says'],
    ['quality-officer', (of) => `/register-changes/${of.task}`, 'The register says something else'],
    ['quality-officer', (of) => `/register-changes/${of.task}/closing`, 'Say what was done'],
    ['inclusion-lead', () => '/school-checks', 'Schools’ own checks'],
    ['inclusion-lead', (of) => `/school-checks/providers/${of.provider}`, 'Example Provider'],
    ['inclusion-lead', (of) => `/school-checks/providers/${of.provider}/new`, 'Record your checks of Example Provider'],
    ['commissioner', () => '/provider-changes', 'Changes at providers'],
    ['provider-manager', () => '/provider-changes/new', 'Announce a change'],
    ['provider-manager', () => '/provider-changes/new?kind=CONTROL', 'Announce a change: another owner or company'],
    ['provider-manager', () => '/provider-changes/new?kind=NEW_SITE', 'Announce a change: a new site'],
    ['provider-manager', () => '/provider-changes/new?kind=MOVE_SITE', 'Announce a change: a site moves'],
    ['provider-manager', () => '/provider-changes/new?kind=CLOSE_SITE', 'Announce a change: a site closes'],
    [
      'provider-manager',
      () => '/provider-changes/new?kind=KEEP_SITE',
      'Announce a change: a site that was to close stays open',
    ],
    ['provider-manager', () => '/provider-changes/new?kind=PRICE', 'Announce a change: another price'],
    ['commissioner', (of) => `/provider-changes/${of.change}`, 'Another owner or company'],
    ['commissioner', (of) => `/provider-changes/${of.change}/decision`, 'Approve or refuse the change'],
    ['provider-manager', (of) => `/provider-changes/${of.change}/withdrawal`, 'Take the change back'],
    ['commissioner', () => '/removals', 'Removals'],
    ['commissioner', (of) => `/admissions/${of.admission}/removal`, 'Give notice to Example Provider'],
    ['provider-manager', (of) => `/removals/${of.removal}`, 'Removal of Example Provider'],
    ['provider-manager', (of) => `/removals/${of.removal}/reply`, 'Reply to the notice'],
    ['commissioner', (of) => `/removals/${of.removal}/decision`, 'Decide whether the admission ends'],
    ['quality-officer', () => '/', 'What needs me'],
    ['provider-manager', () => '/', 'What needs me'],
  ])('to %s', async (persona, path, title) => {
    const seen = await browser.look(service, await service.agent(persona), path(ids));
    expect(seen).toMatchObject({ title: `${title} - Placeway`, faults: [] });
  });

  it('with everything wrong, too', async () => {
    await browser.use(service, await service.agent('inclusion-lead'));
    const page = await browser.page();
    await page.goto(`${service.url}/concerns/new?provider=${ids.provider}`);
    await page.getByLabel('A child may be at risk of harm').check();
    await page.getByRole('button', { name: 'Raise the concern' }).click();
    expect(await page.title()).toBe('Error: Raise a concern about Example Provider - Placeway');
    expect(await axe(page)).toEqual([]);
    await page.close();
  });
});
