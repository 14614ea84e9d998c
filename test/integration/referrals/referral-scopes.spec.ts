import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, newId, ROLE_PERMISSIONS, type Role, ROLES, valueOf } from '../../../src/kernel/index.js';
import { Authority } from '../../../src/modules/organisations/index.js';
import { anAuthority, aSchool, organisationsOf, registrar } from '../../support/organisations.js';
import { aReferral, inRole, referralEntities, referralsOf, wholeAnswers } from '../../support/referrals.js';
import { aPerson, stagehand, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

const PARTS = {
  case: 'referral',
  identity: 'pupil_identity',
  profile: 'pupil_profile',
  needs: 'referral_need',
  words: 'referral_answer',
  reasons: 'referral_reason',
  risks: 'referral_risk',
  'keep apart': 'referral_keep_apart',
  siblings: 'referral_sibling',
  'family’s order': 'referral_preference',
  money: 'referral_quote',
} as const;
type Part = keyof typeof PARTS;
const ALL = Object.keys(PARTS) as Part[];
const FILE: Part[] = ['case', 'identity', 'profile', 'needs', 'words', 'reasons', 'risks', 'family’s order'];

/** What each role opens of a case of its own authority (or of its own school, or offered to its own provider). */
const OPENS: Readonly<Record<Role, readonly Part[]>> = {
  SCHOOL_INCLUSION_LEAD: ALL,
  HEAD_TEACHER: ALL,
  SCHOOL_FINANCE: [],
  PROVIDER_MANAGER: [],
  PROVIDER_STAFF: [],
  PROVIDER_FINANCE: [],
  PANEL_COORDINATOR: ALL,
  PANEL_MEMBER: FILE,
  PANEL_CHAIR: [...FILE, 'keep apart', 'siblings'],
  BOARD_MEMBER: [],
  BOARD_CHAIR: [],
  EVALUATOR: [],
  QUALITY_OFFICER: [],
  SEN_OFFICER: FILE,
  VIRTUAL_SCHOOL: FILE,
  SPECIALIST: [],
  FINANCE_OFFICER: ['case', 'money'],
  FINANCE_APPROVER: ['case', 'money'],
  COMMISSIONER: ['case', 'money'],
  AUTHORITY_ADMINISTRATOR: [],
  AUDITOR: ['case', 'money'],
  PLATFORM_OPERATOR: [],
};

const AT_SCHOOL: readonly Role[] = ['SCHOOL_INCLUSION_LEAD', 'HEAD_TEACHER', 'SCHOOL_FINANCE'];
const AT_PROVIDER: readonly Role[] = ['PROVIDER_MANAGER', 'PROVIDER_STAFF', 'PROVIDER_FINANCE'];

describe('who may open which part of a referral', () => {
  let t: TestWork;
  let parts: ReturnType<typeof referralsOf>;
  let manchester: Authority;
  let salford: Authority;
  let schoolId: string;
  let elsewhereId: string;
  let providerId: string;
  let lead: Actor;
  let referralId: string;

  const place = (role: Role) => {
    if (AT_SCHOOL.includes(role)) return schoolId;
    return AT_PROVIDER.includes(role) ? providerId : (manchester.organisationId ?? '');
  };
  const as = (role: Role, organisationId = place(role), authorityId = manchester.id) =>
    inRole(role, { organisationId, authorityId });

  beforeAll(async () => {
    t = await testUnitOfWork([...referralEntities, Authority]);
    const price = { lowPence: 100, highPence: 200, subsidyLowPence: 50, subsidyHighPence: 100 };
    parts = referralsOf(t.work, {
      ...price,
      schoolBalancePence: null,
      openings: 2,
      until: dateOnly('2027-07-21'),
    } as never);
    manchester = await anAuthority(t.work);
    salford = await anAuthority(t.work, { code: '355', name: 'Salford' });
    for (const { organisationId } of [manchester, salford]) {
      await t.work.inTransaction(registrar, (tx) => organisationsOf(t.work).calendars.assume(tx, organisationId ?? ''));
    }
    schoolId = await aSchool(t.work);
    elsewhereId = await aSchool(t.work, { name: 'Elsewhere High' });
    providerId = valueOf(
      await t.work.inTransaction(registrar, (tx) =>
        organisationsOf(t.work).organisations.add(tx, { kind: 'PROVIDER', name: 'Testville Centre' }),
      ),
    );
    lead = as('SCHOOL_INCLUSION_LEAD');
    const answers = wholeAnswers({
      'keepApart.people': [{ name: 'Other Child', upn: null, reason: null }],
      'siblings.people': [{ name: 'Sissy Child', upn: null, reason: 'Half-sister' }],
      'siblings.wish': 'TOGETHER',
      'family.preferred': [`programme:${newId()}`],
    });
    referralId = (await aReferral(parts, lead, answers)).id;
  });
  afterAll(() => t.close());

  const opened = async (actor: Actor): Promise<Part[]> => {
    const found: Part[] = [];
    for (const part of ALL) {
      const rows = await t.work.read(actor, (tx) => tx.query(`select 1 from ${PARTS[part]}`));
      if (rows.length > 0) found.push(part);
    }
    return found;
  };

  it.each(ROLES.map((role) => [role, OPENS[role]] as const))('%s opens %j', async (role, expected) => {
    expect(await opened(as(role))).toEqual(ALL.filter((part) => expected.includes(part)));
  });

  it('a role opens nothing at another school, at another authority, or without any actor’s organisation', async () => {
    for (const role of ROLES) {
      const elsewhere = AT_SCHOOL.includes(role) ? elsewhereId : (salford.organisationId ?? '');
      const authorityId = AT_SCHOOL.includes(role) ? manchester.id : salford.id;
      expect([role, await opened(as(role, elsewhere, authorityId))]).toEqual([role, []]);
    }
    expect(await opened(aPerson({ permissions: ['referral.read', 'case.party'] }))).toEqual([]);
  });

  it('a school that another school’s finance works at sees no more: finance opens no file of its own school either', async () => {
    expect((await parts.read.run(as('SCHOOL_FINANCE'), referralId)).ok).toBe(false);
  });

  it('a provider sees a pseudonymous profile when a place is offered, and the rest from the day it accepts', async () => {
    const { id } = await aReferral(parts, lead);
    const coordinator = as('PANEL_COORDINATOR');
    const open = (scopes: readonly ('PROFILE' | 'NEEDS' | 'IDENTITY' | 'RISKS')[]) =>
      t.work.read(coordinator, (tx) =>
        parts.referrals.openTo(tx, id, { organisationId: providerId, part: 'PROVIDER', scopes, startsOn: tx.today }),
      );
    await open(['PROFILE', 'NEEDS']);
    const [manager, finance] = [as('PROVIDER_MANAGER'), as('PROVIDER_FINANCE')];
    expect(await opened(manager)).toEqual(['case', 'profile', 'needs', 'words', 'reasons']);
    expect(await opened(finance)).toEqual([]);
    const offered = await t.work.read(manager, (tx) => parts.referrals.summary(tx, id));
    expect(offered).toMatchObject({ identity: null, profile: { yearGroup: 9 } });
    await open(['IDENTITY', 'RISKS']);
    const accepted = await t.work.read(manager, (tx) => parts.referrals.summary(tx, id));
    expect(accepted).toMatchObject({ identity: { forename: 'Made' }, parts: { 'risks.assessed': 'SOME' } });
    expect(await opened(manager)).not.toContain('keep apart');
    expect(await opened(manager)).not.toContain('siblings');
    const declined = await aReferral(parts, lead);
    const party = { organisationId: providerId, part: 'PROVIDER' } as const;
    await t.work.read(coordinator, (tx) =>
      parts.referrals.openTo(tx, declined.id, { ...party, scopes: ['PROFILE'], startsOn: tx.today }),
    );
    await t.work.read(coordinator, (tx) => parts.referrals.closeTo(tx, declined.id, party));
    expect((await parts.read.run(manager, declined.id)).ok).toBe(false);
    await t.work.read(coordinator, (tx) =>
      parts.referrals.endParty(tx, id, { organisationId: providerId, part: 'PROVIDER', endsOn: '2026-11-02' }),
    );
    t.setNow(new Date('2026-11-03T09:00:00Z'));
    expect(await opened(manager)).toEqual([]);
    t.setNow(new Date('2026-11-02T09:00:00Z'));
  });

  it('a provider may read what it was offered and change none of it', async () => {
    const { id } = await aReferral(parts, lead);
    const coordinator = as('PANEL_COORDINATOR');
    await t.work.read(coordinator, (tx) =>
      parts.referrals.openTo(tx, id, {
        organisationId: providerId,
        part: 'PROVIDER',
        scopes: ['PROFILE', 'NEEDS', 'IDENTITY', 'RISKS'],
        startsOn: tx.today,
      }),
    );
    const manager = as('PROVIDER_MANAGER');
    for (const sql of [
      `update pupil_identity set surname = 'Other'`,
      `update pupil_profile set year_group = 1`,
      `delete from referral_risk`,
      `update referral_need set code = 'PD'`,
      `delete from referral_answer`,
    ]) {
      expect(await t.work.read(manager, (tx) => tx.query(`${sql} returning 1`))).toEqual([]);
    }
    expect(await parts.save.run(manager, id, { 'pupil.sex': 'M' })).toMatchObject({
      problem: { kind: 'forbidden' },
    });
  });

  it('the council a child lives in is a party: its placing people open the file, its finance does not', async () => {
    const { id } = await aReferral(parts, lead, wholeAnswers({ 'home.authorityCode': '355' }));
    const there = (role: Role) =>
      inRole(role, { organisationId: salford.organisationId ?? '', authorityId: salford.id });
    const seen = valueOf(await parts.read.run(there('PANEL_COORDINATOR'), id));
    expect(seen.answers['pupil.forename']).toBe('Made');
    expect(seen.answers['keepApart.people']).toBeUndefined();
    expect(seen.answers['siblings.people']).toBeUndefined();
    expect(seen.quote).toBeNull();
    const finance = await parts.read.run(there('FINANCE_OFFICER'), id);
    expect(finance.ok).toBe(false);
    expect((await parts.read.run(there('SPECIALIST'), id)).ok).toBe(false);
  });

  it('a school whose case is over reads the child as at its end, not what the next school writes', async () => {
    const answers = wholeAnswers({ 'home.address': '1 Old Street' });
    const first = await aReferral(parts, lead, answers);
    valueOf(await parts.change.withdraw(lead, first.id, 'Moved to another school.'));
    const moved = { ...answers, 'home.address': '9 New Street', 'pupil.surname': 'Renamed', 'pupil.yearGroup': 10 };
    const newLead = as('SCHOOL_INCLUSION_LEAD', elsewhereId);
    const second = await aReferral(parts, newLead, moved);

    const then = { 'home.address': '1 Old Street', 'pupil.surname': 'Up', 'pupil.yearGroup': 9 };
    expect(valueOf(await parts.read.run(lead, first.id)).answers).toMatchObject(then);
    const listed = valueOf(await parts.list.run(lead, { status: 'WITHDRAWN', size: 50 }));
    expect(listed.items.find(({ id }) => id === first.id)).toMatchObject({ surname: 'Up', yearGroup: 9 });
    const upn = answers['pupil.upn'];
    const raw = (actor: Actor, table: string) =>
      t.work.read(actor, (tx) => tx.query(`select surname from ${table} where upn = $1`, [upn]));
    expect(await raw(lead, 'pupil_identity')).toEqual([]);
    expect(await raw(newLead, 'closed_case_identity')).toEqual([]);
    expect(await raw(as('SCHOOL_FINANCE'), 'closed_case_identity')).toEqual([]);
    expect(valueOf(await parts.read.run(newLead, second.id)).answers).toMatchObject(moved);
    expect(valueOf(await parts.read.run(as('PANEL_MEMBER'), first.id)).answers).toMatchObject(then);
    // One who may not open the child's file when it ends would leave nothing to read.
    const machine = aPerson({
      organisationId: manchester.organisationId,
      authorityId: manchester.id,
      permissions: ['case.authority', 'referral.withdraw'],
    });
    expect(await parts.change.withdraw(machine, second.id, 'By a machine.')).toMatchObject({
      problem: { kind: 'forbidden' },
    });
  });

  it('somebody else’s referral answers exactly like one that does not exist', async () => {
    const stranger = as('SCHOOL_INCLUSION_LEAD', elsewhereId);
    const missing = newId();
    for (const use of [
      (id: string) => parts.read.run(stranger, id),
      (id: string) => parts.save.run(stranger, id, { 'pupil.sex': 'M' }),
      (id: string) => parts.submit.run(stranger, id),
      (id: string) => parts.change.withdraw(stranger, id, 'Reason.'),
      (id: string) => parts.change.discard(stranger, id),
    ]) {
      expect(await use(referralId)).toEqual(await use(missing));
    }
  });

  it('a draft is its school’s own: not even the authority sees it', async () => {
    const { id } = valueOf(await parts.start.run(lead, wholeAnswers()));
    expect((await parts.read.run(as('PANEL_COORDINATOR'), id)).ok).toBe(false);
    expect((await parts.read.run(as('HEAD_TEACHER'), id)).ok).toBe(true);
  });

  it('with no actor set nothing is read, and nothing can be written', async () => {
    for (const part of ALL) expect(await t.dataSource.query(`select 1 from ${PARTS[part]}`)).toEqual([]);
    await expect(
      t.dataSource.query(`insert into pupil (id, authority_id, created_at) values ($1, $2, now())`, [
        newId(),
        manchester.id,
      ]),
    ).rejects.toThrow(/row-level security/);
  });

  it('every reading of a file is in the audit, in the transaction that read it', async () => {
    const reader = as('PANEL_MEMBER');
    valueOf(await parts.read.run(reader, referralId));
    const rows = await t.work.read(stagehand(manchester.id), (tx) =>
      tx.query(`select action from audit_entry where referral_id = $1 and user_id = $2`, [referralId, reader.userId]),
    );
    expect(rows).toEqual([{ action: 'referral.read' }]);
  });

  const ACTIONS: readonly [string, (actor: Actor, id: string) => Promise<{ ok: boolean }>, readonly Role[]][] = [
    [
      'submit',
      (actor, id) => parts.submit.run(actor, id),
      ['SCHOOL_INCLUSION_LEAD', 'HEAD_TEACHER', 'PANEL_COORDINATOR'],
    ],
    [
      'change an answer of',
      (actor, id) => parts.save.run(actor, id, { 'pupil.sex': 'M' }),
      ['SCHOOL_INCLUSION_LEAD', 'HEAD_TEACHER', 'PANEL_COORDINATOR'],
    ],
    ['return', (actor, id) => parts.change.return(actor, id, 'More, please.'), ['PANEL_COORDINATOR', 'SEN_OFFICER']],
    [
      'withdraw',
      (actor, id) => parts.change.withdraw(actor, id, 'Moved.'),
      ['SCHOOL_INCLUSION_LEAD', 'HEAD_TEACHER', 'PANEL_COORDINATOR'],
    ],
  ];

  it.each(ACTIONS)('only the right roles may %s a referral', async (_, act, allowed) => {
    for (const role of ROLES) {
      const { id } = await aReferral(parts, lead);
      expect([role, (await act(as(role), id)).ok]).toEqual([role, allowed.includes(role)]);
    }
  });

  it('only schools and the coordinator may start one', async () => {
    for (const role of ROLES) {
      const may = ROLE_PERMISSIONS[role].includes('referral.create');
      expect([role, (await parts.start.run(as(role))).ok]).toEqual([role, may]);
    }
  });
});
