import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { ROLE_PERMISSIONS } from '../../../src/kernel/index.js';
import type { SignedInAgent } from '../../support/app.js';
import { PERSONAS, type PersonaKey } from '../../support/personas.js';
import { placementWorld, type PlacementWorld, type SupplyPoint } from '../../support/placement-world.js';

const HEADER = 'Site,Programme,Lot,Places,Open from,Open until,Half days,Price,Name,Certain by';

describe('the API for many openings at once', () => {
  let world: PlacementWorld;
  let place: SupplyPoint;
  let programme = '';
  const people = new Map<PersonaKey, SignedInAgent>();

  beforeAll(async () => {
    world = await placementWorld();
    place = await world.supply();
    programme =
      (
        await world.one<{ name: string }>(
          `SELECT g.name FROM programme g JOIN opening o ON o.programme_id = g.id WHERE o.id = $1`,
          [place.openingId],
        )
      )?.name ?? '';
  });
  afterAll(() => world.close());

  async function agentOf(key: PersonaKey): Promise<SignedInAgent> {
    const agent = people.get(key) ?? (await world.agent(key));
    people.set(key, agent);
    return agent;
  }
  async function post(key: PersonaKey, path: string, body: object = {}, once: string = randomUUID()) {
    const agent = await agentOf(key);
    const request = agent.post(`/api/v1/${path}`).set('x-csrf-token', agent.csrf).set('Idempotency-Key', once);
    return (await request.send(body)) as supertest.Response;
  }
  const read = async (id: string) =>
    (await (await agentOf('commissioner')).get(`/api/v1/opening-batches/${id}`)).body as {
      rows: { line: number; result: string; faults: object[] }[];
      opened: number | null;
    };
  const send = (body: object, once?: string) =>
    post('commissioner', `providers/${place.providerId}/opening-batches`, body, once);
  const row = (over: object = {}) => ({
    programme,
    places: 4,
    from: '2027-09-01',
    until: '2028-07-21',
    halfDays: 'full week',
    ...over,
  });

  it('opens all rows that are sent, once, whether as rows or as a file', async () => {
    const once = randomUUID();
    const { status, body } = await send({ rows: [row(), row({ halfDays: 'mon; tue am' })] }, once);
    expect(status).toBe(201);
    const { id } = body as { id: string };
    expect((await send({ rows: [row(), row({ halfDays: 'mon; tue am' })] }, once)).body).toEqual({ id });
    expect((await read(id)).rows.map(({ line, result }) => [line, result])).toEqual([
      [1, 'NEW'],
      [2, 'NEW'],
    ]);
    expect((await post('commissioner', `opening-batches/${id}/application`)).body).toEqual({ opened: 2 });
    expect((await post('commissioner', `opening-batches/${id}/application`)).body).toEqual({ opened: 2 });
    const csv = `${HEADER}\r\n,${programme},,4,2027-09-01,21/07/2028,full week,,,\r\n,${programme},,2,2027-09-01,21/07/2028,fri pm,,,\r\n`;
    const file = (await send({ csv })).body as { id: string };
    expect((await read(file.id)).rows.map(({ line, result }) => [line, result])).toEqual([
      [2, 'SAME'],
      [3, 'NEW'],
    ]);
    expect((await post('commissioner', `opening-batches/${file.id}/application`)).body).toEqual({ opened: 1 });
  });

  it('opens nothing while one row cannot be, and says which', async () => {
    const rows = [
      row({ from: '2028-09-01', until: '2029-07-20' }),
      row({ programme: 'Cooking' }),
      row({ places: 499, until: 'x' }),
    ];
    const { id } = (await send({ rows })).body as { id: string };
    const refused = await post('commissioner', `opening-batches/${id}/application`);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'openings.rows-refused', facts: { rows: 2, lines: ['2', '3'] } },
    ]);
    const seen = await read(id);
    expect(seen.opened).toBeNull();
    expect(seen.rows.map(({ faults }) => faults)).toEqual([
      [],
      [{ column: 'programme', rule: 'unknown' }],
      [{ column: 'until', rule: 'date' }],
    ]);
  });

  it('keeps the limits of the page', async () => {
    const many = Array.from({ length: 201 }, () => row());
    const lines = many.map(() => `,${programme},,4,2027-09-01,21/07/2028,full week,,,`).join('\r\n');
    for (const body of [
      { rows: many },
      { rows: [] },
      {},
      { rows: [row()], csv: HEADER },
      { csv: 'a,b\r\n1,2' },
      { csv: `${HEADER}\r\n${lines}` },
    ]) {
      const { status } = await send(body);
      expect(status).toBe(422);
    }
  });

  it('is for those who open places there', async () => {
    const may: Record<string, boolean> = {};
    for (const { key, roles } of PERSONAS.filter((one) => one.roles.length === 1)) {
      const { status } = await post(key as PersonaKey, `providers/${place.providerId}/opening-batches`, {
        rows: [row()],
      });
      expect(status).toBeLessThan(500);
      const [own] = roles;
      const manages = own !== undefined && ROLE_PERMISSIONS[own.role].includes('opening.manage');
      may[key] = status === 201;
      expect([key, may[key]]).toEqual([key, manages && own.place === 'authority']);
    }
    expect(Object.values(may)).toContain(true);
  });
});
