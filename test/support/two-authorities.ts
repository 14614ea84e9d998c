import { type Actor, dateOnly, newId, pence, ROLE_PERMISSIONS, serviceActor, valueOf } from '../../src/kernel/index.js';
import { ManyReferrals } from '../../src/modules/referrals/application/many-referrals.js';
import { BulkOpenings } from '../../src/modules/capacity/application/bulk-openings.js';
import { PlaceLimits } from '../../src/modules/capacity/application/place-limits.js';
import { WhatIfs } from '../../src/modules/matching/application/what-ifs.js';
import { Wishes } from '../../src/modules/matching/application/wishes.js';
import { LoadRegister } from '../../src/modules/organisations/index.js';
import { Apply } from '../../src/modules/procurement/application/apply.js';
import { Clarify } from '../../src/modules/procurement/application/clarify.js';
import { Consult } from '../../src/modules/procurement/application/consult.js';
import { ManageConditions } from '../../src/modules/procurement/application/manage-conditions.js';
import { ManageRounds } from '../../src/modules/procurement/application/manage-rounds.js';
import { ManageFramework, MANCHESTER_LOTS } from '../../src/modules/procurement/index.js';
import { KeepEvidence, ManageProgramme, ManageProvider, ManageSite } from '../../src/modules/providers/index.js';
import { Reintegrate } from '../../src/modules/reintegration/index.js';
import { StartReferral } from '../../src/modules/referrals/index.js';
import { anEvaluatedBid } from './evaluated-bid.js';
import { ChangePlacement, FailProvision, OffFramework } from '../../src/modules/placements/index.js';
import { boardServicesOf } from './board-services.js';
import { boardAdmits, chairBeside } from './governance.js';
import { runMatching } from './matching-world.js';
import { placementWorld, type PlacementWorld } from './placement-world.js';
import { subjectOf } from './personas.js';
import { answersOf, tenAnswers } from './referrals.js';
import { A_PROGRAMME } from './supply-world.js';
import { aPerson } from './unit-of-work.js';
import { AUTHORITY_ID, OTHER_AUTHORITY_ID, WORKPLACES } from './workplaces.js';
import { boardRecords, panelRecords } from './deciding-records.js';
import { purchaseRecords, qualityRecords, reviewRecords, supportRecords } from './kept-records.js';

const day = dateOnly;

/**
 * One authority with a record of every kind: its first school's referrals in three states, a provider with an offer
 * and one with an agreed placement, a framework, a run, messages, an import, people, machines and invitations.
 */
export async function twoAuthorities() {
  const world = await placementWorld();
  const records = {
    ...(await supplyRecords(world)),
    ...(await caseRecords(world)),
    ...(await peopleRecords(world)),
    ...(await boardRecords(world)),
    ...(await panelRecords(world)),
    ...(await qualityRecords(world)),
    ...(await purchaseRecords(world)),
    ...(await reviewRecords(world)),
    ...(await supportRecords(world)),
  };
  return { ...world, records };
}
export type TwoAuthorities = Awaited<ReturnType<typeof twoAuthorities>>;

/** Everything held on one child, as the commissioner asked for it, and a hold on the record. */
async function keptOf(world: PlacementWorld, placementId: string): Promise<{ export: string; hold: string }> {
  const values = [placementId, subjectOf('commissioner')];
  const row = await world.one<{ id: string }>(
    `INSERT INTO subject_export (id, authority_id, pupil_id, reference, reason, asked_by, asked_at, status, stage, done, total, records,
       finished_at, expires_at)
     SELECT gen_random_uuid(), p.authority_id, p.pupil_id, p.pupil_reference, 'Asked.', u.id, now(), 'FINISHED', '', 1, 1, 1,
         now(), '2099-01-01'
       FROM placement p, app_user u WHERE p.id = $1 AND u.subject = $2 RETURNING id`,
    values,
  );
  await world.admin.query(
    `INSERT INTO subject_export_file (export_id, authority_id, asked_by, format, content)
     SELECT id, authority_id, asked_by, format, '{}' FROM subject_export, (VALUES ('PAGE'), ('DATA')) made (format)`,
  );
  const hold = await world.one<{ id: string }>(
    `INSERT INTO legal_hold (id, authority_id, pupil_id, reason, put_on_at, put_on_by)
     SELECT gen_random_uuid(), p.authority_id, p.pupil_id, 'A claim.', now(), u.id
       FROM placement p, app_user u WHERE p.id = $1 AND u.subject = $2 RETURNING id`,
    values,
  );
  return { export: row?.id ?? '', hold: hold?.id ?? '' };
}

