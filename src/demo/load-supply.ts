import type { INestApplicationContext } from '@nestjs/common';
import {
  type Actor,
  type CurriculumCode,
  dateOnly,
  pence,
  type QualificationCode,
  sessionSet,
  valueOf,
} from '../kernel/index.js';
import { OpenPlaces } from '../modules/capacity/index.js';
import { MANCHESTER_LOTS, ManageFramework } from '../modules/procurement/index.js';
import { ManageProgramme, ManageProvider, ManageSite } from '../modules/providers/index.js';
import { ApproveTariffLine, DraftTariffLine } from '../modules/tariffs/index.js';
import type { BoardInSession } from './load-board.js';
import type { DemoProgramme, DemoProvider, DemoSite } from './supply-parts.js';
import { demoProviders } from './supply.js';
import { required } from './world.js';

const SCHOOL_YEAR = { startsOn: dateOnly('2026-09-01'), endsOn: dateOnly('2027-07-21') };
/** Mornings of three hours, afternoons of two and a quarter: 26 hours 15 minutes a full week. */
const TIMES = { amStarts: '09:00', amEnds: '12:00', pmStarts: '12:45', pmEnds: '15:00' };

export interface SupplyActors {
  /** Sets providers up and proposes their prices. */
  readonly commissioner: Actor;
  /** Approves the prices: another person, or the database refuses. */
  readonly approver: Actor;
  /** Sits, and admits providers to the framework. */
  readonly board: BoardInSession;
}

/** What was made, by its key in the demonstration's data. */
export interface SupplyIds {
  /** Organisation ids. */
  readonly providers: ReadonlyMap<string, string>;
  /** Ids of each provider's programmes. */
  readonly programmes: ReadonlyMap<string, readonly string[]>;
  readonly admissions: ReadonlyMap<string, string>;
  readonly prices: ReadonlyMap<string, readonly string[]>;
}

/** Providers with sites, programmes, registrations, admissions, approved prices and openings for the school year. */
export async function loadSupply(app: INestApplicationContext, actors: SupplyActors): Promise<SupplyIds> {
  const { id: frameworkId, lotIds: lots } = await openFramework(app, actors.commissioner);
  const providers = new Map<string, string>();
  const programmes = new Map<string, readonly string[]>();
  const admissions = new Map<string, string>();
  const prices = new Map<string, readonly string[]>();
  for (const provider of demoProviders) {
    const added = await addProvider(app, actors, provider, { frameworkId, lots, pruId: providers.get('pru') ?? null });
    providers.set(provider.key, added.providerId);
    programmes.set(provider.key, added.programmeIds);
    prices.set(provider.key, added.lineIds);
    if (added.admissionId !== null) admissions.set(provider.key, added.admissionId);
  }
  return { providers, programmes, admissions, prices };
}

/** Manchester's system of ten lots: dates and value are those of its published fourth round. */
async function openFramework(app: INestApplicationContext, actor: Actor) {
  const framework = await app.get(ManageFramework, { strict: false }).create(actor, {
    reference: 'DEMO-TC1108',
    name: 'Alternative provision flexible purchasing system (demonstration)',
    regime: 'PCR2015_LTR_FPS',
    startsOn: dateOnly('2022-06-01'),
    endsOn: dateOnly('2028-10-27'),
    valuePence: pence(3_000_000_000),
    lots: MANCHESTER_LOTS,
  });
  return valueOf(framework);
}

interface Added {
  readonly providerId: string;
  readonly admissionId: string | null;
  readonly programmeIds: readonly string[];
  readonly lineIds: readonly string[];
}

interface Surroundings {
  readonly frameworkId: string;
  readonly lots: readonly string[];
  readonly pruId: string | null;
}

async function addProvider(
  app: INestApplicationContext,
  actors: SupplyActors,
  provider: DemoProvider,
  { frameworkId, lots, pruId }: Surroundings,
): Promise<Added> {
  const { commissioner } = actors;
  const added = await app.get(ManageProvider, { strict: false }).add(commissioner, {
    name: provider.name,
    supplyRoute: provider.route,
    commissionerId: provider.commissionedByPru ? required(pruId) : null,
    about: 'Made up for the demonstration.',
    vatNumber: null,
    urn: null,
  });
  const providerId = valueOf(added);
  const lotId = provider.lot === undefined ? null : required(lots[provider.lot - 1]);
  const admissionId = lotId === null ? null : await admit(actors.board, { frameworkId, lotId, providerId });
  const made: { programmeId: string; lineId: string }[] = [];
  for (const site of provider.sites) {
    const siteId = await addSite(app, commissioner, providerId, site);
    for (const programme of site.programmes) {
      made.push(await addProgramme(app, actors, { provider, providerId, siteId, lotId, admissionId }, programme));
    }
  }
  return {
    providerId,
    admissionId,
    programmeIds: made.map(({ programmeId }) => programmeId),
    lineIds: made.map(({ lineId }) => lineId),
  };
}

