import pg from 'pg';
import {
  type Actor,
  dateOnly,
  FULL_WEEK,
  newId,
  type Permission,
  pence,
  ROLE_PERMISSIONS,
  type Role,
  type SessionSet,
  valueOf,
} from '../../src/kernel/index.js';
import {
  Capacity,
  capacityEntities,
  ChangeOpening,
  ConfirmOpenings,
  ListOpenings,
  OpenPlaces,
  Supply,
} from '../../src/modules/capacity/index.js';
import { BulkOpenings } from '../../src/modules/capacity/application/bulk-openings.js';
import { FindOpeningClocks } from '../../src/modules/capacity/application/opening-clocks.js';
import { OpeningTasks } from '../../src/modules/capacity/application/opening-tasks.js';
import { EndOpeningsAtSite } from '../../src/modules/capacity/index.js';
import { PlaceLimits } from '../../src/modules/capacity/application/place-limits.js';
import { WatchOpenings } from '../../src/modules/capacity/application/watch-openings.js';
import { FollowRegistration } from '../../src/modules/capacity/application/follow-registration.js';
import { CounterStore } from '../../src/modules/capacity/persistence/counter.store.js';
import { BatchStore } from '../../src/modules/capacity/persistence/batch.store.js';
import { LimitCounterStore } from '../../src/modules/capacity/persistence/limit-counter.store.js';
import { PlaceLimitStore } from '../../src/modules/capacity/persistence/place-limit.store.js';
import { HeadroomStore } from '../../src/modules/capacity/persistence/headroom.store.js';
import { HoldStore } from '../../src/modules/capacity/persistence/hold.store.js';
import { OpeningReader } from '../../src/modules/capacity/persistence/opening.reader.js';
import { OpeningWatchStore } from '../../src/modules/capacity/persistence/opening-watch.store.js';
import { OpeningStore } from '../../src/modules/capacity/persistence/opening.store.js';
import { SupplyStore } from '../../src/modules/capacity/persistence/supply.store.js';
import { Policies } from '../../src/modules/policies/index.js';
import { PolicyStore } from '../../src/modules/policies/persistence/policy.store.js';
import { People } from '../../src/modules/identity/index.js';
import { IdentityStore } from '../../src/modules/identity/persistence/identity.store.js';
import { Authority, Calendars, Organisation, Organisations } from '../../src/modules/organisations/index.js';
import { CalendarStore } from '../../src/modules/organisations/persistence/calendar.store.js';
import { OrganisationStore } from '../../src/modules/organisations/persistence/organisation.store.js';
import {
  AdmitProvider,
  DueDiligence,
  ManageFramework,
  type FrameworkDetails,
  MANCHESTER_LOTS,
  Procurement,
} from '../../src/modules/procurement/index.js';
import { Apply } from '../../src/modules/procurement/application/apply.js';
import { Clarify } from '../../src/modules/procurement/application/clarify.js';
import { Consult } from '../../src/modules/procurement/application/consult.js';
import { ConsultationStore } from '../../src/modules/procurement/persistence/consultation.store.js';
import { BidEvidenceParts } from '../../src/modules/procurement/application/bid-evidence.js';
import { EvidenceTasks } from '../../src/modules/procurement/application/evidence-tasks.js';
import { EvidenceTerms } from '../../src/modules/procurement/application/evidence-terms.js';
import { InspectionRules } from '../../src/modules/procurement/application/inspection-rules.js';
import { ManageConditions } from '../../src/modules/procurement/application/manage-conditions.js';
import { ManageRounds } from '../../src/modules/procurement/application/manage-rounds.js';
import { ViewRounds } from '../../src/modules/procurement/application/view-rounds.js';
import { WatchEvidence } from '../../src/modules/procurement/application/watch-evidence.js';
import { AdmissionStore } from '../../src/modules/procurement/persistence/admission.store.js';
import { FrameworkStore } from '../../src/modules/procurement/persistence/framework.store.js';
import { ApplicationStore } from '../../src/modules/procurement/persistence/application.store.js';
import { ClarificationStore } from '../../src/modules/procurement/persistence/clarification.store.js';
import { ConditionStore } from '../../src/modules/procurement/persistence/condition.store.js';
import { DiligenceStore } from '../../src/modules/procurement/persistence/diligence.store.js';
import { EvidenceWatchStore } from '../../src/modules/procurement/persistence/evidence-watch.store.js';
import { RequiredEvidenceStore } from '../../src/modules/procurement/persistence/required-evidence.store.js';
import { RoundStore } from '../../src/modules/procurement/persistence/round.store.js';
import {
  FindEvidence,
  FindProviders,
  KeepEvidence,
  ManageProgramme,
  ManageProvider,
  ManageSite,
  providerEntities,
  RegistrationChanges,
} from '../../src/modules/providers/index.js';
import { EvidenceStore } from '../../src/modules/providers/persistence/evidence.store.js';
import { ProviderReader } from '../../src/modules/providers/persistence/provider.reader.js';
import { ProviderStore } from '../../src/modules/providers/persistence/provider.store.js';
import {
  ApproveTariffLine,
  DraftTariffLine,
  EndTariffLine,
  tariffEntities,
  Tariffs,
} from '../../src/modules/tariffs/index.js';
import { ListPrices } from '../../src/modules/tariffs/application/list-prices.js';
import { TariffStore } from '../../src/modules/tariffs/persistence/tariff.store.js';
import { evaluationOf } from './evaluation.js';
import { DownloadLinks } from '../../src/platform/files/download-links.js';
import { PostgresFileStore } from '../../src/platform/files/file-store.js';
import type { Admitted } from '../../src/demo/load-board.js';
import { boardAdmits, governanceServices } from './governance.js';
import { aPerson, testUnitOfWork, type TestWork } from './unit-of-work.js';

