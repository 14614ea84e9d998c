import {
  type Actor,
  dateOnly,
  newId,
  pence,
  type Role,
  ROLE_PERMISSIONS,
  serviceActor,
  valueOf,
} from '../../src/kernel/index.js';
import { BulkOpenings } from '../../src/modules/capacity/application/bulk-openings.js';
import { PlaceLimits } from '../../src/modules/capacity/application/place-limits.js';
import { PolicySubject } from '../../src/modules/governance/application/policy-subject.js';
import { type RunJob, RunMatching } from '../../src/modules/matching/application/run-matching.js';
import { WhatIfs } from '../../src/modules/matching/application/what-ifs.js';
import { Wishes } from '../../src/modules/matching/application/wishes.js';
import { LoadRegister } from '../../src/modules/organisations/index.js';
import { ConductItem, ManageBody, Meetings } from '../../src/modules/panels/index.js';
import { DraftPolicies } from '../../src/modules/policies/index.js';
import { Apply } from '../../src/modules/procurement/application/apply.js';
import { Clarify } from '../../src/modules/procurement/application/clarify.js';
import { Consult } from '../../src/modules/procurement/application/consult.js';
import { ManageConditions } from '../../src/modules/procurement/application/manage-conditions.js';
import { ManageRounds } from '../../src/modules/procurement/application/manage-rounds.js';
import { ManageFramework, MANCHESTER_LOTS } from '../../src/modules/procurement/index.js';
import { KeepEvidence, ManageProgramme, ManageProvider, ManageSite } from '../../src/modules/providers/index.js';
import { DraftBlock, LendBlock, RecordPurchase, SignBlock, UseBlock } from '../../src/modules/purchasing/index.js';
import { StartReferral } from '../../src/modules/referrals/index.js';
import { anEvaluatedBid } from './evaluated-bid.js';
import { OffFramework, PanelQueue } from '../../src/modules/placements/index.js';
import { boardServicesOf } from './board-services.js';
import { boardAdmits, chairBeside } from './governance.js';
import { matchingService } from './matching-world.js';
import { placementWorld, type PlacementWorld } from './placement-world.js';
import { subjectOf } from './personas.js';
import { tenAnswers } from './referrals.js';
import { A_PROGRAMME, known } from './supply-world.js';
import { aPerson } from './unit-of-work.js';
import { AUTHORITY_ID, OTHER_AUTHORITY_ID, WORKPLACES } from './workplaces.js';

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
  };
  return { ...world, records };
}
export type TwoAuthorities = Awaited<ReturnType<typeof twoAuthorities>>;

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
  const limit = { places: 40, fromDate: day('2027-06-01'), toDate: null, reason: 'Building work' };
  const cap = valueOf(
    await app.get(PlaceLimits).set(commissioner, { ...limit, scope: { kind: 'SITE', id: near.siteId } }),
  );
  return {
    near,
    far,
    batch,
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

/** A board that meets today, with a draft of the policy before it. */
async function boardRecords({ app, one, work }: PlacementWorld) {
  const somebody = async (key: string, role: Role) => {
    const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf(key)]);
    const person = aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
    return { ...person, userId: user?.id ?? '' };
  };
  const commissioner = await somebody('commissioner', 'COMMISSIONER');
  const chair = await somebody('board-chair', 'BOARD_CHAIR');
  const bodies = app.get(ManageBody);
  const body = valueOf(
    await bodies.found(commissioner, {
      kind: 'BOARD',
      name: 'Example governance board',
      power: 'Decides on admissions and policy.',
      constituencies: [{ code: 'AUTHORITY', name: 'The authority', votes: true }],
      rule: { leastCounting: 1, parts: [], mostPercentOfOneTrust: null },
      ruleFrom: day('2026-01-01'),
    }),
  );
  const seat = { constituency: 'AUTHORITY', organisationId: null, trustId: null, deputyFor: null };
  const term = { fromDate: day('2026-01-01'), toDate: day('2027-12-31') };
  const chairs = { userId: chair.userId, office: 'CHAIR' as const, ...seat, ...term };
  const member = valueOf(await bodies.appoint(commissioner, body, chairs));
  const today = { heldOn: day('2026-11-02'), startsAt: '14:00', place: 'Town hall' };
  const meeting = valueOf(await app.get(Meetings).plan(commissioner, body, today));
  const drafts = app.get(DraftPolicies);
  const [draft, proposed] = [
    valueOf(await drafts.start(commissioner, { effectiveFrom: day('2027-01-04'), why: 'To try a change.' })),
    valueOf(await drafts.start(commissioner, { effectiveFrom: day('2027-02-01'), why: 'To try a change.' })),
  ];
  const settings = new Map([['clocks.reviewDays', 35]]);
  valueOf(await drafts.changeSettings(commissioner, proposed, { revision: 1, part: 'clocks', settings }));
  const item = valueOf(
    await work.inTransaction(commissioner, (tx) => app.get(PolicySubject).putOn(tx, proposed, meeting)),
  );
  valueOf(await app.get(Meetings).open(commissioner, meeting));
  valueOf(await app.get(Meetings).arrive(commissioner, meeting, member));
  const motion = { outcome: 'APPROVED', reasons: 'It is needed.', conditions: '' };
  return {
    body,
    member,
    meeting,
    item,
    motion: valueOf(await app.get(ConductItem).putMotion(chair, item, motion)),
    policyDraft: draft,
  };
}

