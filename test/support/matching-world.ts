import { createHash } from 'node:crypto';
import {
  type Actor,
  dateOnly,
  FULL_WEEK,
  newId,
  pence,
  type Result,
  serviceActor,
  type SessionSet,
  valueOf,
} from '../../src/kernel/index.js';
import { BudgetSetUp } from '../../src/modules/budget/index.js';
import { Capacity, OpenPlaces } from '../../src/modules/capacity/index.js';
import { requestMatching } from '../../src/modules/matching/index.js';
import { type RunJob, RunMatching, type RunOutcome } from '../../src/modules/matching/application/run-matching.js';
import { MATCHING_PERMISSIONS } from '../../src/modules/matching/jobs/matching-request.job.js';
import { seedPolicy } from '../../src/modules/policies/index.js';
import { ManageProgramme, ManageProvider, ManageSite } from '../../src/modules/providers/index.js';
import { ApproveTariffLine, DraftTariffLine } from '../../src/modules/tariffs/index.js';
import { UnitOfWork } from '../../src/platform/index.js';
import { type AppOptions, startApp, type TestApp } from './app.js';
import { anOpening, type OpenOptions, type SupplyWorld } from './supply-world.js';
import { eventually } from './eventually.js';
import { stagehand } from './unit-of-work.js';
import { AUTHORITY_ID, WORKPLACES } from './workplaces.js';

export const matchingService: Actor = serviceActor('matching', AUTHORITY_ID, MATCHING_PERMISSIONS);

/** Looks at everybody of the authority who waits, in this process, as the job would. */
export const runMatching = (app: TestApp['app'], over: Partial<RunJob> = {}): Promise<Result<RunOutcome>> =>
  app.get(RunMatching).run({
    jobId: newId(),
    authorityId: AUTHORITY_ID,
    actor: matchingService,
    lastAttempt: false,
    complete: () => Promise.resolve(),
    ...over,
  });

export interface ReferralGiven {
  readonly school?: 'school-one' | 'school-two';
  readonly type?: string;
  readonly upn?: string;
  readonly yearGroup?: number;
  readonly dateOfBirth?: string;
  readonly sessions?: SessionSet;
  readonly risks?: readonly { readonly code: string; readonly level: string }[];
  /** The UPN of a child whom this one must not meet. */
  readonly keepApartFrom?: string;
  readonly senProvision?: 'N' | 'K' | 'E';
}

export interface MadeReferral {
  readonly id: string;
  readonly pupilId: string;
  readonly upn: string;
}

