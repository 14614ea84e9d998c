import { type Actor, dateOnly, newId, type Role, ROLE_PERMISSIONS, valueOf } from '../../src/kernel/index.js';
import { type BlockCommand, DraftBlock, LendBlock, SignBlock, UseBlock } from '../../src/modules/purchasing/index.js';
import { placementWorld, type SupplyPoint } from './placement-world.js';
import { known } from './supply-world.js';
import { aPerson } from './unit-of-work.js';
import { WORKPLACES } from './workplaces.js';

/** What a full week of the example places costs: £11,920 a year of 38 weeks. */
export const WEEKLY = 31_368;
/** 9 November to 18 December 2026: six school weeks. */
export const SIX_WEEKS = ['2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30', '2026-12-07', '2026-12-14'].map(
  dateOnly,
);

/** The placements' world with everybody who buys, signs and lends. */
export async function purchasingWorld(options: Parameters<typeof placementWorld>[0] = {}) {
  const world = await placementWorld(options);
  const person = (role: Role, place: keyof typeof WORKPLACES): Promise<Actor> =>
    known(world, aPerson({ role, ...WORKPLACES[place], permissions: ROLE_PERMISSIONS[role] }));
  const people = {
    lead: await person('SCHOOL_INCLUSION_LEAD', 'school-one'),
    head: await person('HEAD_TEACHER', 'school-one'),
    bursar: await person('SCHOOL_FINANCE', 'school-one'),
    otherLead: await person('SCHOOL_INCLUSION_LEAD', 'school-two'),
    otherHead: await person('HEAD_TEACHER', 'school-two'),
    commissioner: await person('COMMISSIONER', 'authority'),
    approver: await person('FINANCE_APPROVER', 'authority'),
    coordinator: await person('PANEL_COORDINATOR', 'authority'),
  };
  const buying = {
    draft: world.app.get(DraftBlock),
    sign: world.app.get(SignBlock),
    use: world.app.get(UseBlock),
    lend: world.app.get(LendBlock),
  };

  /** Two places a week for six weeks, by a school, unless told. */
  const command = (place: SupplyPoint, over: Partial<BlockCommand> = {}): BlockCommand => ({
    patternId: place.patternId,
    unit: 'PLACE',
    unitsPerWeek: 2,
    firstDay: dateOnly('2026-11-09'),
    lastDay: dateOnly('2026-12-18'),
    unitPence: null,
    noticeDays: 14,
    reason: 'Two pupils a half-term need such a place.',
    schoolIds: [],
    orderReference: 'PO-1',
    orderAuthorisedBy: 'Hari Example',
    fund: null,
    ...over,
  });
  const ofAuthority = { fund: 'HIGH_NEEDS', orderReference: null, orderAuthorisedBy: null };

  /** Bought and signed. */
  async function aBlock(place: SupplyPoint, over: Partial<BlockCommand> = {}): Promise<string> {
    const id = valueOf(await buying.draft.run(people.lead, command(place, over)));
    valueOf(await buying.sign.sign(people.head, id));
    return id;
  }
  async function authorityBlock(place: SupplyPoint, over: Partial<BlockCommand> = {}): Promise<string> {
    const id = valueOf(await buying.draft.run(people.commissioner, command(place, { ...ofAuthority, ...over })));
    valueOf(await buying.sign.sign(people.approver, id));
    return id;
  }

  /** Units held and used by everybody together, by week, with what was cancelled. */
  async function ledgerOf(blockId: string) {
    const { rows } = await world.admin.query<{ week: string; units: number; drawn: number; cancelled: number }>(
      `SELECT to_char(week, 'YYYY-MM-DD') AS week, sum(units)::int AS units, sum(drawn)::int AS drawn, sum(cancelled)::int AS cancelled
         FROM block_week WHERE block_id = $1 GROUP BY 1 ORDER BY 1`,
      [blockId],
    );
    return rows;
  }
  async function heldBy(blockId: string, organisationId: string) {
    const { rows } = await world.admin.query<{ units: number; drawn: number }>(
      `SELECT units, drawn FROM block_week WHERE block_id = $1 AND organisation_id = $2 ORDER BY week`,
      [blockId, organisationId],
    );
    return rows.map(({ units, drawn }) => [units, drawn]);
  }
  const taken = async (openingId: string, week: string): Promise<number> =>
    (
      await world.one<{ n: number }>(
        `SELECT max(held + taken)::int AS n FROM capacity_counter WHERE resource_id = $1 AND week = $2`,
        [openingId, week],
      )
    )?.n ?? -1;
  const transfers = async (): Promise<number> =>
    (await world.one<{ n: number }>('SELECT count(*)::int AS n FROM transfer'))?.n ?? -1;

  /** A trust with both example schools in it. */
  async function aTrust(): Promise<{ id: string; lead: Actor; head: Actor }> {
    const id = newId();
    await world.admin.query(
      `INSERT INTO organisation (id, kind, name, created_at, updated_at) VALUES ($1, 'TRUST', 'Example Trust', now(), now())`,
      [id],
    );
    await world.admin.query(`UPDATE organisation SET trust_id = $1 WHERE id = ANY ($2)`, [
      id,
      [WORKPLACES['school-one'].organisationId, WORKPLACES['school-two'].organisationId],
    ]);
    const at = { organisationId: id, authorityId: WORKPLACES['school-one'].authorityId };
    const of = (role: Role) => known(world, aPerson({ role, ...at, permissions: ROLE_PERMISSIONS[role] }));
    return { id, lead: await of('SCHOOL_INCLUSION_LEAD'), head: await of('HEAD_TEACHER') };
  }

  return {
    ...world,
    ...buying,
    people,
    decision: world.command,
    command,
    ofAuthority,
    aBlock,
    authorityBlock,
    ledgerOf,
    heldBy,
    taken,
    transfers,
    aTrust,
  };
}
export type PurchasingWorld = Awaited<ReturnType<typeof purchasingWorld>>;

export const SCHOOL_ONE = WORKPLACES['school-one'].organisationId;
export const SCHOOL_TWO = WORKPLACES['school-two'].organisationId;
export const COUNCIL = WORKPLACES.authority.organisationId;
