import type { INestApplicationContext } from '@nestjs/common';
import {
  type Actor,
  addDays,
  dateOnly,
  type Fund,
  pence,
  type Permission,
  type Role,
  ROLE_PERMISSIONS,
  valueOf,
} from '../kernel/index.js';
import { BudgetSetUp } from '../modules/budget/index.js';
import { ConfirmOpenings } from '../modules/capacity/index.js';
import { type PersonaKey, seedPersonas, subjectOf } from '../modules/identity/index.js';
import { PrepareAdmissions } from '../modules/governance/index.js';
import { Calendars, Organisations } from '../modules/organisations/index.js';
import { ConductItem, DecideItems, ManageBody, Meetings } from '../modules/panels/index.js';
import { seedPolicy } from '../modules/policies/index.js';
import { Procurement } from '../modules/procurement/index.js';
import { LoadPostcodes } from '../modules/pupils/index.js';
import { runAt, UnitOfWork } from '../platform/index.js';
import { LOCAL_ISSUER } from '../platform/sign-in/index.js';
import type { BoardServices } from './load-board.js';
import { loadFramework, loadWhatIsUnderWay } from './load-framework.js';
import type { SupplyIds } from './load-supply.js';
import { Homes, postcodeLines } from './homes.js';
import { readTheHistory } from './load-messages.js';
import { loadPlacements } from './load-placements.js';
import { type Buyers, loadPurchases } from './load-purchases.js';
import { loadPanel } from './load-panel.js';
import { loadSupport, type SupportPeople } from './load-support.js';
import { loadTroubles, UNCONFIRMED, UNCONFIRMED_DAYS } from './load-troubles.js';
import { expectedCommitment, type PlacementSlot, planPlacements } from './placement-slots.js';
import { type CaseLoader, instantOn, loadWaiting } from './load-referrals.js';
import { demonstrationPolicy } from './policy.js';
import { Random } from './random.js';
import { loadRegister } from './register.js';
import { demonstrator, type DemoWorld, type Place, readWorld, required } from './world.js';

const COMMISSIONER_MAY = [
  'provider.read',
  'provider.manage',
  'opening.manage',
  'framework.manage',
  'application.read',
  'application.evaluate',
  'quality.manage',
  'board.manage',
  'tariff.read',
  'tariff.draft',
] as const;

const BOARD_MAY = ['board.sit', 'provider.read', 'organisation.read'] as const;

const boardServices = (app: INestApplicationContext): BoardServices => ({
  work: app.get(UnitOfWork, { strict: false }),
  bodies: app.get(ManageBody, { strict: false }),
  meetings: app.get(Meetings, { strict: false }),
  conduct: app.get(ConductItem, { strict: false }),
  decide: app.get(DecideItems, { strict: false }),
  prepare: app.get(PrepareAdmissions, { strict: false }),
  procurement: app.get(Procurement, { strict: false }),
});

const COORDINATOR_MAY = ROLE_PERMISSIONS.PANEL_COORDINATOR;

/**
 * What is left beside the placements that run: in this financial year not enough for all who wait, so the fund binds,
 * and in the strand that helps with off-site directions less than one full-time place costs.
 */
const LEFT: readonly { readonly fund: Fund; readonly financialYear: string; readonly pence: number }[] = [
  { fund: 'HIGH_NEEDS', financialYear: '2026-27', pence: 38_000_000 },
  { fund: 'HIGH_NEEDS', financialYear: '2027-28', pence: 90_000_000 },
  { fund: 'HIGH_NEEDS_INCLUSION', financialYear: '2026-27', pence: 150_000 },
  { fund: 'HIGH_NEEDS_INCLUSION', financialYear: '2027-28', pence: 4_000_000 },
];
const ROUND_PENCE = 100_000;

/** A made-up person of the authority, acting with what setting up needs. */
async function personOf(work: UnitOfWork, at: Place, key: PersonaKey, may: readonly Permission[]): Promise<Actor> {
  const actor = { ...demonstrator(at.authorityId, may), organisationId: at.organisationId };
  const [user] = await work.read(actor, (tx) =>
    tx.query<{ id: string }>('select identity_known($1, $2) as id', [LOCAL_ISSUER, subjectOf(key)]),
  );
  return { ...actor, userId: required(user?.id) };
}

/** The people of the authority and its schools come first, because they set the rest up. */
const firstPlaces = ({ authority, neighbour, schools }: DemoWorld) => {
  const at = (organisationId: string) => ({ authorityId: authority.authorityId, organisationId });
  return {
    authority,
    'other-authority': neighbour,
    'school-one': at(required(schools[0]).organisationId),
    'school-two': at(required(schools[1]).organisationId),
  };
};

const providerPlaces = ({ authority }: DemoWorld, { providers }: SupplyIds) => {
  const at = (key: string) => ({ authorityId: authority.authorityId, organisationId: required(providers.get(key)) });
  return { pru: at('pru'), partner: at('partner-1'), provider: at('part-time-1') };
};

