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
import type { DemoProgramme, DemoProvider, DemoSite } from './supply-parts.js';
import { demoProviders } from './supply.js';
import { required } from './world.js';

const SCHOOL_YEAR = { startsOn: dateOnly('2026-09-01'), endsOn: dateOnly('2027-07-21') };
const REGISTERED_FROM = dateOnly('2025-09-01');
/** Mornings of three hours, afternoons of two and a quarter: 26 hours 15 minutes a full week. */
const TIMES = { amStarts: '09:00', amEnds: '12:00', pmStarts: '12:45', pmEnds: '15:00' };

export interface SupplyActors {
  /** Sets providers up and proposes their prices. */
  readonly commissioner: Actor;
  /** Approves the prices: another person, or the database refuses. */
  readonly approver: Actor;
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

/** A provider as it stands before anybody admitted it: with sites, registrations and programmes, and without a price. */
export interface Introduced {
  readonly provider: DemoProvider;
  readonly providerId: string;
  readonly programmes: readonly { readonly programmeId: string; readonly programme: DemoProgramme }[];
}

/** Manchester's system of ten lots: dates and value are those of its published fourth round. */
export async function openFramework(app: INestApplicationContext, actor: Actor) {
  const framework = await app.get(ManageFramework, { strict: false }).create(actor, {
    reference: 'DEMO-TC1108',
    name: 'Alternative provision flexible purchasing system (demonstration)',
    regime: 'PCR2015_LTR_FPS',
    startsOn: dateOnly('2022-06-01'),
    endsOn: dateOnly('2028-10-27'),
    extendableTo: dateOnly('2030-10-27'),
    valuePence: pence(3_000_000_000),
    lots: MANCHESTER_LOTS,
  });
  const { id, lotIds } = valueOf(framework);
  return { frameworkId: id, lotIds };
}

export async function introduceProviders(app: INestApplicationContext, commissioner: Actor): Promise<Introduced[]> {
  const introduced: Introduced[] = [];
  for (const provider of demoProviders) {
    const added = await app.get(ManageProvider, { strict: false }).add(commissioner, {
      name: provider.name,
      supplyRoute: provider.route,
      // The referral unit comes first.
      commissionerId: provider.commissionedByPru ? required(introduced[0]?.providerId) : null,
      about: 'Made up for the demonstration.',
      vatNumber: null,
      urn: null,
    });
    const providerId = valueOf(added);
    const programmes: { programmeId: string; programme: DemoProgramme }[] = [];
    for (const site of provider.sites) {
      const siteId = await addSite(app, commissioner, providerId, site);
      for (const programme of site.programmes) {
        programmes.push({ programmeId: await addProgramme(app, commissioner, siteId, programme), programme });
      }
    }
    introduced.push({ provider, providerId, programmes });
  }
  return introduced;
}

/** Approved prices and openings for the school year. `admissions` by the provider's id. */
export async function openSupply(
  app: INestApplicationContext,
  actors: SupplyActors,
  introduced: readonly Introduced[],
  { lotIds, admissions }: { readonly lotIds: readonly string[]; readonly admissions: ReadonlyMap<string, string> },
): Promise<SupplyIds> {
  const prices = new Map<string, readonly string[]>();
  for (const one of introduced) {
    const { provider, providerId } = one;
    const lotId = provider.lot === undefined ? null : required(lotIds[provider.lot - 1]);
    const at = { ...one, lotId, admissionId: admissions.get(providerId) ?? null };
    const lines: string[] = [];
    for (const { programmeId, programme } of one.programmes) {
      lines.push(await openProgramme(app, actors, { ...at, programmeId }, programme));
    }
    prices.set(provider.key, lines);
  }
  const byKey = introduced.map(({ provider: { key }, ...made }) => [key, made] as const);
  return {
    providers: new Map(byKey.map(([key, { providerId }]) => [key, providerId])),
    programmes: new Map(byKey.map(([key, { programmes }]) => [key, programmes.map(({ programmeId }) => programmeId)])),
    admissions: new Map(
      byKey.flatMap(([key, { providerId }]) => {
        const admissionId = admissions.get(providerId);
        return admissionId === undefined ? [] : [[key, admissionId] as const];
      }),
    ),
    prices,
  };
}

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
      fromDate: REGISTERED_FROM,
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

function addProgramme(
  app: INestApplicationContext,
  commissioner: Actor,
  siteId: string,
  programme: DemoProgramme,
): Promise<string> {
  const programmes = app.get(ManageProgramme, { strict: false });
  const details = {
    siteId,
    name: programme.name,
    componentKind: programme.kind,
    yearFrom: programme.years[0],
    yearTo: programme.years[1],
    needs: programme.needs,
    curriculum: programme.curriculum,
    qualifications: qualificationsOf(programme),
    specialisms: [],
    times: TIMES,
  };
  return programmes.add(commissioner, details).then(valueOf);
}

interface At extends Introduced {
  readonly programmeId: string;
  readonly lotId: string | null;
  readonly admissionId: string | null;
}

/** The id of the price. */
async function openProgramme(
  app: INestApplicationContext,
  { commissioner, approver }: SupplyActors,
  at: At,
  programme: DemoProgramme,
): Promise<string> {
  const { programmeId } = at;
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
  return lineId;
}