/** A placement panel that meets today, with a request and a motion before it. */
async function panelRecords(world: PlacementWorld) {
  const { app, coordinator, one } = world;
  const user = await one<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf('panel-chair')]);
  const permissions = ROLE_PERMISSIONS.PANEL_CHAIR;
  const chair = { ...aPerson({ role: 'PANEL_CHAIR', ...WORKPLACES.authority, permissions }), userId: user?.id ?? '' };
  const constituencies = [{ code: 'AUTHORITY', name: 'The authority', votes: true }];
  const rule = { leastCounting: 1, parts: [], mostPercentOfOneTrust: null };
  const about = { kind: 'PANEL' as const, name: 'Example placement panel', power: 'Decides on placements.' };
  const founded = { ...about, constituencies, rule, ruleFrom: day('2026-01-01') };
  const panelBody = valueOf(await app.get(ManageBody).found(coordinator, founded));
  const seat = { constituency: 'AUTHORITY', organisationId: null, trustId: null, deputyFor: null };
  const term = { fromDate: day('2026-01-01'), toDate: day('2027-12-31') };
  const chairs = { userId: chair.userId, office: 'CHAIR' as const, ...seat, ...term };
  const panelMember = valueOf(await app.get(ManageBody).appoint(coordinator, panelBody, chairs));
  const meetings = app.get(Meetings);
  const today = { heldOn: day('2026-11-02'), startsAt: '14:00', place: 'Town hall' };
  const panelMeeting = valueOf(await meetings.plan(coordinator, panelBody, today));
  const referralIds = [await world.referral()];
  valueOf(await app.get(PanelQueue).putOn(coordinator, panelMeeting, { referralIds }));
  valueOf(await meetings.open(coordinator, panelMeeting));
  valueOf(await meetings.arrive(coordinator, panelMeeting, panelMember));
  const item = await one<{ id: string }>('SELECT id FROM agenda_item WHERE meeting_id = $1', [panelMeeting]);
  const motion = { outcome: 'DEFERRED', reasons: 'A report is to come.', conditions: '' };
  const panelMotion = valueOf(await app.get(ConductItem).putMotion(chair, item?.id ?? '', motion));
  return { panelBody, panelMember, panelMeeting, panelItem: item?.id ?? '', panelMotion };
}

/** What the authority keeps about the provider that personas work for: a visit with its draft report and an action. */
async function qualityRecords({ admin }: PlacementWorld) {
  const [visit, visitAction] = [newId(), newId()];
  const providerId = WORKPLACES.provider.organisationId;
  await admin.query(
    `INSERT INTO quality_visit (id, authority_id, provider_organisation_id, announced, visit_on, purpose, status,
       carried_out_on, met, judgement, summary, sent_at, reply_by, planned_at)
     VALUES ($1, $2, $3, true, '2026-10-20', 'All.', 'DRAFT_REPORT', '2026-10-20', 'All.', 'MEETS', 'Calm.', now(),
       '2027-12-31', now())`,
    [visit, AUTHORITY_ID, providerId],
  );
  await admin.query(
    `INSERT INTO visit_action (id, visit_id, authority_id, provider_organisation_id, area, what, owner, owner_name, due_on,
       agreed_at)
     VALUES ($1, $2, $3, $4, 'EDUCATION', 'Plan reading.', 'PROVIDER', 'The head', '2026-12-01', now())`,
    [visitAction, visit, AUTHORITY_ID, providerId],
  );
  await admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01') ON CONFLICT DO NOTHING`, [
    AUTHORITY_ID,
    providerId,
  ]);
  const [concern, concernAction, task, change, removal] = [newId(), newId(), newId(), newId(), newId()];
  const school = WORKPLACES['school-one'].organisationId;
  await admin.query(
    `INSERT INTO concern (id, authority_id, provider_organisation_id, kind, confidential, happened_on, what, status, level,
       triaged_at, raised_at, raised_by_organisation_id)
     VALUES ($1, $2, $3, 'EDUCATION', false, '2026-10-20', 'No lessons.', 'IN_HAND', 'LOW', now(), now(), $4)`,
    [concern, AUTHORITY_ID, providerId, school],
  );
  await admin.query(
    `INSERT INTO concern_action (id, concern_id, authority_id, provider_organisation_id, what, owner_name, due_on, agreed_at)
     VALUES ($1, $2, $3, $4, 'Ring.', 'The officer', '2026-12-01', now())`,
    [concernAction, concern, AUTHORITY_ID, providerId],
  );
  await admin.query(
    `INSERT INTO register_task (id, authority_id, provider_organisation_id, site_id, urn, import_id, outcome, changes, found_at)
     SELECT $1, $2, $3, (SELECT id FROM site WHERE provider_organisation_id = $3 LIMIT 1), '136743',
            (SELECT id FROM register_import LIMIT 1), 'CHANGED', '[]', now()`,
    [task, AUTHORITY_ID, providerId],
  );
  await admin.query(
    `INSERT INTO provider_change (id, authority_id, provider_organisation_id, kind, proposed, why, from_date, announced_at)
     VALUES ($1, $2, $3, 'CONTROL', '{"kind":"CONTROL","name":"Other","owner":"Other Ltd","companyNumber":null}', 'Sold.',
       '2026-12-01', now())`,
    [change, AUTHORITY_ID, providerId],
  );
  const admission = newId();
  // As if the board had admitted it once: an admission that went on would show the provider's documents to the authority.
  await admin.query(
    `SET session_replication_role = replica;
     INSERT INTO admission (id, authority_id, framework_id, lot_id, provider_organisation_id, from_date, to_date, decision_id,
       recorded_at)
     SELECT '${admission}', authority_id, framework_id, lot_id, '${providerId}', from_date, '2026-10-01', decision_id, now()
       FROM admission LIMIT 1;
     SET session_replication_role = DEFAULT`,
  );
  await admin.query(
    `INSERT INTO admission_removal (id, authority_id, admission_id, provider_organisation_id, ground, reasons, last_day,
       reply_by, noticed_at, noticed_by)
     VALUES ($1, $2, $3, $4, 'QUALITY', 'Weak.', '2026-12-31', '2027-12-31', now(), $1)`,
    [removal, AUTHORITY_ID, admission, providerId],
  );
  return { visit, visitAction, concern, concernAction, registerTask: task, providerChange: change, removal };
}