async function supplyRecords(world: PlacementWorld) {
  const { app, one } = world;
  const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf('commissioner')]);
  const permissions = ROLE_PERMISSIONS.COMMISSIONER;
  const person = aPerson({ role: 'COMMISSIONER', ...WORKPLACES.authority, permissions });
  const commissioner = { ...person, userId: user?.id ?? null };
  const provider = valueOf(
    await app.get(ManageProvider).add(commissioner, {
      name: 'Example Framework Provider',
      urn: null,
      supplyRoute: 'FRAMEWORK',
      commissionerId: null,
      about: '',
      vatNumber: null,
    }),
  );
  const framework = valueOf(
    await app.get(ManageFramework).create(commissioner, {
      reference: 'TC1050',
      name: 'Example purchasing system',
      regime: 'PCR2015_LTR_FPS',
      startsOn: day('2024-10-28'),
      endsOn: day('2028-10-27'),
      valuePence: pence(3_000_000_000),
      lots: MANCHESTER_LOTS,
    }),
  );
  const lot = framework.lotIds[0] ?? '';
  const chairUser = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf('board-chair')]);
  const people = { clerk: commissioner, chair: chairBeside(commissioner, chairUser?.id) };
  const dates = { fromDate: day('2026-06-01'), toDate: day('2028-10-27') };
  const asked = { frameworkId: framework.id, providerId: provider, lotId: lot, ...dates };
  const admission = await boardAdmits(boardServicesOf(app), people, asked);
  const decided = await one<{ id: string; case_id: string }>('SELECT id, case_id FROM decision_letter LIMIT 1');
  const rounds = await aDraftRound(app, commissioner, framework.id, lot);
  const bid = await aBid(world, commissioner, framework.id, lot);
  const [near, far] = [await world.supply(), await world.supply()];
  const programme = await one<{ id: string }>('SELECT id FROM programme WHERE site_id = $1', [near.siteId]);
  const line = await one<{ id: string }>('SELECT id FROM tariff_line WHERE provider_organisation_id = $1', [
    near.providerId,
  ]);
  const policy = await one<{ id: string }>('SELECT id FROM policy WHERE authority_id = $1', [AUTHORITY_ID]);
  const row = { site: '', programme: 'x', lot: '', places: '1', price: '', name: '', certainBy: '' };
  const cells = { ...row, from: '2027-09-01', until: '2028-07-21', halfDays: 'full week' };
  const many = { providerId: near.providerId, source: 'FILE' as const, name: 'many.csv', rows: [{ line: 2, cells }] };
  const batch = valueOf(await app.get(BulkOpenings).start(commissioner, many));
  const manyReferrals = valueOf(
    await app.get(ManyReferrals).keep(world.lead, { name: 'many.csv', rows: [{ line: 2, cells: {} }] }),
  );
  const limit = { places: 40, fromDate: day('2027-06-01'), toDate: null, reason: 'Building work' };
  const cap = valueOf(
    await app.get(PlaceLimits).set(commissioner, { ...limit, scope: { kind: 'SITE', id: near.siteId } }),
  );
  return {
    near,
    far,
    batch,
    manyReferrals,
    cap,
    framework: framework.id,
    lot,
    ...rounds,
    evaluator: await anEvaluator(world, rounds.round),
    ...bid,
    ...(await anEvaluatedBid(world, commissioner)),
    admission,
    letter: decided?.id ?? '',
    admissionCase: decided?.case_id ?? '',
    provider: near.providerId,
    site: near.siteId,
    opening: near.openingId,
    programme: programme?.id ?? '',
    price: line?.id ?? '',
    policy: policy?.id ?? '',
  };
}

