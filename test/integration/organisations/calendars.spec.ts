import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dateOnly, daySix, valueOf } from '../../../src/kernel/index.js';
import type { Authority } from '../../../src/modules/organisations/index.js';
import { anAuthority, aSchool, organisationEntities, organisationsOf, registrar } from '../../support/organisations.js';
import { testvilleHigh } from '../../support/testville-high.js';
import { aPerson, testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

const input = (over: object = {}) => ({
  academicYear: '2026-27',
  assumed: false,
  source: 'School website',
  terms: [{ name: 'Autumn 2026', startsOn: '2026-09-03', endsOn: '2026-12-18' }],
  closures: [{ kind: 'INSET', name: 'INSET day', startsOn: '2026-11-06', endsOn: '2026-11-06' }],
  ...over,
});

describe('school calendars', () => {
  let t: TestWork;
  let parts: ReturnType<typeof organisationsOf>;
  let authority: Authority;
  let school: string;
  beforeAll(async () => {
    t = await testUnitOfWork([...organisationEntities]);
    parts = organisationsOf(t.work);
    authority = await anAuthority(t.work);
    school = await aSchool(t.work);
    await t.work.read(registrar, (tx) => parts.calendars.assume(tx, authority.organisationId ?? ''));
  });
  afterAll(() => t.close());

  const calendarOf = (id: string) => t.work.read(registrar, (tx) => parts.calendars.forSchool(tx, id));
  const head = () =>
    aPerson({
      organisationId: school,
      authorityId: authority.id,
      permissions: ['calendar.manage', 'organisation.read'],
    });

  it('gives a school its authority’s calendar, and says that it is assumed', async () => {
    const [calendar, testville] = [await calendarOf(school), testvilleHigh()];
    expect(calendar.assumed).toBe(true);
    const year = [dateOnly('2026-04-13'), dateOnly('2027-12-17')] as const;
    expect(calendar.schoolDays(...year)).toEqual(testville.schoolDays(...year));
    expect(daySix(calendar, dateOnly('2026-11-02'))).toEqual(daySix(testville, dateOnly('2026-11-02')));
  });

  it('lets the school’s own year replace that of its authority, and no other year', async () => {
    const saved = await t.work.inTransaction(head(), (tx) => parts.calendars.save(tx, school, input(), 0));
    expect(saved.ok).toBe(true);
    const calendar = await calendarOf(school);
    expect(calendar.isSchoolDay(dateOnly('2026-11-06'))).toBe(false);
    expect(calendar.isSchoolDay(dateOnly('2026-09-02'))).toBe(false);
    expect(calendar.covers(dateOnly('2027-03-01'))).toBe(false);
    const years = await t.work.read(registrar, (tx) => parts.calendars.yearsOf(tx, school));
    expect(years.map((year) => [year.academicYear, year.level])).toEqual([
      ['2025-26', 'AUTHORITY'],
      ['2026-27', 'SCHOOL'],
      ['2027-28', 'AUTHORITY'],
    ]);
  });

  it('refuses what was written over a version that somebody else has changed', async () => {
    const save = (expected: number) =>
      t.work.inTransaction(head(), (tx) => parts.calendars.save(tx, school, input({ source: 'Letter' }), expected));
    expect(await save(0)).toMatchObject({ problem: { code: 'calendar.changed-meanwhile' } });
    expect((await save(1)).ok).toBe(true);
    expect(await save(1)).toMatchObject({ problem: { code: 'calendar.changed-meanwhile' } });
  });

  it('falls back to the authority when the school’s own year is removed', async () => {
    valueOf(await t.work.inTransaction(head(), (tx) => parts.calendars.remove(tx, school, '2026-27', 2)));
    expect((await calendarOf(school)).isSchoolDay(dateOnly('2026-11-06'))).toBe(true);
  });

  it('lets a school keep only its own calendar, and an authority those of its schools', async () => {
    const other = await aSchool(t.work, { authorityCode: '355' });
    const official = aPerson({
      authorityId: authority.id,
      organisationId: authority.organisationId,
      permissions: ['calendar.manage', 'organisation.manage'],
    });
    const try_ = (actor: ReturnType<typeof head>, id: string) =>
      t.work.inTransaction(actor, (tx) => parts.calendars.save(tx, id, input(), 0));
    expect(await try_(head(), other)).toMatchObject({ problem: { kind: 'forbidden' } });
    expect(await try_(head(), authority.organisationId ?? '')).toMatchObject({ problem: { kind: 'forbidden' } });
    expect(await try_(official, other)).toMatchObject({ problem: { kind: 'forbidden' } });
    expect((await try_(official, school)).ok).toBe(true);
    expect(await try_(aPerson({ organisationId: school }), school)).toMatchObject({ problem: { kind: 'forbidden' } });
    const raw = t.work.read(head(), (tx) =>
      tx.query(
        `delete from calendar_term where calendar_id in (select id from school_calendar where organisation_id = $1)`,
        [authority.organisationId],
      ),
    );
    await raw;
    expect((await t.work.read(registrar, (tx) => parts.calendars.yearsOf(tx, other))).length).toBe(0);
    const own = await t.work.read(registrar, (tx) => parts.calendars.yearsOf(tx, authority.organisationId ?? ''));
    expect(own.every((year) => year.terms.length > 0)).toBe(true);
  });

  it('tells every fault of a calendar at once', async () => {
    const wrong = input({
      source: '',
      terms: [
        { name: 'Autumn', startsOn: '2026-09-03', endsOn: '2026-09-01' },
        { name: 'Spring', startsOn: 'soon', endsOn: '2027-03-25' },
      ],
    });
    const result = await t.work.inTransaction(head(), (tx) => parts.calendars.save(tx, school, wrong, 1));
    expect(result.ok ? [] : result.problem.fields.map((fault) => `${fault.field} ${fault.rule}`)).toEqual([
      'source required',
      'terms.0.endsOn term-before-start',
      'terms.1.startsOn date',
    ]);
  });

  it('covers no day for a school without any calendar', async () => {
    const lonely = await aSchool(t.work, { authorityCode: '999' });
    expect((await calendarOf(lonely)).covers(dateOnly('2026-11-02'))).toBe(false);
  });
});
