import { type Actor, newId, ok, type Result, serviceActor } from '../../../kernel/index.js';
import type { Tx, UnitOfWork } from '../../../platform/index.js';
import { LOCAL_ISSUER } from '../../../platform/sign-in/index.js';
import { emailOf, type Persona, type PersonaPlace, PERSONAS, subjectOf } from '../personas.js';

export interface Workplace {
  readonly organisationId: string;
  readonly authorityId: string;
}

/**
 * Gives the made-up people their roles. Running it again changes nothing. A persona whose place is not in the map is
 * left out, except the platform's own, which need no place.
 */
export async function seedPersonas(
  work: UnitOfWork,
  places: Partial<Readonly<Record<PersonaPlace, Workplace>>>,
): Promise<Result<undefined>> {
  for (const persona of PERSONAS as readonly Persona[]) {
    for (const { role, place } of persona.roles) {
      const at = place === 'platform' ? null : places[place];
      if (at === undefined) continue;
      const seeded = await work.inTransaction(seeder(at), (tx) => addRole(tx, persona, role, at));
      if (!seeded.ok) return seeded;
    }
  }
  return ok();
}

const seeder = (at: Workplace | null): Actor =>
  serviceActor('demonstration', at?.authorityId ?? null, ['user.administer-authority', 'job.operate']);

async function addRole(tx: Tx, persona: Persona, role: string, at: Workplace | null): Promise<Result<undefined>> {
  const subject = subjectOf(persona.key);
  // A person of another authority is out of this actor's sight, so the database is asked by name.
  const [known] = await tx.query<{ id: string | null }>('SELECT identity_known($1, $2) AS id', [LOCAL_ISSUER, subject]);
  const userId = known?.id ?? newId();
  if (!known?.id) {
    await tx.query(
      `INSERT INTO app_user (id, issuer, subject, name, email, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [userId, LOCAL_ISSUER, subject, persona.name, emailOf(persona.key), tx.now],
    );
  }
  await tx.query(
    `INSERT INTO membership (id, user_id, organisation_id, authority_id, role, status, starts_on, created_at)
     SELECT $1, $2, $3, $4, $5, 'ACTIVE', '2020-01-01', $6
     WHERE NOT EXISTS (
       SELECT FROM membership WHERE user_id = $2 AND role = $5 AND organisation_id IS NOT DISTINCT FROM $3)`,
    [newId(), userId, at?.organisationId ?? null, at?.authorityId ?? null, role, tx.now],
  );
  return ok();
}
