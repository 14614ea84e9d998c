import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { subjectOf } from '../support/personas.js';
import { signInAs } from '../support/sign-in.js';

let service: TestApp;
beforeAll(async () => {
  service = await startApp();
});
afterAll(() => service.close());

const sessionsOf = async (subject: string) => {
  const { rows } = await service.admin.query(
    `SELECT sid FROM http_session s JOIN app_user u ON u.id = s.user_id WHERE u.subject = $1`,
    [subject],
  );
  return rows.length;
};

describe('signing in', () => {
  it('lets a known person in through the issuer and shows what needs them', async () => {
    const browser = service.anonymous();
    const finished = await signInAs(service, browser, 'coordinator');
    expect(finished.status).toBe(303);
    expect(finished.headers['location']).toBe('/');
    const home = await browser.get('/');
    expect(home.status).toBe(200);
    expect(home.text).toContain('What needs me');
    expect(home.text).toContain('panel coordinator');
    expect(home.text).toContain('Exampleton Council');
    expect(home.headers['cache-control']).toBe('no-store');
  });

  it('leads back to the page that was asked for', async () => {
    const browser = service.anonymous();
    const refused = await browser.get('/account');
    expect(refused.headers['location']).toBe('/sign-in?return=%2Faccount');
    const finished = await signInAs(service, browser, 'coordinator', '/sign-in/with/local?return=%2Faccount');
    expect(finished.headers['location']).toBe('/account');
  });

  it('changes the session id, so that a planted one is worth nothing', async () => {
    const browser = service.anonymous();
    const begun = await browser.get('/sign-in/with/local');
    const before = String(begun.headers['set-cookie']);
    const finished = await signInAs(service, browser, 'auditor');
    expect(String(finished.headers['set-cookie'])).toContain('placeway=');
    expect(String(finished.headers['set-cookie'])).not.toBe(before);
    const { rows } = await service.admin.query(
      `SELECT count(*)::int AS n FROM http_session WHERE sess->>'pending' IS NOT NULL AND user_id IS NOT NULL`,
    );
    expect(rows[0]).toEqual({ n: 0 });
  });

  it('sends nobody on before the session is kept: browsers follow as soon as they have the headers', async () => {
    const held = new pg.Client(service.databaseUrl);
    await held.connect();
    await held.query('BEGIN; LOCK TABLE http_session IN EXCLUSIVE MODE');
    let answered = false;
    const answer = fetch(`${service.url}/sign-in/with/local`, { redirect: 'manual' }).then((response) => {
      answered = true;
      return response;
    });
    await eventually(async () => {
      const waiting = `SELECT 1 FROM pg_locks WHERE relation = 'http_session'::regclass AND NOT granted`;
      expect((await service.admin.query(waiting)).rowCount).toBe(1);
    });
    await delay(200);
    expect(answered).toBe(false);
    await held.query('COMMIT');
    await held.end();
    expect((await answer).status).toBe(303);
  });

  it('gives an unknown subject nothing', async () => {
    const browser = service.anonymous();
    const finished = await signInAs(service, browser, 'nobody');
    expect(finished.status).toBe(403);
    expect(finished.text).toContain('We do not know you');
    expect((await browser.get('/account')).headers['location']).toContain('/sign-in');
    const { rows } = await service.admin.query(`SELECT id FROM app_user WHERE subject = $1`, [subjectOf('nobody')]);
    expect(rows).toEqual([]);
  });

  it('asks somebody with two roles which one to act in', async () => {
    const browser = service.anonymous();
    const finished = await signInAs(service, browser, 'two-roles');
    expect(finished.headers['location']).toBe('/acting-as?return=%2F');
    expect((await browser.get('/account')).headers['location']).toContain('/sign-in');
    const page = await browser.get('/acting-as');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const [first = '', second = ''] = [...page.text.matchAll(/name="membership" type="radio" value="([^"]+)"/g)].map(
      (found) => found[1],
    );
    const chosen = await browser.post('/acting-as').type('form').send({ _csrf: csrf, membership: first, return: '/' });
    expect(chosen.headers['location']).toBe('/');
    expect((await browser.get('/')).text).toContain('Switch');
    expect(second).not.toBe('');
  });

  it('refuses a role that the person does not hold', async () => {
    const robin = await service.agent('two-roles', { role: 'PANEL_MEMBER' });
    const other = await service.agent('finance-approver');
    const refused = await robin.form('/acting-as', { membership: other.membershipId });
    expect(refused.status).toBe(422);
    expect((await robin.get('/')).text).toContain('panel member');
  });

  it('refuses an answer that nobody asked for', async () => {
    const browser = service.anonymous();
    const forged = await browser.get('/sign-in/callback/local?code=x&state=y');
    expect(forged.status).toBe(400);
    expect(forged.text).toContain('Signing in did not finish');
  });

  it('refuses an account that is refused again and again, and nobody else behind the same address', async () => {
    const statuses = [];
    for (let n = 0; n < 12; n++) statuses.push((await signInAs(service, service.anonymous(), 'nobody')).status);
    expect(statuses).toContain(403);
    expect(statuses.at(-1)).toBe(429);
    for (let n = 0; n < 30; n++) {
      expect((await signInAs(service, service.anonymous(), 'coordinator')).status).toBe(303);
    }
  }, 60_000);

  it('keeps one address below a ceiling, whatever it sends', async () => {
    const small = await startApp({ config: { signInsPerMinute: 20 }, personas: false });
    try {
      const statuses = [];
      for (let n = 0; n < 30; n++) statuses.push((await small.anonymous().get('/sign-in/callback/local')).status);
      expect([statuses[0], statuses.at(-1)]).toEqual([400, 429]);
    } finally {
      await small.close();
    }
  });

  it('keeps five sessions of one person, and ends the oldest', async () => {
    for (let n = 0; n < 7; n++) await signInAs(service, service.anonymous(), 'evaluator');
    expect(await sessionsOf(subjectOf('evaluator'))).toBe(5);
  });

  it('records that somebody signed in, without a name', async () => {
    const { rows } = await service.admin.query(`SELECT * FROM audit_entry WHERE action = 'identity.signed-in' LIMIT 1`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('Example');
  });
});

