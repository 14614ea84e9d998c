import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, valueOf } from '../../../src/kernel/index.js';
import { MatchingRuns } from '../../../src/modules/matching/index.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

let world: PlacementWorld;
let pru: SupplyPoint;
beforeAll(async () => {
  world = await placementWorld();
  pru = await world.supply({ name: 'Example Pupil Referral Unit', urn: '100003' });
});
afterAll(() => world.close());

/** Chosen by hand, because no run has looked at the pupil. */
const fields = (over: Record<string, string | readonly string[]> = {}) => ({
  option: 'by-hand',
  part1: pru.patternId,
  'startsOn-day': '9',
  'startsOn-month': '11',
  'startsOn-year': '2026',
  'plannedEnd-day': '18',
  'plannedEnd-month': '12',
  'plannedEnd-year': '2026',
  reasons: "Siân O'Neill's report and Łukasz’s own wish: <b>small groups</b>",
  step: 'check',
  ...over,
});

describe('deciding by page', () => {
  it('goes from the options over a check with price, shares and money left to the offer', async () => {
    const referralId = await world.referral();
    const cora = await world.agent('coordinator');
    const path = `/referrals/${referralId}/decision`;
    const ask = await cora.get(path).expect(200);
    expect(ask.text).toContain('Left in the high needs budget, 2026-27');
    expect(ask.text).toContain('Example Pupil Referral Unit, Main site');

    const check = await cora.form(path, fields()).expect(200);
    expect(check.text).toContain('Check the decision');
    expect(check.text).toContain('£1,819.37');
    expect(check.text).toContain('&lt;b&gt;small groups&lt;/b&gt;');
    expect(check.text).not.toContain('<b>small groups</b>');
    expect((await world.footprint()).placement).toBe(0);

    const changed = await cora.form(path, fields({ step: 'change' })).expect(200);
    expect(changed.text).toContain('Siân O&#39;Neill&#39;s report');

    const confirmed = await cora.form(path, fields({ step: 'confirm' })).expect(303);
    const placement = await cora.get(String(confirmed.headers.location)).expect(200);
    expect(placement.text).toContain('What happens next');
    expect(placement.text).toContain('The provider answers by 5 November 2026 at 9:00am.');
    await cora.form(path, fields({ step: 'confirm' })).expect(422);
    const referral = await cora.get(`/referrals/${referralId}`).expect(200);
    expect(referral.text).toMatch(new RegExp(`${String(confirmed.headers.location)}">Placement PL-\\d{6}: offered<`));
  });

  it('shows what a run proposes, best first, and takes it with one choice', async () => {
    const referralId = await world.referral();
    const cora = await world.agent('coordinator');
    const latest = await world.work.read(world.coordinator, (tx) =>
      world.app.get(MatchingRuns).latestOptions(tx, referralId),
    );
    // Nobody ran the matching here; the page says nothing it does not know.
    expect(latest).toBeUndefined();
    const page = await cora.get(`/referrals/${referralId}/decision`).expect(200);
    expect(page.text).not.toContain('Proposed by the matching');
  });

  it('keeps everything typed and names every fault', async () => {
    const referralId = await world.referral();
    const cora = await world.agent('coordinator');
    const path = `/referrals/${referralId}/decision`;
    const wrong = await cora
      .form(path, fields({ reasons: '', 'startsOn-year': '2025', waiverReason: 'Kept as typed', step: 'confirm' }))
      .expect(422);
    expect(wrong.text).toContain('There is a problem');
    expect(wrong.text).toContain('Kept as typed');
    expect(wrong.text).toContain('value="2025"');
    const unnamed = await cora.form(path, fields({ part1: '', step: 'confirm' })).expect(422);
    expect(unnamed.text).toContain('href="#field-option');
    const preventative = await world.referral({
      type: 'PREVENTATIVE_DUAL',
      'sessions.wanted': FULL_WEEK,
      'sessions.startsOn': dateOnly('2026-11-09'),
      'sessions.endsOn': dateOnly('2026-12-18'),
    });
    const bought = await cora.form(`/referrals/${preventative}/decision`, fields()).expect(422);
    expect(bought.text).toContain('The school buys this place. Enter its order');
    const order = {
      orderReference: 'PO-7',
      orderAuthorisedBy: 'Hari Example',
      orderLimit: '900',
      'orderUntil-day': '18',
      'orderUntil-month': '12',
      'orderUntil-year': '2026',
    };
    const checked = await cora.form(`/referrals/${preventative}/decision`, fields(order)).expect(200);
    expect(checked.text).toContain('£727.75');
    expect(checked.text).toContain('£1,091.62');
  });

  it('never answers bad input with a fault of the service', async () => {
    const referralId = await world.referral();
    const cora = await world.agent('coordinator');
    const path = `/referrals/${referralId}/decision`;
    const long = 'x'.repeat(300_000);
    const bodies: Record<string, string | readonly string[]>[] = [
      {},
      { step: ['confirm', 'check'] },
      fields({ option: '__proto__', step: 'confirm' }),
      fields({ option: '99', step: 'confirm' }),
      fields({ option: ['0', '1'], step: 'confirm' }),
      fields({ part1: 'not-an-id', step: 'confirm' }),
      fields({ reasons: 'a\u0000b', step: 'confirm' }),
      fields({ reasons: '\u202Ereversed', 'startsOn-day': '31', 'startsOn-month': '2', step: 'confirm' }),
      fields({ reasons: long, step: 'confirm' }),
      fields({ orderLimit: '-5', orderReference: long.slice(0, 5000), step: 'confirm' }),
      fields({ waived: ['age', 'distance'], step: 'confirm' }),
      { 'option[a]': 'b', 'part1[]': pru.patternId, step: 'confirm' },
    ];
    const before = await world.footprint();
    for (const [n, body] of bodies.entries()) {
      const answer = await cora.form(path, body);
      expect([n, answer.status]).toEqual([n, 422]);
    }
    expect(await world.footprint()).toEqual(before);
    for (const id of ['1', '../..', '%00', '00000000-0000-7000-8000-00000000ffff', referralId.replace(/.$/, 'z')]) {
      const answer = await cora.get(`/referrals/${encodeURIComponent(id)}/decision`);
      expect([id, answer.status]).toEqual([id, 404]);
    }
  });
});

