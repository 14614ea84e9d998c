import type { INestApplicationContext } from '@nestjs/common';
import type { Actor } from '../kernel/index.js';
import { Messages, toldOf } from '../modules/notifications/index.js';
import { UnitOfWork } from '../platform/index.js';
import { demonstrator } from './world.js';

/**
 * What was said up to now is delivered, as the queue would, and read by those whom it was for: whoever signs in for the
 * first time finds what is new, not the history of a term.
 */
export async function readTheHistory(app: INestApplicationContext, readers: readonly Actor[]): Promise<void> {
  const work = app.get(UnitOfWork);
  const messages = app.get(Messages, { strict: false });
  const authorityId = readers[0]?.authorityId ?? null;
  await work.read(demonstrator(authorityId, ['message.read']), async (tx) => {
    const said = await tx.query<{ id: string; payload: Readonly<Record<string, string>> }>(
      `SELECT id, payload FROM outbox WHERE job = 'notifications.deliver' AND done_at IS NULL ORDER BY id`,
    );
    for (const { id, payload } of said) await messages.deliver(tx, { at: tx.now, ...toldOf(payload) }, id);
    const ids = said.map(({ id }) => id);
    await tx.query(`UPDATE outbox SET done_at = clock_timestamp() WHERE id = ANY ($1::uuid[])`, [ids]);
  });
  for (const reader of readers) await work.read(reader, (tx) => messages.markRead(tx, null));
}
