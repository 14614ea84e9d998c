import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Calendars } from '../../../src/modules/organisations/index.js';
import { JOURNEY } from '../../../src/modules/referrals/domain/journey.js';
import { Referrals } from '../../../src/modules/referrals/index.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { startApp, type SignedInAgent, type TestApp } from '../../support/app.js';
import { registrar } from '../../support/organisations.js';
import { aUpn, inRole } from '../../support/referrals.js';
import { AUTHORITY_ID, WORKPLACES } from '../../support/workplaces.js';

type Fields = Readonly<Record<string, string | readonly string[]>>;

const date = (name: string, [year, month, day]: readonly [string, string, string]) => ({
  [`${name}-day`]: day,
  [`${name}-month`]: month,
  [`${name}-year`]: year,
});

/** What a school types on each page of a permanent exclusion that it needs now. */
const exclusionPages = (upn: string): readonly (readonly [string, Fields])[] => [
  ['reason', { type: 'PERMANENT_EXCLUSION' }],
  ['exclusion-date', date('exclusion.firstExcludedOn', ['2026', '11', '2'])],
  ['exclusion-reasons', { 'exclusion.reasons': ['DB', 'VA'] }],
  ['pupil', { 'pupil.upn': upn, 'pupil.forename': 'Siân', 'pupil.surname': "O'Neill" }],
  ['age', { ...date('pupil.dateOfBirth', ['2013', 'May', '14']), 'pupil.yearGroup': '9' }],
  ['home', { 'home.postcode': 'm147pa' }],
  ['sen', { 'support.senProvision': 'K' }],
];

