import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dateOnly, valueOf } from '../../src/kernel/index.js';
import { currentRequestId } from '../../src/platform/index.js';
import type { PersonaKey } from '../support/personas.js';
import { nameOf, type Route, routesOf } from '../support/routes.js';
import { credentialsOf, send } from '../support/sender.js';
import { twoAuthorities, type TwoAuthorities } from '../support/two-authorities.js';
import { AUTHORITY_ID, WORKPLACES } from '../support/workplaces.js';

/** Who sees most of the lists. */
const READERS: readonly PersonaKey[] = [
  'coordinator',
  'commissioner',
  'administrator',
  'finance-approver',
  'inclusion-lead',
];

/** Every statement that a request sends, by whichever pool; what runs beside it, such as jobs, has no request. */
function countStatements(): { readonly read: () => string[]; readonly stop: () => void } {
  const prototype = pg.Client.prototype;
  const query = Object.getOwnPropertyDescriptor(prototype, 'query')?.value as (...args: unknown[]) => unknown;
  let seen: string[] = [];
  const counted = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first] = args;
    const text = typeof first === 'object' && first !== null && 'text' in first ? first.text : first;
    if (currentRequestId() !== undefined) seen.push(typeof text === 'string' ? text : 'statement');
    return Reflect.apply(query, this, args);
  };
  Object.assign(prototype, { query: counted });
  return {
    read: () => {
      const statements = seen;
      seen = [];
      return statements;
    },
    stop: () => {
      Object.assign(prototype, { query });
    },
  };
}

/** Sessions are touched after the answer, so that a statement may fall into the next request's count. */
const ofRequest = (statement: string): boolean => !statement.includes('http_session');

describe('a list', () => {
  let world: TwoAuthorities;
  let lists: Route[];
  const cookies = new Map<PersonaKey, Record<string, string>>();
  const counting = countStatements();

  beforeAll(async () => {
    world = await twoAuthorities();
    lists = routesOf(world.app).filter(
      ({ method, pattern, parameters }) =>
        method === 'GET' && parameters.length === 0 && !/^\/(sign|signed|acting-as|health|metrics)/.test(pattern),
    );
    await someMessages(world, 'few', 2);
    for (const key of READERS) cookies.set(key, credentialsOf(await world.agent(key)));
  }, 600_000);
  afterAll(async () => {
    counting.stop();
    await world.close();
  });

  /** Statements and length of the answer, for every list and reader. */
  async function measured(): Promise<Map<string, { readonly statements: number; readonly bytes: number }>> {
    const counts = new Map<string, { statements: number; bytes: number }>();
    for (const route of lists) {
      for (const [key, headers] of cookies) {
        await send(world.url, { method: 'GET', path: route.pattern }, { headers });
        counting.read();
        const { status, text } = await send(world.url, { method: 'GET', path: route.pattern }, { headers });
        if (status !== 200) continue;
        counts.set(`${nameOf(route)} as ${key}`, {
          statements: counting.read().filter(ofRequest).length,
          bytes: text.length,
        });
      }
    }
    return counts;
  }

  it('takes as many statements for many rows as for few, on every page and in the API', async () => {
    const few = await measured();
    await moreOfEverything(world);
    const many = await measured();
    const grown = [...many].filter(([name, { bytes }]) => bytes > 1.3 * (few.get(name)?.bytes ?? bytes));
    const wrong = [...many].filter(([name, { statements }]) => statements !== few.get(name)?.statements);
    expect(wrong.map(([name, { statements }]) => `${name}: ${few.get(name)?.statements} and ${statements}`)).toEqual(
      [],
    );
    // Lists that did not grow would prove nothing.
    const paths = new Set(grown.map(([name]) => name.replace(/ as .*/, '').replace('/api/v1', '')));
    for (const path of ['/referrals', '/placements', '/providers', '/openings', '/people', '/messages']) {
      expect([...paths]).toContain(`GET ${path}`);
    }
    expect(Math.min(...[...many.values()].map(({ statements }) => statements))).toBeGreaterThan(0);
    // The first page asks each module what waits, in a short transaction of its own: a few statements a module.
    const most = (name: string): number => (name.startsWith('GET / as ') ? 120 : 40);
    const tooMany = [...many].filter(([name, { statements }]) => statements >= most(name));
    expect(tooMany.map(([name, { statements }]) => `${name}: ${statements}`)).toEqual([]);
  }, 600_000);
});

/** Ten times the rows of what people look at in lists. */
async function moreOfEverything(world: TwoAuthorities): Promise<void> {
  for (let n = 0; n < 12; n += 1) {
    const supply = await world.supply();
    const ids = [await world.referral(), await world.referral(), await world.referral()];
    const [first = ''] = ids;
    const { placementId } = valueOf(
      await world.approve.run(
        world.coordinator,
        world.command(first, supply.patternId, { plannedEnd: dateOnly('2026-12-18') }),
      ),
    );
    if (n % 2 === 0) valueOf(await world.answer.accept(supply.manager, placementId));
  }
  await world.admin.query(
    `INSERT INTO organisation (id, kind, name, urn, authority_code, created_at, updated_at)
     SELECT gen_random_uuid(), 'SCHOOL', 'Many School ' || n, (700000 + n)::text, '352', now(), now() FROM generate_series(1, 40) n`,
  );
  await world.admin.query(
    `WITH users AS (INSERT INTO app_user (id, issuer, subject, name, email, created_at)
       SELECT gen_random_uuid(), 'local', 'many-' || n, 'Many Example ' || n, null, now() FROM generate_series(1, 40) n RETURNING id)
     INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at)
     SELECT gen_random_uuid(), users.id, m.organisation_id, m.authority_id, 'PANEL_MEMBER', 'ACTIVE', '2026-09-01', now()
     FROM users, membership m WHERE m.role = 'PANEL_COORDINATOR' AND m.organisation_id = '00000000-0000-7000-8000-000000000011'`,
  );
  await someMessages(world, 'many', 40);
}

/** Kept messages of the council and of the first school, as the job would have kept them. */
async function someMessages({ admin, records }: TwoAuthorities, name: string, howMany: number): Promise<void> {
  await admin.query(
    `INSERT INTO message (id, authority_id, organisation_id, kind, subject_type, subject_id, reference, needs_permission, business_key, sent_at)
     SELECT gen_random_uuid(), $1, o.id, 'placement.decided', 'placement', $2, 'R-000001', 'message.read', $3 || n, now()
     FROM generate_series(1, $4::int) n, organisation o WHERE o.id IN ($5, $6)`,
    [
      AUTHORITY_ID,
      records.placement,
      name,
      howMany,
      WORKPLACES.authority.organisationId,
      WORKPLACES['school-one'].organisationId,
    ],
  );
}
