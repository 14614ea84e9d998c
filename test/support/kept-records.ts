import { dateOnly, newId, pence, type Role, ROLE_PERMISSIONS, valueOf } from '../../src/kernel/index.js';
import { DraftBlock, LendBlock, RecordPurchase, SignBlock, UseBlock } from '../../src/modules/purchasing/index.js';
import { KeepTeams, KeepWorries } from '../../src/modules/support/index.js';
import { supported } from './supported.js';
import { known } from './supply-world.js';
import { aPerson } from './unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from './workplaces.js';
import type { PlacementWorld } from './placement-world.js';

/** What the authority keeps about the provider that personas work for: a visit with its draft report and an action. */
export async function qualityRecords({ admin }: PlacementWorld) {
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

/** What the first school bought: a block, a use of it, units offered to the authority, and a place outside the framework. */
export async function purchaseRecords(world: PlacementWorld) {
  const { app } = world;
  const place = await world.supply();
  const person = (role: Role) =>
    known(world, aPerson({ role, ...WORKPLACES['school-one'], permissions: ROLE_PERMISSIONS[role] }));
  const [buyer, head] = [await person('SCHOOL_INCLUSION_LEAD'), await person('HEAD_TEACHER')];
  const period = { firstDay: dateOnly('2026-11-09'), lastDay: dateOnly('2026-12-18') };
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

/** The review that is ahead of the agreed placement, and a step as one that was held would have left it. */
export async function reviewRecords({ admin, one }: PlacementWorld) {
  const review = await one<{ id: string; placement_id: string; authority_id: string }>(
    'SELECT id, placement_id, authority_id FROM placement_review LIMIT 1',
  );
  const reviewStep = newId();
  await admin.query(
    `INSERT INTO review_step (id, review_id, placement_id, position, what, owner, due_on)
     VALUES ($1, $2, $3, 1, 'Ring home.', 'SCHOOL', '2026-12-01')`,
    [reviewStep, review?.id, review?.placement_id],
  );
  return { review: review?.id ?? '', reviewStep };
}

/** A team that nobody leads but has somebody in it until today, and a round that it does for the first school. */
export async function supportRecords(world: PlacementWorld) {
  const { app, coordinator, one } = world;
  const support = await supported(world);
  const supportTeam = await support.team({ leads: false });
  const member = await one<{ id: string }>('SELECT id FROM support_team_member WHERE team_id = $1', [supportTeam]);
  const { requestId, cycleId } = await support.granted(supportTeam);
  valueOf(await app.get(KeepTeams).removeMember(coordinator, supportTeam, member?.id ?? ''));
  await world.admin.query(`UPDATE support_team_member SET from_date = from_date - 2, until_date = until_date - 1`);
  const worrying = { name: 'M.U.', upn: '', why: 'Comes late.', lookOn: dateOnly('2026-12-01') };
  const { worryId: worry } = valueOf(await app.get(KeepWorries).add(world.lead, worrying));
  return { worry, supportTeam, supportMember: member?.id ?? '', supportRequest: requestId, supportCycle: cycleId };
}