const A_QUESTION = {
  lotId: null,
  number: 1,
  section: 'Quality',
  question: 'How do you bring a pupil back to school?',
  guidance: null,
  kind: 'INFORMATION' as const,
  answer: 'WORDS' as const,
  weightBasisPoints: null,
  wordsMax: 500,
};

/** The evaluator persona is named in the round. */
async function anEvaluator({ admin, one }: PlacementWorld, round: string): Promise<string> {
  const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf('evaluator')]);
  await admin.query(
    `INSERT INTO round_assessor (round_id, framework_id, authority_id, user_id, part, named_at)
     SELECT id, framework_id, authority_id, $2, 'EVALUATOR', now() FROM round WHERE id = $1`,
    [round, user?.id],
  );
  return user?.id ?? '';
}

const A_DOCUMENT = { kind: 'CURRICULUM' as const, lotId: null, leastCoverPence: null, guidance: null };

/** A round that nobody outside the lead authority may know of yet. */
async function aDraftRound(app: PlacementWorld['app'], commissioner: Actor, frameworkId: string, lotId: string) {
  const condition = { lotId: null, number: 1, title: 'Insurance', requirement: 'Cover of £10 million', evidence: null };
  const details = {
    name: 'Round 4',
    lotIds: [lotId],
    opensAt: new Date('2026-12-01T09:00:00Z'),
    questionsUntil: null,
    closesAt: new Date('2027-01-15T11:00:00Z'),
    evaluationEndsOn: null,
    admissionFrom: day('2027-03-01'),
    admissionTo: day('2028-10-27'),
  };
  const round = valueOf(await app.get(ManageRounds).draft(commissioner, frameworkId, details));
  const asked = {
    round,
    askedDocument: valueOf(await app.get(ManageRounds).addEvidence(commissioner, round, A_DOCUMENT)),
    question: valueOf(await app.get(ManageRounds).addQuestion(commissioner, round, A_QUESTION)),
    condition: valueOf(await app.get(ManageConditions).add(commissioner, frameworkId, condition)),
  };
  const given = { intro: 'Are the lots right?', closesAt: new Date('2026-11-30T12:00:00Z') };
  valueOf(await app.get(Consult).open(commissioner, round, given));
  return { ...asked, consultation: round };
}

/** A draft bid of the provider that personas work for: nobody else may know of it. */
async function aBid({ app, admin }: PlacementWorld, commissioner: Actor, frameworkId: string, lotId: string) {
  const providerId = WORKPLACES.provider.organisationId;
  await admin.query(
    `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())
     ON CONFLICT DO NOTHING`,
    [providerId],
  );
  const permissions = ROLE_PERMISSIONS.PROVIDER_MANAGER;
  const manager = aPerson({ role: 'PROVIDER_MANAGER', ...WORKPLACES.provider, permissions });
  const bidder = { ...manager, userId: null };
  const site = {
    name: 'Bidding site',
    address: '1 Example Street',
    postcode: 'M1 1AA',
    grid: null,
    accessFeatures: [],
  };
  const siteId = valueOf(await app.get(ManageSite).add(bidder, { ...site, providerId }));
  const programmeId = valueOf(await app.get(ManageProgramme).add(bidder, { ...A_PROGRAMME, siteId }));
  const details = {
    name: 'Round 3',
    lotIds: [lotId],
    opensAt: new Date('2026-10-01T09:00:00Z'),
    questionsUntil: new Date('2026-12-01T12:00:00Z'),
    closesAt: new Date('2026-12-15T11:00:00Z'),
    evaluationEndsOn: null,
    admissionFrom: day('2027-03-01'),
    admissionTo: day('2028-10-27'),
  };
  const openRound = valueOf(await app.get(ManageRounds).draft(commissioner, frameworkId, details));
  const weighed = { ...A_QUESTION, kind: 'SCORED' as const, weightBasisPoints: 10_000 };
  const [copied] = await admin
    .query<{ id: string }>('SELECT id FROM round_question WHERE round_id = $1', [openRound])
    .then(({ rows }) => rows);
  if (copied) valueOf(await app.get(ManageRounds).removeQuestion(commissioner, openRound, copied.id));
  valueOf(await app.get(ManageRounds).addQuestion(commissioner, openRound, weighed));
  valueOf(await app.get(ManageRounds).publish(commissioner, openRound));
  const application = valueOf(await app.get(Apply).begin(bidder, openRound));
  valueOf(await app.get(Apply).chooseLots(bidder, application, [lotId]));
  const price = { label: 'Full week', basis: 'WEEK', netPence: pence(50_000), vatTreatment: 'EXEMPT' };
  const document = { title: 'A letter', reference: null, issuer: null, coverPence: null, validFrom: null, siteIds: [] };
  const confirmed = { ...document, kind: 'SAFEGUARDING_CONFIRMATION' as const, statement: 'We confirm it.' };
  const validTo = day('2027-08-31');
  return {
    evidence: valueOf(await app.get(KeepEvidence).run(bidder, { ...confirmed, validTo }, [])),
    clarification: valueOf(await app.get(Clarify).ask(bidder, openRound, 'May a site be shared?')),
    application,
    offer: valueOf(await app.get(Apply).offer(bidder, application, { lotId, programmeId, ...price })),
  };
}

