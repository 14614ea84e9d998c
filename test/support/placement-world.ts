import {
  type Actor,
  dateOnly,
  FULL_WEEK,
  type Fund,
  HIGH_NEEDS,
  pence,
  type Pence,
  type Role,
  ROLE_PERMISSIONS,
  serviceActor,
  type SessionSet,
  valueOf,
} from '../../src/kernel/index.js';
import { BudgetSetUp, ledgerFaults } from '../../src/modules/budget/index.js';
import { Capacity, OpenPlaces } from '../../src/modules/capacity/index.js';
import { Calendars } from '../../src/modules/organisations/index.js';
import {
  AnswerOffer,
  ApprovePlacement,
  type DecisionCommand,
  EndPlacement,
} from '../../src/modules/placements/index.js';
import { type PolicyDocument, seedPolicy } from '../../src/modules/policies/index.js';
import {
  type AddProviderCommand,
  ManageProgramme,
  ManageProvider,
  ManageSite,
  type SupplyRoute,
} from '../../src/modules/providers/index.js';
import { type Answers, StartReferral, SubmitReferral } from '../../src/modules/referrals/index.js';
import { ApproveTariffLine, type Basis, DraftTariffLine } from '../../src/modules/tariffs/index.js';
import { UnitOfWork } from '../../src/platform/index.js';
import { type AppOptions, startApp } from './app.js';
import type { PersonaKey } from './personas.js';
import { subjectOf } from './personas.js';
import { wholeAnswers } from './referrals.js';
import { testvilleContent } from './testville-high.js';
import { aPerson } from './unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from './workplaces.js';

const day = dateOnly;
const PERIOD = { startsOn: day('2026-11-09'), plannedEnd: day('2026-12-18') };

export interface SupplyOptions {
  readonly route?: SupplyRoute;
  /** Under which admission a framework's provider opens places. */
  readonly admit?: (providerId: string) => Promise<string>;
  readonly name?: string;
  /** Of a school in the register; the pupil referral unit of the personas is 100003. */
  readonly urn?: string | null;
  readonly places?: number;
  readonly basis?: Basis;
  readonly netPence?: number;
  readonly sessions?: SessionSet;
  readonly kind?: 'PRU' | 'REGISTERED_SCHOOL' | 'NOT_REGISTERED';
}

export interface SupplyPoint {
  readonly providerId: string;
  readonly siteId: string;
  readonly openingId: string;
  readonly patternId: string;
  /** Somebody who answers for the provider. */
  readonly manager: Actor;
}

/**
 * The whole service on Testville's calendar with a policy, two years of budget, two schools and whatever places a test
 * opens. People act with exactly the permissions of their roles.
 */