export type DemonstrationState = 'EMPTY' | 'CUT_OFF' | 'LOADED' | 'NOT_OURS';

/** Whether the database is empty, holds the demonstration, holds half of it, or holds something else. */
export async function demonstrationState(app: INestApplicationContext): Promise<DemonstrationState> {
  const { started, loaded, used } = await app
    .get(UnitOfWork)
    .read(demonstrator(null, ['platform.seal']), async (tx) => {
      const [found] = await tx.query<{ started: boolean; loaded: boolean; used: boolean }>(
        `select exists (select from audit_entry where action = 'demonstration.started') as started,
              exists (select from audit_entry where action = 'demonstration.loaded') as loaded,
              exists (select from authority) as used`,
      );
      return required(found);
    });
  if (loaded) return 'LOADED';
  if (started) return 'CUT_OFF';
  return used ? 'NOT_OURS' : 'EMPTY';
}

/** Throws half a demonstration away. Nobody can have used it: the service is ready only once all of it is there. */
export async function clearCutOff(owner: { query(sql: string): Promise<{ rows: { name: string }[] }> }): Promise<void> {
  const { rows } = await owner.query(
    `select quote_ident(tablename) as name from pg_tables
     where schemaname = 'public' and tablename not in ('schema_migration', 'bank_holiday', 'measure_scale') order by tablename`,
  );
  await owner.query(`truncate ${rows.map(({ name }) => name).join(', ')}`);
}

/**
 * Fills an empty database with an authority of Manchester's shape. Every child, provider and person is made up; the
 * schools are those of the register.
 */
export async function loadDemonstration(app: INestApplicationContext, say: (line: string) => void): Promise<void> {
  const work = app.get(UnitOfWork);
  await work.read(demonstrator(null, []), (tx) =>
    tx.audit('demonstration.started', { type: 'demonstration', id: 'placeway-1' }),
  );
  say('Loading the register of schools');
  await loadRegister(app, say);
  const world = await work.read(demonstrator(null, []), (tx) =>
    readWorld(tx, app.get(Organisations, { strict: false })),
  );
  const { authorityId } = world.authority;
  await work.read(demonstrator(authorityId, ['policy.draft', 'policy.approve', 'policy.read']), async (tx) =>
    seedPolicy(tx, authorityId, dateOnly('2026-04-01'), demonstrationPolicy),
  );
  say('Introducing the people');
  valueOf(await seedPersonas(work, firstPlaces(world)));
  say('Holding a round, and opening places with the providers that it admits');
  const commissioner = await personOf(work, world.authority, 'commissioner', COMMISSIONER_MAY);
  const approver = await personOf(work, world.authority, 'finance-approver', ['tariff.read', 'tariff.approve']);
  const deputy = await personOf(work, world.authority, 'quality-officer', COMMISSIONER_MAY);
  const members = [
    await personOf(work, world.authority, 'board-chair', BOARD_MAY),
    await personOf(work, world.authority, 'board-member', BOARD_MAY),
  ];
  const evaluators = [
    await personOf(work, world.authority, 'evaluator', ROLE_PERMISSIONS.EVALUATOR),
    await personOf(work, world.authority, 'second-evaluator', ROLE_PERMISSIONS.EVALUATOR),
  ] as const;
  const people = { commissioner, approver, members, evaluators };
  const today = await work.read(demonstrator(authorityId, []), (tx) => Promise.resolve(tx.today));
  const framework = await loadFramework(app, boardServices(app), people, today);
  const { supply } = framework;
  valueOf(await seedPersonas(work, providerPlaces(world, supply)));
  const loader = await caseLoader(app, world, supply);
  say('Placing the pupils who are placed today');
  const slots = await planPlacements(loader);
  await openFunds(work, loader, slots);
  const coordinator = await personOf(work, world.authority, 'coordinator', COORDINATOR_MAY);
  const placed = await loadPlacements(loader, coordinator, slots, 1);
  await readTheHistory(app, await readersOf(work, world, supply));
  await loadTroubles(app, { commissioner, deputy, approver }, supply, loader.today);
  for (const [key, providerId] of supply.providers) {
    const confirm = async () =>
      valueOf(await app.get(ConfirmOpenings, { strict: false }).run(commissioner, { providerId, openingIds: null }));
    await (key === UNCONFIRMED ? runAt(instantOn(addDays(loader.today, -UNCONFIRMED_DAYS)), confirm) : confirm());
  }
  await loadWhatIsUnderWay(app, framework, commissioner, loader);
  const sellers = [
    required(supply.providers.get('part-time-2')),
    required(supply.providers.get('part-time-4')),
  ] as const;
  await loadPurchases(app, await buyersOf(work, world), sellers, loader.today);
  say('Sending the referrals that wait');
  await loadWaiting(loader, placed);
  const panel: Actor[] = [];
  for (const key of ['panel-chair', 'panel-member'] as const)
    panel.push(await personOf(work, world.authority, key, []));
  await loadPanel(boardServices(app), coordinator, panel, today);
  say('Asking for support short of a place');
  await loadSupport(app, await supportersOf(work, world), sellers[0], loader);
  await work.read(demonstrator(authorityId, []), (tx) =>
    tx.audit('demonstration.loaded', { type: 'authority', id: authorityId }),
  );
}