const entities = [...providerEntities, ...tariffEntities, ...capacityEntities, Authority, Organisation];

export interface Place {
  readonly authorityId: string;
  readonly organisationId: string;
}

/** Somebody in a role at an organisation, with exactly the role's permissions. */
export const inRole = (
  role: Role,
  { authorityId, organisationId }: Place,
  permissions?: readonly Permission[],
): Actor => aPerson({ role, authorityId, organisationId, permissions: permissions ?? ROLE_PERMISSIONS[role] });

/** The use cases of supply on a database of their own, wired by hand, with two authorities and a school in each. */
export async function supplyWorld() {
  const test = await testUnitOfWork(entities);
  const admin = new pg.Client({ connectionString: test.adminUrl });
  await admin.connect();
  const services = wire(test);
  const north = await anAuthority(admin, '352', 'Exampleton');
  const south = await anAuthority(admin, '355', 'Otherford');
  const northSchool = { ...north, organisationId: await anOrganisation(admin, 'SCHOOL', 'First Example School') };
  const southSchool = { ...south, organisationId: await anOrganisation(admin, 'SCHOOL', 'Otherford Example School') };
  return {
    ...test,
    ...services,
    admin,
    north,
    south,
    northSchool,
    southSchool,
    async close() {
      await admin.end();
      await test.close();
    },
  };
}
export type SupplyWorld = Awaited<ReturnType<typeof supplyWorld>>;