describe('answering by page', () => {
  it('shows the provider a pseudonymous profile first, and the pupil after one click', async () => {
    const referralId = await world.referral({ 'pupil.forename': 'Secretive', 'pupil.surname': 'Ofname' });
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, pru.patternId)),
    );
    const pam = await world.agent('pru-manager');
    const home = await pam.get('/').expect(200);
    expect(home.text).toContain('Answer offer PL-');
    const offer = await pam.get(`/placements/${placementId}`).expect(200);
    expect(offer.text).toContain('Year group');
    expect(offer.text).toContain('Accept or decline by');
    for (const secret of [
      'Ofname',
      'Secretive',
      '14 May 2013',
      'SEMH',
      'M14 7PA',
      'GOING_MISSING',
      'small groups',
      'high needs',
      'First Example School',
    ]) {
      expect(offer.text).not.toContain(secret);
    }
    expect((await pam.get('/placements')).text).not.toContain('First Example School');
    const asked = await pam.get(`/api/v1/placements/${placementId}`).expect(200);
    expect(asked.body).toMatchObject({ schoolName: null, pupilReference: expect.stringMatching(/^P-\d{6}$/) });
    await pam
      .form(`/placements/${placementId}/decline`, { note: 'Typed and kept' })
      .expect(422)
      .expect(/Typed and kept/);
    await pam.form(`/placements/${placementId}/accept`).expect(303);
    const agreed = await pam.get(`/placements/${placementId}`).expect(200);
    expect(agreed.text).toContain('Secretive Ofname');
    expect(agreed.text).toContain('First Example School');
    expect(agreed.text).toContain('Dual registered, second school');
    await pam
      .form(`/placements/${placementId}/accept`)
      .expect(422)
      .expect(/answered already/);

    const ada = await world.agent('inclusion-lead');
    const school = await ada.get(`/placements/${placementId}`).expect(200);
    expect(school.text).toContain('D: dual registered at another school');
    expect(school.text).toContain('The nearest place that meets the needs.');
    const fay = await world.agent('school-finance');
    const bursar = await fay.get(`/placements/${placementId}`).expect(200);
    for (const secret of ['nearest place', 'Ofname', 'SEMH', 'Year group']) expect(bursar.text).not.toContain(secret);
    const reference = /P-\d{6}/.exec(offer.text)?.[0] ?? 'none';
    for (const page of ['/placements', `/placements/${placementId}`]) {
      expect((await fay.get(page)).text).toContain(reference);
    }
    expect((await ada.get(`/referrals/${referralId}`)).text).toContain(reference);
    const list = await ada.get('/placements').expect(200);
    expect(list.text).not.toContain('Ofname');
    const olu = await world.agent('finance-officer');
    const finance = await olu.get(`/placements/${placementId}`).expect(200);
    expect(finance.text).toContain('£1,819.37');
    for (const secret of ['Ofname', '14 May 2013', 'SEMH', 'Year group']) expect(finance.text).not.toContain(secret);
  });

  it('shows a provider that declined nothing more of the pupil, from that moment', async () => {
    const referralId = await world.referral();
    const command = world.command(referralId, pru.patternId);
    const { placementId } = valueOf(await world.approve.run(world.coordinator, command));
    const pam = await world.agent('pru-manager');
    expect((await pam.get(`/placements/${placementId}`)).text).toContain('Year group');
    await pam.form(`/placements/${placementId}/decline`, { reason: 'GROUP' }).expect(303);
    const after = await pam.get(`/placements/${placementId}`).expect(200);
    for (const gone of ['Year group', 'Access needs', 'First Example School']) expect(after.text).not.toContain(gone);
    const seen = await world.work.read(pru.manager, (tx) =>
      tx.query('select 1 from pupil_profile p join referral r using (pupil_id) where r.id = $1', [referralId]),
    );
    expect(seen).toEqual([]);
  });

  it('is somebody else’s record to everybody else: like one that does not exist', async () => {
    const referralId = await world.referral();
    const { placementId } = valueOf(
      await world.approve.run(world.coordinator, world.command(referralId, pru.patternId)),
    );
    for (const persona of ['other-lead', 'provider-manager', 'partner-manager', 'other-coordinator'] as const) {
      const agent = await world.agent(persona);
      const answers = [
        (await agent.get(`/placements/${placementId}`)).status,
        (await agent.get(`/api/v1/placements/${placementId}`)).status,
        (await agent.form(`/placements/${placementId}/accept`)).status,
        (await agent.get(`/referrals/${referralId}/decision`)).status,
      ];
      expect([persona, ...answers]).toEqual([persona, 404, 404, 404, persona === 'other-coordinator' ? 404 : 403]);
    }
  });
});

