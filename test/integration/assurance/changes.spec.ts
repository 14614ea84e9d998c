import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, FULL_WEEK, newId, pence, ROLES, valueOf } from '../../../src/kernel/index.js';
import type { ChangeGiven } from '../../../src/modules/assurance/domain/provider-change.js';
import { assuranceOf, toldOf } from '../../support/assurance.js';
import { codeOf } from '../../support/results.js';
import {
  anAdmittedProvider,
  anOpening,
  aPrice,
  inRole,
  known,
  type SupplyWorld,
  supplyWorld,
} from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const REASONS = 'Looked at, and fit.';
const at = (day: string) => new Date(`${day}T09:00:00Z`);

describe('what an admitted provider may not change by itself', () => {
  let world: SupplyWorld;
  let services: ReturnType<typeof assuranceOf>;
  let commissioner: Actor;
  let second: Actor;
  let manager: Actor;
  let own: Awaited<ReturnType<typeof anAdmittedProvider>>;

  beforeAll(async () => {
    world = await supplyWorld();
    services = assuranceOf(world);
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    second = await known(world, inRole('COMMISSIONER', world.north));
  });
  beforeEach(async () => {
    world.setNow(MONDAY);
    own = await anAdmittedProvider(world, world.north);
    manager = await known(world, inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId }));
  });
  afterAll(() => world.close());

  const announce = async (proposed: ChangeGiven['proposed'], by = manager) =>
    services.changes.announce(by, { proposed, why: 'We grow.', fromDate: dateOnly('2026-12-01') });
  const MOVE = () => ({
    kind: 'MOVE_SITE' as const,
    siteId: own.siteId,
    address: '2 Example Road',
    postcode: 'M14 7PA',
    grid: { easting: 385_000, northing: 399_000 },
  });
  const CONTROL = {
    kind: 'CONTROL' as const,
    name: 'Renamed Provider',
    owner: 'Another Ltd',
    companyNumber: '01234567',
  };
  const one = async <T extends object>(sql: string, id: string) => (await world.admin.query<T>(sql, [id])).rows[0];
  const place = () => one<{ address: string }>('SELECT address FROM site WHERE id = $1', own.siteId);
  const name = () => one<{ name: string }>('SELECT name FROM organisation WHERE id = $1', own.providerId);

  it('is where its sites are, and its name: held until the authority approves', async () => {
    const site = valueOf(await world.findProviders.site(manager, own.siteId));
    const details = {
      name: 'Main site',
      address: '2 Example Road',
      postcode: 'M14 7PA',
      grid: null,
      accessFeatures: [],
    };
    const edited = { ...details, siteId: own.siteId, version: site.site.version };
    expect(codeOf(await world.manageSite.edit(manager, edited))).toBe('provider.change-needs-approval');
    const { provider } = site;
    const renamed = { ...provider, name: 'Renamed Provider', providerId: provider.id, commissionerId: null };
    expect(codeOf(await world.manageProvider.edit(manager, renamed))).toBe('provider.change-needs-approval');
    const [move, control] = [valueOf(await announce(MOVE())), valueOf(await announce(CONTROL))];
    expect([await place(), (await name())?.name]).toEqual([{ address: '1 Example Street' }, provider.name]);
    expect((await services.changes.tasksFor(commissioner)).map(({ href }) => href)).toEqual(
      expect.arrayContaining([`/provider-changes/${move}`, `/provider-changes/${control}`]),
    );
    expect(valueOf(await services.changes.one(commissioner, move)).touched).toEqual({
      admissions: 1,
      openings: 0,
      placements: 0,
    });
    const both = [commissioner, second].map((actor) => services.changes.approve(actor, move, REASONS));
    expect((await Promise.all(both)).map(codeOf).toSorted()).toEqual(['done', 'provider-change.decided']);
    valueOf(await services.changes.approve(commissioner, control, REASONS));
    expect([await place(), await name()]).toEqual([{ address: '2 Example Road' }, { name: 'Renamed Provider' }]);
    expect(await toldOf(world, move)).toEqual([
      'provider-change.announced to the authority',
      'provider-change.decided',
    ]);
  });

  it('is a new site, which the approval adds and the authority registers', async () => {
    const { siteId: _, ...where } = MOVE();
    const id = valueOf(await announce({ ...where, kind: 'NEW_SITE', name: 'Second site' }));
    valueOf(await services.changes.approve(commissioner, id, REASONS));
    const { madeId } = valueOf(await services.changes.one(manager, id)).change;
    expect(valueOf(await world.findProviders.site(manager, madeId ?? '')).site.name).toBe('Second site');
  });

  it('is a price: the approval drafts it, and it counts with the signature of a second person', async () => {
    const tariffLineId = await aPrice(world, world.north, own.providerId);
    const id = valueOf(await announce({ kind: 'PRICE', tariffLineId, netPence: pence(55_000) }));
    valueOf(await services.changes.approve(commissioner, id, REASONS));
    const { madeId } = valueOf(await services.changes.one(commissioner, id)).change;
    const drafted = () =>
      one<{ status: string; net: number }>(
        'SELECT status, net_pence::int AS net FROM tariff_line WHERE id = $1',
        madeId ?? '',
      );
    expect(await drafted()).toEqual({ status: 'DRAFT', net: 55_000 });
    const approver = inRole('FINANCE_APPROVER', world.north);
    expect(
      codeOf(await world.approveTariff.run({ ...approver, userId: commissioner.userId }, { lineId: madeId ?? '' })),
    ).toBe('tariff.same-person');
    valueOf(await world.endTariff.run(approver, { lineId: tariffLineId, endsOn: dateOnly('2026-11-30') }));
    valueOf(await world.approveTariff.run(approver, { lineId: madeId ?? '' }));
    expect((await drafted())?.status).toBe('APPROVED');
    expect(codeOf(await announce({ kind: 'PRICE', tariffLineId: own.siteId, netPence: pence(1) }))).toBe(
      'input.invalid: tariffLineId choice',
    );
  });

  describe('is a site that closes', () => {
    let place: Awaited<ReturnType<typeof anOpening>>;
    let hers: Actor;
    const CLOSES = dateOnly('2026-12-02');
    beforeEach(async () => {
      place = await anOpening(world);
      hers = await known(world, inRole('PROVIDER_MANAGER', { ...world.north, organisationId: place.providerId }));
    });
    const closing = () =>
      services.changes.announce(hers, {
        proposed: { kind: 'CLOSE_SITE', siteId: place.siteId },
        why: 'The lease ends.',
        fromDate: CLOSES,
      });
    const hold = (fromWeek: string, toWeek: string) =>
      world.work.inTransaction(inRole('PANEL_COORDINATOR', world.north), (tx) =>
        world.capacity.hold(tx, {
          authorityId: world.north.authorityId,
          subjectId: newId(),
          expiresAt: null,
          lines: [{ patternId: place.patternIds[0] ?? '', fromWeek: dateOnly(fromWeek), toWeek: dateOnly(toWeek) }],
        }),
      );
    const opening = () =>
      one<{ until: string; status: string }>(
        `SELECT valid_to::text AS until, status FROM opening WHERE id = $1`,
        place.openingId,
      );

    it('ends its openings, and nobody new is placed there from that day on', async () => {
      const later = valueOf(
        await world.openPlaces.run(hers, {
          programmeId: place.programmeId,
          admissionId: null,
          places: 2,
          validFrom: dateOnly('2027-01-04'),
          validTo: dateOnly('2027-03-26'),
          patterns: [{ label: '', sessions: FULL_WEEK, tariffLineId: place.tariffLineId }],
        }),
      );
      const id = valueOf(await closing());
      expect(codeOf(await closing())).toBe('site.closes-already');
      expect((await opening())?.status).toBe('OPEN');
      valueOf(await hold('2026-11-09', '2026-12-14'));
      valueOf(await services.changes.approve(commissioner, id, REASONS));
      expect(await opening()).toEqual({ until: '2026-12-01', status: 'OPEN' });
      expect(await one('SELECT status FROM opening WHERE id = $1', later)).toEqual({ status: 'WITHDRAWN' });
      // The week in which it closes can still be used; the next one cannot.
      expect(codeOf(await hold('2026-11-09', '2026-11-30'))).toBe('done');
      expect(codeOf(await hold('2026-11-09', '2026-12-07'))).toBe('capacity.not-offered');
      const wanted = {
        patternIds: [place.patternIds[0] ?? ''],
        fromWeek: dateOnly('2026-11-30'),
        toWeek: dateOnly('2026-12-07'),
      };
      const [room] = await world.work.read(commissioner, (tx) => world.capacity.headroom(tx, wanted));
      expect(room?.weeks.map(({ headroom }) => headroom)).toEqual([6, 0]);
      const weekly = await world.work.read(commissioner, (tx) =>
        world.capacity.weekly(tx, {
          openingIds: [],
          siteIds: [place.siteId],
          programmeIds: [],
          providerIds: [],
          fromWeek: dateOnly('2026-11-30'),
          toWeek: dateOnly('2026-12-07'),
        }),
      );
      expect(weekly.map(({ left }) => left[0])).toEqual([58, 0]);
    });

    it('is approved, and places taken there at once, in one order or the other', async () => {
      const id = valueOf(await closing());
      const [approved, ...held] = await Promise.all([
        services.changes.approve(commissioner, id, REASONS),
        ...Array.from({ length: 4 }, () => hold('2026-11-09', '2026-12-14')),
      ]);
      expect(codeOf(approved)).toBe('done');
      for (const each of held) expect(['done', 'capacity.not-offered']).toContain(codeOf(each));
      expect(codeOf(await hold('2026-11-09', '2026-12-14'))).toBe('capacity.not-offered');
    });

    it('is closed by nobody else: the database asks for the approval and its day', async () => {
      const id = valueOf(await closing());
      const write = (actor: Actor, day: string) =>
        world.work.inTransaction(actor, async (tx) => {
          await tx.query('UPDATE site SET closed_on = $2 WHERE id = $1', [place.siteId, day]);
          return { ok: true, value: undefined };
        });
      expect(codeOf(await write(hers, CLOSES))).toBe('site.closes-by-approval');
      expect(codeOf(await write(commissioner, '2026-12-24'))).toBe('site.closes-by-approval');
      valueOf(await services.changes.refuse(commissioner, id, 'Its pupils sit examinations there.'));
      expect(codeOf(await write(commissioner, CLOSES))).toBe('site.closes-by-approval');
      valueOf(await hold('2026-11-09', '2026-11-16'));
      valueOf(await services.changes.approve(commissioner, valueOf(await closing()), REASONS));
      await expect(
        world.admin.query(
          `INSERT INTO capacity_hold_line SELECT x.* FROM capacity_hold_line l,
             jsonb_populate_record(l, '{"from_week": "2026-12-07", "to_week": "2026-12-14"}') x WHERE l.site_id = $1`,
          [place.siteId],
        ),
      ).rejects.toMatchObject({ constraint: 'capacity_hold_line_site_open' });
    });
  });

  describe('is a closing that is withdrawn', () => {
    const CLOSES = dateOnly('2026-12-02');
    let place: Awaited<ReturnType<typeof anOpening>>;
    let hers: Actor;
    let closing: string;
    let later: string;
    beforeEach(async () => {
      place = await anOpening(world);
      hers = await known(world, inRole('PROVIDER_MANAGER', { ...world.north, organisationId: place.providerId }));
      const { programmeId, tariffLineId } = place;
      const patterns = [{ label: '', sessions: FULL_WEEK, tariffLineId }];
      const dates = { validFrom: dateOnly('2027-01-04'), validTo: dateOnly('2027-03-26') };
      const more = { programmeId, admissionId: null, places: 2, ...dates, patterns };
      later = valueOf(await world.openPlaces.run(hers, more));
      const proposed = { kind: 'CLOSE_SITE' as const, siteId: place.siteId };
      closing = valueOf(await services.changes.announce(hers, { proposed, why: 'The lease ends.', fromDate: CLOSES }));
    });
    const keep = () =>
      services.changes.announce(hers, {
        proposed: { kind: 'KEEP_SITE', siteId: place.siteId },
        why: 'The lease is renewed.',
        fromDate: null,
      });
    const closedOn = async () =>
      (await one<{ day: string | null }>('SELECT closed_on::text AS day FROM site WHERE id = $1', place.siteId))?.day;
    const opening = (id: string) =>
      one<{ until: string; status: string }>(`SELECT valid_to::text AS until, status FROM opening WHERE id = $1`, id);

    it('gives back what ended with it alone, to be confirmed, and the site can close another time', async () => {
      const before = [await opening(place.openingId), await opening(later)];
      expect(codeOf(await keep())).toBe('site.not-closing');
      valueOf(await services.changes.approve(commissioner, closing, REASONS));
      const id = valueOf(await keep());
      expect(codeOf(await keep())).toBe('site.stays-already');
      expect(await closedOn()).toBe(CLOSES);
      expect(valueOf(await services.changes.one(hers, closing)).mayUndo).toBe(true);
      valueOf(await services.changes.approve(commissioner, id, REASONS));
      expect(await closedOn()).toBeNull();
      const after = [await opening(place.openingId), await opening(later)];
      expect(after.map((one) => one?.until)).toEqual(before.map((one) => one?.until));
      expect(after.map((one) => one?.status)).toEqual(['UNCONFIRMED', 'UNCONFIRMED']);
      expect(valueOf(await services.changes.one(hers, closing)).change.status).toBe('UNDONE');
      valueOf(await world.confirmOpenings.run(hers, { providerId: place.providerId, openingIds: null }));
      expect((await opening(later))?.status).toBe('OPEN');
      const again = { kind: 'CLOSE_SITE' as const, siteId: place.siteId };
      const second = await services.changes.announce(hers, { proposed: again, why: 'Sold.', fromDate: CLOSES });
      valueOf(await services.changes.approve(commissioner, valueOf(second), REASONS));
      expect([await closedOn(), (await opening(place.openingId))?.until]).toEqual([CLOSES, '2026-12-01']);
    });

    it('gives back nothing that somebody withdrew in the meantime', async () => {
      valueOf(await services.changes.approve(commissioner, closing, REASONS));
      const version = async (id: string) =>
        (await one<{ version: number }>('SELECT version FROM opening WHERE id = $1', id))?.version ?? 0;
      const set = async (openingId: string, status: 'OPEN' | 'WITHDRAWN') =>
        valueOf(await world.changeOpening.setStatus(hers, { openingId, version: await version(openingId), status }));
      await set(place.openingId, 'WITHDRAWN');
      await set(later, 'OPEN');
      await set(later, 'WITHDRAWN');
      valueOf(await services.changes.approve(commissioner, valueOf(await keep()), REASONS));
      expect((await opening(place.openingId))?.status).toBe('WITHDRAWN');
      expect((await opening(later))?.status).toBe('WITHDRAWN');
    });

    it('is approved or taken back, whoever comes first, and once', async () => {
      const close = [
        services.changes.approve(commissioner, closing, REASONS),
        services.changes.withdraw(hers, closing),
      ];
      const closed = (await Promise.all(close)).map(codeOf);
      expect(closed.filter((code) => code === 'done')).toHaveLength(1);
      if (closed[0] !== 'done') return;
      const id = valueOf(await keep());
      const both = await Promise.all([
        services.changes.approve(commissioner, id, REASONS),
        services.changes.withdraw(hers, id),
        services.changes.approve(commissioner, id, REASONS),
      ]);
      const codes = both.map(codeOf);
      expect(codes.filter((code) => code === 'done')).toHaveLength(1);
      const approved = codes[1] !== 'done';
      expect([await closedOn(), (await opening(later))?.status]).toEqual(
        approved ? [null, 'UNCONFIRMED'] : [CLOSES, 'WITHDRAWN'],
      );
    });

    it('is over on its day, and nobody else reopens a site: the database asks for the approval', async () => {
      valueOf(await services.changes.approve(commissioner, closing, REASONS));
      const write = (actor: Actor, sql: string) =>
        world.work.inTransaction(actor, async (tx) => {
          await tx.query(sql, [place.siteId]);
          return { ok: true, value: undefined };
        });
      const reopen = 'UPDATE site SET closed_on = NULL WHERE id = $1';
      expect(codeOf(await write(commissioner, reopen))).toBe('site.closes-by-approval');
      const undo = `UPDATE provider_change SET status = 'UNDONE' WHERE kind = 'CLOSE_SITE' AND site_id = $1`;
      expect(codeOf(await write(commissioner, undo))).toBe('provider-change.decided');
      const id = valueOf(await keep());
      expect(codeOf(await write(hers, reopen))).toBe('site.closes-by-approval');
      world.setNow(new Date('2026-12-02T09:00:00Z'));
      expect(codeOf(await services.changes.approve(commissioner, id, REASONS))).toBe('site.not-closing');
      expect(valueOf(await services.changes.one(hers, closing)).mayUndo).toBe(false);
      expect(codeOf(await keep())).toBe('site.not-closing');
      world.setNow(MONDAY);
    });
  });

  it('is refused with reasons, or taken back before anybody decides', async () => {
    const refused = valueOf(await announce(MOVE()));
    expect(codeOf(await services.changes.refuse(commissioner, refused, ' '))).toBe('input.invalid: reasons required');
    valueOf(await services.changes.refuse(commissioner, refused, 'Too far from its pupils.'));
    expect((await place())?.address).toBe('1 Example Street');
    expect(valueOf(await services.changes.one(manager, refused)).change).toMatchObject({
      status: 'REFUSED',
      reasons: 'Too far from its pupils.',
    });
    const taken = valueOf(await announce(MOVE()));
    const both = await Promise.all([
      services.changes.withdraw(manager, taken),
      services.changes.approve(commissioner, taken, REASONS),
    ]);
    expect(both.map(codeOf).filter((code) => code === 'done')).toHaveLength(1);
  });

  it('is announced by its manager and decided by the commissioner, of this authority', async () => {
    const [announced, decided]: [string[], string[]] = [[], []];
    for (const role of ROLES) {
      const at_ = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : world.north;
      const actor = await known(world, inRole(role, at_));
      if ((await announce(CONTROL, actor)).ok) announced.push(role);
      const id = valueOf(await announce(CONTROL));
      if ((await services.changes.refuse(actor, id, REASONS)).ok) decided.push(role);
    }
    expect({ announced, decided }).toEqual({ announced: ['PROVIDER_MANAGER'], decided: ['COMMISSIONER'] });
    const id = valueOf(await announce(CONTROL));
    expect(codeOf(await services.changes.refuse(inRole('COMMISSIONER', world.south), id, REASONS))).toBe(
      'provider-change.not-found',
    );
    const rival = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: world.northSchool.organisationId });
    expect(codeOf(await services.changes.one(rival, id))).toBe('provider-change.not-found');
  });

  const NOTICE = { ground: 'QUALITY' as const, reasons: 'Two visits found serious weaknesses.' };
  const DECIDED = { outcome: 'REMOVED' as const, decision: 'Nothing has changed.' };
  const lastDay = () => one<{ to: string }>(`SELECT to_date::text AS to FROM admission WHERE id = $1`, own.admissionId);

  it('loses its admission with notice, after its reply, by the decision of another person', async () => {
    const id = valueOf(await services.removals.notice(commissioner, own.admissionId, NOTICE));
    expect(codeOf(await services.removals.notice(second, own.admissionId, NOTICE))).toBe('removal.noticed');
    // Twenty-eight days of notice and ten working days for the reply, from 2 November 2026.
    expect(valueOf(await services.viewRemovals.one(manager, id)).removal).toMatchObject({
      lastDay: '2026-11-30',
      replyBy: '2026-11-16',
    });
    expect(codeOf(await services.removals.decide(second, id, DECIDED))).toBe('removal.reply-open');
    valueOf(await services.removals.reply(manager, id, 'We have a new head.'));
    expect(codeOf(await services.removals.reply(manager, id, 'Again.'))).toBe('removal.decided');
    expect(codeOf(await services.removals.decide(commissioner, id, DECIDED))).toBe('removal.second-person');
    const third = await known(world, inRole('COMMISSIONER', world.north));
    const both = [second, third].map((actor) => services.removals.decide(actor, id, DECIDED));
    expect((await Promise.all(both)).map(codeOf).toSorted()).toEqual(['done', 'removal.decided']);
    expect((await lastDay())?.to).toContain('2026-11-30');
    expect(await toldOf(world, id)).toEqual(['removal.noticed', 'removal.replied to the authority', 'removal.decided']);
  });

  it('keeps it where that is decided, and is decided about without a reply once the days are over', async () => {
    const id = valueOf(await services.removals.notice(commissioner, own.admissionId, NOTICE));
    world.setNow(at('2026-11-17'));
    expect(codeOf(await services.removals.reply(manager, id, 'Late.'))).toBe('removal.reply-late');
    expect((await services.viewRemovals.tasksFor(second)).map(({ href }) => href)).toContain(`/removals/${id}`);
    valueOf(await services.removals.decide(second, id, { outcome: 'KEPT', decision: 'It is better now.' }));
    expect((await lastDay())?.to).toContain('2028-10-27');
    const noticing: string[] = [];
    for (const role of ROLES) {
      const actor = await known(world, inRole(role, world.north));
      if ((await services.removals.notice(actor, own.admissionId, NOTICE)).ok) noticing.push(role);
    }
    expect(noticing).toEqual(['COMMISSIONER']);
    expect(codeOf(await services.removals.notice(inRole('COMMISSIONER', world.south), own.admissionId, NOTICE))).toBe(
      'admission.not-found',
    );
  });

  it('cannot be decided about before its right of reply is over, whichever way it is written', async () => {
    const id = valueOf(await services.removals.notice(commissioner, own.admissionId, NOTICE));
    const direct = world.work.read(second, (tx) =>
      tx.query(
        `UPDATE admission_removal SET status = 'KEPT', decision = 'x', decided_at = now(), decided_by = $2 WHERE id = $1`,
        [id, second.userId],
      ),
    );
    await expect(direct).rejects.toThrow(/notice stands/);
    const inItsName = world.work.read(second, (tx) =>
      tx.query(`UPDATE admission_removal SET status = 'REPLIED', reply = 'x', replied_at = now() WHERE id = $1`, [id]),
    );
    await expect(inItsName).rejects.toThrow(/notice stands/);
  });

  it('is not cut shorter than the notice that was decided', async () => {
    const id = valueOf(await services.removals.notice(commissioner, own.admissionId, NOTICE));
    valueOf(await services.removals.reply(manager, id, 'We have a new head.'));
    valueOf(await services.removals.decide(second, id, DECIDED));
    const sooner = world.work.read(second, (tx) =>
      tx.query(`UPDATE admission SET to_date = '2026-11-29' WHERE id = $1`, [own.admissionId]),
    );
    await expect(sooner).rejects.toThrow(/an admission stands/);
  });
});
