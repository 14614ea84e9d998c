import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, valueOf } from '../../../src/kernel/index.js';
import { Authority } from '../../../src/modules/organisations/index.js';
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

describe('looking at a request first', () => {
  let t: TestWork;
  let parts: ReturnType<typeof referralsOf>;
  let authority: Authority;
  let lead: Actor;
  let otherLead: Actor;
  let coordinator: Actor;
  let finance: Actor;

  beforeAll(async () => {
    t = await testUnitOfWork([...referralEntities, Authority]);
    parts = referralsOf(t.work);
    authority = await anAuthority(t.work);
    const home = authority.organisationId ?? '';
    await t.work.inTransaction(registrar, (tx) => organisationsOf(t.work).calendars.assume(tx, home));
    const at = async (name: string) => ({ organisationId: await aSchool(t.work, { name }), authorityId: authority.id });
    lead = inRole('SCHOOL_INCLUSION_LEAD', await at('First High'));
    otherLead = inRole('SCHOOL_INCLUSION_LEAD', await at('Second High'));
    coordinator = inRole('PANEL_COORDINATOR', { organisationId: home, authorityId: authority.id });
    finance = inRole('FINANCE_OFFICER', { organisationId: home, authorityId: authority.id });
  });
  afterAll(() => t.close());

  const named = (surname: string, over = {}) =>
    wholeAnswers({ 'pupil.forename': 'Twice', 'pupil.surname': surname, ...over });
  const beside = async (id: string) => valueOf(await parts.triage.run(coordinator, id)).beside;

  it('puts others of the same name and birth date, or of the same pupil, beside it, and nobody else', async () => {
    const first = await aReferral(parts, lead, named('Doubled'));
    const sameName = await aReferral(parts, otherLead, named('dOUBLED'));
    await aReferral(parts, otherLead, named('Doubled', { 'pupil.dateOfBirth': dateOnly('2013-05-15') }));
    expect((await beside(first.id)).map(({ id, samePupil }) => [id, samePupil])).toEqual([
      [first.id, true],
      [sameName.id, false],
    ]);
    const upn = aUpn();
    const over = await aReferral(parts, lead, named('Ended', { 'pupil.upn': upn }));
    valueOf(await parts.change.withdraw(lead, over.id, 'Not needed'));
    const again = await aReferral(parts, lead, named('Renamed', { 'pupil.upn': upn }));
    expect((await beside(again.id)).map(({ id, samePupil }) => [id, samePupil])).toEqual([
      [again.id, true],
      [over.id, true],
    ]);
  });

  it('leaves out what ended more than a year ago', async () => {
    const upn = aUpn();
    const old = await aReferral(parts, lead, named('Longago', { 'pupil.upn': upn }));
    valueOf(await parts.change.withdraw(lead, old.id, 'Not needed'));
    const now = await aReferral(parts, lead, named('Longago', { 'pupil.upn': upn }));
    const moved = (on: string) =>
      t.work.read(stagehand(authority.id), (tx) =>
        tx.query(`update referral set status_at = $2 where id = $1`, [old.id, on]),
      );
    await moved('2025-11-02T00:00:00Z');
    expect(await beside(now.id)).toHaveLength(2);
    await moved('2025-11-01T00:00:00Z');
    expect(await beside(now.id)).toHaveLength(1);
  });

  it('is for whoever may send it back, and every file read is in the audit', async () => {
    const { id } = await aReferral(parts, lead, named('Private'));
    expect(await parts.triage.run(lead, id)).toMatchObject({ problem: { kind: 'forbidden' } });
    expect((await parts.triage.run(otherLead, id)).ok).toBe(false);
    expect((await parts.triage.run(finance, id)).ok).toBe(false);
    await beside(id);
    const rows = await t.work.read(stagehand(authority.id), (tx) =>
      tx.query(
        `select 1 from audit_entry where referral_id = $1 and action = 'referral.read' and facts ->> 'part' = 'triage'`,
        [id],
      ),
    );
    expect(rows).toHaveLength(1);
  });

  describe('what was sent', () => {
    const sent = async (actor: Actor, id: string) => valueOf(await parts.sent.run(actor, id)).answers;

    it('stays as it was sent, question and answer, whatever is changed later', async () => {
      const { id } = await aReferral(parts, lead, named('Frozen'));
      valueOf(await parts.save.run(lead, id, { 'history.tried': 'Something else.' }));
      const tried = (await sent(lead, id)).filter(({ field }) => field === 'history.tried');
      expect(tried).toMatchObject([
        { sending: 1, question: 'What has been tried so far?', answer: 'A mentor for two terms.' },
      ]);
      valueOf(await parts.change.return(coordinator, id, 'What helped?'));
      valueOf(await parts.submit.run(lead, id));
      const both = (await sent(lead, id)).filter(({ field }) => field === 'history.tried');
      expect(both.map(({ sending, answer }) => [sending, answer])).toEqual([
        [2, 'Something else.'],
        [1, 'A mentor for two terms.'],
      ]);
      for (const sql of [`update referral_sent_answer set answer = 'x'`, `delete from referral_sent_answer`]) {
        await expect(t.work.read(coordinator, (tx) => tx.query(sql))).rejects.toThrow('permission denied');
      }
    });

    it('shows each part to whoever may open that part', async () => {
      const people = [{ name: 'Other Invented', upn: aUpn(), reason: null }];
      const { id } = await aReferral(parts, lead, named('Scoped', { 'keepApart.people': people }));
      const scopes = async (actor: Actor) => [...new Set((await sent(actor, id)).map(({ scope }) => scope))].toSorted();
      expect(await scopes(lead)).toEqual(['IDENTITY', 'KEEP_APART', 'NEEDS', 'PROFILE', 'RISKS']);
      const stranger = await parts.sent.run(otherLead, id);
      expect(stranger).toMatchObject({ problem: { kind: 'not-found' } });
      const panel = inRole('PANEL_MEMBER', {
        organisationId: authority.organisationId ?? '',
        authorityId: authority.id,
      });
      const read = await parts.sent.run(panel, id);
      expect(read.ok ? read.value.answers.filter(({ scope }) => scope === 'KEEP_APART') : []).toEqual([]);
    });
  });

  describe('referring again', () => {
    it('starts from the last answers without what was said of that moment', async () => {
      const { id, reference } = await aReferral(parts, lead, named('Again'));
      expect(await parts.again.run(lead, id)).toMatchObject({ problem: { code: 'referral.still-open' } });
      valueOf(await parts.change.withdraw(lead, id, 'Not needed'));
      const next = valueOf(await parts.again.run(lead, id));
      const draft = valueOf(await parts.read.run(lead, next.id));
      expect(draft.answers).toMatchObject({ 'pupil.surname': 'Again', 'history.tried': 'A mentor for two terms.' });
      const gone = ['type', 'exclusion.firstExcludedOn', 'exclusion.reasons', 'risks.assessed'];
      expect(gone.filter((path) => path in draft.answers)).toEqual([]);
      const answers = tenAnswers({ 'pupil.upn': draft.answers['pupil.upn'] ?? '' });
      valueOf(await parts.save.run(lead, next.id, { ...answers, 'pupil.surname': 'Again' }));
      valueOf(await parts.submit.run(lead, next.id));
      expect(valueOf(await parts.read.run(lead, next.id)).neighbours).toEqual([{ id, reference, isEarlier: true }]);
      expect((await parts.again.run(otherLead, id)).ok).toBe(false);
    });
  });

  it('tells days waited with and without those on which the school was asked', async () => {
    const { id } = await aReferral(parts, lead, named('Waited'));
    expect(valueOf(await parts.read.run(lead, id)).waiting).toEqual({ gross: 0, stopped: 0, net: 0 });
  });
});