describe('the same by the API', () => {
  it('decides once for one key, refuses another body under it, and says why it refuses', async () => {
    const referralId = await world.referral();
    const cora = await world.agent('coordinator');
    const url = `/api/v1/referrals/${referralId}/decision`;
    const body = { patternIds: [pru.patternId], startsOn: '2026-11-09', plannedEnd: '2026-12-18', reasons: 'Nearest.' };
    const send = (key: string | null, content: object) => {
      const post = cora.post(url).set('x-csrf-token', cora.csrf).set('content-type', 'application/json');
      return (key === null ? post : post.set('idempotency-key', key)).send(content);
    };
    expect((await send(null, body)).status).toBe(422);
    const first = await send('k-1', body);
    expect([first.status, Object.keys(first.body as object).sort()]).toEqual([201, ['decisionId', 'placementId']]);
    const again = await send('k-1', body);
    expect(again.body).toEqual(first.body);
    expect((await send('k-1', { ...body, reasons: 'Other.' })).body.code).toBe('idempotency.other-body');
    expect((await send('k-2', body)).body.code).toBe('referral.not-waiting');
    const bad = await send('k-3', {
      ...body,
      patternIds: 'x',
      startsOn: '2026-02-30',
      waivers: [{ rule: 1 }],
      extra: true,
    });
    expect(bad.status).toBe(422);
    const list = await cora.get('/api/v1/placements?limit=1').expect(200);
    expect(list.body.items).toHaveLength(1);
    expect(list.body.total).toBeGreaterThan(1);
    const next = await cora.get(`/api/v1/placements?limit=200&cursor=${list.body.nextCursor}`).expect(200);
    expect(next.body.items).toHaveLength(list.body.total - 1);
    await cora.get('/api/v1/placements?cursor=%00&limit=0').expect(422);
  });
});
