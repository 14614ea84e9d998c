import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignIn } from '../../src/modules/identity/application/sign-in.js';
import { type SignedInAgent, startApp, type TestApp } from '../support/app.js';
import { type PersonaKey, PERSONAS } from '../support/personas.js';
import { signInAs } from '../support/sign-in.js';
import { WORKPLACES } from '../support/workplaces.js';

let service: TestApp;
let adi: SignedInAgent;
let hari: SignedInAgent;
let nils: SignedInAgent;
beforeAll(async () => {
  service = await startApp();
  adi = await service.agent('administrator');
  hari = await service.agent('head-teacher');
  nils = await service.agent('other-administrator');
});
afterAll(() => service.close());

const SCHOOL = WORKPLACES['school-one'].organisationId;
const membershipOf = async (persona: PersonaKey) => (await service.agent(persona)).membershipId;
const keyed = (agent: SignedInAgent, path: string, body: object, key = crypto.randomUUID()) =>
  agent.post(path).set('x-csrf-token', agent.csrf).set('idempotency-key', key).send(body);
const linkIn = (text: string) => /http:\/\/[^<\s]*(\/invitation\/[A-Za-z0-9_-]+)/.exec(text)?.[1] ?? '';

describe('inviting somebody', () => {
  it('lets a person in only after the link, the sign-in and another person’s approval', async () => {
    const made = await hari.form('/people/invite', {
      name: 'Newt Example',
      email: 'newt@example.org',
      organisationId: SCHOOL,
      role: 'SCHOOL_FINANCE',
    });
    const link = linkIn(made.text);
    const stored = await service.admin.query(`SELECT encode(token_hash, 'hex') AS hash FROM invitation`);
    expect(stored.rows).toEqual([
      { hash: createHash('sha256').update(link.replace('/invitation/', '')).digest('hex') },
    ]);

    const browser = service.anonymous();
    const asked = await browser.get(link);
    expect([asked.status, asked.headers['set-cookie']]).toEqual([200, undefined]);
    expect((await browser.post(link)).headers['location']).toBe('/sign-in');
    const waiting = await signInAs(service, browser, 'newcomer');
    expect(waiting.text).toContain('Your invitation is accepted');
    expect((await browser.get('/account')).headers['location']).toContain('/sign-in');

    expect((await hari.get('/')).text).not.toContain('Approve Newt Example');
    const home = await adi.get('/');
    expect(home.text).toContain('Approve Newt Example');
    const page = /href="(\/people\/[0-9a-f-]+)"/.exec(home.text)?.[1] ?? '';
    const inviter = await hari.get(page);
    expect(inviter.text).toContain('You invited this person. Another administrator must approve them.');
    expect(inviter.text).not.toContain(`${page}/approve`);
    const alone = await keyed(hari, `/api/v1/memberships/${page.replace('/people/', '')}/moves`, { event: 'approve' });
    expect([alone.status, alone.body.code]).toEqual([409, 'identity.second-person']);
    await expect(
      service.admin.query(`UPDATE membership SET status = 'ACTIVE', approved_by = created_by WHERE id = $1`, [
        page.replace('/people/', ''),
      ]),
    ).rejects.toThrow('whoever invites does not approve');
    expect((await adi.form(`${page}/approve`)).headers['location']).toBe(page);
    expect((await signInAs(service, service.anonymous(), 'newcomer')).headers['location']).toBe('/');
  });

  it('lets an authority in at a provider only until the provider has a manager of its own', async () => {
    const accept = service.app.get(SignIn);
    let serial = 0;
    const newcomer = async (inviter: SignedInAgent, organisationId: string): Promise<string> => {
      const subject = `p-${++serial}`;
      const invitee = { name: 'P Example', email: 'p@example.org', organisationId, role: 'PROVIDER_MANAGER' };
      const { link } = (await keyed(inviter, '/api/v1/invitations', invitee)).body;
      const hash = createHash('sha256').update(link.split('/invitation/')[1]).digest();
      const person = { issuer: 'urn:provider', subject, name: 'P Example', email: null, idToken: undefined };
      expect((await accept.accept(hash, person)).ok).toBe(true);
      const found = await service.admin.query(
        `SELECT m.id FROM membership m JOIN app_user u ON u.id = m.user_id WHERE u.issuer = 'urn:provider' AND u.subject = $1`,
        [subject],
      );
      return found.rows[0].id;
    };
    const approve = async (agent: SignedInAgent, id: string) => {
      const { status, body } = await keyed(agent, `/api/v1/memberships/${id}/moves`, { event: 'approve' });
      return body.code ?? status;
    };
    const PROVIDER = WORKPLACES.provider.organisationId;
    const max = await service.agent('provider-manager');
    // Another authority's administrator appoints nobody there, alone or with a colleague.
    const theirs = await newcomer(nils, PROVIDER);
    expect(await approve(nils, theirs)).toBe('identity.second-person');
    const ours = await newcomer(adi, PROVIDER);
    await service.admin.query(`UPDATE membership SET created_by = NULL WHERE id = $1`, [ours]);
    expect(await approve(adi, ours)).toBe('identity.providers-own');
    await expect(
      service.admin.query(
        `UPDATE membership SET status = 'ACTIVE', approved_by = (SELECT user_id FROM membership WHERE id = $2) WHERE id = $1`,
        [ours, adi.membershipId],
      ),
    ).rejects.toThrow('a manager of the provider invites or approves');
    expect((await adi.get(`/people/${ours}`)).text).toContain('One of its own managers must approve this person');
    expect(await approve(max, ours)).toBe(200);
    expect(await approve(max, theirs)).toBe(200);
    // What the provider's own manager asked for, the authority may confirm: somebody alone has no second colleague.
    expect(await approve(adi, await newcomer(max, PROVIDER))).toBe(200);
    // Nobody manages this one yet.
    const fresh = await service.admin.query(
      `INSERT INTO organisation (id, kind, name, created_at, updated_at) VALUES (gen_random_uuid(), 'PROVIDER', 'Fresh Provider', now(), now()) RETURNING id`,
    );
    const first = await newcomer(adi, fresh.rows[0].id);
    await service.admin.query(`UPDATE membership SET created_by = NULL WHERE id = $1`, [first]);
    expect(await approve(adi, first)).toBe(200);
    const machine = { name: 'M', organisationId: PROVIDER, permissions: ['opening.confirm'], lastDay: '2026-12-31' };
    expect((await keyed(adi, '/api/v1/tokens', machine)).body.fields).toEqual([
      { field: 'organisationId', rule: 'identity.providers-own' },
    ]);
    expect((await keyed(max, '/api/v1/tokens', machine)).status).toBe(201);
  });

  it('lets the operator’s first administrator in without a second person, whom an authority does not have yet', async () => {
    const hash = createHash('sha256').update('first').digest();
    const { organisationId, authorityId } = WORKPLACES['other-authority'];
    await service.admin.query(
      `INSERT INTO invitation (id, organisation_id, authority_id, role, name, email, token_hash, created_at, expires_at)
       VALUES (gen_random_uuid(), $1, $2, 'AUTHORITY_ADMINISTRATOR', 'First', 'f@example.org', $3, '2026-11-02', '2026-11-16')`,
      [organisationId, authorityId, hash],
    );
    const person = { issuer: 'urn:first', subject: 'f', name: 'First', email: null, idToken: undefined };
    const signIn = service.app.get(SignIn);
    expect((await signIn.accept(hash, person)).ok).toBe(true);
    expect((await signIn.enter(person)).ok).toBe(true);
  });

  it('signs nobody out for opening a link, and asks before it does', async () => {
    const sol = await service.agent('other-lead');
    const page = await sol.get('/invitation/some-code').expect(200);
    expect(page.text).toContain('They are signed out here first');
    expect((await sol.get('/account')).status).toBe(200);
    expect((await sol.post('/invitation/some-code')).status).toBe(403);
    expect((await sol.form('/invitation/some-code')).headers['location']).toBe('/sign-in');
    expect((await sol.get('/account')).headers['location']).toContain('/sign-in');
  });

  it('takes a link once', async () => {
    const made = await hari.form('/people/invite', {
      name: 'Second Example',
      email: 'second@example.org',
      organisationId: SCHOOL,
      role: 'SCHOOL_INCLUSION_LEAD',
    });
    const link = linkIn(made.text);
    const first = service.anonymous();
    await first.post(link);
    await signInAs(service, first, 'newcomer');
    const second = service.anonymous();
    await second.post(link);
    expect((await signInAs(service, second, 'nobody')).text).toContain('This invitation cannot be used');
  });

  it('makes one membership when it is taken many times at once', async () => {
    const made = await hari.form('/people/invite', {
      name: 'Race Example',
      email: 'race@example.org',
      organisationId: SCHOOL,
      role: 'SCHOOL_FINANCE',
    });
    const hash = createHash('sha256').update(linkIn(made.text).replace('/invitation/', '')).digest();
    const signIn = service.app.get(SignIn);
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        signIn.accept(hash, { issuer: 'urn:race', subject: `r-${n}`, name: 'R', email: null, idToken: undefined }),
      ),
    );
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
    const { rows } = await service.admin.query(`SELECT id FROM app_user WHERE issuer = 'urn:race'`);
    expect(rows).toHaveLength(1);
  });

  it('ends with fourteen days', async () => {
    const made = await adi.form('/people/invite', {
      name: 'Late Example',
      email: 'late@example.org',
      organisationId: WORKPLACES.provider.organisationId,
      role: 'PROVIDER_STAFF',
    });
    const browser = service.anonymous();
    await browser.post(linkIn(made.text));
    service.clock.advance(14 * 86_400_000);
    try {
      expect((await signInAs(service, browser, 'nobody')).text).toContain('This invitation cannot be used');
    } finally {
      service.clock.advance(-14 * 86_400_000);
    }
  });

  it('is refused into an organisation of somebody else, and for a role that does not fit', async () => {
    const invitee = { name: 'A', email: 'a@example.org', organisationId: SCHOOL, role: 'SCHOOL_FINANCE' };
    const elsewhere = { ...invitee, organisationId: WORKPLACES['school-two'].organisationId };
    expect((await keyed(hari, '/api/v1/invitations', elsewhere)).body.fields).toEqual([
      { field: 'organisationId', rule: 'identity.organisation-not-yours' },
    ]);
    expect((await keyed(nils, '/api/v1/invitations', invitee)).status).toBe(422);
    const wrong = await keyed(hari, '/api/v1/invitations', { ...invitee, role: 'PANEL_CHAIR' });
    expect(wrong.body.fields).toEqual([{ field: 'role', rule: 'identity.role-not-here' }]);
    const operator = await keyed(adi, '/api/v1/invitations', { ...invitee, role: 'PLATFORM_OPERATOR' });
    expect(operator.status).toBe(422);
  });
});

