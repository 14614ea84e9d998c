import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { loadRegister } from '../../../src/demo/register.js';
import { dateOnly } from '../../../src/kernel/index.js';
import { Calendars, LoadRegister, Organisations } from '../../../src/modules/organisations/index.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { organisationEntities, organisationsOf, registrar } from '../../support/organisations.js';
import { testUnitOfWork, type TestWork } from '../../support/unit-of-work.js';

describe('the register of Greater Manchester', () => {
  let t: TestWork;
  let parts: ReturnType<typeof organisationsOf>;
  let app: INestApplicationContext;
  const said: string[] = [];
  beforeAll(async () => {
    t = await testUnitOfWork([...organisationEntities]);
    parts = organisationsOf(t.work);
    const known = new Map<unknown, unknown>([
      [UnitOfWork, t.work],
      [Organisations, parts.organisations],
      [Calendars, parts.calendars],
      [LoadRegister, parts.load],
    ]);
    app = { get: (token: unknown) => known.get(token) } as unknown as INestApplicationContext;
    await loadRegister(app, (line) => said.push(line));
  });
  afterAll(() => t.close());

  const search = (filter: { text?: string; authorityCode?: string }) =>
    t.work.read(registrar, (tx) => parts.organisations.search(tx, { kinds: ['SCHOOL'], ...filter }, 500));

  it('has every open school of the ten authorities, as published: 221 in Manchester, 93 in Bury', async () => {
    expect(said[0]).toBe('gm_establishments.csv: 1318 new, 0 changed, 0 unchanged');
    const counts = await Promise.all(
      ['352', '350', '351', '359'].map(async (authorityCode) => (await search({ authorityCode })).total),
    );
    expect(counts).toEqual([221, 147, 93, 144]);
    expect((await search({})).total).toBe(1_318);
  });

  it('finds a school by part of its name, its number and the start of its postcode', async () => {
    const { organisations } = await search({ text: 'burnage' });
    expect(organisations.length).toBeGreaterThan(0);
    const [first] = organisations;
    expect((await search({ text: first?.urn ?? '' })).organisations[0]?.id).toBe(first?.id);
    expect((await search({ text: '100%_' })).total).toBe(0);
  });

  it('knows the state-funded pupil referral units by type', async () => {
    const rows = await t.work.read(registrar, (tx) =>
      tx.query<{ total: number }>(
        `select count(*) as total from organisation where type_code in ('14', '38', '42', '43')`,
      ),
    );
    expect(rows[0]?.total).toBe(10);
  });

  it('reads the links file as it is published, day first', async () => {
    expect(said[1]).toBe('gias_links_gm_2025-04-22.csv: 1282 new, 0 changed, 0 unchanged');
    const rows = await t.work.read(registrar, (tx) =>
      tx.query<{ kinds: number; last: string }>(
        `select count(distinct link_type) as kinds, max(established_on) as last from establishment_link`,
      ),
    );
    expect(rows[0]?.kinds).toBeGreaterThan(2);
    expect(rows[0]?.last).toMatch(/^202[45]-/);
  });

  it('counts every school’s days on the calendar of its authority', async () => {
    const { organisations } = await search({ authorityCode: '355' });
    const calendars = await t.work.read(registrar, (tx) =>
      parts.calendars.forSchools(
        tx,
        organisations.map(({ id }) => id),
      ),
    );
    expect(calendars.size).toBe(132);
    for (const calendar of calendars.values()) {
      expect(calendar.assumed).toBe(true);
      expect(calendar.covers(dateOnly('2026-11-02'))).toBe(true);
    }
  });

  it('changes nothing when it is loaded again', async () => {
    await loadRegister(app, (line) => said.push(line));
    expect(said.slice(2)).toEqual([
      'gm_establishments.csv: 0 new, 0 changed, 1318 unchanged',
      'gias_links_gm_2025-04-22.csv: 0 new, 0 changed, 1282 unchanged',
    ]);
  });
});
