import type pg from 'pg';
import type { PersonaPlace } from '../../src/modules/identity/index.js';

export interface Workplace {
  readonly organisationId: string;
  readonly authorityId: string;
}

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const AUTHORITY_ID = id(1);
export const OTHER_AUTHORITY_ID = id(2);

/** Where the personas work in a test: two authorities, two schools, a PRU, its partner and a framework provider. */
export const WORKPLACES = {
  authority: { organisationId: id(11), authorityId: AUTHORITY_ID },
  'other-authority': { organisationId: id(12), authorityId: OTHER_AUTHORITY_ID },
  'school-one': { organisationId: id(13), authorityId: AUTHORITY_ID },
  'school-two': { organisationId: id(14), authorityId: AUTHORITY_ID },
  pru: { organisationId: id(15), authorityId: AUTHORITY_ID },
  partner: { organisationId: id(16), authorityId: AUTHORITY_ID },
  provider: { organisationId: id(17), authorityId: AUTHORITY_ID },
} as const satisfies Partial<Record<PersonaPlace, Workplace>>;

const ORGANISATIONS = [
  ['authority', 'AUTHORITY', 'Exampleton Council', null, '352'],
  ['other-authority', 'AUTHORITY', 'Otherford Council', null, '355'],
  ['school-one', 'SCHOOL', 'First Example School', '100001', '352'],
  ['school-two', 'SCHOOL', 'Second Example School', '100002', '352'],
  ['pru', 'SCHOOL', 'Example Pupil Referral Unit', '100003', '352'],
  ['partner', 'PROVIDER', 'Example Partner', null, null],
  ['provider', 'PROVIDER', 'Example Provider', null, null],
] as const;

/** Arranges the organisations as the superuser, whom row security does not bind. */
export async function addWorkplaces(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO authority (id, code, name) VALUES ($1, '352', 'Exampleton'), ($2, '355', 'Otherford')`,
    [AUTHORITY_ID, OTHER_AUTHORITY_ID],
  );
  for (const [place, kind, name, urn, code] of ORGANISATIONS) {
    await client.query(
      `INSERT INTO organisation (id, kind, name, urn, authority_code, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, now(), now())`,
      [WORKPLACES[place].organisationId, kind, name, urn, code],
    );
  }
  await client.query(
    `UPDATE authority SET organisation_id = CASE id WHEN $1 THEN $3::uuid ELSE $4::uuid END WHERE id IN ($1, $2)`,
    [
      AUTHORITY_ID,
      OTHER_AUTHORITY_ID,
      WORKPLACES.authority.organisationId,
      WORKPLACES['other-authority'].organisationId,
    ],
  );
}
