import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, PROVISION_TYPES, type ReferralType, valueOf } from '../../../src/kernel/index.js';
import { Authority } from '../../../src/modules/organisations/index.js';
import { anAuthority, aSchool, organisationsOf, registrar } from '../../support/organisations.js';
import { answersOf, aReferral, inRole, referralEntities, referralsOf } from '../../support/referrals.js';
import { stagehand, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

const NEW: readonly ReferralType[] = [
  'SUSPENSION',
  'SAFEGUARDING_SEPARATION',
  'SECTION_19_HEALTH',
  'FAIR_ACCESS',
  'MANAGED_MOVE',
  'REINTEGRATION',
];
const OF_SCHOOLS = NEW.slice(3);

describe('the kinds of request', () => {
  let t: TestWork;
  let parts: ReturnType<typeof referralsOf>;
  let authority: Authority;
  let lead: Actor;
  let coordinator: Actor;
  let schoolId: string;
  let otherSchoolId: string;

  beforeAll(async () => {
    t = await testUnitOfWork([...referralEntities, Authority]);
    parts = referralsOf(t.work);
    authority = await anAuthority(t.work);
    const home = authority.organisationId ?? '';
    await t.work.inTransaction(registrar, (tx) => organisationsOf(t.work).calendars.assume(tx, home));
    schoolId = await aSchool(t.work);
    otherSchoolId = await aSchool(t.work, { name: 'Elsewhere High' });
    const authorityId = authority.id;
    lead = inRole('SCHOOL_INCLUSION_LEAD', { organisationId: schoolId, authorityId });
    coordinator = inRole('PANEL_COORDINATOR', { organisationId: home, authorityId });
  });
  afterAll(() => t.close());

  const send = (type: ReferralType, actor = lead) => aReferral(parts, actor, answersOf(type, otherSchoolId));
  const read = async (actor: Actor, id: string) => valueOf(await parts.read.run(actor, id));
  const asService = <T>(sql: string, values: readonly unknown[]) =>
    t.work.read(stagehand(authority.id), (tx) => tx.query<T>(sql, values));

  it.each([
    ['SUSPENSION', '2026-11-09', 'SIXTH_DAY'],
    ['SAFEGUARDING_SEPARATION', '2026-11-03', 'SEPARATION'],
    ['SECTION_19_HEALTH', '2026-11-09', 'HEALTH_DAYS'],
    ['FAIR_ACCESS', '2026-12-01', 'FAIR_ACCESS'],
    ['MANAGED_MOVE', '2026-11-16', 'START_ASKED'],
    ['REINTEGRATION', '2026-11-16', 'START_ASKED'],
  ] as const)('%s is worked to %s', async (type, aimOn, aimWhy) => {
    const { id } = await send(type);
    const { referral, answers } = await read(lead, id);
    expect(referral).toMatchObject({ type, status: 'SUBMITTED', aimOn, aimWhy });
    const own = Object.keys(answersOf(type, otherSchoolId)).filter((path) => OWN.test(path));
    expect(own.map((path) => [path, answers[path as keyof typeof answers]])).toEqual(
      own.map((path) => [path, answersOf(type, otherSchoolId)[path as keyof typeof answers]]),
    );
  });
  const OWN = /^(suspended|separation|health|fairAccess|managedMove|reintegration)\./;

  it('keeps each answer with its question as it was put, and in words', async () => {
    const { id } = await send('REINTEGRATION');
    const [row] = await asService<{ question: string; answer: string }>(
      `select question, answer from referral_answer where referral_id = $1 and field = 'reintegration.steps'`,
      [id],
    );
    expect(row).toEqual({
      question: 'By which steps should the pupil come back?',
      answer:
        'from: 16 November 2026, half days a week: 4, support in lessons: A mentor in lessons\n' +
        'from: 30 November 2026, half days a week: 10',
    });
  });

  it('makes no record of an exclusion out of a separation, whatever was typed before', async () => {
    const answers = { ...answersOf('SAFEGUARDING_SEPARATION', otherSchoolId), 'exclusion.reasons': ['PA'] };
    const { id } = await aReferral(parts, lead, answers);
    expect(await asService(`select code from referral_reason where referral_id = $1`, [id])).toEqual([]);
    const dates = `first_excluded_on = '2026-11-02', day_six_target = '2026-11-09', day_six_last = '2026-11-10'`;
    await expect(asService(`update referral set ${dates} where id = $1 returning id`, [id])).rejects.toThrow(
      'referral_no_exclusion',
    );
  });

  it('looks for places for those that ask for one, and for no others', async () => {
    const sent = new Map<ReferralType, string>();
    for (const type of NEW) sent.set(type, (await send(type)).id);
    const pool = await t.work.read(stagehand(authority.id), (tx) =>
      parts.referrals.pool(tx, { authorityId: authority.id }),
    );
    const found = NEW.filter((type) => pool.some(({ referralId }) => referralId === sent.get(type)));
    expect(found).toEqual(NEW.filter((type) => PROVISION_TYPES.some((one) => one === type)));
    const asked = await asService<{ id: string }>(
      `select payload ->> 'referralId' as id from outbox where job = 'matching.provisional'`,
      [],
    );
    expect(OF_SCHOOLS.filter((type) => asked.some(({ id }) => id === sent.get(type)))).toEqual([]);
    const decided = await t.work.inTransaction(coordinator, (tx) =>
      parts.referrals.markDecided(tx, sent.get('FAIR_ACCESS') ?? '', { decisionId: schoolId }),
    );
    expect(decided).toMatchObject({ problem: { code: 'referral.not-for-provision' } });
  });

  it('refuses a school that is none, and a kind that only the school may ask for', async () => {
    const wrong = valueOf(await parts.start.run(lead, answersOf('MANAGED_MOVE', authority.organisationId ?? '')));
    expect(await parts.submit.run(lead, wrong.id)).toMatchObject({
      problem: { fields: [{ field: 'managedMove.receivingSchoolId', rule: 'school' }] },
    });
    const other = valueOf(
      await parts.start.run(coordinator, { ...answersOf('MANAGED_MOVE', otherSchoolId), schoolId }),
    );
    expect(await parts.submit.run(coordinator, other.id)).toMatchObject({
      problem: { fields: [{ field: 'type', rule: 'raised-by' }] },
    });
  });

  describe('a request for a school', () => {
    const taken = () => ({ schoolId: otherSchoolId, startsOn: dateOnly('2026-11-16'), note: 'All agreed.' });

    it('ends when a school takes the pupil, which everybody on the case reads', async () => {
      const { id } = await send('FAIR_ACCESS');
      expect(valueOf(await parts.schoolPlace.run(coordinator, id, taken()))).toEqual({ status: 'CLOSED' });
      const view = await read(lead, id);
      expect(view.schoolPlace).toEqual({ name: 'Elsewhere High', startsOn: '2026-11-16' });
      expect(view.timeline.map(({ kind }) => kind)).toEqual(['SUBMITTED', 'SCHOOL_FOUND']);
      expect(await parts.schoolPlace.run(coordinator, id, taken())).toMatchObject({
        problem: { code: 'referral.not-waiting' },
      });
    });

    it('is ended once by two coordinators at once', async () => {
      const { id } = await send('REINTEGRATION');
      const results = await Promise.all([1, 2].map(() => parts.schoolPlace.run(coordinator, id, taken())));
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    });

    it('is ended by those who decide and by nobody else, and only with a school, a day and a note', async () => {
      const { id } = await send('FAIR_ACCESS');
      expect(await parts.schoolPlace.run(lead, id, taken())).toMatchObject({ problem: { kind: 'forbidden' } });
      const bad = { schoolId: authority.organisationId ?? '', startsOn: dateOnly('2030-01-07'), note: ' ' };
      expect(await parts.schoolPlace.run(coordinator, id, bad)).toMatchObject({
        problem: {
          fields: [
            { field: 'note', rule: 'required' },
            { field: 'schoolId', rule: 'school' },
            { field: 'startsOn', rule: 'too-late' },
          ],
        },
      });
      const { id: suspended } = await send('SUSPENSION');
      expect(await parts.schoolPlace.run(coordinator, suspended, taken())).toMatchObject({
        problem: { code: 'referral.not-for-school' },
      });
    });
  });
});