function wire(test: TestWork) {
  const { work } = test;
  const organisations = new Organisations(new OrganisationStore());
  const providers = new ProviderStore();
  const changes = new RegistrationChanges();
  const [admissions, frameworks] = [new AdmissionStore(), new FrameworkStore()];
  const conditions = new ConditionStore();
  const rounds = new RoundStore();
  const applications = new ApplicationStore();
  const asked = new RequiredEvidenceStore();
  const evidence = new EvidenceStore();
  const findEvidence = new FindEvidence(work, evidence, new PostgresFileStore(), new DownloadLinks());
  const evidenceWatch = new EvidenceWatchStore();
  const bidEvidence = new BidEvidenceParts(asked, findEvidence);
  const tariffStore = new TariffStore();
  const [counters, limitCounters] = [new CounterStore(), new LimitCounterStore()];
  const openings = new OpeningStore();
  const policies = new Policies(new PolicyStore());
  const openingClocks = new FindOpeningClocks(policies, new SupplyStore());
  const changeOpening = new ChangeOpening(work, openings, counters);
  const calendars = new Calendars(new CalendarStore(), new OrganisationStore());
  const procurement = new Procurement(admissions);
  const tariffs = new Tariffs(tariffStore);
  const openPlaces = new OpenPlaces(work, openings, counters, limitCounters, tariffs, procurement);
  const manageFramework = new ManageFramework(work, frameworks, admissions, conditions, rounds, organisations);
  const admitProvider = new AdmitProvider(work, admissions);
  const dueDiligence = new DueDiligence(
    work,
    new DiligenceStore(),
    findEvidence,
    new People(work, new IdentityStore()),
  );
  const evaluation = evaluationOf(work, { rounds, conditions, applications, calendars, bidEvidence, dueDiligence });
  const consultations = new ConsultationStore();
  const viewRounds = new ViewRounds(work, rounds, conditions, calendars, asked, consultations, evaluation.bidDecisions);
  new FollowRegistration(changes, limitCounters).onModuleInit();
  return {
    manageProvider: new ManageProvider(work, providers, organisations),
    manageSite: new ManageSite(work, providers, changes),
    manageProgramme: new ManageProgramme(work, providers),
    keepEvidence: new KeepEvidence(work, evidence, new PostgresFileStore()),
    findEvidence,
    watchEvidence: new WatchEvidence(work, evidenceWatch, admissions, findEvidence),
    evidenceTerms: new EvidenceTerms(work, frameworks, evidenceWatch),
    inspectionRules: new InspectionRules(work, new DiligenceStore()),
    dueDiligence,
    evidenceTasks: new EvidenceTasks(work, evidenceWatch, findEvidence),
    findProviders: new FindProviders(work, new ProviderReader(), providers),
    manageFramework,
    manageConditions: new ManageConditions(work, frameworks, conditions),
    manageRounds: new ManageRounds(work, frameworks, conditions, rounds, asked),
    clarify: new Clarify(work, rounds, new ClarificationStore()),
    viewRounds,
    consult: new Consult(work, rounds, viewRounds, consultations),
    ...evaluation,
    board: governanceServices(work, {
      evaluations: evaluation.evaluations,
      bidDecisions: evaluation.bidDecisions,
      viewApplications: evaluation.viewApplications,
      tariffs,
      draftTariff: new DraftTariffLine(work, tariffStore),
      dueDiligence,
      manageFramework,
      admitProvider,
      calendars,
      procurement,
    }),
    apply: new Apply(work, rounds, conditions, applications, bidEvidence),
    admitProvider,
    procurement,
    draftTariff: new DraftTariffLine(work, tariffStore),
    approveTariff: new ApproveTariffLine(work, tariffStore),
    endTariff: new EndTariffLine(work, tariffStore),
    listPrices: new ListPrices(work, tariffStore),
    tariffs,
    openPlaces,
    bulkOpenings: new BulkOpenings(work, new BatchStore(), openings, procurement, openPlaces),
    changeOpening,
    endOpeningsAtSite: new EndOpeningsAtSite(openings, limitCounters),
    placeLimits: new PlaceLimits(work, new PlaceLimitStore(), openings, limitCounters),
    confirmOpenings: new ConfirmOpenings(work, openings, changeOpening),
    openingTasks: new OpeningTasks(work, openingClocks),
    listOpenings: new ListOpenings(work, new OpeningReader(), openingClocks, openings),
    watchOpenings: new WatchOpenings(work, new OpeningWatchStore(), openingClocks, counters),
    policies,
    capacity: new Capacity(counters, new HoldStore(), new HeadroomStore()),
    supply: new Supply(new SupplyStore()),
  };
}

/** Makes somebody known to the service: whoever decides must be a person on record. */
export async function known(world: Pick<SupplyWorld, 'admin'>, actor: Actor): Promise<Actor> {
  await world.admin.query(
    `INSERT INTO app_user (id, issuer, subject, name, created_at) VALUES ($1, 'test', $2, 'Pat Example', now())
     ON CONFLICT DO NOTHING`,
    [actor.userId, actor.userId],
  );
  return actor;
}

async function anOrganisation(admin: pg.Client, kind: string, name: string): Promise<string> {
  const id = newId();
  await admin.query(
    `INSERT INTO organisation (id, kind, name, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`,
    [id, kind, name],
  );
  return id;
}

async function anAuthority(admin: pg.Client, code: string, name: string): Promise<Place> {
  const organisationId = await anOrganisation(admin, 'AUTHORITY', `${name} Council`);
  const authorityId = newId();
  await admin.query(`INSERT INTO authority (id, code, name, organisation_id) VALUES ($1, $2, $3, $4)`, [
    authorityId,
    code,
    name,
    organisationId,
  ]);
  return { authorityId, organisationId };
}

export const FROM = dateOnly('2026-09-01');
export const UNTIL = dateOnly('2027-07-23');

export interface OpenOptions {
  readonly name?: string;
  readonly places?: number;
  readonly registeredPlaces?: number;
  readonly patterns?: readonly SessionSet[];
  readonly at?: Place;
}

/** A maintained provider with one site, one programme, a price and an opening, as its authority would enter it. */
export async function anOpening(world: SupplyWorld, options: OpenOptions = {}) {
  const at = options.at ?? world.north;
  const commissioner = inRole('COMMISSIONER', at);
  const coordinator = inRole('PANEL_COORDINATOR', at);
  const name = options.name ?? `Example Centre ${newId().slice(-6)}`;
  const providerId = valueOf(
    await world.manageProvider.add(commissioner, {
      name,
      urn: null,
      supplyRoute: 'MAINTAINED_AP',
      commissionerId: null,
      about: '',
      vatNumber: null,
    }),
  );
  const siteId = await aSite(world, commissioner, { providerId, places: options.registeredPlaces ?? 60 });
  const programmeId = valueOf(await world.manageProgramme.add(commissioner, { siteId, ...A_PROGRAMME }));
  const tariffLineId = await aPrice(world, at, providerId);
  const openingId = valueOf(
    await world.openPlaces.run(coordinator, {
      programmeId,
      admissionId: null,
      places: options.places ?? 8,
      validFrom: FROM,
      validTo: UNTIL,
      patterns: (options.patterns ?? [FULL_WEEK]).map((sessions) => ({ label: '', sessions, tariffLineId })),
    }),
  );
  const patterns = await world.admin.query<{ id: string; sessions: number }>(
    `SELECT id, sessions FROM opening_pattern WHERE opening_id = $1 ORDER BY id`,
    [openingId],
  );
  return {
    at,
    providerId,
    siteId,
    programmeId,
    tariffLineId,
    openingId,
    patternIds: patterns.rows.map(({ id }) => id),
  };
}

