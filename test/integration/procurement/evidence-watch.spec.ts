import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, dateOnly, FULL_WEEK, serviceActor, valueOf } from '../../../src/kernel/index.js';
import type { EvidenceTerm } from '../../../src/modules/procurement/domain/evidence-terms.js';
import { codeOf } from '../../support/results.js';
import {
  A_PROGRAMME,
  anAdmittedProvider,
  aPrice,
  aSite,
  FROM,
  inRole,
  known,
  UNTIL,
  type SupplyWorld,
  supplyWorld,
} from '../../support/supply-world.js';
import { MONDAY } from '../../support/unit-of-work.js';

const ENDS = dateOnly('2026-12-31');
const LATER = dateOnly('2027-12-31');
const at = (day: string) => new Date(`${day}T09:00:00Z`);

describe('the documents of an admitted provider', () => {
  let world: SupplyWorld;
  let commissioner: Actor;
  let officer: Actor;
  let service: Actor;
  let manager: Actor;
  let own: Awaited<ReturnType<typeof anAdmittedProvider>>;

  beforeAll(async () => {
    world = await supplyWorld();
    commissioner = await known(world, inRole('COMMISSIONER', world.north));
    officer = inRole('QUALITY_OFFICER', world.north);
    service = serviceActor('evidence', world.north.authorityId, ['evidence.tend', 'framework.manage']);
  });
  beforeEach(async () => {
    world.setNow(MONDAY);
    own = await anAdmittedProvider(world, world.north);
    manager = inRole('PROVIDER_MANAGER', { ...world.north, organisationId: own.providerId });
  });
  afterAll(() => world.close());

  const confirm = async (validTo: string, replaces: string | null = null, siteIds: readonly string[] = []) =>
    valueOf(
      await world.keepEvidence.run(
        manager,
        {
          kind: 'SAFEGUARDING_CONFIRMATION',
          title: null,
          reference: null,
          issuer: null,
          coverPence: null,
          statement: 'We confirm it.',
          validFrom: null,
          validTo: dateOnly(validTo),
          siteIds,
        },
        [],
        replaces,
      ),
    );
  const look = async (day: string) => {
    world.setNow(at(day));
    valueOf(await world.watchEvidence.run(service, own.providerId));
  };
  const say = (onExpiry: EvidenceTerm['onExpiry'], remindDays = [60, 30, 7]) =>
    world.evidenceTerms.say(commissioner, own.frameworkId, {
      kind: 'SAFEGUARDING_CONFIRMATION',
      fromDate: dateOnly('2026-11-02'),
      onExpiry,
      remindDays,
      source: 'Board, 1 October 2026',
    });
  const lapses = async () => {
    const { rows } = await world.admin.query<{ line: string }>(
      `SELECT kind || ' ' || effect || ' ' || from_date || ' to ' || coalesce(lifted_on::text, 'open') AS line
         FROM admission_lapse WHERE admission_id = $1 ORDER BY from_date, effect`,
      [own.admissionId],
    );
    return rows.map(({ line }) => line);
  };
  const told = async (kind: string) => {
    const { rows } = await world.admin.query<{ due: string | null; to: string }>(
      `SELECT payload ->> 'dueOn' AS due, payload ->> 'organisationId' AS to FROM outbox
        WHERE job = 'notifications.deliver' AND payload ->> 'kind' = $1
          AND payload ->> 'subjectId' IN (SELECT id::text FROM evidence WHERE provider_organisation_id = $2)`,
      [kind, own.providerId],
    );
    return rows;
  };
  const mayCallOff = async (day: string, siteId = own.siteId) =>
    codeOf(
      await world.work.read(commissioner, (tx) =>
        world.procurement.checkCallOff(tx, own.admissionId, siteId, dateOnly(day)),
      ),
    );

  it('are reminded of 60, 30 and 7 days before they end, each time once', async () => {
    await confirm(ENDS);
    await look('2026-10-31');
    expect(await told('evidence.ends-soon')).toEqual([]);
    await look('2026-11-01');
    await look('2026-11-01');
    await look('2026-11-30');
    expect(await told('evidence.ends-soon')).toEqual([{ due: ENDS, to: own.providerId }]);
    await look('2026-12-01');
    await look('2026-12-23');
    expect(await told('evidence.ends-soon')).toHaveLength(2);
    await look('2026-12-24');
    await look('2026-12-31');
    expect(await told('evidence.ends-soon')).toHaveLength(3);
    expect(await lapses()).toEqual([]);
    const tasks = (await world.evidenceTasks.tasksFor(manager)).map(({ title, dueOn }) => [title, dueOn]);
    expect(tasks).toEqual([['Renew Confirmation of safeguarding checks', ENDS]]);
  });

  it('are reminded of once when several marks were passed at once, on the days the framework chose', async () => {
    valueOf(await say('WARN', [90, 10]));
    await confirm(ENDS);
    await look('2026-12-25');
    expect(await told('evidence.ends-soon')).toHaveLength(1);
    await look('2026-12-26');
    expect(await told('evidence.ends-soon')).toHaveLength(1);
  });

  it('stop new placements the day after they end, and let them go on the moment they are renewed', async () => {
    const old = await confirm(ENDS);
    await look(ENDS);
    expect(await mayCallOff(ENDS)).toBe('done');
    await look('2027-01-01');
    await look('2027-01-01');
    await look('2027-01-02');
    expect(await lapses()).toEqual(['SAFEGUARDING_CONFIRMATION NO_NEW_PLACEMENTS 2027-01-01 to open']);
    expect(await mayCallOff('2027-01-01')).toBe('admission.evidence-lapsed');
    expect((await told('evidence.lapsed')).map(({ to }) => to)).toEqual([own.providerId]);
    expect((await told('evidence.lapsed-at-provider')).map(({ to }) => to)).toEqual([world.north.organisationId]);
    const asked = await world.admin.query(
      `SELECT FROM outbox WHERE job = 'capacity.changed' AND payload ->> 'providerId' = $1 AND authority_id = $2
          AND initiator ->> 'kind' = 'service'`,
      [own.providerId, world.north.authorityId],
    );
    expect(asked.rowCount).toBe(1);
    const titles = async (actor: Actor) => (await world.evidenceTasks.tasksFor(actor)).map(({ title }) => title);
    expect(await titles(manager)).toEqual(['Renew Confirmation of safeguarding checks: it has run out']);
    expect(
      (await titles(officer)).filter((one) => one.startsWith('Confirmation of safeguarding checks of')),
    ).toHaveLength(1);
    expect(await titles(inRole('QUALITY_OFFICER', world.south))).toEqual([]);
    await confirm(LATER, old);
    const changed = await world.admin.query(
      `SELECT FROM outbox WHERE job = 'evidence.changed' AND payload ->> 'providerId' = $1 AND done_at IS NULL`,
      [own.providerId],
    );
    expect(changed.rowCount).toBe(2);
    await look('2027-01-02');
    expect(await lapses()).toEqual(['SAFEGUARDING_CONFIRMATION NO_NEW_PLACEMENTS 2027-01-01 to 2027-01-02']);
    expect([await mayCallOff('2027-01-01'), await mayCallOff('2027-01-02')]).toEqual([
      'admission.evidence-lapsed',
      'done',
    ]);
    expect(await titles(manager)).toEqual([]);
  });

  async function open(programmeId: string, tariffLineId: string): Promise<void> {
    const opening = { programmeId, admissionId: own.admissionId, places: 3, validFrom: FROM, validTo: UNTIL };
    const patterns = [{ label: '', sessions: FULL_WEEK, tariffLineId }];
    valueOf(await world.openPlaces.run(inRole('PANEL_COORDINATOR', world.north), { ...opening, patterns }));
  }
  const standing = async (on: string, siteId = own.siteId) => {
    const wanted = { authorityId: world.north.authorityId, on: dateOnly(on) };
    const coordinator = inRole('PANEL_COORDINATOR', world.north);
    const found = await world.work.read(coordinator, (tx) => world.supply.candidates(tx, wanted));
    return found.find(({ provider, site }) => provider.id === own.providerId && site.id === siteId)?.admission;
  };

  it('that are of one site stop that site alone, whatever follows for the whole', async () => {
    valueOf(await say('SUSPEND'));
    const price = await aPrice(world, world.north, own.providerId);
    const barn = await aSite(world, commissioner, { providerId: own.providerId, places: 20, name: 'The barn' });
    await open(own.programmeId, price);
    await open(valueOf(await world.manageProgramme.add(commissioner, { siteId: barn, ...A_PROGRAMME })), price);
    await confirm(LATER, null, [own.siteId]);
    const old = await confirm(ENDS, null, [barn]);
    await look('2027-01-01');
    await look('2027-01-02');
    expect(await lapses()).toEqual(['SAFEGUARDING_CONFIRMATION SUSPEND 2027-01-01 to open']);
    expect(await mayCallOff('2027-01-01', barn)).toBe('admission.evidence-lapsed');
    expect(await mayCallOff('2027-01-01')).toBe('done');
    expect(await standing('2027-01-01', barn)).toMatchObject({ suspended: false, lapsed: true });
    expect(await standing('2027-01-01')).toMatchObject({ suspended: false, lapsed: false });
    const [line] = await world.work.read(commissioner, (tx) => world.procurement.admissionsOf(tx, own.providerId));
    expect(line).toMatchObject({ suspended: false, lapsed: false, lapsedSites: ['The barn'] });
    const tasks = await world.evidenceTasks.tasksFor(manager);
    expect(tasks).toMatchObject([
      {
        title: 'Renew Confirmation of safeguarding checks at The barn: it has run out',
        detail: 'No new placements at this site until it is renewed',
      },
    ]);
    await confirm(LATER, old, [barn]);
    await look('2027-01-02');
    expect(await mayCallOff('2027-01-02', barn)).toBe('done');
  });

  it('take the provider out of what matching may propose, at once and only for as long', async () => {
    await open(own.programmeId, await aPrice(world, world.north, own.providerId));
    const old = await confirm(ENDS);
    await look('2027-01-01');
    expect(await standing('2026-12-31')).toMatchObject({ suspended: false, lapsed: false });
    expect(await standing('2027-01-01')).toMatchObject({ suspended: false, lapsed: true });
    await confirm(LATER, old);
    await look('2027-01-01');
    expect(await standing('2027-01-01')).toMatchObject({ suspended: false, lapsed: false });
  });

  it('that end change nothing but words where the framework only warns', async () => {
    valueOf(await say('WARN'));
    await confirm(ENDS);
    await look('2027-01-01');
    expect(await lapses()).toEqual(['SAFEGUARDING_CONFIRMATION WARN 2027-01-01 to open']);
    expect(await mayCallOff('2027-01-01')).toBe('done');
  });

  it('suspend the admission where the framework says so, once, until a person lifts it', async () => {
    valueOf(await say('SUSPEND'));
    const old = await confirm(ENDS);
    await look('2027-01-01');
    await look('2027-01-01');
    const suspensions = () =>
      world.admin.query(`SELECT reason, from_date::text, to_date FROM admission_suspension WHERE admission_id = $1`, [
        own.admissionId,
      ]);
    expect((await suspensions()).rows).toEqual([
      { reason: 'EVIDENCE', from_date: dateOnly('2027-01-01'), to_date: null },
    ]);
    await confirm(LATER, old);
    await look('2027-01-02');
    expect(await mayCallOff('2027-01-02')).toBe('admission.suspended');
    const tasks = (await world.evidenceTasks.tasksFor(commissioner)).map(({ href }) => href);
    expect(tasks).toContain(`/frameworks/${own.frameworkId}`);
    valueOf(
      await world.admitProvider.lift(commissioner, { admissionId: own.admissionId, from: dateOnly('2027-01-03') }),
    );
    world.setNow(at('2027-01-03'));
    expect(await mayCallOff('2027-01-03')).toBe('done');
    expect((await world.evidenceTasks.tasksFor(commissioner)).map(({ href }) => href)).not.toContain(
      `/frameworks/${own.frameworkId}`,
    );
  });

  it('are looked at by two at once as if by one', async () => {
    await confirm(ENDS);
    world.setNow(at('2027-01-01'));
    const looks = Array.from({ length: 6 }, () => world.watchEvidence.run(service, own.providerId));
    expect((await Promise.all(looks)).map(codeOf)).toEqual(looks.map(() => 'done'));
    expect(await lapses()).toHaveLength(1);
    expect(await told('evidence.lapsed')).toHaveLength(1);
    expect(await told('evidence.ends-soon')).toEqual([]);
  });

  it('have terms that only the lead authority says, from today on, and that stand', async () => {
    expect(codeOf(await world.evidenceTerms.say(inRole('COMMISSIONER', world.south), own.frameworkId, aTerm))).toBe(
      'action.forbidden',
    );
    expect(codeOf(await world.evidenceTerms.say(officer, own.frameworkId, aTerm))).toBe('action.forbidden');
    valueOf(await world.evidenceTerms.say(commissioner, own.frameworkId, aTerm));
    expect(codeOf(await world.evidenceTerms.say(commissioner, own.frameworkId, aTerm))).toBe('evidence-term.exists');
    const { today } = valueOf(await world.evidenceTerms.view(officer, own.frameworkId));
    expect(today.find(({ kind }) => kind === 'FIRST_AID')).toMatchObject({ onExpiry: 'SUSPEND', remindDays: [30] });
    const direct = world.work.read(commissioner, (tx) =>
      tx.query(`UPDATE framework_evidence_term SET on_expiry = 'WARN'`),
    );
    await expect(direct).rejects.toThrow(/permission denied/);
  });
  const aTerm: EvidenceTerm = {
    kind: 'FIRST_AID',
    fromDate: dateOnly('2026-11-02'),
    onExpiry: 'SUSPEND',
    remindDays: [30],
    source: 'Board',
  };
});