/** The made-up people who would have read what was said so far. */
async function readersOf(work: UnitOfWork, world: DemoWorld, supply: SupplyIds): Promise<Actor[]> {
  const { authority, ...schools } = firstPlaces(world);
  const { pru, partner, provider } = providerPlaces(world, supply);
  const seats: readonly (readonly [Place, PersonaKey, Role])[] = [
    [authority, 'coordinator', 'PANEL_COORDINATOR'],
    [schools['school-one'], 'inclusion-lead', 'SCHOOL_INCLUSION_LEAD'],
    [schools['school-two'], 'other-lead', 'SCHOOL_INCLUSION_LEAD'],
    [pru, 'pru-manager', 'PROVIDER_MANAGER'],
    [partner, 'partner-manager', 'PROVIDER_MANAGER'],
    [provider, 'provider-manager', 'PROVIDER_MANAGER'],
  ];
  const readers: Actor[] = [];
  for (const [at, key, role] of seats) readers.push(await personOf(work, at, key, ROLE_PERMISSIONS[role]));
  return readers;
}

/** Who asks for support, answers and gives it. */
async function supportersOf(work: UnitOfWork, world: DemoWorld): Promise<SupportPeople> {
  const { authority, ...schools } = firstPlaces(world);
  const leads = ROLE_PERMISSIONS.SCHOOL_INCLUSION_LEAD;
  const person = async (at: Place, key: PersonaKey, may: readonly Permission[]): Promise<Actor> => ({
    ...(await personOf(work, at, key, may)),
    kind: 'person',
  });
  return {
    commissioner: await person(authority, 'commissioner', ROLE_PERMISSIONS.COMMISSIONER),
    coordinator: await person(authority, 'coordinator', COORDINATOR_MAY),
    specialist: await person(authority, 'specialist', ROLE_PERMISSIONS.SPECIALIST),
    lead: await person(schools['school-one'], 'inclusion-lead', leads),
    otherLead: await person(schools['school-two'], 'other-lead', leads),
  };
}

/** Who buys ahead of need, at the first school and at the authority. */
async function buyersOf(work: UnitOfWork, world: DemoWorld): Promise<Buyers> {
  const { authority, ...schools } = firstPlaces(world);
  const at = schools['school-one'];
  return {
    lead: await personOf(work, at, 'inclusion-lead', ROLE_PERMISSIONS.SCHOOL_INCLUSION_LEAD),
    head: await personOf(work, at, 'head-teacher', ROLE_PERMISSIONS.HEAD_TEACHER),
    commissioner: await personOf(work, authority, 'commissioner', ROLE_PERMISSIONS.COMMISSIONER),
    otherSchoolId: schools['school-two'].organisationId,
  };
}

/** The money for alternative provision of both financial years that a placement may reach into. */
async function openFunds(work: UnitOfWork, loader: CaseLoader, slots: readonly PlacementSlot[]): Promise<void> {
  const { authorityId } = loader.world.authority;
  const setUp = loader.app.get(BudgetSetUp, { strict: false });
  await work.read(demonstrator(authorityId, ['budget.manage']), async (tx) => {
    for (const { fund, financialYear, pence: left } of LEFT) {
      const exact = expectedCommitment(slots, loader.calendar, { fund, financialYear }) + left;
      const grantPence = pence(Math.round(exact / ROUND_PENCE) * ROUND_PENCE);
      const key = `demonstration-${fund}-${financialYear}`;
      valueOf(await setUp.openFund(tx, { authorityId, fund, financialYear, grantPence, key }));
    }
  });
}

/** Where children live, which days are school days, and the draw that is the same every time. */
async function caseLoader(app: INestApplicationContext, world: DemoWorld, supply: SupplyIds): Promise<CaseLoader> {
  const work = app.get(UnitOfWork);
  const { authorityId } = world.authority;
  await work.read(demonstrator(authorityId, ['register.import']), (tx) =>
    app.get(LoadPostcodes, { strict: false }).run(tx, postcodeLines()),
  );
  const { calendar, today } = await work.read(demonstrator(authorityId, []), async (tx) => ({
    calendar: await app.get(Calendars, { strict: false }).forAuthority(tx, authorityId),
    today: tx.today,
  }));
  return { app, world, supply, calendar, today, homes: await Homes.read(), random: new Random('placeway-1') };
}
