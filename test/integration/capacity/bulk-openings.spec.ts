import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, ROLES, valueOf } from '../../../src/kernel/index.js';
import { readBulkFile } from '../../../src/modules/capacity/application/read-bulk-file.js';
import { codeOf } from '../../support/results.js';
import { anOpening, inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';

const HEADER = 'Site,Programme,Lot,Places,Open from,Open until,Half days,Price,Name,Certain by';
const LINE = 'Main site,Key stage 4 core,,4,2027-09-01,21/07/2028,full week,Full week,,';
const bytes = (text: string | Buffer) => () => Readable.from([Buffer.from(text)]);

describe('openings entered many at once', () => {
  let world: SupplyWorld;
  let manager: Actor;
  let own: Awaited<ReturnType<typeof anOpening>>;

  beforeAll(async () => {
    world = await supplyWorld();
  });
  beforeEach(async () => {
    own = await anOpening(world);
    manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
  });
  afterAll(() => world.close());

  const send = async (lines: string, actor = manager) => {
    const rows = valueOf(await readBulkFile(bytes(`${HEADER}\r\n${lines}\r\n`)));
    return world.bulkOpenings.start(actor, { providerId: own.providerId, source: 'FILE', name: 'mine.csv', rows });
  };
  const seen = async (id: string) =>
    valueOf(await world.bulkOpenings.view(manager, id)).rows.map(({ outcome }) => outcome.kind);
  const openings = async () =>
    (
      await world.admin.query<{ line: string }>(
        `SELECT o.places || ' ' || o.valid_from || ' ' || o.status || ' ' || count(c.*) AS line FROM opening o
           LEFT JOIN capacity_counter c ON c.resource_id = o.id
          WHERE o.provider_organisation_id = $1 AND o.id <> $2 GROUP BY o.id ORDER BY o.id`,
        [own.providerId, own.openingId],
      )
    ).rows.map(({ line }) => line);

  it('are looked at first, opened all together, and sent a second time change nothing', async () => {
    const lines = `${LINE}\r\n${LINE.replace('full week', 'mon; tue am').replace(/,$/, ',2026-12-01')}`;
    const id = valueOf(await send(lines));
    expect(await seen(id)).toEqual(['NEW', 'NEW']);
    expect(await openings()).toEqual([]);
    expect(await world.bulkOpenings.apply(manager, id)).toEqual({ ok: true, value: 2 });
    const made = await openings();
    expect(made).toEqual(['4 2027-09-01 OPEN 470', '4 2027-09-01 LIKELY 141']);
    // The same file again, and the same preview again.
    const again = valueOf(await send(lines));
    expect(await seen(again)).toEqual(['SAME', 'SAME']);
    expect(await world.bulkOpenings.apply(manager, again)).toEqual({ ok: true, value: 0 });
    expect(await world.bulkOpenings.apply(manager, id)).toEqual({ ok: true, value: 2 });
    expect(await openings()).toEqual(made);
  });

  it('are applied as they were sent: the application cannot write them again', async () => {
    const id = valueOf(await send(LINE));
    const rewrite = world.work.inTransaction(manager, async (tx) => {
      await tx.query(`UPDATE opening_batch SET content = '[]' WHERE id = $1`, [id]);
      return { ok: true, value: undefined };
    });
    await expect(rewrite).rejects.toThrow(/permission denied/);
    expect(await seen(id)).toEqual(['NEW']);
  });

  it('are all refused when one row is wrong', async () => {
    const id = valueOf(
      await send(
        `${LINE}\r\n${LINE.replace('Key stage 4 core', 'Cooking')}\r\n${LINE.replace(',4,2027-09', ',900,2027-10')}`,
      ),
    );
    expect(await seen(id)).toEqual(['NEW', 'FAULT', 'REFUSED']);
    expect(await world.bulkOpenings.apply(manager, id)).toMatchObject({
      problem: { code: 'openings.rows-refused', facts: { rows: 2, lines: expect.any(Array) } },
    });
    expect(await openings()).toEqual([]);
  });

  it('are opened once when the button is pressed by several at once', async () => {
    const [one, other] = [valueOf(await send(LINE)), valueOf(await send(LINE))];
    const results = await Promise.all([one, one, other, other, one].map((id) => world.bulkOpenings.apply(manager, id)));
    expect(results.map(codeOf)).toEqual(results.map(() => 'done'));
    expect(await openings()).toHaveLength(1);
  });

  it('can be last year’s with new dates', async () => {
    const known = valueOf(await world.bulkOpenings.copyable(manager, own.providerId));
    expect(known).toMatchObject([{ id: own.openingId, places: 8, patterns: [{ sessions: 1023 }] }]);
    const dates = { validFrom: dateOnly('2027-09-01'), validTo: dateOnly('2028-07-21'), firmBy: null };
    const wanted = { providerId: own.providerId, openingIds: [own.openingId], ...dates };
    const id = valueOf(await world.bulkOpenings.copy(manager, wanted));
    expect(await seen(id)).toEqual(['NEW']);
    expect(await world.bulkOpenings.apply(manager, id)).toEqual({ ok: true, value: 1 });
    expect(await openings()).toEqual(['8 2027-09-01 OPEN 470']);
    const rival = await anOpening(world);
    const others = await world.bulkOpenings.copy(manager, { ...wanted, openingIds: [rival.openingId] });
    expect(others).toMatchObject({ problem: { fields: [{ field: 'openings', rule: 'choice' }] } });
  });

  it('are sent by who runs the provider or buys from it, and seen by nobody else', async () => {
    const answers: Record<string, string> = {};
    for (const role of ROLES) {
      const home = /SCHOOL|HEAD/.test(role) ? world.northSchool : world.north;
      const place = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : home;
      answers[role] = codeOf(await send(LINE, inRole(role, place)));
    }
    expect(Object.keys(answers).filter((role) => answers[role] === 'done')).toEqual([
      'PROVIDER_MANAGER',
      'PANEL_COORDINATOR',
      'COMMISSIONER',
    ]);
    const rival = await anOpening(world);
    const id = valueOf(await send(LINE));
    const competitor = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: rival.providerId });
    for (const actor of [competitor, inRole('PANEL_COORDINATOR', world.south)]) {
      expect(codeOf(await world.bulkOpenings.view(actor, id))).toBe('opening-batch.not-found');
      expect(codeOf(await world.bulkOpenings.apply(actor, id))).toBe('opening-batch.not-found');
      expect(codeOf(await send(LINE, actor))).toBe('provider.not-found');
    }
  });

  it('come in UTF-8 with a mark or in Windows-1252, and what is no such file is told', async () => {
    const accented = `${HEADER}\n${LINE.replace('Main site', 'Café')}\n`;
    const latin = Buffer.from(accented, 'latin1');
    for (const content of [accented, `\uFEFF${accented}`, latin]) {
      expect(valueOf(await readBulkFile(bytes(content)))[0]?.cells).toMatchObject({ site: 'Café', places: '4' });
    }
    const rule = async (content: string) => {
      const read = await readBulkFile(bytes(content));
      return read.ok ? 'fine' : read.problem.fields[0]?.rule;
    };
    expect(await rule('')).toBe('empty');
    expect(await rule('PK\u0003\u0004workbook')).toBe('compressed');
    expect(await rule('a,b\n1,2\n')).toBe('columns-missing');
    expect(await rule(`${HEADER},Places\n${LINE},4\n`)).toBe('column-twice');
    expect(await rule(`${HEADER}\n${LINE.replace('Main site', 'x'.repeat(400))}\n`)).toBe('cell-too-long');
    const many = valueOf(await readBulkFile(bytes(`${HEADER}\n${`${LINE}\n`.repeat(5_000)}`)));
    const sent = await world.bulkOpenings.start(manager, {
      providerId: own.providerId,
      source: 'FILE',
      name: 'x',
      rows: many,
    });
    expect(sent).toMatchObject({ problem: { fields: [{ rule: 'too-many-openings', facts: { max: 200 } }] } });
    const none = valueOf(await readBulkFile(bytes(`${HEADER}\n,,,\n`)));
    expect(none).toEqual([]);
  });
});
