import { type ChainReport, verifyChains } from '../audit/verify-chains.js';
import { withClient } from '../database/clients.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import { type Command, parseArguments, print } from './command.js';

/** What the command needs of a running application; the entry point opens it. */
export interface OpenedForVerify {
  readonly work: UnitOfWork;
  readonly adminUrl: string;
  /** What else must hold, each with how it is called; a fault is an id that a person can look up. */
  readonly checks: readonly { readonly name: string; run(work: UnitOfWork): Promise<readonly string[]> }[];
  close(): Promise<void>;
}

const WORDS: Record<NonNullable<ChainReport['fault']>['why'], string> = {
  'row-changed': 'the row no longer reads as it was written',
  'row-missing': 'the row is gone',
  'link-changed': 'its link in the chain was altered',
  'link-missing': 'a link before it is gone',
  'row-not-linked': 'the row is not in the chain and nobody was going to put it there',
};

/** Recomputes every hash chain from its first link, then the other checks. Exit status 1 when anything was touched. */
export const verifyCommand = (open: () => Promise<OpenedForVerify>): Command => ({
  usage: '',
  summary: 'Check that no audit or ledger row was altered, and name the first that was',
  async run(args) {
    parseArguments(args, { names: [] });
    const opened = await open();
    try {
      const reports = await verifyChains(opened.work, await chainNames(opened.adminUrl));
      for (const report of reports) print(describe(report));
      let sound = reports.every((report) => report.fault === undefined);
      for (const check of opened.checks) {
        const faults = await check.run(opened.work);
        print(faults.length === 0 ? `${check.name}: holds` : `${check.name}: FAULT at ${faults.join(', ')}`);
        sound &&= faults.length === 0;
      }
      return sound ? 0 : 1;
    } finally {
      await opened.close();
    }
  },
});

/** Every table that queues its rows for a chain, and every chain that has links: a dropped trigger hides nothing. */
async function chainNames(adminUrl: string): Promise<string[]> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ chain: string }>(
      `SELECT t.tgrelid::regclass::text AS chain FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
         WHERE p.proname = 'queue_for_chain' AND NOT t.tgisinternal
       UNION SELECT chain FROM chain_link ORDER BY 1`,
    );
    return rows.map((row) => row.chain);
  });
}

function describe({ chain, links, waiting, fault }: ChainReport): string {
  if (fault !== undefined) return `${chain}: FAULT at row ${fault.rowId}: ${WORDS[fault.why]}`;
  return `${chain}: ${links} rows hold${waiting > 0 ? `, ${waiting} not linked yet` : ''}`;
}