export async function placementWorld(
  options: AppOptions & { readonly grantPence?: number; readonly policy?: PolicyDocument } = {},
) {
  const service = await startApp(options);
  const { app, admin } = service;
  const work = app.get(UnitOfWork);
  const setUp = serviceActor('demonstration', AUTHORITY_ID, [
    'budget.manage',
    'budget.read',
    'policy.approve',
    'calendar.manage',
  ]);

  await admin.query(
    `INSERT INTO postcode_point (postcode, easting, northing, authority_code) VALUES ('M14 7PA', 384000, 395000, '352')`,
  );
  await admin.query(
    `UPDATE organisation SET easting = 384500, northing = 395500, postcode = 'M14 7PA' WHERE kind = 'SCHOOL'`,
  );
  await work.inTransaction(setUp, async (tx) => {
    valueOf(await seedPolicy(tx, AUTHORITY_ID, day('2026-09-01'), options.policy));
    for (const year of ['2025-26', '2026-27']) {
      valueOf(await app.get(Calendars).save(tx, WORKPLACES.authority.organisationId, testvilleYear(year), 0));
    }
    const grantPence = pence(options.grantPence ?? 100_000_000);
    for (const financialYear of ['2026-27', '2027-28']) {
      const fund = {
        authorityId: AUTHORITY_ID,
        fund: HIGH_NEEDS,
        financialYear,
        grantPence,
        key: `first-${financialYear}`,
      };
      valueOf(await app.get(BudgetSetUp).openFund(tx, fund));
    }
    return { ok: true, value: undefined };
  });

  /** A persona as the service would know it. */
  async function persona(
    key: PersonaKey,
    place: { organisationId: string; authorityId: string },
    role: Role,
  ): Promise<Actor> {
    const found = await admin.query<{ id: string }>('SELECT id FROM app_user WHERE subject = $1', [subjectOf(key)]);
    const userId = found.rows[0]?.id ?? null;
    return { ...aPerson({ role, ...place, permissions: ROLE_PERMISSIONS[role] }), userId };
  }
  const coordinator = await persona('coordinator', WORKPLACES.authority, 'PANEL_COORDINATOR');
  const lead = await persona('inclusion-lead', WORKPLACES['school-one'], 'SCHOOL_INCLUSION_LEAD');
  const otherLead = await persona('other-lead', WORKPLACES['school-two'], 'SCHOOL_INCLUSION_LEAD');
  const finance = await persona('finance-officer', WORKPLACES.authority, 'FINANCE_OFFICER');
  const member = (role: Role) => aPerson({ role, ...WORKPLACES.authority, permissions: ROLE_PERMISSIONS[role] });
  let names = 0;

  /** A maintained place with a site, a programme for years 7 to 11, a price signed by two people, and an opening. */
  async function supply(over: SupplyOptions = {}): Promise<SupplyPoint> {
    names += 1;
    const commissioner = member('COMMISSIONER');
    const provider: AddProviderCommand = {
      name: over.name ?? `Example Centre ${names}`,
      urn: over.urn ?? null,
      supplyRoute: over.route ?? 'MAINTAINED_AP',
      commissionerId: null,
      about: '',
      vatNumber: null,
    };
    const providerId = valueOf(await app.get(ManageProvider).add(commissioner, provider));
    const siteId = valueOf(
      await app.get(ManageSite).add(commissioner, {
        providerId,
        name: 'Main site',
        address: '1 Example Street',
        postcode: 'M1 1AA',
        grid: { easting: 384_000 + names, northing: 396_000 },
        accessFeatures: ['STEP_FREE'],
      }),
    );
    const kind = over.kind ?? 'PRU';
    const registered = kind !== 'NOT_REGISTERED';
    valueOf(
      await app.get(ManageSite).register(commissioner, {
        siteId,
        fromDate: day('2025-09-01'),
        kind,
        urn: registered ? '136743' : null,
        registeredPlaces: registered ? 400 : null,
        singleSex: null,
        lowestAge: 11,
        highestAge: 16,
      }),
    );
    const programmeId = valueOf(
      await app.get(ManageProgramme).add(commissioner, {
        siteId,
        name: 'Core programme',
        componentKind: 'AP',
        yearFrom: 7,
        yearTo: 11,
        needs: ['SEMH', 'SLCN'],
        curriculum: ['ENGLISH', 'MATHS'],
        qualifications: [],
        specialisms: [],
        times: { amStarts: '09:00', amEnds: '12:00', pmStarts: '12:30', pmEnds: '14:30' },
      }),
    );
    const lineId = valueOf(
      await app.get(DraftTariffLine).run(member('FINANCE_OFFICER'), {
        providerId,
        lotId: null,
        programmeId: null,
        label: 'Price',
        basis: over.basis ?? 'YEAR',
        sessionsCovered: 10,
        netPence: pence(over.netPence ?? 1_192_000),
        vatTreatment: 'OUT_OF_SCOPE',
        fromDate: day('2026-09-01'),
        toDate: null,
      }),
    );
    valueOf(await app.get(ApproveTariffLine).run(member('FINANCE_APPROVER'), { lineId }));
    const openingId = valueOf(
      await app.get(OpenPlaces).run(coordinator, {
        programmeId,
        admissionId: (await over.admit?.(providerId)) ?? null,
        places: over.places ?? 8,
        validFrom: day('2026-09-01'),
        validTo: day('2027-07-23'),
        patterns: [{ label: 'Week', sessions: over.sessions ?? FULL_WEEK, tariffLineId: lineId }],
      }),
    );
    const pattern = await admin.query<{ id: string }>('SELECT id FROM opening_pattern WHERE opening_id = $1', [
      openingId,
    ]);
    const manager = aPerson({
      role: 'PROVIDER_MANAGER',
      organisationId: providerId,
      authorityId: AUTHORITY_ID,
      permissions: ROLE_PERMISSIONS.PROVIDER_MANAGER,
    });
    return { providerId, siteId, openingId, patternId: pattern.rows[0]?.id ?? '', manager };
  }

  /** A submitted referral of the first school; a permanent exclusion from Monday 2 November unless told. */
  async function referral(answers: Answers = {}, actor: Actor = lead): Promise<string> {
    const { id } = valueOf(await app.get(StartReferral).run(actor, wholeAnswers(answers)));
    return valueOf(await app.get(SubmitReferral).run(actor, id)).id;
  }

  const command = (referralId: string, patternId: string, over: Partial<DecisionCommand> = {}): DecisionCommand => ({
    referralId,
    patternIds: [patternId],
    next: [],
    ...PERIOD,
    reasons: 'The nearest place that meets the needs.',
    waivers: [],
    order: null,
    agreementReference: null,
    blockId: null,
    ...over,
  });

  const one = async <T extends object>(sql: string, params: unknown[] = []): Promise<T | undefined> =>
    (await admin.query<T>(sql, params)).rows[0];

  return {
    ...service,
    work,
    coordinator,
    lead,
    otherLead,
    finance,
    setUp,
    supply,
    referral,
    command,
    one,
    approve: app.get(ApprovePlacement),
    answer: app.get(AnswerOffer),
    ending: app.get(EndPlacement),
    capacity: app.get(Capacity),
    /** Rows of everything a decision writes: equal before and after whatever was refused. */
    async footprint(): Promise<Record<string, number>> {
      const tables = [
        'placement',
        'placement_offer',
        'placement_component',
        'placement_share',
        'decision',
        'commitment',
        'transfer',
      ];
      const more = ['capacity_hold', 'capacity_hold_line', 'school_order', 'referral_party', 'placement_registration'];
      const counts = [...tables, ...more].map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`).join(', ');
      const sums = `(SELECT coalesce(sum(held + taken), 0)::int FROM capacity_counter) AS places,
        (SELECT coalesce(sum(debits_pending), 0)::int FROM account) AS pending,
        (SELECT count(*)::int FROM audit_entry WHERE action LIKE 'placement.%' OR action LIKE 'decision.%') AS audit,
        (SELECT count(*)::int FROM outbox WHERE job LIKE 'placements.%' OR job LIKE 'notifications.%') AS outbox`;
      return (await one<Record<string, number>>(`SELECT ${counts}, ${sums}`)) ?? {};
    },
    /** What the fund has left in the year, and how much of it is promised. */
    async fund(financialYear = '2026-27', fund: Fund = HIGH_NEEDS): Promise<{ pending: Pence; left: Pence }> {
      const row = await one<{ pending: string; left: string }>(
        `SELECT debits_pending AS pending, credits_posted - debits_posted - debits_pending AS left FROM account
         WHERE kind = 'FUND' AND financial_year = $1 AND fund = $2`,
        [financialYear, fund],
      );
      return { pending: pence(Number(row?.pending)), left: pence(Number(row?.left)) };
    },
    ledgerFaults: () => work.read(setUp, ledgerFaults),
    async counters(openingId: string): Promise<{ held: number; taken: number }> {
      const row = await one<{ held: number; taken: number }>(
        `SELECT coalesce(max(held), 0)::int AS held, coalesce(max(taken), 0)::int AS taken FROM capacity_counter WHERE resource_id = $1`,
        [openingId],
      );
      return row ?? { held: -1, taken: -1 };
    },
    async messages(kind: string): Promise<string[]> {
      const { rows } = await admin.query<{ organisation: string }>(
        `SELECT payload->>'organisationId' AS organisation FROM outbox WHERE job = 'notifications.deliver' AND payload->>'kind' = $1 ORDER BY 1`,
        [kind],
      );
      return rows.map(({ organisation }) => organisation);
    },
  };
}
export type PlacementWorld = Awaited<ReturnType<typeof placementWorld>>;

/** Testville's calendar for one school year, as somebody would enter it. */
export function testvilleYear(academicYear: string) {
  const from = `${academicYear.slice(0, 4)}-09-01`;
  const to = `20${academicYear.slice(5)}-08-31`;
  const inYear = ({ startsOn }: { startsOn: string }) => startsOn >= from && startsOn <= to;
  return {
    academicYear,
    assumed: true,
    source: 'Made up for tests',
    terms: testvilleContent.terms.filter(inYear),
    closures: testvilleContent.closures.filter(inYear),
  };
}