const admit = (
  board: BoardInSession,
  asked: { readonly frameworkId: string; readonly lotId: string; readonly providerId: string },
): Promise<string> =>
  board.admit(
    { ...asked, fromDate: SCHOOL_YEAR.startsOn, toDate: dateOnly('2028-10-27') },
    'Admitted as the notice of the framework states.',
  );

async function addSite(
  app: INestApplicationContext,
  actor: Actor,
  providerId: string,
  site: DemoSite,
): Promise<string> {
  const sites = app.get(ManageSite, { strict: false });
  const siteId = valueOf(
    await sites.add(actor, {
      providerId,
      name: site.name,
      address: `${site.street}, Manchester`,
      postcode: site.postcode,
      grid: { easting: site.easting, northing: site.northing },
      accessFeatures: site.access,
    }),
  );
  const { registration } = site;
  const registered = registration.kind === 'NOT_REGISTERED' ? null : registration;
  valueOf(
    await sites.register(actor, {
      siteId,
      fromDate: SCHOOL_YEAR.startsOn,
      kind: registration.kind,
      urn: registered === null ? null : urnOf(site),
      registeredPlaces: registered?.places ?? null,
      singleSex: registered?.singleSex ?? null,
      // Year 7 is taught from the age of eleven, year 10 from fourteen.
      lowestAge: Math.min(...site.programmes.map(({ years }) => years[0])) + 4,
      highestAge: 16,
    }),
  );
  return siteId;
}

/** Far above the numbers the register has given out, one for each site. */
const urnOf = (site: DemoSite): string => {
  const sites = demoProviders.flatMap((provider) => provider.sites);
  return String(999_001 + sites.findIndex(({ name }) => name === site.name));
};

interface At {
  readonly provider: DemoProvider;
  readonly providerId: string;
  readonly siteId: string;
  readonly lotId: string | null;
  readonly admissionId: string | null;
}

/** What the subjects of a made-up programme would usually lead to. */
const LEADS_TO: Partial<Record<CurriculumCode, readonly QualificationCode[]>> = {
  GCSE: ['GCSE'],
  FUNCTIONAL_SKILLS: ['FUNCTIONAL_SKILLS', 'ENTRY_LEVEL'],
  LIFE_SKILLS: ['UNIT_AWARDS', 'EMPLOYABILITY'],
  SPORT: ['SPORTS_LEADERS', 'VOCATIONAL_LEVEL_1'],
  HAIR_BEAUTY: ['VOCATIONAL_LEVEL_1', 'VOCATIONAL_LEVEL_2'],
  CONSTRUCTION: ['VOCATIONAL_LEVEL_1', 'SITE_SAFETY'],
  CREATIVE_MEDIA: ['ARTS_AWARD', 'VOCATIONAL_LEVEL_1'],
  ANIMAL_CARE: ['VOCATIONAL_LEVEL_1'],
  DIGITAL: ['VOCATIONAL_LEVEL_1', 'VOCATIONAL_LEVEL_2'],
  MOTOR_VEHICLE: ['VOCATIONAL_LEVEL_1', 'VOCATIONAL_LEVEL_2'],
  BUSINESS: ['EMPLOYABILITY'],
};
const qualificationsOf = ({ curriculum }: DemoProgramme): QualificationCode[] => [
  ...new Set(curriculum.flatMap((code) => LEADS_TO[code] ?? [])),
];

async function addProgramme(
  app: INestApplicationContext,
  { commissioner, approver }: SupplyActors,
  at: At,
  programme: DemoProgramme,
): Promise<{ programmeId: string; lineId: string }> {
  const programmeId = valueOf(
    await app.get(ManageProgramme, { strict: false }).add(commissioner, {
      siteId: at.siteId,
      name: programme.name,
      componentKind: programme.kind,
      yearFrom: programme.years[0],
      yearTo: programme.years[1],
      needs: programme.needs,
      curriculum: programme.curriculum,
      qualifications: qualificationsOf(programme),
      specialisms: [],
      times: TIMES,
    }),
  );
  const lineId = valueOf(
    await app.get(DraftTariffLine, { strict: false }).run(commissioner, {
      providerId: at.providerId,
      lotId: at.lotId,
      programmeId,
      label: `${programme.name}: day rate`,
      basis: 'DAY',
      sessionsCovered: 2,
      netPence: pence(programme.dayPence),
      vatTreatment: at.provider.vat,
      fromDate: SCHOOL_YEAR.startsOn,
      toDate: null,
    }),
  );
  valueOf(await app.get(ApproveTariffLine, { strict: false }).run(approver, { lineId }));
  valueOf(
    await app.get(OpenPlaces, { strict: false }).run(commissioner, {
      programmeId,
      admissionId: at.admissionId,
      places: programme.places,
      validFrom: SCHOOL_YEAR.startsOn,
      validTo: SCHOOL_YEAR.endsOn,
      patterns: programme.patterns.map(({ label, sessions }) => ({
        label,
        sessions: sessionSet(sessions),
        tariffLineId: lineId,
      })),
    }),
  );
  return { programmeId, lineId };
}
