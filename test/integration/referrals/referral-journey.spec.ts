import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, FULL_WEEK, serviceActor, sessionSet, valueOf } from '../../../src/kernel/index.js';
import { PoolStore } from '../../../src/modules/referrals/persistence/pool.store.js';
import type { Tx } from '../../../src/platform/index.js';
import { anAuthority, aSchool, organisationsOf, registrar } from '../../support/organisations.js';
import {
  aReferral,
  aUpn,
  inRole,
  referralEntities,
  referralsOf,
  tenAnswers,
  wholeAnswers,
} from '../../support/referrals.js';
import { stagehand, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';
import { Authority } from '../../../src/modules/organisations/index.js';

describe('a referral’s journey', () => {
  let t: TestWork;
  let parts: ReturnType<typeof referralsOf>;
  let authority: Authority;
  let lead: Actor;
  let otherLead: Actor;
  let coordinator: Actor;
  let schoolId: string;

  beforeAll(async () => {
    t = await testUnitOfWork([...referralEntities, Authority]);
    parts = referralsOf(t.work);
    authority = await anAuthority(t.work);
    const home = authority.organisationId ?? '';
    await t.work.inTransaction(registrar, (tx) => organisationsOf(t.work).calendars.assume(tx, home));
    schoolId = await aSchool(t.work);
    const authorityId = authority.id;
    lead = inRole('SCHOOL_INCLUSION_LEAD', { organisationId: schoolId, authorityId });
    otherLead = inRole('SCHOOL_INCLUSION_LEAD', {
      organisationId: await aSchool(t.work, { name: 'Elsewhere High' }),
      authorityId,
    });
    coordinator = inRole('PANEL_COORDINATOR', { organisationId: home, authorityId });
  });
  afterAll(() => t.close());

  const read = async (actor: Actor, id: string) => valueOf(await parts.read.run(actor, id));
  const audited = (id: string) =>
    t.work.read(stagehand(authority.id), (tx) =>
      tx.query<{ action: string }>(`select action from audit_entry where referral_id = $1 order by at, id`, [id]),
    );
  const askedFor = () =>
    t.work.read(stagehand(authority.id), (tx) =>
      tx.query(`select job, payload, urgent from outbox where job like 'matching.%' order by job`),
    );

  it('is saved page by page, resumed, submitted with ten answers, and asks for matching', async () => {
    const { id } = valueOf(await parts.start.run(lead));
    const answers = tenAnswers();
    const half = Object.fromEntries(Object.entries(answers).slice(0, 5));
    valueOf(await parts.save.run(lead, id, half));
    expect((await read(lead, id)).answers).toEqual({ ...half, schoolId });
    const early = await parts.submit.run(lead, id);
    expect(early.ok ? [] : early.problem.fields.map(({ field }) => field)).toEqual(Object.keys(answers).slice(5));
    valueOf(await parts.save.run(lead, id, answers));
    const submitted = valueOf(await parts.submit.run(lead, id));
    expect(submitted).toMatchObject({ id, status: 'SUBMITTED', reference: expect.stringMatching(/^R-\d{6}$/) });
    const view = await read(lead, id);
    expect(view.referral).toMatchObject({
      daySixTarget: '2026-11-09',
      daySixLast: '2026-11-10',
      calendarAssumed: true,
      sessionsWanted: FULL_WEEK,
      startsOn: '2026-11-09',
      waitingSince: '2026-11-02',
      homeAuthorityCode: '352',
    });
    expect(view.missing).toContain('support.lookedAfter');
    expect(view.positionFrom).toBe('SCHOOL');
    expect(view.timeline.map(({ kind }) => kind)).toEqual(['SUBMITTED']);
    // The school waits for its first options: they go before whatever else is queued.
    expect(await askedFor()).toEqual([
      { job: 'matching.provisional', payload: { referralId: id }, urgent: true },
      { job: 'matching.request', payload: { authorityId: authority.id }, urgent: false },
    ]);
    expect((await audited(id)).map(({ action }) => action)).toContain('referral.submitted');
  });

  it('submitted twenty times at once from as many tabs is one referral', async () => {
    const { id } = valueOf(await parts.start.run(lead, wholeAnswers()));
    const results = await Promise.all(Array.from({ length: 20 }, () => parts.submit.run(lead, id)));
    const references = results.map((result) => valueOf(result).reference);
    expect(new Set(references).size).toBe(1);
    const view = await read(lead, id);
    expect(view.timeline.map(({ kind }) => kind)).toEqual(['SUBMITTED']);
    const pupils = await t.work.read(stagehand(authority.id), (tx) =>
      tx.query(`select pupil_id from pupil_identity where upn = $1`, [view.answers['pupil.upn']]),
    );
    expect(pupils).toHaveLength(1);
  });

  it('is refused while the pupil has another, and names it only to who may see it', async () => {
    const upn = aUpn();
    const first = await aReferral(parts, lead, wholeAnswers({ 'pupil.upn': upn }));
    const again = valueOf(await parts.start.run(lead, wholeAnswers({ 'pupil.upn': upn })));
    expect(await parts.submit.run(lead, again.id)).toMatchObject({
      problem: { code: 'referral.already-open', facts: { reference: first.reference, referralId: first.id } },
    });
    const elsewhere = valueOf(await parts.start.run(otherLead, wholeAnswers({ 'pupil.upn': upn })));
    const refused = await parts.submit.run(otherLead, elsewhere.id);
    expect(refused).toMatchObject({ problem: { code: 'referral.already-open', facts: {} } });
    expect(refused.ok ? {} : refused.problem.facts).toEqual({});
  });

  it('is refused while another school’s pupil of that number has a place, whose record stays as it was', async () => {
    const upn = aUpn();
    const { id } = await aReferral(parts, lead, wholeAnswers({ 'pupil.upn': upn }));
    const placed = await t.work.inTransaction(coordinator, async (tx) => {
      valueOf(await parts.referrals.markDecided(tx, id, { decisionId: crypto.randomUUID() }));
      return parts.referrals.markPlaced(tx, id, { placementId: crypto.randomUUID() });
    });
    expect(placed.ok).toBe(true);
    const other = wholeAnswers({ 'pupil.upn': upn, 'pupil.forename': 'Another', 'home.postcode': 'M1 1AA' });
    const draft = valueOf(await parts.start.run(otherLead, other));
    expect(await parts.submit.run(otherLead, draft.id)).toMatchObject({
      problem: { code: 'referral.placed-elsewhere', facts: {} },
    });
    expect((await read(lead, id)).answers['pupil.forename']).toBe('Made');
    // Its own school may ask for the next place while the first still runs.
    await aReferral(parts, lead, wholeAnswers({ 'pupil.upn': upn }));
  });

  it('knows a pupil again by number and date of birth, and joins nobody to a mistyped number', async () => {
    const upn = aUpn();
    const first = await aReferral(parts, lead, wholeAnswers({ 'pupil.upn': upn }));
    valueOf(await parts.change.withdraw(lead, first.id, 'Moved away.'));
    const second = await aReferral(parts, otherLead, wholeAnswers({ 'pupil.upn': upn, 'pupil.surname': 'O’Neill' }));
    const [one, two] = [await read(coordinator, first.id), await read(coordinator, second.id)];
    expect(two.referral.pupilId).toBe(one.referral.pupilId);
    valueOf(await parts.change.withdraw(otherLead, second.id, 'Moved away again.'));
    const born = dateOnly('2012-02-29');
    const wrong = valueOf(await parts.start.run(lead, wholeAnswers({ 'pupil.upn': upn, 'pupil.dateOfBirth': born })));
    expect(await parts.submit.run(lead, wrong.id)).toMatchObject({
      problem: { fields: [{ field: 'pupil.upn', rule: 'details-differ' }] },
    });
  });

  it('is returned with a reason, corrected by the school, and keeps its place in the queue', async () => {
    const { id, reference } = await aReferral(parts, lead);
    expect(await parts.change.return(coordinator, id, '  ')).toMatchObject({
      problem: { fields: [{ field: 'reason', rule: 'required' }] },
    });
    expect(valueOf(await parts.change.return(coordinator, id, 'Please say more about the mentor.'))).toEqual({
      status: 'RETURNED',
    });
    t.setNow(new Date('2026-11-04T09:00:00Z'));
    valueOf(await parts.save.run(lead, id, { 'history.tried': 'A mentor, then a smaller class.' }));
    expect(valueOf(await parts.submit.run(lead, id))).toEqual({ id, reference, status: 'SUBMITTED' });
    const view = await read(lead, id);
    expect(view.referral.waitingSince).toBe('2026-11-02');
    expect(view.answers['history.tried']).toBe('A mentor, then a smaller class.');
    expect(view.timeline.map(({ kind }) => kind)).toEqual(['SUBMITTED', 'RETURNED', 'CHANGED', 'SENT_AGAIN']);
    t.setNow(new Date('2026-11-02T09:00:00Z'));
  });

  it('stays whole while it waits: an answer it needs cannot be taken away', async () => {
    const { id } = await aReferral(parts, lead);
    expect(await parts.save.run(lead, id, { 'home.postcode': null })).toMatchObject({
      problem: { fields: [{ field: 'home.postcode', rule: 'required' }] },
    });
    expect((await read(lead, id)).answers['home.postcode']).toBe('M14 7PA');
  });

  it('whose date of birth was mistyped can be put right', async () => {
    const { id } = await aReferral(parts, lead);
    valueOf(await parts.save.run(lead, id, { 'pupil.dateOfBirth': dateOnly('2013-05-15') }));
    expect((await read(lead, id)).answers['pupil.dateOfBirth']).toBe('2013-05-15');
  });

  it('goes to the SEN officer, not to the pool, when an EHC plan names a setting', async () => {
    const plan = wholeAnswers({ 'support.senProvision': 'E', 'support.namedSetting': 'Testville Special School' });
    const { id } = await aReferral(parts, lead, plan);
    expect((await read(lead, id)).referral.status).toBe('WITH_SEN');
    const pool = await t.work.read(coordinator, (tx) => parts.referrals.pool(tx, { authorityId: authority.id }));
    expect(pool.map(({ referralId }) => referralId)).not.toContain(id);
  });

  it('made by a coordinator names the school, which then sees it as its own', async () => {
    const { id } = valueOf(await parts.start.run(coordinator, wholeAnswers()));
    expect(await parts.submit.run(coordinator, id)).toMatchObject({
      problem: { fields: [{ field: 'schoolId', rule: 'required' }] },
    });
    expect(await parts.save.run(coordinator, id, { schoolId: authority.organisationId ?? '' })).toMatchObject({
      problem: { fields: [{ field: 'schoolId', rule: 'school' }] },
    });
    valueOf(await parts.save.run(coordinator, id, { schoolId }));
    expect((await parts.read.run(lead, id)).ok).toBe(false);
    valueOf(await parts.submit.run(coordinator, id));
    expect((await read(lead, id)).answers['pupil.forename']).toBe('Made');
  });

  it('made by a school can only be for that school', async () => {
    const elsewhere = otherLead.organisationId ?? '';
    expect(await parts.start.run(lead, { schoolId: elsewhere })).toMatchObject({
      problem: { fields: [{ field: 'schoolId', rule: 'own-school' }] },
    });
  });

  it('withdrawn is over: it can be neither changed nor withdrawn again', async () => {
    const { id } = await aReferral(parts, lead);
    valueOf(await parts.change.withdraw(lead, id, 'The family has moved.'));
    expect(await parts.save.run(lead, id, { 'pupil.sex': 'F' })).toMatchObject({
      problem: { code: 'referral.closed' },
    });
    expect(await parts.change.withdraw(lead, id, 'Again.')).toMatchObject({ problem: { code: 'state.not-allowed' } });
  });

  it('draft can be thrown away, and leaves nothing behind', async () => {
    const { id } = valueOf(await parts.start.run(lead, wholeAnswers()));
    valueOf(await parts.change.discard(lead, id));
    expect((await parts.read.run(lead, id)).ok).toBe(false);
    const left = await t.work.read(lead, (tx) => tx.query(`select 1 from referral_draft where referral_id = $1`, [id]));
    expect(left).toEqual([]);
  });

  it('gives the matching everything it needs', async () => {
    const upn = aUpn();
    const named = await aReferral(parts, lead, wholeAnswers({ 'pupil.upn': upn }));
    const programme = crypto.randomUUID();
    const asking = wholeAnswers({
      type: 'PREVENTATIVE_EARLY',
      'sessions.wanted': sessionSet(['mon-am', 'mon-pm']),
      'sessions.startsOn': dateOnly('2026-11-16'),
      'support.accessNeeds': ['LIFT'],
      'family.interests': ['CONSTRUCTION'],
      'family.preferred': [`programme:${programme}`],
      'needs.wishes': [{ code: 'MENTORING', level: 'PREFERRED' }],
      'keepApart.people': [{ name: 'Other Child', upn, reason: 'They fight.' }],
      'siblings.people': [
        { name: 'Sissy Child', upn, reason: null },
        { name: 'Without Number', upn: null, reason: null },
      ],
      'siblings.wish': 'APART',
    });
    const { id } = await aReferral(parts, lead, asking);
    const pool = await t.work.read(coordinator, (tx) => parts.referrals.pool(tx, { authorityId: authority.id }));
    const [mine, other] = [id, named.id].map((one) => pool.find(({ referralId }) => referralId === one));
    expect(mine).toMatchObject({
      type: 'PREVENTATIVE_EARLY',
      yearGroup: 9,
      keyStage: 3,
      dateOfBirth: '2013-05-14',
      needs: ['SEMH', 'SLCN'],
      wishes: [{ code: 'MENTORING', strength: 'PREFERRED' }],
      risks: [{ code: 'GOING_MISSING', level: 'LOW' }],
      accessNeeds: ['LIFT'],
      interests: ['CONSTRUCTION'],
      preferred: [{ rank: 1, programmeId: programme, providerOrganisationId: null }],
      keepApartPupilIds: [other?.pupilId],
      siblings: { known: [{ pupilId: other?.pupilId, wish: 'APART' }] },
      homePosition: { easting: 384_000, northing: 398_000 },
      homePositionAssumed: true,
      waitingDays: 0,
    });
    expect(other?.keepApartPupilIds).toEqual([mine?.pupilId]);
    // What one family wishes for its child says nothing of the other child.
    expect(other?.siblings).toBeNull();
    expect(valueOf(await parts.read.run(lead, id)).answers).toMatchObject({
      'siblings.people': [
        { name: 'Sissy Child', upn },
        { name: 'Without Number', upn: null },
      ],
      'siblings.wish': 'APART',
    });
    expect(pool.map(({ referralId }) => referralId)).toEqual(pool.map(({ referralId }) => referralId).toSorted());
  });

  it('is read for the matching in as many queries for twenty as for one', async () => {
    const queriesOf = (ids: readonly string[]) =>
      t.work.read(coordinator, async (tx) => {
        let queries = 0;
        const query = (sql: string, params?: readonly unknown[]) => {
          queries += 1;
          return tx.query(sql, params);
        };
        const counting = Object.create(tx, { query: { value: query } }) as Tx;
        const found = await new PoolStore().byIds(counting, ids);
        return { queries, found: found.length };
      });
    const { id } = await aReferral(parts, lead);
    const all = await t.work.read(coordinator, (tx) => parts.referrals.pool(tx, { authorityId: authority.id }));
    const one = await queriesOf([id]);
    const many = await queriesOf(all.map(({ referralId }) => referralId));
    expect(many.found).toBeGreaterThan(3);
    expect(many.queries).toBe(one.queries);
  });

  it('sent twice for one pupil at the same moment, from two schools, is one referral', async () => {
    const upn = aUpn();
    const drafts = await Promise.all(
      [lead, otherLead, lead, otherLead].map(async (actor) => ({
        actor,
        id: valueOf(await parts.start.run(actor, wholeAnswers({ 'pupil.upn': upn }))).id,
      })),
    );
    const results = await Promise.all(drafts.map(({ actor, id }) => parts.submit.run(actor, id)));
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    const codes = results.flatMap((result) => (result.ok ? [] : [result.problem.code]));
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'referral.already-open'));
  });

  it('places the home by its postcode where that is known, in the council it lies in, else at the school', async () => {
    const loader = serviceActor('demonstration', null, ['register.import']);
    const lines = ['M14 7PB,384100,398100,352', 'SK4 1AA,389000,391000,356', '', 'nonsense', 'M1 1AA,0,0,352'];
    const counts = await t.work.read(loader, (tx) => parts.postcodes.run(tx, lines));
    expect(counts).toEqual({ loaded: 2, skipped: 2 });
    expect(await t.work.read(loader, (tx) => parts.postcodes.run(tx, lines))).toEqual(counts);
    const { id } = await aReferral(parts, lead, wholeAnswers({ 'home.postcode': 'SK4 1AA' }));
    const view = await read(lead, id);
    expect(view.positionFrom).toBe('POSTCODE');
    expect(view.referral.homeAuthorityCode).toBe('356');
    const pool = await t.work.read(coordinator, (tx) => parts.referrals.pool(tx, { authorityId: authority.id }));
    expect(pool.find(({ referralId }) => referralId === id)).toMatchObject({
      homePosition: { easting: 389_000, northing: 391_000 },
      homePositionAssumed: false,
    });
    await expect(t.work.read(lead, (tx) => parts.postcodes.run(tx, lines))).rejects.toThrow(/row-level security/);
  });

  it('is locked, decided, offered, placed and closed by other modules, and comes back to the pool with its days', async () => {
    const { id } = await aReferral(parts, lead);
    const decisionId = crypto.randomUUID();
    const moved = await t.work.inTransaction(coordinator, async (tx) => {
      expect(await parts.referrals.lock(tx, id)).toMatchObject({ status: 'SUBMITTED', schoolOrganisationId: schoolId });
      valueOf(await parts.referrals.markDecided(tx, id, { decisionId }));
      valueOf(await parts.referrals.backToPool(tx, id, { reason: 'The provider declined.' }));
      valueOf(await parts.referrals.markDecided(tx, id, { decisionId }));
      valueOf(await parts.referrals.markPlaced(tx, id, { placementId: crypto.randomUUID() }));
      return parts.referrals.close(tx, id, { reason: 'Back in school.' });
    });
    expect(moved.ok).toBe(true);
    const view = await read(lead, id);
    expect(view.referral.status).toBe('CLOSED');
    const kinds = view.timeline.map(({ kind }) => kind).join(' ');
    expect(kinds).toBe('SUBMITTED DECIDED BACK_TO_POOL DECIDED PLACED CLOSED');
    const refused = await t.work.inTransaction(coordinator, (tx) =>
      parts.referrals.markDecided(tx, id, { decisionId }),
    );
    expect(refused).toMatchObject({ problem: { code: 'state.not-allowed' } });
  });

  it('lists what needs doing first: what the reader must act on, then by clock', async () => {
    const page = valueOf(await parts.list.run(lead, { size: 200 }));
    expect(page.total).toBe(page.items.length);
    const order = page.items.map(({ act, dueOn, id }) => `${act}|${dueOn}|${id}`);
    expect(order).toEqual(order.toSorted());
    const first = valueOf(await parts.list.run(lead, { size: 2 }));
    const cursor = JSON.parse(Buffer.from(first.nextCursor ?? '', 'base64url').toString()) as string[];
    const rest = valueOf(await parts.list.run(lead, { size: 200, after: cursor }));
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(page.items.map(({ id }) => id));
  });
});