describe('administering people', () => {
  it('ends the sessions of whoever is suspended, and lets them in again', async () => {
    const fay = await service.agent('school-finance');
    expect((await fay.get('/account')).status).toBe(200);
    expect((await hari.form(`/people/${fay.membershipId}/suspend`)).status).toBe(303);
    expect((await fay.get('/account')).headers['location']).toContain('/sign-in');
    expect((await hari.form(`/people/${fay.membershipId}/resume`)).status).toBe(303);
    expect((await (await service.agent('school-finance')).get('/account')).status).toBe(200);
  });

  it('never lets anybody approve or change themselves', async () => {
    const refused = await keyed(hari, `/api/v1/memberships/${hari.membershipId}/moves`, { event: 'leave' });
    expect([refused.status, refused.body.code]).toEqual([409, 'identity.oneself']);
    await expect(
      service.admin.query(`UPDATE membership SET approved_by = user_id WHERE id = $1`, [hari.membershipId]),
    ).rejects.toThrow('membership_not_approved_by_oneself');
  });

  it('answers for a person of another authority or school as for nobody', async () => {
    const missing = await nils.get(`/people/${crypto.randomUUID()}`);
    const foreign = await nils.get(`/people/${hari.membershipId}`);
    expect([missing.status, foreign.status]).toEqual([404, 404]);
    const same = (page: { text: string }) => page.text.replaceAll(/nonce="[^"]*"|name="_csrf" value="[^"]*"/g, '');
    expect(same(foreign)).toBe(same(missing));
    const other = await membershipOf('other-lead');
    expect((await hari.get(`/people/${other}`)).status).toBe(404);
    const moved = await keyed(hari, `/api/v1/memberships/${other}/moves`, { event: 'suspend' });
    expect(moved.status).toBe(404);
  });

  it('refuses a move that the state does not have', async () => {
    const sol = await membershipOf('other-lead');
    const refused = await keyed(adi, `/api/v1/memberships/${sol}/moves`, { event: 'approve' });
    expect([refused.status, refused.body.code]).toEqual([409, 'state.not-allowed']);
    const page = await adi.form(`/people/${sol}/approve`);
    expect([page.status, page.text.includes('This has changed')]).toEqual([409, true]);
    expect((await adi.form(`/people/${sol}/promote`)).status).toBe(404);
  });

  it('changes a role within what the organisation can have, and signs the person out', async () => {
    const sami = await service.agent('provider-staff');
    const max = await service.agent('provider-manager');
    const grand = await max.form(`/people/${sami.membershipId}/role`, { role: 'COMMISSIONER' });
    expect(grand.status).toBe(422);
    const foreign = await adi.form(`/people/${sami.membershipId}/role`, { role: 'PROVIDER_MANAGER' });
    expect([foreign.status, foreign.text.includes('This provider has a manager')]).toEqual([422, true]);
    expect((await max.form(`/people/${sami.membershipId}/role`, { role: 'PROVIDER_FINANCE' })).status).toBe(303);
    expect((await sami.get('/account')).headers['location']).toContain('/sign-in');
    const { rows } = await service.admin.query(
      `SELECT facts FROM audit_entry WHERE action = 'identity.role-changed' AND subject_id = $1`,
      [sami.membershipId],
    );
    expect(rows).toEqual([{ facts: { before: 'PROVIDER_STAFF', after: 'PROVIDER_FINANCE' } }]);
  });
});

