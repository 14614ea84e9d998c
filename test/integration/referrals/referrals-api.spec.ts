import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/kernel/index.js';
import { Calendars } from '../../../src/modules/organisations/index.js';
import { nested } from '../../../src/modules/referrals/domain/read-answers.js';
import { FIELDS } from '../../../src/modules/referrals/domain/fields.js';
import { serveOpenApi, UnitOfWork } from '../../../src/platform/index.js';
import { startApp, type SignedInAgent, type TestApp } from '../../support/app.js';
import { registrar } from '../../support/organisations.js';
import { aUpn, tenAnswers, wholeAnswers } from '../../support/referrals.js';
import { WORKPLACES } from '../../support/workplaces.js';

const PATH = '/api/v1/referrals';

describe('referrals over the interface for machines', () => {
  let service: TestApp;
  let lead: SignedInAgent;
  let coordinator: SignedInAgent;

  beforeAll(async () => {
    service = await startApp();
    const authority = WORKPLACES.authority.organisationId;
    await service.app
      .get(UnitOfWork)
      .inTransaction(registrar, (tx) => service.app.get(Calendars).assume(tx, authority));
    lead = await service.agent('inclusion-lead');
    coordinator = await service.agent('coordinator');
  });
  afterAll(() => service.close());

  const post = (agent: SignedInAgent, body: object, key: string = newId(), path = PATH) =>
    agent.post(path).set('x-csrf-token', agent.csrf).set('idempotency-key', key).send(body);
  const patch = (agent: SignedInAgent, id: string, body: object) =>
    agent.patch(`${PATH}/${id}`).set('x-csrf-token', agent.csrf).send(body);
  const tenBody = (over = {}) => ({ ...nested(tenAnswers(over)), submit: true });

  it('ten answers make a day-six case, with its dates, in one request', async () => {
    const made = await post(lead, tenBody()).expect(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      reference: expect.stringMatching(/^R-\d{6}$/),
      status: 'SUBMITTED',
    });
    const read = await lead.get(`${PATH}/${made.body.id}`).expect(200);
    expect(read.body).toMatchObject({
      daySix: { target: '2026-11-09', lastLawful: '2026-11-10', lookedAfter: '2026-11-03', calendarAssumed: true },
      answers: { pupil: { forename: 'Made' } },
      homePositionFrom: expect.stringMatching(/SCHOOL|NONE/),
      missing: expect.arrayContaining(['history.tried', 'pupil.sex']),
    });
  });

  it('the same request sent again makes nothing new; another body under its key is refused', async () => {
    const [key, body] = [newId(), tenBody()];
    const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => post(lead, body, key)));
    expect(new Set([first, ...others].map((answer) => answer?.body.id)).size).toBe(1);
    const other = await post(lead, tenBody(), key).expect(409);
    expect(other.body).toMatchObject({ code: 'idempotency.other-body' });
    await lead.post(PATH).set('x-csrf-token', lead.csrf).send(body).expect(422);
  });

  it('a draft is changed bit by bit, submitted, and answers the same when submitted again', async () => {
    const { id } = (await post(lead, {}).expect(201)).body as { id: string };
    const early = await lead.post(`${PATH}/${id}/submission`).set('x-csrf-token', lead.csrf).expect(422);
    expect(early.body.fields).toContainEqual({ field: 'type', rule: 'required' });
    await patch(lead, id, nested(wholeAnswers())).expect(200);
    const cleared = await patch(lead, id, { history: { tried: null } }).expect(200);
    expect(cleared.body.answers.history).toBeUndefined();
    await patch(lead, id, { history: { tried: 'A mentor.' } }).expect(200);
    const once = await lead.post(`${PATH}/${id}/submission`).set('x-csrf-token', lead.csrf).expect(200);
    const twice = await lead.post(`${PATH}/${id}/submission`).set('x-csrf-token', lead.csrf).expect(200);
    expect(twice.body).toEqual(once.body);
  });

  it('a second referral for the same pupil is refused with the other’s reference', async () => {
    const upn = aUpn();
    const first = await post(lead, tenBody({ 'pupil.upn': upn })).expect(201);
    const second = await post(lead, tenBody({ 'pupil.upn': upn })).expect(409);
    expect(second.body).toMatchObject({
      code: 'referral.already-open',
      facts: { reference: first.body.reference, referralId: first.body.id },
    });
  });

  it('is listed page by page in one order, with the true total', async () => {
    const whole = await lead.get(`${PATH}?limit=200`).expect(200);
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = await lead.get(`${PATH}?limit=2&cursor=${cursor}`).expect(200);
      expect(page.body.total).toBe(whole.body.total);
      ids.push(...page.body.items.map((item: { id: string }) => item.id));
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    expect(ids).toEqual(whole.body.items.map((item: { id: string }) => item.id));
    expect(JSON.stringify(whole.body)).not.toContain('Made');
  });

  it('is returned and withdrawn with a reason', async () => {
    const { id } = (await post(lead, tenBody()).expect(201)).body as { id: string };
    const send = (agent: SignedInAgent, what: string, body: object) =>
      agent.post(`${PATH}/${id}/${what}`).set('x-csrf-token', agent.csrf).send(body);
    await send(lead, 'return', { reason: 'Mine.' }).expect(403);
    await send(coordinator, 'return', { reason: '' }).expect(422);
    await send(coordinator, 'return', { reason: 'Say more.' }).expect(200, { status: 'RETURNED' });
    await send(lead, 'withdrawal', { reason: 'Moved.' }).expect(200, { status: 'WITHDRAWN' });
    await send(lead, 'withdrawal', { reason: 'Moved.' }).expect(409);
  });

  it('works out day six before there is a referral', async () => {
    const days = await lead.get('/api/v1/day-six?firstExcludedOn=2026-10-22').expect(200);
    expect(days.body).toMatchObject({ target: '2026-11-05', lastLawful: '2026-11-06' });
    const closed = await lead.get('/api/v1/day-six?firstExcludedOn=2026-10-28').expect(422);
    expect(closed.body.fields).toEqual([
      { field: 'exclusion.firstExcludedOn', rule: 'school-day', facts: { next: '2026-11-02' } },
    ]);
    await coordinator.get('/api/v1/day-six?firstExcludedOn=2026-10-22').expect(422);
  });

  it('somebody else’s referral, a missing one and no id at all answer alike', async () => {
    const { id } = (await post(lead, tenBody()).expect(201)).body as { id: string };
    const other = await service.agent('other-lead');
    const provider = await service.agent('provider-manager');
    const shape = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];
    for (const agent of [other, await service.agent('school-finance'), provider, await service.agent('operator')]) {
      const [hidden, missing] = [await agent.get(`${PATH}/${id}`), await agent.get(`${PATH}/${newId()}`)];
      expect(shape(hidden)).toEqual(shape(missing));
      expect([403, 404]).toContain(hidden.status);
    }
    await service.anonymous().get(`${PATH}/${id}`).expect(401);
  });

  const hostile: readonly [string, unknown][] = [
    ['a list of lists', [['x']]],
    ['an object', { a: { b: 'c' } }],
    ['a number', 7.5],
    ['true', true],
    ['a null byte', 'a\u0000b'],
    ['half a surrogate pair', 'a\ud800b'],
    ['direction marks', '\u202e\u202e'],
    ['900 kB', 'x'.repeat(900_000)],
    ['a future date', '2999-01-01'],
    ['29 February of a common year', '2027-02-29'],
    ['the name of a method', '__proto__'],
    ['SQL', `'; drop table referral; --`],
    ['a thousand entries', Array.from({ length: 1000 }, () => 'DB')],
  ];

  it.each(hostile)(
    '%s in any field is refused at that field or kept harmless, and saves nothing else',
    async (_, value) => {
      const { id } = (await post(lead, {}).expect(201)).body as { id: string };
      for (const { path } of FIELDS) {
        const [section = '', name] = path.split('.');
        const answer = await patch(
          lead,
          id,
          name === undefined ? { [section]: value } : { [section]: { [name]: value } },
        );
        expect([path, answer.status < 500]).toEqual([path, true]);
        if (answer.status === 422) {
          const fields = answer.body.fields as { field: string }[];
          expect(fields.length).toBeGreaterThan(0);
          for (const fault of fields) expect(fault.field.startsWith(path)).toBe(true);
        } else {
          expect(answer.status).toBe(200);
        }
      }
    },
  );

  it('a megabyte, broken JSON, unknown keys and odd sections are refused by name', async () => {
    expect([413, 422]).toContain((await post(lead, { history: { tried: 'x'.repeat(1_100_000) } })).status);
    const broken = await lead
      .post(PATH)
      .set('x-csrf-token', lead.csrf)
      .set('idempotency-key', newId())
      .type('json')
      .send('{"type":');
    expect(broken.status).toBe(400);
    for (const body of [{ pupil: [] }, { pupil: 'x' }, { pupil: { nickname: 'x' } }, { colour: 'red' }, []]) {
      const refused = await post(lead, body);
      expect([JSON.stringify(body), refused.status]).toEqual([
        JSON.stringify(body),
        Array.isArray(body) ? refused.status : 422,
      ]);
      expect(refused.status).toBeLessThan(500);
    }
  });

  it.each(['O’Neill', "O'Neill", 'Łukasz', 'Siân', 'Nguyễn'])(
    'the name %s comes back as it was sent',
    async (surname) => {
      const { id } = (await post(lead, nested({ 'pupil.surname': surname })).expect(201)).body as { id: string };
      const read = await lead.get(`${PATH}/${id}`).expect(200);
      expect(read.body.answers.pupil.surname).toBe(surname);
    },
  );

  it.each(['status=NO', 'type=NO', 'schoolId=NO', 'cursor=NO', 'limit=0', 'limit=x', 'text=a&text=b', 'text=%00'])(
    'a list asked for with %s is refused at that parameter',
    async (query) => {
      const refused = await lead.get(`${PATH}?${query}`).expect(422);
      expect(refused.body.fields[0].field).toBe(query.split('=')[0]);
    },
  );

  it('every field is described, from the one list of fields', () => {
    const api = serveOpenApi(service.app);
    const schemas = api.components?.schemas as Record<string, { properties: Record<string, unknown> }>;
    for (const { path } of FIELDS) {
      const [section = '', name] = path.split('.');
      const holder = name === undefined ? 'AnswersBody' : `${section.charAt(0).toUpperCase()}${section.slice(1)}Body`;
      expect([path, Object.keys(schemas[holder]?.properties ?? {})]).toEqual([
        path,
        expect.arrayContaining([name ?? section]),
      ]);
    }
    expect(Object.keys(api.paths[PATH] ?? {}).toSorted()).toEqual(['get', 'post']);
  });
});
