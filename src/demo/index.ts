import type { INestApplicationContext } from '@nestjs/common';
import { dateOnly, valueOf } from '../kernel/index.js';
import { seedPersonas } from '../modules/identity/index.js';
import { Organisations } from '../modules/organisations/index.js';
import { seedDefaultPolicy } from '../modules/policies/index.js';
import { UnitOfWork } from '../platform/index.js';
import { loadRegister } from './register.js';
import { demonstrator, type DemoWorld, readWorld, required } from './world.js';

/** Where the made-up people work. */
const placesOf = ({ authority, neighbour, schools }: DemoWorld) => {
  const at = (organisationId: string) => ({ authorityId: authority.authorityId, organisationId });
  return {
    authority,
    'other-authority': neighbour,
    'school-one': at(required(schools[0]).organisationId),
    'school-two': at(required(schools[1]).organisationId),
  };
};

/** Whether an empty database still waits for the demonstration; one that was cut off half way is finished. */
export async function demonstrationNeeded(app: INestApplicationContext): Promise<boolean> {
  const rows = await app
    .get(UnitOfWork)
    .read(demonstrator(null, ['platform.seal']), (tx) =>
      tx.query(`select from audit_entry where action = 'demonstration.loaded' limit 1`),
    );
  return rows.length === 0;
}

/**
 * Fills an empty database with an authority of Manchester's shape. Every child, provider and person is made up; the
 * schools are those of the register. Each step may be run again, so that a first start that was cut off can go on.
 */
export async function loadDemonstration(app: INestApplicationContext, say: (line: string) => void): Promise<void> {
  const work = app.get(UnitOfWork);
  say('Loading the register of schools');
  await loadRegister(app, say);
  const world = await work.read(demonstrator(null, []), (tx) =>
    readWorld(tx, app.get(Organisations, { strict: false })),
  );
  const { authorityId } = world.authority;
  await work.read(demonstrator(authorityId, ['policy.draft', 'policy.approve', 'policy.read']), async (tx) =>
    seedDefaultPolicy(tx, authorityId, dateOnly('2026-04-01')),
  );
  say('Introducing the people');
  valueOf(await seedPersonas(work, placesOf(world)));
  await work.read(demonstrator(authorityId, []), (tx) =>
    tx.audit('demonstration.loaded', { type: 'authority', id: authorityId }),
  );
}