/** A made-up authority with a policy, a fund and a few openings, and the whole service over it. */
export async function matchingWorld(options: AppOptions & { readonly fundPence?: number } = {}) {
  const service = await startApp(options);
  const { app, admin } = service;
  const work = app.get(UnitOfWork);
  const supply = {
    manageProvider: app.get(ManageProvider),
    manageSite: app.get(ManageSite),
    manageProgramme: app.get(ManageProgramme),
    draftTariff: app.get(DraftTariffLine),
    approveTariff: app.get(ApproveTariffLine),
    openPlaces: app.get(OpenPlaces),
    capacity: app.get(Capacity),
    admin,
    north: WORKPLACES.authority,
  } as unknown as SupplyWorld;
  const stage = stagehand(AUTHORITY_ID);
  valueOf(await work.inTransaction(stage, (tx) => seedPolicy(tx, AUTHORITY_ID, dateOnly('2026-09-01'))));
  valueOf(
    await work.inTransaction(stage, (tx) =>
      app.get(BudgetSetUp).openFund(tx, {
        authorityId: AUTHORITY_ID,
        fund: 'HIGH_NEEDS',
        financialYear: '2026-27',
        grantPence: pence(options.fundPence ?? 1_000_000_00),
        key: newId(),
      }),
    ),
  );
  let made = 0;
  return {
    ...service,
    work,
    anOpening: (given: OpenOptions = {}) => anOpening(supply, given),
    aReferral: (given: ReferralGiven = {}) => aReferral(service, given, (made += 1)),
    /** Computes the pool now, in this process, as the job would. */
    runNow: (jobId: string = newId(), over: Partial<RunJob> = {}): Promise<Result<RunOutcome>> =>
      runMatching(app, { jobId, ...over }),
    /** Names the other child in the first one's referral, after it was submitted. */
    keepApart: (one: MadeReferral, other: MadeReferral) =>
      admin.query(
        `INSERT INTO referral_keep_apart (id, referral_id, authority_id, position, other_name, other_upn, other_digest)
         VALUES ($1, $2, $3, 9, 'Somebody Else', $4, $5)`,
        [newId(), one.id, AUTHORITY_ID, other.upn, digest(other.upn)],
      ),
    /** Until every run that was asked for is done: changes of supply ask for runs by themselves. */
    whenIdle: () =>
      eventually(async () => {
        const { rows } = await admin.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM outbox WHERE queue = 'matching' AND done_at IS NULL`,
        );
        if (rows[0]?.n !== 0) throw new Error('Runs are still under way');
      }, 30_000),
    askForRun: () => work.read(matchingService, (tx) => requestMatching(tx, AUTHORITY_ID)),
  };
}
export type MatchingWorld = Awaited<ReturnType<typeof matchingWorld>>;

const digest = (upn: string): Buffer => createHash('sha256').update(upn).digest();

/** A submitted referral of an obviously made-up child, written straight into the tables. */
async function aReferral({ admin }: TestApp, given: ReferralGiven, n: number): Promise<MadeReferral> {
  const [id, pupilId] = [newId(), newId()];
  const upn = given.upn ?? `A${String(352_400_026_000 + n)}`;
  const school = WORKPLACES[given.school ?? 'school-one'].organisationId;
  const type = given.type ?? 'PREVENTATIVE_DUAL';
  const excluded = type === 'PERMANENT_EXCLUSION';
  await admin.query('BEGIN');
  await admin.query(
    `INSERT INTO pupil (id, authority_id, reference, created_at) VALUES ($1, $2, $3, '2026-10-26T09:00:00Z')`,
    [pupilId, AUTHORITY_ID, `P-9${String(n).padStart(5, '0')}`],
  );
  await admin.query(
    `INSERT INTO pupil_number (authority_id, number_digest, details_digest, pupil_id) VALUES ($1, $2, $2, $3)`,
    [AUTHORITY_ID, digest(upn), pupilId],
  );
  await admin.query(
    `INSERT INTO pupil_identity (pupil_id, authority_id, upn, forename, surname, date_of_birth, home_easting, home_northing, position_from)
     VALUES ($1, $2, $3, 'Testina', 'Madeup', $4, 384000, 397000, 'POSTCODE')`,
    [pupilId, AUTHORITY_ID, upn, given.dateOfBirth ?? '2011-10-14'],
  );
  await admin.query(
    `INSERT INTO pupil_profile (pupil_id, authority_id, year_group, sex, sen_provision, looked_after, social_worker)
     VALUES ($1, $2, $3, 'F', $4, 'NO', 'NONE')`,
    [pupilId, AUTHORITY_ID, given.yearGroup ?? 10, given.senProvision ?? 'K'],
  );
  await admin.query(
    `INSERT INTO referral (id, authority_id, reference, status, type, pupil_id, school_organisation_id,
       created_organisation_id, created_at, submitted_at, waiting_since, first_excluded_on, day_six_target, day_six_last,
       sessions_wanted, starts_on, ends_on, aim_on, status_at)
     VALUES ($1, $2, $3, 'SUBMITTED', $4, $5, $6, $6, '2026-10-26T09:00:00Z', '2026-10-26T09:00:00Z', '2026-10-26',
       $7, $8, $9, $10, '2026-11-09', '2027-03-25', '2026-11-09', '2026-10-26T09:00:00Z')`,
    [
      id,
      AUTHORITY_ID,
      `R-9${String(n).padStart(5, '0')}`,
      type,
      pupilId,
      school,
      excluded ? '2026-11-02' : null,
      excluded ? '2026-11-09' : null,
      excluded ? '2026-11-10' : null,
      given.sessions ?? FULL_WEEK,
    ],
  );
  await admin.query(
    `INSERT INTO referral_party (referral_id, organisation_id, part, authority_id, school_organisation_id, scopes, starts_on)
     VALUES ($1, $2, 'SCHOOL', $3, $2, '{IDENTITY,PROFILE,NEEDS,RISKS,MONEY,OPTIONS,KEEP_APART}', '2026-10-26')`,
    [id, school, AUTHORITY_ID],
  );
  await admin.query(`INSERT INTO referral_need (referral_id, authority_id, rank, code) VALUES ($1, $2, 1, 'SEMH')`, [
    id,
    AUTHORITY_ID,
  ]);
  for (const { code, level } of given.risks ?? []) {
    await admin.query(`INSERT INTO referral_risk (referral_id, authority_id, code, level) VALUES ($1, $2, $3, $4)`, [
      id,
      AUTHORITY_ID,
      code,
      level,
    ]);
  }
  if (given.keepApartFrom !== undefined) {
    await admin.query(
      `INSERT INTO referral_keep_apart (id, referral_id, authority_id, position, other_name, other_upn, other_digest)
       VALUES ($1, $2, $3, 1, 'Somebody Else', $4, $5)`,
      [newId(), id, AUTHORITY_ID, given.keepApartFrom, digest(given.keepApartFrom)],
    );
  }
  await admin.query('COMMIT');
  return { id, pupilId, upn };
}