describe('a token of a machine', () => {
  const terms = {
    name: 'School information system',
    organisationId: SCHOOL,
    permissions: ['referral.create', 'referral.read'],
    lastDay: '2026-12-31',
  };
  const ask = (token: string) => service.anonymous().get('/api/v1/me').set('authorization', `Bearer ${token}`);

  it('acts for its one organisation with its named permissions, and is kept as a hash only', async () => {
    const issued = await keyed(hari, '/api/v1/tokens', terms);
    expect(issued.status).toBe(201);
    const { token, id } = issued.body;
    expect((await ask(token)).body).toEqual({
      kind: 'machine',
      role: null,
      organisationId: SCHOOL,
      authorityId: WORKPLACES['school-one'].authorityId,
      permissions: ['referral.create', 'referral.read'],
    });
    const { rows } = await service.admin.query(
      `SELECT *, encode(token_hash, 'hex') AS hash FROM api_token WHERE id = $1`,
      [id],
    );
    expect(rows[0].hash).toBe(createHash('sha256').update(token).digest('hex'));
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows[0].last_used_at).toEqual(service.clock.now());
  });

  it('is shown once: the same request sent again makes no second one and shows none', async () => {
    const key = crypto.randomUUID();
    const first = await keyed(hari, '/api/v1/tokens', terms, key);
    const again = await keyed(hari, '/api/v1/tokens', terms, key);
    expect(again.body).toEqual({ id: first.body.id, token: null });
    const kept = await service.admin.query(`SELECT outcome::text FROM idempotency_key WHERE key = $1`, [key]);
    expect(JSON.stringify(kept.rows)).not.toContain(first.body.token);
  });

  it('stops with its last day, and at once when it is withdrawn', async () => {
    const { token, id } = (await keyed(hari, '/api/v1/tokens', { ...terms, lastDay: '2026-11-02' })).body;
    expect((await ask(token)).status).toBe(200);
    service.clock.advance(86_400_000);
    expect((await ask(token)).status).toBe(401);
    service.clock.advance(-86_400_000);
    expect((await ask(token)).status).toBe(200);
    expect((await keyed(hari, `/api/v1/tokens/${id}/revocation`, {})).status).toBe(200);
    const refused = await ask(token);
    expect([refused.status, refused.headers['content-type'], refused.headers['www-authenticate']]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
      'Bearer',
    ]);
    expect((await keyed(hari, `/api/v1/tokens/${id}/revocation`, {})).body.code).toBe('identity.token-over');
  });

  it('can be given nothing that only people may do, nor anything its organisation cannot', async () => {
    for (const permission of ['user.administer', 'charge.authorise', 'decision.make', 'case.authority']) {
      const refused = await keyed(hari, '/api/v1/tokens', { ...terms, permissions: [permission] });
      expect(refused.body.fields).toEqual([{ field: 'permissions', rule: 'identity.permission-not-here' }]);
    }
  });

  it('opens no child’s file that its issuer may not open, in the authority or in a school of it', async () => {
    const { authority, 'school-one': school } = WORKPLACES;
    const wanted = [
      [authority.organisationId, ['referral.read', 'case.authority', 'identity.authority']],
      [authority.organisationId, ['keep-apart.authority']],
      [school.organisationId, ['referral.read']],
    ] as const;
    for (const [organisationId, permissions] of wanted) {
      const refused = await keyed(adi, '/api/v1/tokens', { ...terms, organisationId, permissions });
      expect(refused.body.fields).toEqual([{ field: 'permissions', rule: 'identity.permission-not-yours' }]);
    }
    const form = await adi.get('/machines/new');
    expect(form.text).toContain('value="register.import"');
    expect(form.text).toContain('Load registers of schools');
    expect(form.text).not.toContain('value="referral.read"');
    const registers = { ...terms, organisationId: authority.organisationId, permissions: ['register.import'] };
    expect((await keyed(adi, '/api/v1/tokens', registers)).status).toBe(201);
  });

  it('opens no page, only the API', async () => {
    const { token } = (await keyed(hari, '/api/v1/tokens', terms)).body;
    const page = await service.anonymous().get('/account').set('authorization', `Bearer ${token}`);
    expect(page.headers['location']).toContain('/sign-in');
  });

  it('is out of sight and reach for another authority', async () => {
    const { id } = (await keyed(hari, '/api/v1/tokens', terms)).body;
    expect((await nils.get('/machines')).text).not.toContain('School information system');
    expect((await keyed(nils, `/api/v1/tokens/${id}/revocation`, {})).status).toBe(404);
    expect((await adi.get('/machines')).text).toContain('School information system');
  });

  it('is refused after many wrong ones from one address, while a right one still works', async () => {
    const { token } = (await keyed(hari, '/api/v1/tokens', terms)).body;
    const answers = [];
    for (let n = 0; n < 40; n++) answers.push((await ask(`pw_${'x'.repeat(43)}`)).status);
    expect(answers).toContain(401);
    expect(answers.at(-1)).toBe(429);
    expect((await ask(token)).status).toBe(200);
  });
});

describe('who may administer', () => {
  const administrators: readonly string[] = [
    'administrator',
    'other-administrator',
    'head-teacher',
    'provider-manager',
    'partner-manager',
    'pru-manager',
    'two-roles',
  ];
  it.each(PERSONAS.filter(({ roles }) => roles.length > 0).map(({ key }) => key))('%s', async (key) => {
    const agent = await service.agent(key, key === 'two-roles' ? { role: 'HEAD_TEACHER' } : {});
    const allowed = administrators.includes(key);
    const pages = ['/people', '/people/invite', '/machines', '/machines/new'];
    const statuses = [];
    for (const path of pages) statuses.push((await agent.get(path)).status);
    expect(statuses).toEqual(pages.map(() => (allowed ? 200 : 403)));
    expect((await agent.get('/')).text.includes('href="/people"')).toBe(allowed);
  });
});
