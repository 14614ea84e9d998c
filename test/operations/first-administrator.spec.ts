import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { withClient } from '../../src/platform/database/clients.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { endProcesses, project, startNode } from '../support/processes.js';

describe('the first administrator of a deployment', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterEach(endProcesses);
  afterAll(() => database.drop());

  const openAuthority = (...args: string[]) =>
    startNode([join(project, 'dist/src/cli.js'), 'open-authority', ...args], {
      env: { DATABASE_URL: database.adminUrl, BASE_URL: 'https://placeway.example.test' },
    });
  const one = (sql: string) =>
    withClient(database.adminUrl, async (client) => (await client.query(sql)).rows[0] as unknown);

  it('is invited by the operator, for an authority that has a policy and a calendar from that day on', async () => {
    const command = openAuthority('352', 'Testville City Council', "Siân O'Neill", 'sian@example.org');
    expect(await command.ended).toBe(0);
    const [, code] = /https:\/\/placeway\.example\.test\/invitation\/([\w-]{43})\n/.exec(command.output()) ?? [];
    expect(code).toBeDefined();
    expect(
      await one(`SELECT i.role, i.name, i.email, a.code, position('${code}' IN i.token_hash::text) AS kept,
          (SELECT count(*)::int FROM policy p WHERE p.authority_id = a.id AND p.status = 'APPROVED') AS policies
        FROM invitation i JOIN authority a ON a.id = i.authority_id`),
    ).toEqual({
      role: 'AUTHORITY_ADMINISTRATOR',
      name: "Siân O'Neill",
      email: 'sian@example.org',
      code: '352',
      kept: 0,
      policies: 1,
    });
    expect(await one(`SELECT count(*)::int AS calendars FROM school_calendar`)).not.toEqual({ calendars: 0 });
  });

  it('can be joined by a second one, with nothing else changed', async () => {
    const command = openAuthority('352', 'Testville City Council', 'Łukasz Example', 'lukasz@example.org');
    expect(await command.ended).toBe(0);
    expect(
      await one(`SELECT (SELECT count(*)::int FROM authority) AS authorities, (SELECT count(*)::int FROM policy) AS policies,
        (SELECT count(*)::int FROM invitation) AS invitations`),
    ).toEqual({ authorities: 1, policies: 1, invitations: 2 });
  });

  it.each([
    [['35', 'Testville', 'Jo', 'jo@example.org'], 'CODE must be'],
    [['352', ' ', 'Jo', 'jo@example.org'], 'NAME must be'],
    [['352', 'Testville', 'Jo', 'nowhere'], 'EMAIL must be'],
    [['352', 'Testville', 'Jo'], 'EMAIL is missing'],
  ])('is refused for %j before anything is opened', async (args, message) => {
    const command = openAuthority(...args);
    expect(await command.ended).toBe(2);
    expect(command.output()).toContain(message);
  });
});
