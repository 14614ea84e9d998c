import type { Tx } from '../database/tx.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { chainTable, FIRST_LINK, linkHash, sealerActor } from './chain-sealer.js';

const BATCH = 5_000;

export interface ChainReport {
  readonly chain: string;
  readonly links: number;
  readonly waiting: number;
  /** The first row that does not read as it was written; undefined when the chain holds. */
  readonly fault?: { readonly rowId: string; readonly why: ChainFault; readonly seq?: number };
}

export type ChainFault = 'row-changed' | 'row-missing' | 'link-changed' | 'link-missing' | 'row-not-linked';

interface LinkedRow {
  seq: number;
  row_id: string;
  row_hash: Buffer;
  link_hash: Buffer;
  stored: Buffer | null;
  actual: Buffer | null;
}

/** Reads every chain from its first link and recomputes each hash from the row as it stands today. */
export async function verifyChains(work: UnitOfWork, chains: readonly string[]): Promise<ChainReport[]> {
  const reports: ChainReport[] = [];
  for (const chain of chains) {
    reports.push(await work.read(sealerActor, (tx) => verifyChain(tx, chainTable(chain))));
  }
  return reports;
}

async function verifyChain(tx: Tx, chain: string): Promise<ChainReport> {
  await tx.query(`set local timezone = 'UTC'`);
  let seq = 0;
  let previous: Buffer = FIRST_LINK;
  for (;;) {
    const rows = await tx.query<LinkedRow>(
      `select l.seq, l.row_id, l.row_hash, l.link_hash, t.row_hash as stored, row_digest(to_jsonb(t)) as actual
       from chain_link l left join ${chain} t on t.id = l.row_id
       where l.chain = $1 and l.seq > $2 order by l.seq limit ${BATCH}`,
      [chain, seq],
    );
    for (const row of rows) {
      const why = faultOf(row, seq + 1, previous);
      if (why) return { chain, links: seq, waiting: 0, fault: { rowId: row.row_id, why, seq: row.seq } };
      seq = row.seq;
      previous = row.link_hash;
    }
    if (rows.length < BATCH) return afterLinks(tx, chain, seq);
  }
}

function faultOf(row: LinkedRow, expectedSeq: number, previous: Buffer): ChainFault | undefined {
  if (row.seq !== expectedSeq) return 'link-missing';
  if (!row.stored || !row.actual) return 'row-missing';
  if (!row.actual.equals(row.row_hash) || !row.stored.equals(row.row_hash)) return 'row-changed';
  return linkHash(previous, row.row_id, row.row_hash).equals(row.link_hash) ? undefined : 'link-changed';
}

/** Rows that no link covers must be waiting for one, and read as they were written. */
async function afterLinks(tx: Tx, chain: string, links: number): Promise<ChainReport> {
  const [rest] = await tx.query<{ waiting: number; loose: string | null; changed: string | null }>(
    `select count(p.row_id)::int as waiting,
       min(t.id::text) filter (where p.row_id is null) as loose,
       min(t.id::text) filter (where row_digest(to_jsonb(t)) <> t.row_hash) as changed
     from ${chain} t left join chain_pending p on p.chain = $1 and p.row_id = t.id
     where not exists (select from chain_link l where l.chain = $1 and l.row_id = t.id)`,
    [chain],
  );
  const waiting = rest?.waiting ?? 0;
  if (rest?.changed) return { chain, links, waiting, fault: { rowId: rest.changed, why: 'row-changed' } };
  if (rest?.loose) return { chain, links, waiting, fault: { rowId: rest.loose, why: 'row-not-linked' } };
  return { chain, links, waiting };
}