async function caseRecords(world: PlacementWorld) {
  const { app, coordinator, lead } = world;
  const [near, far] = [await world.supply(), await world.supply()];
  const outside = await world.supply({ route: 'OFF_FRAMEWORK' });
  const draft = valueOf(await app.get(StartReferral).run(lead, tenAnswers())).id;
  const [waiting, offered, agreed] = [await world.referral(), await world.referral(), await world.referral()];
  valueOf(await runMatching(app));
  const run = await world.one<{ id: string }>('SELECT id FROM matching_run LIMIT 1');
  const reason = 'Nobody on the list teaches this.';
  const ask = { referralId: waiting, providerId: outside.providerId, reason };
  const purchase = valueOf(await app.get(OffFramework).ask(coordinator, ask));
  const { wish, whatIf } = await lookingRecords(world, waiting, near.patternId);
  const offer = valueOf(await world.approve.run(coordinator, world.command(offered, near.patternId)));
  const placed = valueOf(await world.approve.run(coordinator, world.command(agreed, far.patternId)));
  valueOf(await world.answer.accept(far.manager, placed.placementId));
  const change = valueOf(await app.get(ChangePlacement).ask(lead, anExtension(placed.placementId)));
  return {
    ...(await keptOf(world, placed.placementId)),
    change: change.changeId,
    failure: await aFailure(world),
    reintegration: valueOf(
      await app.get(Reintegrate).plan(lead, { placementId: placed.placementId, urn: '', lead: 'Head of year' }),
    ).reintegrationId,
    draft,
    /** It asks for a school, not for provision. */
    toSchool: await world.referral(answersOf('REINTEGRATION', WORKPLACES['school-two'].organisationId)),
    waiting,
    offered,
    agreed,
    offer: offer.placementId,
    placement: placed.placementId,
    offering: near,
    teaching: far,
    run: run?.id ?? '',
    wish,
    whatIf,
    purchase,
  };
}

const anExtension = (placementId: string) => ({
  placementId,
  kind: 'EXTEND',
  from: null,
  endsOn: day('2027-02-12'),
  resumesOn: null,
  replacedId: null,
  patternId: null,
  reason: 'MORE_TIME',
  note: '',
});

/** A site that closed with one pupil placed there. */
async function aFailure(world: PlacementWorld): Promise<string> {
  const centre = await world.supply();
  valueOf(await world.approve.run(world.coordinator, world.command(await world.referral(), centre.patternId)));
  await world.admin.query('SET session_replication_role = replica');
  await world.admin.query(`UPDATE site SET closed_on = '2026-11-07' WHERE id = $1`, [centre.siteId]);
  await world.admin.query('SET session_replication_role = DEFAULT');
  const { providerId, siteId } = centre;
  const command = { providerId, siteId, lastDay: day('2026-11-06'), reason: 'A made-up reason' };
  return valueOf(await world.app.get(FailProvision).run(world.coordinator, command)).failureId;
}

