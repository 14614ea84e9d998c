import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, FULL_WEEK, type Role, ROLES, valueOf } from '../../../src/kernel/index.js';
import type { ConcernGiven } from '../../../src/modules/assurance/domain/concern.js';
import { assuranceOf, toldOf, watcher } from '../../support/assurance.js';
import { codeOf } from '../../support/results.js';
import {
  anAdmittedProvider,
  aPrice,
  FROM,
  inRole,
  known,
  type SupplyWorld,
  supplyWorld,
  UNTIL,
} from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const TODAY = dateOnly('2026-11-02');
const OUTCOME = { outcome: 'BORNE_OUT' as const, found: 'It was so.', toldRaiser: 'Thank you; it is dealt with.' };

describe('concerns about providers', () => {
  let world: SupplyWorld;
  let services: ReturnType<typeof assuranceOf>;
  let officer: Actor;
  let commissioner: Actor;
  let lead: Actor;
  let own: Awaited<ReturnType<typeof anAdmittedProvider>>;

  beforeAll(async () => {
    world = await supplyWorld();
    services = assuranceOf(world);
    officer = await known(world, inRole('QUALITY_OFFICER', world.north));
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    lead = await known(world, inRole('SCHOOL_INCLUSION_LEAD', world.northSchool));
  });
  beforeEach(async () => {
    world.setNow(MONDAY);
    own = await anAdmittedProvider(world, world.north);
  });
  afterAll(() => world.close());

  const aConcern = (over: Partial<ConcernGiven> = {}): ConcernGiven => ({
    kind: 'EDUCATION',
    siteId: null,
    happenedOn: TODAY,
    what: 'No lessons on Fridays.',
    pupilReference: null,
    toldFirst: null,
    toldOn: null,
    ...over,
  });
  const ALLEGATION = { kind: 'STAFF_ALLEGATION', toldFirst: 'LADO', toldOn: TODAY } as const;
  const raised = async (over: Partial<ConcernGiven> = {}, by = lead) =>
    valueOf(await services.raiseConcern.run(by, own.providerId, aConcern(over)));
  const inHand = async (over: Partial<ConcernGiven> = {}) => {
    const id = await raised(over);
    valueOf(await services.handleConcerns.triage(officer, id, { level: 'HIGH', words: 'Ring the centre.' }));
    return id;
  };
  const seenBy = async (actor: Actor, id: string) => codeOf(await services.viewConcerns.one(actor, id));

  it('are raised by a school, sorted, dealt with and answered', async () => {
    const id = await raised({ pupilReference: 'PL-000012' });
    expect((await services.viewConcerns.tasksFor(officer)).map(({ href }) => href)).toContain(`/concerns/${id}`);
    expect(codeOf(await services.handleConcerns.close(officer, id, OUTCOME))).toBe('concern.moved-on');
    expect(codeOf(await services.handleConcerns.note(officer, id, 'Too early.'))).toBe('concern.moved-on');
    valueOf(await services.handleConcerns.triage(officer, id, { level: 'LOW', words: 'Ask the centre.' }));
    valueOf(await services.handleConcerns.note(officer, id, 'The centre agrees.'));
    const action = { what: 'Send a timetable.', ownerName: 'Head of centre', dueOn: dateOnly('2026-11-09') };
    valueOf(await services.handleConcerns.agreeAction(officer, id, action));
    expect(codeOf(await services.handleConcerns.close(officer, id, OUTCOME))).toBe('concern.actions-open');
    const { actions } = valueOf(await services.viewConcerns.one(officer, id));
    const actionId = actions[0]?.id ?? '';
    const twice = [1, 2].map(() => services.handleConcerns.doAction(officer, id, actionId, 'It has come.'));
    expect((await Promise.all(twice)).map(codeOf).toSorted()).toEqual(['concern.action-done', 'done']);
    valueOf(await services.handleConcerns.close(officer, id, OUTCOME));
    const theirs = valueOf(await services.viewConcerns.one(lead, id));
    expect(theirs).toMatchObject({ notes: [], actions: [], suspensions: [], mayHandle: false });
    expect(theirs.concern).toMatchObject({ status: 'CLOSED', toldRaiser: OUTCOME.toldRaiser });
    expect(valueOf(await services.viewConcerns.one(officer, id)).notes.map(({ words }) => words)).toEqual([
      'Ask the centre.',
      'The centre agrees.',
    ]);
    expect(await toldOf(world, id)).toEqual(['concern.raised to the authority', 'concern.closed']);
  });

  it('about safeguarding are read by named roles and whoever raised them, each reading recorded', async () => {
    const id = await raised(ALLEGATION);
    const readers: string[] = [];
    for (const role of ROLES) {
      if ((await seenBy(inRole(role, world.north), id)) === 'done') readers.push(role);
    }
    expect(readers).toEqual(['QUALITY_OFFICER', 'COMMISSIONER']);
    expect(await seenBy(lead, id)).toBe('done');
    const atSchool = (role: Role) => seenBy(inRole(role, world.northSchool), id);
    expect([await atSchool('SCHOOL_INCLUSION_LEAD'), await atSchool('HEAD_TEACHER')]).toEqual([
      'concern.not-found',
      'done',
    ]);
    const about = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
    expect(await seenBy(about, id)).toBe('concern.not-found');
    const { rowCount } = await world.admin.query(
      `SELECT FROM audit_entry WHERE action = 'concern.read' AND subject_id = $1`,
      [id],
    );
    expect(rowCount).toBe(4);
    expect(await toldOf(world, id)).toEqual(['concern.raised-confidential to the authority']);
    const { rows } = await world.admin.query<{ facts: object }>(
      `SELECT facts FROM audit_entry WHERE action = 'concern.raised' AND subject_id = $1`,
      [id],
    );
    expect(rows.map(({ facts }) => facts)).toEqual([{ provider: own.providerId }]);
    // One that is not confidential is read by colleagues, and never by the provider or another school.
    const open = await raised();
    expect(await seenBy(inRole('SCHOOL_INCLUSION_LEAD', world.northSchool), open)).toBe('done');
    expect(await seenBy(about, open)).toBe('concern.not-found');
    expect(await seenBy(inRole('HEAD_TEACHER', world.southSchool), open)).toBe('concern.not-found');
  });

  it('are answered to the person who raised them, for a fortnight, whoever else may know of them', async () => {
    const id = await inHand(ALLEGATION);
    const told = async (actor: Actor) =>
      (await services.viewConcerns.tasksFor(actor)).map(({ href }) => href).includes(`/concerns/${id}`);
    expect(await told(lead)).toBe(false);
    valueOf(await services.handleConcerns.close(officer, id, OUTCOME));
    const colleague = await known(world, inRole('SCHOOL_INCLUSION_LEAD', world.northSchool));
    expect([await told(lead), await told(colleague), await told(officer)]).toEqual([true, false, false]);
    world.setNow(new Date('2026-11-17T09:00:00Z'));
    expect(await told(lead)).toBe(false);
  });

  it('suspend admissions at once, for matching and for calling off, and lift them at once, even on the same day', async () => {
    const coordinator = inRole('PANEL_COORDINATOR', world.north);
    const tariffLineId = await aPrice(world, world.north, own.providerId);
    const opening = { programmeId: own.programmeId, admissionId: own.admissionId, places: 3 };
    const patterns = [{ label: '', sessions: FULL_WEEK, tariffLineId }];
    valueOf(await world.openPlaces.run(coordinator, { ...opening, validFrom: FROM, validTo: UNTIL, patterns }));
    const suspended = async () => {
      const wanted = { authorityId: world.north.authorityId, on: TODAY };
      const found = await world.work.read(coordinator, (tx) => world.supply.candidates(tx, wanted));
      return found.find(({ provider }) => provider.id === own.providerId)?.admission?.suspended;
    };
    const mayCallOff = async () =>
      codeOf(
        await world.work.read(commissioner, (tx) =>
          world.procurement.checkCallOff(tx, own.admissionId, own.siteId, TODAY),
        ),
      );
    const asked = async () =>
      (
        await world.admin.query(`SELECT FROM outbox WHERE job = 'capacity.changed' AND payload ->> 'providerId' = $1`, [
          own.providerId,
        ])
      ).rowCount ?? 0;
    const id = await inHand(ALLEGATION);
    expect([await suspended(), await mayCallOff()]).toEqual([false, 'done']);
    const before = await asked();
    expect(codeOf(await services.handleConcerns.suspend(officer, id, [own.admissionId]))).toBe('action.forbidden');
    const second = await known(world, inRole('COMMISSIONER', world.north));
    const both = [commissioner, second].map((actor) => services.handleConcerns.suspend(actor, id, [own.admissionId]));
    expect((await Promise.all(both)).map(codeOf).toSorted()).toEqual(['admission.suspension-overlaps', 'done']);
    expect([await suspended(), await mayCallOff(), await asked()]).toEqual([true, 'admission.suspended', before + 1]);
    expect(valueOf(await services.viewConcerns.one(officer, id)).suspensions).toMatchObject([
      { lotNumber: 2, toDate: null },
    ]);
    valueOf(await services.handleConcerns.lift(commissioner, id));
    expect([await suspended(), await mayCallOff(), await asked()]).toEqual([false, 'done', before + 2]);
    expect(codeOf(await services.handleConcerns.lift(commissioner, id))).toBe('admission.not-suspended');
    // It can be suspended again on the same day.
    valueOf(await services.handleConcerns.suspend(commissioner, id, [own.admissionId]));
    expect(await suspended()).toBe(true);
  });

  it('have late actions escalated once, to those who may read of them', async () => {
    const id = await inHand(ALLEGATION);
    const action = { what: 'Meet the LADO.', ownerName: 'Quality officer', dueOn: dateOnly('2026-11-09') };
    valueOf(await services.handleConcerns.agreeAction(officer, id, action));
    const service = watcher(world.north.authorityId);
    world.setNow(new Date('2026-11-09T09:00:00Z'));
    valueOf(await services.watch.run(service));
    world.setNow(new Date('2026-11-10T09:00:00Z'));
    valueOf(await services.watch.run(service));
    valueOf(await services.watch.run(service));
    expect(await toldOf(world, id)).toEqual([
      'concern.raised-confidential to the authority',
      'concern.action-late-confidential to the authority',
    ]);
  });

  it('are raised and dealt with by exactly these roles', async () => {
    const [raise, handle]: [string[], string[]] = [[], []];
    for (const role of ROLES) {
      const place = role.startsWith('PROVIDER') ? { ...world.north, organisationId: own.providerId } : world.north;
      const actor = await known(world, inRole(role, place));
      if ((await services.raiseConcern.run(actor, own.providerId, aConcern())).ok) raise.push(role);
      const id = await raised();
      if ((await services.handleConcerns.triage(actor, id, { level: 'LOW', words: 'Seen.' })).ok) handle.push(role);
    }
    expect(raise).toEqual([
      'SCHOOL_INCLUSION_LEAD',
      'HEAD_TEACHER',
      'PROVIDER_MANAGER',
      'PANEL_COORDINATOR',
      'QUALITY_OFFICER',
      'SEN_OFFICER',
      'VIRTUAL_SCHOOL',
      'SPECIALIST',
      'COMMISSIONER',
    ]);
    expect(handle).toEqual(['QUALITY_OFFICER', 'COMMISSIONER']);
    const stranger = inRole('SCHOOL_INCLUSION_LEAD', world.southSchool);
    expect(codeOf(await services.raiseConcern.run(stranger, own.providerId, aConcern()))).toBe('provider.not-found');
    const id = await raised();
    const elsewhere = inRole('QUALITY_OFFICER', world.south);
    expect(codeOf(await services.handleConcerns.triage(elsewhere, id, { level: 'LOW', words: 'x' }))).toBe(
      'concern.not-found',
    );
  });
});
