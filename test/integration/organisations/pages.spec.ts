import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { type SignedInAgent, startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { WORKPLACES } from '../../support/workplaces.js';

const HEADER = 'URN,LA (code),EstablishmentName,EstablishmentStatus (name),NumberOfPupils,Postcode';
const OAK = "200001,352,O'Neill Łukasz High,Open,900,M14 7PA";
const ELM = '200002,352,Elm <b>Primary</b>,Open,88.5,';

let service: TestApp;
let admin: SignedInAgent;
let head: SignedInAgent;
beforeAll(async () => {
  service = await startApp({ runsJobs: true });
  [admin, head] = [await service.agent('administrator'), await service.agent('head-teacher')];
});
afterAll(() => service.close());

const upload = (agent: SignedInAgent, content: string | Buffer, name = 'extract.csv') =>
  agent.post('/registers/new').field('_csrf', agent.csrf).attach('file', Buffer.from(content), name);
const statusOf = async (path: string) =>
  (await admin.get(`/api/v1${path.replace('registers', 'register-imports')}`)).body;

async function uploaded(content: string | Buffer, wanted: string): Promise<string> {
  const { headers, status } = await upload(admin, content);
  expect(status).toBe(303);
  const path = String(headers['location']);
  await eventually(async () => expect(await statusOf(path)).toMatchObject({ status: wanted }));
  return path;
}

describe('a register file by page', () => {
  let path: string;

  it('is read in the background, then says what it would change', async () => {
    path = await uploaded([HEADER, OAK, ELM].join('\r\n'), 'PREVIEWED');
    const { text, status } = await admin.get(path);
    expect(status).toBe(200);
    expect(text).toContain('Waits for your decision');
    expect(text).toContain('Apply this file');
    expect(text).toContain('Elm &lt;b&gt;Primary&lt;/b&gt;');
    expect((await admin.get('/')).text).toContain('Decide on the register file extract.csv');
  });

  it('is decided on where it was loaded, and only read by another authority’s administrator', async () => {
    const nils = await service.agent('other-administrator');
    const { text } = await nils.get(path).expect(200);
    expect(text).toContain('another organisation, which decides whether to apply it');
    expect(text).not.toMatch(/Apply this file|Discard this file/);
    expect((await nils.get('/')).text).not.toContain('Decide on the register file');
    for (const step of ['apply', 'discard']) expect((await nils.form(`${path}/${step}`)).status).toBe(403);
    expect(await statusOf(path)).toMatchObject({ status: 'PREVIEWED' });
  });

  it('is applied once, however often it is asked for', async () => {
    const both = await Promise.all([admin.form(`${path}/apply`), admin.form(`${path}/apply`)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
    await eventually(async () => expect(await statusOf(path)).toMatchObject({ status: 'APPLIED' }));
    const { text } = await admin.get('/schools?q=%C5%82ukasz');
    expect(text).toContain('O&#39;Neill Łukasz High');
    expect(text).not.toContain('Elm');
  });

  it('says so when it changes nothing, and offers nothing to apply', async () => {
    const again = await uploaded([HEADER, OAK, ELM].join('\r\n'), 'PREVIEWED');
    const { text } = await admin.get(again);
    expect(text).toContain('This file changes nothing');
    expect(text).not.toContain('Apply this file');
    expect((await admin.form(`${again}/apply`)).status).toBe(409);
    expect((await admin.form(`${again}/discard`)).status).toBe(303);
  });

  it('names line and fault of each broken row, on the page and as a file', async () => {
    const broken = await uploaded([HEADER, '=1+1,352,Bad,Open,1,', OAK.replace('900', '901')].join('\n'), 'PREVIEWED');
    const { text } = await admin.get(`${broken}?outcome=FAULTY`);
    expect(text).toContain('URN is not a URN of six digits: =1+1');
    expect(text).toContain('nothing of this file can be applied');
    const csv = await admin.get(`${broken}/report.csv`);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text).toContain("3,200001,O'Neill Łukasz High,CHANGED,,,pupils: 900 → 901");
    expect(await statusOf(broken)).toMatchObject({ counts: { FAULTY: 1, CHANGED: 1 } });
  });

  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'The file is not a text'],
    ['another table', 'a,b\n1,2\n', 'neither the columns of the register'],
    ['an unclosed quote', `${HEADER}\n"200001`, 'stops being CSV at line'],
  ])('answers %s with a reason a person can act on', async (_, content, words) => {
    const refused = await uploaded(content, 'FAILED');
    expect((await admin.get(refused)).text).toContain(words);
  });

  it.each([
    ['no file', () => admin.form('/registers/new')],
    ['an empty file', () => upload(admin, '')],
    ['another ending', () => upload(admin, 'x', 'extract.exe')],
  ])('asks again for %s', async (_, send: () => supertest.Test) => {
    const { status, text } = await send();
    expect(status).toBe(422);
    expect(text).toContain('There is a problem');
  });

  it('is nobody’s business without the permission', async () => {
    for (const each of ['/registers', '/registers/new', path, `${path}/report.csv`]) {
      expect((await head.get(each)).status).toBe(403);
    }
    expect((await upload(head, HEADER)).status).toBe(403);
    expect((await head.form(`${path}/apply`)).status).toBe(403);
  });
});