async function lookingRecords({ app, coordinator }: PlacementWorld, referralId: string, patternId: string) {
  const reason = 'A made-up reason';
  const wish = valueOf(
    await app.get(Wishes).make(coordinator, { referralId, kind: 'PIN', patternIds: [patternId], reason }),
  );
  return { wish, whatIf: valueOf(await app.get(WhatIfs).ask(coordinator)) };
}

async function peopleRecords(world: PlacementWorld) {
  const { app, admin } = world;
  const head = await world.agent('head-teacher');
  const invited = await head
    .post('/api/v1/invitations')
    .set({ 'x-csrf-token': head.csrf, 'idempotency-key': newId() })
    .send({
      name: 'Invited Example',
      email: 'invited@example.org',
      organisationId: WORKPLACES['school-one'].organisationId,
      role: 'SCHOOL_FINANCE',
    });
  const issued = await head
    .post('/api/v1/tokens')
    .set({ 'x-csrf-token': head.csrf, 'idempotency-key': newId() })
    .send({
      name: 'Example school system',
      organisationId: WORKPLACES['school-one'].organisationId,
      permissions: ['referral.read'],
      lastDay: '2027-03-31',
    });
  const registrar = serviceActor('demonstration', null, ['register.import']);
  const file = Buffer.from('URN,LA (code),EstablishmentName\r\n200001,352,Oak High\r\n', 'utf8');
  valueOf(
    await app.get(LoadRegister).run(registrar, 'extract.csv', async function* () {
      yield await Promise.resolve(file);
    }),
  );
  const imported = await world.one<{ id: string }>('SELECT id FROM register_import LIMIT 1');
  const [colleague, works] = [newId(), newId()];
  await admin.query(
    `INSERT INTO app_user (id, issuer, subject, name, email, created_at) VALUES ($1, 'local', 'colleague', 'Kai Example', 'kai@example.org', now())`,
    [colleague],
  );
  await admin.query(
    `INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at)
     VALUES ($1, $2, $3, $4, 'SCHOOL_FINANCE', 'ACTIVE', '2026-09-01', now())`,
    [works, colleague, WORKPLACES['school-one'].organisationId, AUTHORITY_ID],
  );
  const id = ({ body }: { body: unknown }) => String((body as { id?: unknown }).id);
  await admin.query('ANALYZE');
  return {
    membership: works,
    invitation: id(invited),
    token: id(issued),
    registerImport: imported?.id ?? '',
    secret: String((issued.body as { token?: unknown }).token),
  };
}

/**
 * Everybody moves to work in the other authority, in the same roles: to a school, provider or council of their own
 * there. Every record above is then a stranger's to each of them.
 */
export async function moveEverybodyAway({ admin }: PlacementWorld): Promise<void> {
  const [school, provider] = [newId(), newId()];
  await admin.query(
    `INSERT INTO organisation (id, kind, name, urn, authority_code, created_at, updated_at)
     VALUES ($1, 'SCHOOL', 'Otherford School', '100009', '355', now(), now()),
       ($2, 'PROVIDER', 'Otherford Provider', NULL, NULL, now(), now())`,
    [school, provider],
  );
  await admin.query(
    `UPDATE membership m SET authority_id = $1,
       organisation_id = CASE o.kind WHEN 'AUTHORITY' THEN $2::uuid WHEN 'SCHOOL' THEN $3::uuid ELSE $4::uuid END
     FROM organisation o, app_user u WHERE o.id = m.organisation_id AND u.id = m.user_id AND u.subject LIKE 'persona-%'`,
    [OTHER_AUTHORITY_ID, WORKPLACES['other-authority'].organisationId, school, provider],
  );
}
