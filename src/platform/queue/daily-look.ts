import { ok, type Result } from '../../kernel/index.js';
import type { Tx } from '../database/tx.js';
import type { UnitOfWork } from '../database/unit-of-work.js';
import type { RunningJob } from './job-directory.js';
import { failJobUnlessOk } from './job-runner.js';

const NAME = /^[a-z][a-z_]*$/;

/** What a module looks at once a day in each authority, remembered in a table of its own with a row for each of them. */
export class DailyLook {
  constructor(private readonly table: string) {
    if (!NAME.test(table)) throw new Error(`Not a name in the database: ${table}`);
  }

  /** Authorities that were not looked at today; at most 500. */
  async missing(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select a.id from authority a left join ${this.table} w on w.authority_id = a.id
        where coalesce(w.watched_on, '-infinity') < $1 order by a.id limit 500`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  /** The work of a day's job: does it, and remembers the day in the transaction that completes the job. */
  async handle(work: UnitOfWork, job: RunningJob, look: () => Promise<Result<undefined>>): Promise<void> {
    failJobUnlessOk(await look());
    const done = await work.inTransaction(job.actor, async (tx) => {
      await tx.query(
        `insert into ${this.table} (authority_id, watched_on) values ($1, $2)
         on conflict (authority_id) do update set watched_on = greatest(${this.table}.watched_on, excluded.watched_on)`,
        [tx.actor.authorityId, tx.today],
      );
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}