describe('the pages of a referral', () => {
  let service: TestApp;
  let lead: SignedInAgent;

  beforeAll(async () => {
    service = await startApp();
    const authority = WORKPLACES.authority.organisationId;
    await service.app
      .get(UnitOfWork)
      .inTransaction(registrar, (tx) => service.app.get(Calendars).assume(tx, authority));
    lead = await service.agent('inclusion-lead');
  });
  afterAll(() => service.close());

  const started = async (agent: SignedInAgent = lead): Promise<string> => {
    const begun = await agent.form('/referrals/new').expect(303);
    return /\/referrals\/([0-9a-f-]{36})\//.exec(String(begun.headers['location']))?.[1] ?? '';
  };
  const answer = (id: string, page: string, fields: Fields, agent: SignedInAgent = lead) =>
    agent.form(`/referrals/${id}/answers/${page}`, { next: 'on', ...fields });
  const submitted = async (): Promise<string> => {
    const id = await started();
    for (const [page, fields] of exclusionPages(aUpn())) await answer(id, page, fields).expect(303);
    await lead.form(`/referrals/${id}/check`).expect(303);
    return id;
  };

  it('lead a school through ten answers, page by page, to a reference and what happens next', async () => {
    const id = await started();
    let at = `/referrals/${id}/answers/reason`;
    for (const [page, fields] of exclusionPages(aUpn())) {
      expect(at).toBe(`/referrals/${id}/answers/${page}`);
      expect((await lead.get(at).expect(200)).text).toContain('Save and continue');
      at = String((await answer(id, page, fields).expect(303)).headers['location']);
    }
    expect(at).toBe(`/referrals/${id}/tasks`);
    const tasks = (await lead.get(at).expect(200)).text;
    expect(tasks).toContain('You can submit this referral now');
    expect(tasks).toContain('Monday 9 November 2026');
    const check = (await lead.get(`/referrals/${id}/check`).expect(200)).text;
    for (const words of ['Siân', 'O&#39;Neill', 'Tuesday 10 November 2026', 'M14 7PA', 'what has been tried']) {
      expect(check).toContain(words);
    }
    const sent = await lead.form(`/referrals/${id}/check`).expect(303);
    const done = (await lead.get(String(sent.headers['location'])).expect(200)).text;
    expect(done).toMatch(/R-\d{6}/);
    expect(done).toContain('Full-time education must start by 9 November 2026');
    const again = await lead.form(`/referrals/${id}/check`).expect(303);
    expect(again.headers['location']).toBe(sent.headers['location']);
  });

  it('show how a half-term moves day six, before anything is submitted', async () => {
    const id = await started();
    await answer(id, 'reason', { type: 'PERMANENT_EXCLUSION' }).expect(303);
    const fields = { ...date('exclusion.firstExcludedOn', ['2026', '10', '22']), next: 'again' };
    const back = await answer(id, 'exclusion-date', fields).expect(303);
    const page = (await lead.get(String(back.headers['location'])).expect(200)).text;
    expect(page).toContain('Thursday 5 November 2026');
    expect(page).toContain('Friday 6 November 2026');
    expect(page).toMatch(/26 October 2026 to 30 October 2026.*not counted/s);
    expect(page).toContain('School day 6 of the exclusion: the day to work to');
  });

  it('keep everything typed when something is wrong, say what at the field, and save nothing', async () => {
    const id = await started();
    const wrong = { 'pupil.upn': 'A352400026001', 'pupil.forename': '', 'pupil.surname': '<b>Łukasz</b>' };
    const page = await answer(id, 'pupil', wrong).expect(422);
    expect(page.text).toContain('There is a problem');
    expect(page.text).toContain('href="#field-pupil.upn"');
    expect(page.text).toContain('The first letter of the UPN does not fit the rest');
    expect(page.text).toContain('value="A352400026001"');
    expect(page.text).toContain('&lt;b&gt;Łukasz&lt;/b&gt;');
    const empty = await answer(id, 'pupil', { 'pupil.upn': aUpn() }).expect(422);
    expect(empty.text).toContain('Enter the first name');
    expect((await lead.get(`/referrals/${id}/answers/pupil`)).text).not.toContain('Łukasz');
    const closed = await answer(id, 'reason', { type: 'PERMANENT_EXCLUSION' });
    expect(closed.status).toBe(303);
    const saturday = await answer(id, 'exclusion-date', date('exclusion.firstExcludedOn', ['2026', '11', '7']));
    expect(saturday.status).toBe(422);
    expect(saturday.text).toContain('The school is closed on that day');
  });

  it('let a school stop half way and find its draft again on its first screen', async () => {
    const id = await started();
    await answer(id, 'pupil', { next: 'later', 'pupil.forename': 'Half', 'pupil.surname': 'Finished' }).expect(303);
    const home = (await lead.get('/').expect(200)).text;
    expect(home).toContain('Finish the referral for Half Finished');
    expect(home).toContain(`/referrals/${id}/tasks`);
    expect((await lead.get(`/referrals/${id}`)).headers['location']).toBe(`/referrals/${id}/tasks`);
    await lead.form(`/referrals/${id}/discard`).expect(303);
    await lead.get(`/referrals/${id}/tasks`).expect(404);
  });

  it('take every page of the journey filled in, and show all of it to be checked', async () => {
    const id = await started();
    const typed: Readonly<Record<string, Fields>> = {
      reason: { type: 'OFF_SITE_DIRECTION' },
      'off-site': {
        'offSite.objectives': 'Calmer lessons',
        'offSite.reasons': 'Lessons are lost',
        'offSite.daysMost': '60',
      },
      'off-site-notice': {
        ...date('offSite.noticeGivenOn', ['2026', '11', '2']),
        'offSite.noticeCovers': ['ADDRESS', 'REPORT_TO', 'DAYS', 'REASONS', 'TIMES'],
      },
      pupil: { 'pupil.upn': aUpn(), 'pupil.forename': 'Ada', 'pupil.surname': 'Made-Up' },
      age: { ...date('pupil.dateOfBirth', ['2012', '2', '29']), 'pupil.yearGroup': '10', 'pupil.sex': 'F' },
      home: { 'home.postcode': 'M14 7PA', 'home.address': '1 Invented Road', 'home.authorityCode': '352' },
      sen: { 'support.senProvision': 'K' },
      care: { 'support.lookedAfter': 'NO', 'support.socialWorker': 'IN_NEED' },
      access: { 'support.accessNeeds': ['LIFT', 'QUIET_ROOM'], 'support.careNote': 'Medicine at noon' },
      needs: { 'needs.codes-1': 'SEMH', 'needs.codes-2': 'ASD', 'needs.description': 'Loud rooms are hard' },
      wishes: { 'needs.wishes-MENTORING': 'PREFERRED', 'needs.wishes-OUTDOOR': 'SUITABLE' },
      tried: { 'history.tried': 'A smaller class' },
      sessions: { 'sessions.wanted': ['mon-am', 'mon-pm'], ...date('sessions.startsOn', ['2026', '11', '16']) },
      views: { 'family.pupilView': 'I like engines', 'family.parentView': 'We agree' },
      interests: { 'family.interests': ['MOTOR_VEHICLE'] },
      choices: {},
      risks: { 'risks.assessed': 'SOME', 'risks.items-GOING_MISSING': 'LOW', 'risks.note': 'Walks home at lunch' },
      'keep-apart': {
        'keepApart.people-1-name': 'Other Invented',
        'keepApart.people-1-upn': aUpn(),
        'keepApart.people-1-reason': 'They fight',
      },
    };
    for (const { key } of JOURNEY.flatMap(({ pages }) => pages)) {
      const fields = typed[key];
      if (fields === undefined) continue;
      const saved = await answer(id, key, fields);
      expect([key, saved.status]).toEqual([key, 303]);
    }
    const check = (await lead.get(`/referrals/${id}/check`).expect(200)).text;
    for (const words of [
      'Calmer lessons',
      'Ada',
      '29 February 2012',
      'Year 10',
      '1 Invented Road',
      'Manchester',
      'SEN support',

      'as a child in need',
      'Lift',
      'Medicine at noon',
      '1. Social, emotional and mental health',
      'A mentor: preferred',

      'A smaller class',
      'Monday, all day',
      '16 November 2026',
      'I like engines',
      'Motor vehicle',
      'Going missing: low',
      'Walks home at lunch',
      'Other Invented',
      'They fight',
    ]) {
      expect(check).toContain(words);
    }
    for (const [key, fields] of Object.entries(typed)) {
      const page = (await lead.get(`/referrals/${id}/answers/${key}`).expect(200)).text;
      for (const value of Object.values(fields).flat()) expect(page).toContain(value);
    }
    await lead.form(`/referrals/${id}/check`).expect(303);
    const page = (await lead.get(`/referrals/${id}`).expect(200)).text;
    expect(page).toContain('Parents must have notice by');
  });

  it('let the coordinator refer for a school, return a referral, and the school answer', async () => {
    const coordinator = await service.agent('coordinator');
    const id = await started(coordinator);
    const form = (await coordinator.get(`/referrals/${id}/answers/school`).expect(200)).text;
    expect(form).toContain('First Example School');
    await answer(id, 'school', { schoolId: WORKPLACES['school-one'].organisationId }, coordinator).expect(303);
    for (const [page, fields] of exclusionPages(aUpn())) await answer(id, page, fields, coordinator).expect(303);
    await coordinator.form(`/referrals/${id}/check`).expect(303);
    await coordinator.form(`/referrals/${id}/return`, { reason: '' }).expect(422);
    await coordinator.form(`/referrals/${id}/return`, { reason: 'What helped before?' }).expect(303);
    const seen = (await lead.get(`/referrals/${id}`).expect(200)).text;
    expect(seen).toContain('What helped before?');
    expect(seen).toContain('Check and send again');
    await answer(id, 'tried', { 'history.tried': 'Breakfast club' }).expect(303);
    await lead.form(`/referrals/${id}/check`).expect(303);
    expect((await coordinator.get(`/referrals/${id}`)).text).toContain('Sent again with more information');
  });

  it('ask for the rest after a day-six case is submitted, and count it down', async () => {
    const id = await submitted();
    const tasks = (await lead.get(`/referrals/${id}/tasks`).expect(200)).text;
    expect(tasks).toMatch(/This referral is submitted\. 9 answers are still missing/);
    expect(tasks).not.toContain('Check your answers');
    await answer(id, 'tried', { 'history.tried': 'A mentor' }).expect(303);
    expect((await lead.get(`/referrals/${id}/tasks`)).text).toContain('8 answers are still missing');
    expect((await lead.get('/')).text).toContain('Give 8 answers about');
    const page = (await lead.get(`/referrals/${id}`)).text;
    expect(page).not.toContain('/answers/school');
    expect((await answer(id, 'home', { 'home.postcode': '' })).status).toBe(422);
  });

  it('let a school give what was left out after a place is decided, and nothing else', async () => {
    const id = await submitted();
    const decider = inRole('PANEL_COORDINATOR', {
      organisationId: WORKPLACES.authority.organisationId,
      authorityId: AUTHORITY_ID,
    });
    const decided = await service.app
      .get(UnitOfWork)
      .inTransaction(decider, (tx) =>
        service.app.get(Referrals, { strict: false }).markDecided(tx, id, { decisionId: crypto.randomUUID() }),
      );
    expect(decided.ok).toBe(true);
    const page = (await lead.get(`/referrals/${id}`).expect(200)).text;
    expect(page).toContain('Give these answers');
    expect(page).not.toContain(`/referrals/${id}/answers/`);
    const tasks = (await lead.get(`/referrals/${id}/tasks`).expect(200)).text;
    expect(tasks).toContain('A place is decided');
    expect(tasks).not.toContain('/answers/home');
    await answer(id, 'tried', { 'history.tried': 'A mentor' }).expect(303);
    await lead.get(`/referrals/${id}/answers/tried`).expect(404);
    expect((await lead.get(`/referrals/${id}/tasks`)).text).toContain('8 answers are still missing');
    await answer(id, 'home', { 'home.postcode': 'm147pa' }).expect(404);
    expect((await lead.get(`/referrals/${id}`)).text).toContain('A mentor');
  });

  it('list what needs doing first, and the same rows as a file', async () => {
    await submitted();
    const page = (await lead.get('/referrals?status=SUBMITTED').expect(200)).text;
    expect(page).toContain('Panel to decide');
    const file = await lead.get('/referrals?status=SUBMITTED&format=csv').expect(200);
    expect(file.headers['content-type']).toContain('text/csv');
    const rows = file.text.trim().split(/\r?\n/);
    expect(rows.length - 1).toBe(page.match(/<th scope="row"/g)?.length);
    expect(rows[0]).toContain('Who must act');
    await lead.get('/referrals?status=NONSENSE').expect(422);
    await lead.get('/referrals?cursor=NONSENSE').expect(422);
  });

  it('answer alike for somebody else’s referral and a missing one, and not at all without a part in cases', async () => {
    const id = await submitted();
    const other = await service.agent('other-lead');
    for (const path of ['', '/tasks', '/check', '/answers/pupil', '/withdraw', '/submitted', '/discard']) {
      const hidden = await other.get(`/referrals/${id}${path}`);
      const missing = await other.get(`/referrals/${crypto.randomUUID()}${path}`);
      expect([path, hidden.status, hidden.status]).toEqual([path, 404, missing.status]);
    }
    const finance = await service.agent('school-finance');
    expect((await finance.get(`/referrals/${id}`)).status).toBe(403);
    expect((await lead.get(`/referrals/${id}/answers/nothing`)).status).toBe(404);
  });

  it.each([
    ['a list where one text belongs', 'pupil', { 'pupil.forename': ['a', 'b'] }],
    ['a null byte', 'pupil', { 'pupil.surname': 'a\u0000b' }],
    ['a choice that does not exist', 'reason', { type: 'NONSENSE' }],
    ['a list of choices where one belongs', 'sen', { 'support.senProvision': ['N', 'K'] }],
    ['a session that does not exist', 'sessions', { 'sessions.wanted': ['sun-am'] }],
    ['a need twice', 'needs', { 'needs.codes-1': 'SEMH', 'needs.codes-2': 'SEMH' }],
    ['half a date', 'age', { 'pupil.dateOfBirth-day': '1' }],
    ['29 February of a common year', 'age', date('pupil.dateOfBirth', ['2013', '2', '29'])],
    ['a birthday to come', 'age', date('pupil.dateOfBirth', ['2027', '1', '1'])],
    ['a place that is no place', 'choices', { 'family.preferred-1': 'programme:nonsense' }],
    [
      'a kept-apart number that is none',
      'keep-apart',
      { 'keepApart.people-1-name': 'X', 'keepApart.people-1-upn': 'X' },
    ],
    ['a very long story', 'tried', { 'history.tried': 'x'.repeat(200_000) }],
  ] as const)('refuse %s with a message, never a fault of ours', async (_, page, fields) => {
    const id = await started();
    const refused = await answer(id, page, fields);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('There is a problem');
  });
});