async function caseRecords(world: PlacementWorld) {
  const { app, coordinator, lead } = world;
  const [near, far] = [await world.supply(), await world.supply()];
  const outside = await world.supply({ route: 'OFF_FRAMEWORK' });
  const draft = valueOf(await app.get(StartReferral).run(lead, tenAnswers())).id;
  const [waiting, offered, agreed] = [await world.referral(), await world.referral(), await world.referral()];
  const job: RunJob = {
    jobId: newId(),
    authorityId: AUTHORITY_ID,
    actor: matchingService,
    lastAttempt: false,
    complete: () => Promise.resolve(),
  };
  valueOf(await app.get(RunMatching).run(job));
  const run = await world.one<{ id: string }>('SELECT id FROM matching_run LIMIT 1');
  const reason = 'Nobody on the list teaches this.';
  const ask = { referralId: waiting, providerId: outside.providerId, reason };
  const purchase = valueOf(await app.get(OffFramework).ask(coordinator, ask));
  const { wish, whatIf } = await lookingRecords(world, waiting, near.patternId);
  const offer = valueOf(await world.approve.run(coordinator, world.command(offered, near.patternId)));
  const placed = valueOf(await world.approve.run(coordinator, world.command(agreed, far.patternId)));
  valueOf(await world.answer.accept(far.manager, placed.placementId));
  return {
    draft,
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

/** What the first school bought: a block, a use of it, units offered to the authority, and a place outside the framework. */
async function purchaseRecords(world: PlacementWorld) {
  const { app } = world;
  const place = await world.supply();
  const person = (role: Role) =>
    known(world, aPerson({ role, ...WORKPLACES['school-one'], permissions: ROLE_PERMISSIONS[role] }));
  const [buyer, head] = [await person('SCHOOL_INCLUSION_LEAD'), await person('HEAD_TEACHER')];
  const period = { firstDay: day('2026-11-09'), lastDay: day('2026-12-18') };
  const order = { orderReference: 'PO-1', orderAuthorisedBy: 'Hari Example' };
  const block = valueOf(
    await app.get(DraftBlock).run(buyer, {
      patternId: place.patternId,
      unit: 'PLACE',
      unitsPerWeek: 3,
      ...period,
      unitPence: null,
      noticeDays: 14,
      reason: 'Such a place is needed every term.',
      schoolIds: [],
      fund: null,
      ...order,
    }),
  );
  valueOf(await app.get(SignBlock).sign(head, block));
  const use = { blockId: block, units: 1, ...period, pupilReference: 'S1-1', schoolId: null, note: null };
  const offered = { blockId: block, borrowerId: WORKPLACES.authority.organisationId, units: 1, ...period };
  const bought = {
    providerId: null,
    providerName: 'Zest Example Farm',
    pupilReference: 'S1-2',
    purpose: 'PREVENTATIVE_EARLY' as const,
    startsOn: period.firstDay,
    endsOn: period.lastDay,
    days: 6,
    dayPence: pence(9_500),
    ...order,
    assured: ['VISIT' as const],
    reason: 'Nobody on the list works with animals.',
    warned: true,
  };
  return {
    block,
    blockUse: valueOf(await app.get(UseBlock).use(buyer, use)),
    blockLoan: valueOf(await app.get(LendBlock).propose(buyer, { ...offered, unitPence: pence(0) })),
    schoolPurchase: valueOf(await app.get(RecordPurchase).run(buyer, bought)),
  };
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
