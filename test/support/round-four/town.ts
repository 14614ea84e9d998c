import type { Page } from 'playwright-core';
import { dateOnly, HIGH_NEEDS, pence, serviceActor, valueOf } from '../../../src/kernel/index.js';
import { BudgetSetUp } from '../../../src/modules/budget/index.js';
import { Calendars } from '../../../src/modules/organisations/index.js';
import { seedPolicy } from '../../../src/modules/policies/index.js';
import { ManageProgramme, ManageSite, type RegistrationKind } from '../../../src/modules/providers/index.js';
import { UnitOfWork } from '../../../src/platform/index.js';
import { startApp, type TestApp } from '../app.js';
import { type Journey, journey } from '../journey.js';
import type { PersonaKey } from '../personas.js';
import { testvilleYear } from '../placement-world.js';
import { A_PROGRAMME, inRole } from '../supply-world.js';
import { AUTHORITY_ID, WORKPLACES } from '../workplaces.js';

/** Who bids: a registered school, a part-time provider that need not register, and one that falls short. */
export const BIDDERS = {
  academy: { persona: 'partner-manager', name: 'Example Academy', place: WORKPLACES.partner },
  builders: { persona: 'provider-manager', name: 'Example Builders', place: WORKPLACES.provider },
  mentors: { persona: 'pru-manager', name: 'Example Mentors', place: WORKPLACES.pru },
} as const satisfies Record<string, { persona: PersonaKey; name: string; place: object }>;
export type Bidder = (typeof BIDDERS)[keyof typeof BIDDERS];

/** What the round asks. */
export const RETURN = 'How do you bring a pupil back to school?';
export const SAFE = 'How do you keep pupils safe?';
export const INSURED = 'Public liability insurance';
export const CHECKED = 'Single central record';

export interface Town extends Omit<Journey, 'as' | 'close'> {
  readonly service: TestApp;
  as(persona: PersonaKey): Promise<Page>;
  /** Moves the clock; whoever acts next signs in afresh. */
  at(time: string): void;
  close(): Promise<void>;
}

/** The authority before its round: three providers with a site each, a policy, a budget, a calendar. */
export async function startTown(): Promise<Town> {
  const service = await startApp();
  const { as, close, ...browsing } = journey();
  const town: Town = {
    ...browsing,
    service,
    as: (persona) => as(service, persona),
    at: (time) => service.clock.set(new Date(time)),
    close: async () => {
      await close();
      await service.close();
    },
  };
  town.at('2026-01-20T09:00:00Z');
  await service.admin.query(
    `INSERT INTO postcode_point (postcode, easting, northing, authority_code) VALUES ('M14 7PA', 384000, 395000, '352')`,
  );
  await service.admin.query(
    `UPDATE organisation SET easting = 384500, northing = 395500, postcode = 'M14 7PA' WHERE kind = 'SCHOOL'`,
  );
  await aProvider(town, BIDDERS.academy, { kind: 'REGISTERED_SCHOOL', programme: 'Full-time programme' });
  await aProvider(town, BIDDERS.builders, { kind: 'NOT_REGISTERED', programme: 'Building skills' });
  await aProvider(town, BIDDERS.mentors, { kind: 'NOT_REGISTERED', programme: 'Mentoring' });
  await aThirdMember(town);
  await rulesAndMoney(town);
  return town;
}

async function aProvider(
  { service: { app, admin } }: Town,
  { name, place }: Bidder,
  { kind, programme }: { readonly kind: RegistrationKind; readonly programme: string },
): Promise<void> {
  const providerId = place.organisationId;
  await admin.query(`UPDATE organisation SET name = $2, kind = 'PROVIDER', urn = NULL WHERE id = $1`, [
    providerId,
    name,
  ]);
  await admin.query(
    `INSERT INTO provider (organisation_id, supply_route, created_at, updated_at) VALUES ($1, 'FRAMEWORK', now(), now())`,
    [providerId],
  );
  // Builders come from elsewhere: the authority has nothing to do with them before they are admitted.
  if (name !== BIDDERS.builders.name) {
    await admin.query(`INSERT INTO authority_supply VALUES ($1, $2, '2026-01-01')`, [AUTHORITY_ID, providerId]);
  }
  const manager = inRole('PROVIDER_MANAGER', place);
  const where = { address: '1 Example Street', postcode: 'M1 1AA', grid: { easting: 384_200, northing: 395_400 } };
  const site = { providerId, name: `The yard of ${name}`, ...where, accessFeatures: ['STEP_FREE' as const] };
  const siteId = valueOf(await app.get(ManageSite).add(manager, site));
  const taught = { ...A_PROGRAMME, siteId, name: programme, yearFrom: 7 };
  valueOf(await app.get(ManageProgramme).add(manager, taught));
  if (name === BIDDERS.builders.name) return;
  const school = kind === 'REGISTERED_SCHOOL';
  const registration = {
    siteId,
    fromDate: dateOnly('2025-09-01'),
    kind,
    urn: school ? '136743' : null,
    registeredPlaces: school ? 40 : null,
    singleSex: null,
    lowestAge: 11,
    highestAge: 16,
  };
  valueOf(await app.get(ManageSite).register(inRole('COMMISSIONER', WORKPLACES.authority), registration));
}

/** A head teacher who has a seat on the board as well. */
async function aThirdMember({ service }: Town): Promise<void> {
  const { userId } = await service.agent('head-teacher');
  await service.admin.query(
    `INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at)
     VALUES (gen_random_uuid(), $1, $2, $3, 'BOARD_MEMBER', 'ACTIVE', '2020-01-01', now())`,
    [userId, WORKPLACES.authority.organisationId, AUTHORITY_ID],
  );
}

async function rulesAndMoney({ service: { app } }: Town): Promise<void> {
  const setUp = serviceActor('demonstration', AUTHORITY_ID, ['budget.manage', 'policy.approve', 'calendar.manage']);
  await app.get(UnitOfWork).inTransaction(setUp, async (tx) => {
    valueOf(await seedPolicy(tx, AUTHORITY_ID, dateOnly('2026-01-01')));
    valueOf(await app.get(Calendars).save(tx, WORKPLACES.authority.organisationId, testvilleYear('2025-26'), 0));
    const year = { authorityId: AUTHORITY_ID, fund: HIGH_NEEDS, financialYear: '2026-27', key: 'first' };
    return app.get(BudgetSetUp).openFund(tx, { ...year, grantPence: pence(100_000_000) });
  });
}