describe('a session', () => {
  it('dies at once when its person is suspended', async () => {
    const staff = await service.agent('provider-staff');
    expect((await staff.get('/account')).status).toBe(200);
    await service.admin.query(`UPDATE membership SET status = 'SUSPENDED' WHERE id = $1`, [staff.membershipId]);
    expect((await staff.get('/account')).headers['location']).toContain('/sign-in');
    expect(await sessionsOf(subjectOf('provider-staff'))).toBe(0);
  });

  it('ends after twelve hours in any case', async () => {
    const member = await service.agent('board-member');
    service.clock.advance(12 * 3_600_000 + 1);
    try {
      expect((await member.get('/account')).headers['location']).toContain('/sign-in');
    } finally {
      service.clock.advance(-12 * 3_600_000 - 1);
    }
  });

  it('ends everywhere when its person says so', async () => {
    const [here, there] = [await service.agent('quality-officer'), await service.agent('quality-officer')];
    expect((await here.form('/account/sign-out-everywhere')).headers['location']).toBe('/signed-out');
    expect((await there.get('/account')).headers['location']).toContain('/sign-in');
  });

  it('ends at the issuer too when its person signs out', async () => {
    const browser = service.anonymous();
    await signInAs(service, browser, 'specialist');
    const page = await browser.get('/account');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const out = await browser.post('/sign-out').type('form').send({ _csrf: csrf });
    expect([page.status, out.status]).toEqual([200, 303]);
    expect(out.headers['location']).toContain(`${service.url}/oidc/session/end?id_token_hint=`);
    expect(await sessionsOf(subjectOf('specialist'))).toBe(0);
  });

  it('is worth nothing with a cookie that the service did not sign', async () => {
    const cora = await service.agent('coordinator');
    const forged = cora.cookie.slice(0, -3) + 'AAA';
    expect((await service.anonymous().get('/account').set('cookie', forged)).headers['location']).toContain('/sign-in');
  });
});
