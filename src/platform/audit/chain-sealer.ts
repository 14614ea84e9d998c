import { createHash } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { serviceActor } from '../../kernel/index.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { EventLog } from '../telemetry/event-log.js';

const EVERY_MS = 2_000;
const BATCH = 2_000;

export const sealerActor = serviceActor('sealer', null, ['platform.seal']);

/** The hash of a link covers the link before it and the row it names; the first link follows 32 zero bytes. */
export const linkHash = (previous: Buffer, rowId: string, rowHash: Buffer): Buffer =>
  createHash('sha256').update(previous).update(rowId).update(rowHash).digest();

export const FIRST_LINK = Buffer.alloc(32);

/** Chains are named after their table, and the name goes into SQL. */
export function chainTable(chain: string): string {
  if (!/^[a-z_]{1,60}$/.test(chain)) throw new Error('A chain is named after its table');
  return chain;
}

/**
 * Links committed append-only rows into their hash chain, within seconds. Writers never wait for the chain's head: they
 * only hash their own row. What is sealed is what has committed, so the order is that of commits, batch by batch.
 */
@Injectable()
export class ChainSealer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly work: UnitOfWork,
    private readonly log: EventLog,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.sealQuietly());
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Seals all that is waiting; returns how many rows were linked. */
  async sealAll(): Promise<number> {
    let total = 0;
    for (;;) {
      const linked = await this.work.read(sealerActor, sealBatch);
      total += linked;
      if (linked === 0) return total;
    }
  }

  private async sealQuietly(): Promise<void> {
    try {
      await this.sealAll();
    } catch (error) {
      this.log.failure('chain.seal-failed', error);
    }
  }
}

async function sealBatch(tx: Tx): Promise<number> {
  const [chain] = await tx.query<{ chain: string }>(
    `select chain from chain_pending where pg_try_advisory_xact_lock(hashtext('seal ' || chain)) limit 1`,
  );
  if (!chain) return 0;
  const table = chainTable(chain.chain);
  const [head] = await tx.query<{ seq: number; link_hash: Buffer }>(
    `select seq, link_hash from chain_link where chain = $1 order by seq desc limit 1`,
    [table],
  );
  const rows = await tx.query<{ id: string; row_hash: Buffer }>(
    `select t.id, t.row_hash from chain_pending p join ${table} t on t.id = p.row_id
     where p.chain = $1 order by t.id limit ${BATCH}`,
    [table],
  );
  let previous = head?.link_hash ?? FIRST_LINK;
  const links = rows.map((row, index) => {
    previous = linkHash(previous, row.id, row.row_hash);
    return { seq: (head?.seq ?? 0) + index + 1, link: previous, ...row };
  });
  await tx.query(
    `insert into chain_link (chain, seq, row_id, row_hash, link_hash)
     select $1, * from unnest($2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[])`,
    [table, links.map((l) => l.seq), links.map((l) => l.id), links.map((l) => l.row_hash), links.map((l) => l.link)],
  );
  await tx.query(`delete from chain_pending where chain = $1 and row_id = any($2)`, [table, rows.map((row) => row.id)]);
  return rows.length;
}