export const A_PROGRAMME = {
  name: 'Key stage 4 core',
  componentKind: 'AP' as const,
  yearFrom: 10,
  yearTo: 11,
  needs: ['SEMH' as const],
  curriculum: ['ENGLISH' as const, 'MATHS' as const],
  qualifications: ['GCSE' as const],
  specialisms: ['Motor vehicle'],
  times: { amStarts: '09:00', amEnds: '12:00', pmStarts: '12:30', pmEnds: '14:30' },
};

export async function aSite(
  world: SupplyWorld,
  commissioner: Actor,
  { providerId, places, name = 'Main site' }: { providerId: string; places: number; name?: string },
): Promise<string> {
  const siteId = valueOf(
    await world.manageSite.add(commissioner, {
      providerId,
      name,
      address: '1 Example Street',
      postcode: 'M1 1AA',
      grid: { easting: 384_000, northing: 398_000 },
      accessFeatures: ['STEP_FREE'],
    }),
  );
  valueOf(
    await world.manageSite.register(commissioner, {
      siteId,
      fromDate: dateOnly('2025-09-01'),
      kind: 'PRU',
      urn: '136743',
      registeredPlaces: places,
      singleSex: null,
      lowestAge: 11,
      highestAge: 16,
    }),
  );
  return siteId;
}

/** GBP 500 a full week, signed by two people. */
export async function aPrice(world: SupplyWorld, at: Place, providerId: string): Promise<string> {
  const lineId = valueOf(
    await world.draftTariff.run(inRole('FINANCE_OFFICER', at), {
      providerId,
      lotId: null,
      programmeId: null,
      label: 'Full week',
      basis: 'WEEK',
      sessionsCovered: 10,
      netPence: pence(50_000),
      vatTreatment: 'OUT_OF_SCOPE',
      fromDate: FROM,
      toDate: null,
    }),
  );
  return valueOf(await world.approveTariff.run(inRole('FINANCE_APPROVER', at), { lineId }));
}

/** A place on a lot, by a small board of the authority. */
export async function admitted(world: SupplyWorld, at: Place, asked: Admitted): Promise<string> {
  const clerk = await known(world, inRole('COMMISSIONER', at));
  return boardAdmits(world.board, { clerk, chair: await known(world, inRole('BOARD_CHAIR', at)) }, asked);
}

/** A framework provider with a site and programme, admitted to lot 1 of a framework that the authority leads. */
export async function anAdmittedProvider(world: SupplyWorld, at: Place, framed: Partial<FrameworkDetails> = {}) {
  const commissioner = await known(world, inRole('COMMISSIONER', at));
  const providerId = valueOf(
    await world.manageProvider.add(commissioner, {
      name: `Example Provider ${newId().slice(-6)}`,
      urn: null,
      supplyRoute: 'FRAMEWORK',
      commissionerId: null,
      about: '',
      vatNumber: null,
    }),
  );
  const siteId = await aSite(world, commissioner, { providerId, places: 20 });
  const programmeId = valueOf(await world.manageProgramme.add(commissioner, { siteId, ...A_PROGRAMME }));
  const framework = valueOf(
    await world.manageFramework.create(commissioner, {
      reference: `TC${newId().slice(-6)}`,
      name: 'Alternative education flexible purchasing system',
      regime: 'PCR2015_LTR_FPS',
      startsOn: dateOnly('2024-10-28'),
      endsOn: dateOnly('2028-10-27'),
      valuePence: pence(3_000_000_000),
      lots: MANCHESTER_LOTS,
      ...framed,
    }),
  );
  // Part time: the lot asks for no number of hours.
  const lotId = framework.lotIds[1] ?? '';
  const admissionId = await admitted(world, at, {
    frameworkId: framework.id,
    providerId,
    lotId,
    fromDate: dateOnly('2026-06-01'),
    toDate: dateOnly('2028-10-27'),
  });
  return { providerId, siteId, programmeId, frameworkId: framework.id, lotId, admissionId };
}
