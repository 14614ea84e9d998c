import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type DateOnly, dateOnly, ok, ROLES, valueOf } from '../../../src/kernel/index.js';
import { PolicySubject } from '../../../src/modules/governance/application/policy-subject.js';
import { DraftPolicies, Policies, seedPolicy } from '../../../src/modules/policies/index.js';
import { PolicyDraftStore } from '../../../src/modules/policies/persistence/policy-draft.store.js';
import { PolicyStore } from '../../../src/modules/policies/persistence/policy.store.js';
import { aBoard, type Board, panelServices, type PanelServices } from '../../support/board.js';
import { codeOf } from '../../support/results.js';
import { inRole, type SupplyWorld, supplyWorld } from '../../support/supply-world.js';
import { stagehand } from '../../support/unit-of-work.js';

const APPROVE = { outcome: 'APPROVED', reasons: 'Schools asked for it.', conditions: '' };
const WHY = 'Providers need longer to answer.';

describe('a change of the policy', () => {
  let world: SupplyWorld;
  let services: PanelServices;
  let board: Board;
  let drafts: DraftPolicies;
  let subject: PolicySubject;
  const policies = new Policies(new PolicyStore());
  let clerk: Actor;

  beforeAll(async () => {
    world = await supplyWorld();
    services = panelServices(world.work);
    board = await aBoard(services, world, world.north);
    clerk = board.clerk;
    drafts = new DraftPolicies(world.work, new PolicyStore(), new PolicyDraftStore());
    subject = new PolicySubject(services.subjects, drafts, services.meetings);
    subject.onModuleInit();
    const { authorityId } = world.north;
    valueOf(
      await world.work.inTransaction(stagehand(authorityId), (tx) =>
        seedPolicy(tx, authorityId, dateOnly('2026-09-01')),
      ),
    );
  });
  afterAll(() => world.close());

  const at = (day: string) => world.work.read(clerk, (tx) => policies.at(tx, world.north.authorityId, dateOnly(day)));
  const view = async (id: string, actor = clerk) => valueOf(await drafts.view(actor, id));
  async function aDraft(from: string, settings: Readonly<Record<string, unknown>> = { 'clocks.offerDays': 4 }) {
    const id = valueOf(await drafts.start(clerk, { effectiveFrom: dateOnly(from), why: WHY }));
    for (const [path, value] of Object.entries(settings)) {
      const { draft } = await view(id);
      const part = path.split('.')[0] ?? '';
      const command = { revision: draft.revision, part, settings: new Map([[path, value]]) };
      valueOf(await drafts.changeSettings(clerk, id, command));
    }
    return id;
  }
  const put = async (id: string, meetingId: string) =>
    world.work.inTransaction(clerk, (tx) => subject.putOn(tx, id, meetingId));
  async function before(id: string) {
    const meetingId = await board.plan();
    const itemId = valueOf(await put(id, meetingId));
    await board.open(meetingId);
    return { meetingId, itemId };
  }

  it('is drafted from the version in force, previewed, approved by the board and in force from its date', async () => {
    const id = await aDraft('2027-01-04');
    expect((await view(id)).differences).toEqual([{ path: 'clocks.offerDays', before: 3, after: 4 }]);
    const { itemId } = await before(id);
    const item = valueOf(await services.view.item(board.people.head, itemId));
    expect(item.paper?.content.sections[1]?.rows).toEqual([
      { label: 'Days a provider has to answer an offer', value: '4, now 3' },
    ]);
    expect(codeOf(await board.agree(itemId, APPROVE))).toBe('done');
    expect(await at('2027-01-03')).toMatchObject({ version: 1, document: { clocks: { offerDays: 3 } } });
    expect(await at('2027-01-04')).toMatchObject({ version: 2, document: { clocks: { offerDays: 4 } } });
    const { rows } = await world.admin.query(
      `SELECT p.approved_by, d.outcome, d.reasons FROM policy p JOIN decision d ON d.id = p.decision_id WHERE p.id = $1`,
      [id],
    );
    expect(rows).toEqual([{ approved_by: board.people.chair.userId, outcome: 'APPROVED', reasons: APPROVE.reasons }]);
    // Approved, it can be changed by nobody.
    expect(codeOf(await drafts.withdraw(clerk, id))).toBe('policy.stands');
    const change = world.admin.query(`UPDATE policy SET document = '{}' WHERE id = $1`, [id]);
    await expect(change).rejects.toMatchObject({ constraint: 'policy_kept' });
  });

  it('stands while it is before the board, and is a draft again when it is not approved or not reached', async () => {
    const id = await aDraft('2027-02-01', { 'clocks.reviewDays': 35 });
    const { itemId, meetingId } = await before(id);
    const { draft } = await view(id);
    expect(draft.status).toBe('PROPOSED');
    const late = { revision: draft.revision, part: 'clocks', settings: new Map([['clocks.reviewDays', 20]]) };
    expect(codeOf(await drafts.changeSettings(clerk, id, late))).toBe('policy.stands');
    const direct = world.admin.query(`UPDATE policy SET effective_from = '2026-12-01' WHERE id = $1`, [id]);
    await expect(direct).rejects.toMatchObject({ constraint: 'policy_proposed_stands' });
    expect(codeOf(await board.agree(itemId, { outcome: 'REJECTED', reasons: 'Not now.', conditions: '' }))).toBe(
      'done',
    );
    expect((await view(id)).draft.status).toBe('DRAFT');
    const next = await board.plan();
    valueOf(await put(id, next));
    await board.open(next);
    valueOf(await services.meetings.close(clerk, next));
    expect((await view(id)).draft.status).toBe('DRAFT');
    valueOf(await drafts.withdraw(clerk, id));
    expect(codeOf(await put(id, meetingId))).toBe('policy.stands');
  });

  it('drafted beside another never undoes what was approved first', async () => {
    const [first, second] = [
      await aDraft('2027-03-01', { 'clocks.holdDays': 6 }),
      await aDraft('2027-03-15', { 'panel.everyDays': 7 }),
    ];
    const { meetingId, itemId } = await before(first);
    const other = valueOf(await put(second, meetingId));
    expect(codeOf(await board.agree(itemId, APPROVE))).toBe('done');
    expect(codeOf(await board.agree(other, APPROVE))).toBe('policy.out-of-date');
    valueOf(await services.meetings.close(clerk, meetingId));
    const { draft } = await view(second);
    expect(valueOf(await drafts.bringUpToDate(clerk, second, draft.revision))).toEqual([]);
    const again = await before(second);
    expect(codeOf(await board.agree(again.itemId, APPROVE))).toBe('done');
    expect(await at('2027-03-15')).toMatchObject({
      document: { clocks: { holdDays: 6, offerDays: 4 }, panel: { everyDays: 7 } },
    });
  });

  it('must be a whole policy that changes something, from a day to come', async () => {
    const id = await aDraft('2027-04-01', {});
    const meetingId = await board.plan();
    expect(codeOf(await put(id, meetingId))).toBe('policy.no-change');
    const { draft } = await view(id);
    const wrong = new Map<string, unknown>([['funding.PREVENTATIVE_DUAL.schoolBasisPoints', 4_001]]);
    const command = { revision: draft.revision, part: 'funding', settings: wrong };
    expect(codeOf(await drafts.changeSettings(clerk, id, command))).toBe(
      'input.invalid: funding.PREVENTATIVE_DUAL shares-sum',
    );
    const past = await drafts.start(clerk, { effectiveFrom: dateOnly('2026-10-01'), why: WHY });
    expect(codeOf(past)).toBe('input.invalid: effectiveFrom too-early');
    const stale = { revision: 0, effectiveFrom: dateOnly('2027-04-02'), why: WHY };
    expect(codeOf(await drafts.describe(clerk, id, stale))).toBe('record.changed');
  });

  it('comes into force by no other door than the board’s decision', async () => {
    const id = await aDraft('2027-05-03', { 'clocks.offerDays': 5 });
    const approve = (actor: Actor) =>
      world.work.inTransaction(actor, async (tx) => {
        await tx.query(
          `UPDATE policy SET status = 'APPROVED', version = 99, approved_at = now(), approved_by = $2 WHERE id = $1`,
          [id, actor.userId],
        );
        return ok();
      });
    expect(codeOf(await approve(board.people.chair))).toBe('policy.not-decided');
    expect(await at('2027-05-03')).not.toMatchObject({ version: 99 });
  });

  it('is drafted by exactly these roles', async () => {
    const done: string[] = [];
    for (const role of ROLES) {
      const effectiveFrom: DateOnly = dateOnly('2027-06-01');
      const started = await drafts.start(inRole(role, world.north), { effectiveFrom, why: WHY });
      if (started.ok) done.push(role);
    }
    expect(done).toEqual(['COMMISSIONER']);
    const id = await aDraft('2027-06-01');
    expect(codeOf(await drafts.view(inRole('PANEL_COORDINATOR', world.north), id))).toBe('policy.not-found');
    expect(codeOf(await drafts.view(inRole('COMMISSIONER', world.south), id))).toBe('policy.not-found');
    expect(codeOf(await drafts.view(board.people.head, id))).toBe('policy.not-found');
  });
});