describe('schools by page', () => {
  it('are found by name and authority, and shown with register, links and calendar', async () => {
    const list = await head.get('/schools?q=First&authority=352');
    expect(list.text).toContain('First Example School');
    expect(list.text).toContain('Download the 1 school found (CSV)');
    const school = await head.get(`/schools/${WORKPLACES['school-one'].organisationId}`);
    expect(school.status).toBe(200);
    expect(school.text).toContain('No calendar is known');
    expect((await head.get('/schools?format=csv')).headers['content-type']).toContain('text/csv');
  });

  it.each([
    '/schools?q=%25_',
    '/schools?q=%00',
    '/schools?q=a&q=b',
    '/schools?q[x]=1',
    '/schools?offset=-1&authority=%E2%80%AE',
    `/schools?q=${'x'.repeat(2_000)}`,
    '/schools/not-an-id',
    '/schools/00000000-0000-7000-8000-999999999999',
    '/registers?before=abc',
    '/organisations/x/calendar',
  ])('%s is no fault of ours', async (path) => {
    expect((await admin.get(path)).status).toBeLessThan(500);
  });
});

describe('a calendar by page', () => {
  const school = WORKPLACES['school-one'].organisationId;
  const year = `/organisations/${school}/calendar/2026-27`;
  const fields = {
    version: '0',
    source: 'School website',
    'autumnFrom-day': '3',
    'autumnFrom-month': '9',
    'autumnFrom-year': '2026',
    'autumnTo-day': '18',
    'autumnTo-month': '12',
    'autumnTo-year': '2026',
    inset: '27 11 2026\r\n30 November 2026',
    other: '14/12/2026 to 15/12/2026',
  };

  it('is entered by the school, and counted at once', async () => {
    expect((await head.get(year)).status).toBe(200);
    expect((await head.form(year, fields)).status).toBe(303);
    const { text } = await head.get(`/organisations/${school}/calendar`);
    expect(text).toContain('73 pupil days');
    expect(text).toContain('the school’s own calendar');
    expect((await head.get(year)).text).toContain('27 November 2026');
  });

  it('is not written over by a page that was opened before', async () => {
    const { status, text } = await head.form(year, { ...fields, source: 'Typed by hand' });
    expect(status).toBe(409);
    expect(text).toContain('Somebody else has changed this calendar');
    expect(text).toContain('Typed by hand');
  });

  it.each([
    ['an INSET day in no term', { inset: '1 1 2027' }, 'INSET days must lie in a term'],
    ['a line that is no date', { other: 'some day' }, 'Write each line as a date'],
    ['a day that does not exist', { 'autumnTo-day': '31', 'autumnTo-month': '11' }, 'must be a real date'],
    ['an end before its start', { 'autumnTo-year': '2025' }, 'must not be before the first day'],
    ['nothing', { source: '' }, 'Enter where these dates come from'],
  ])('says at the field what is wrong with %s', async (_, over, words) => {
    const { status, text } = await head.form(year, { ...fields, version: '1', ...over });
    expect([status, text.includes(words)]).toEqual([422, true]);
  });

  it('is not another school’s to change', async () => {
    const other = `/organisations/${WORKPLACES['school-two'].organisationId}/calendar/2026-27`;
    expect((await head.get(other)).status).toBe(403);
    expect((await head.form(other, fields)).status).toBe(403);
    expect((await admin.get(other)).status).toBe(200);
  });
});

describe('the register by API', () => {
  it('lists organisations with a cursor and a true total', async () => {
    const first = await head.get('/api/v1/organisations?limit=2');
    expect(first.body).toMatchObject({ total: 5, items: [{ kind: 'SCHOOL' }, { kind: 'SCHOOL' }] });
    const rest = await head.get(`/api/v1/organisations?limit=200&cursor=${first.body.nextCursor}`);
    expect(rest.body.items).toHaveLength(3);
    expect(rest.body.nextCursor).toBeNull();
  });

  it.each(['cursor=x', 'cursor=WzEsMl0', 'limit=0', 'limit=a', 'q=%00'])('refuses %s', async (query) => {
    expect((await head.get(`/api/v1/organisations?${query}`)).status).toBeLessThan(500);
    expect((await head.get(`/api/v1/organisations?${query}`)).status).toBeGreaterThanOrEqual(400);
  });
});
