import { createReadStream } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { type Actor, serviceActor, valueOf } from '../kernel/index.js';
import { Calendars, GREATER_MANCHESTER, LoadRegister, Organisations } from '../modules/organisations/index.js';
import { UnitOfWork } from '../platform/index.js';

const FILES = ['gm_establishments.csv', 'gias_links_gm_2025-04-22.csv'];

/**
 * The ten authorities of Greater Manchester, their schools from the register, predecessors and successors, and the
 * assumed calendar of 2026/27: through the same import that an uploaded file goes through. Run again it changes nothing.
 */
export async function loadRegister(app: INestApplicationContext, say: (line: string) => void): Promise<void> {
  const actor: Actor = serviceActor('demonstration', null, [
    'organisation.manage',
    'register.import',
    'calendar.manage',
  ]);
  const anywhere = { strict: false };
  const [work, loader] = [app.get(UnitOfWork, anywhere), app.get(LoadRegister, anywhere)];
  const [organisations, calendars] = [app.get(Organisations, anywhere), app.get(Calendars, anywhere)];
  await work.read(actor, async (tx) => {
    for (const authority of GREATER_MANCHESTER) {
      const { organisationId } = valueOf(await organisations.ensureAuthority(tx, authority));
      if (organisationId !== null) valueOf(await calendars.assume(tx, organisationId));
    }
  });
  for (const name of FILES) {
    const path = new URL(`./data/register/${name}`, import.meta.url);
    const counts = valueOf(await loader.run(actor, name, () => createReadStream(path)));
    say(`${name}: ${counts.NEW} new, ${counts.CHANGED} changed, ${counts.UNCHANGED} unchanged`);
  }
}
