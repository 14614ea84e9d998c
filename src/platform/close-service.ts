import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import { QUEUE_POOL } from './queue/queue.module.js';

/** Closes the application, then the connections its queues shared: a database that stops first would cut them off. */
export function closeService(app: INestApplicationContext): Promise<void> {
  const begun = closing.get(app) ?? close(app);
  closing.set(app, begun);
  return begun;
}

/** A signal and a start that fails beneath it may both ask. */
const closing = new WeakMap<INestApplicationContext, Promise<void>>();

async function close(app: INestApplicationContext): Promise<void> {
  await app.close();
  const pool = app.get<pg.Pool | null>(QUEUE_POOL, { strict: false });
  await pool?.end();
}
