import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, pageById, type Tx } from '../../../platform/index.js';
import type { DoneGiven, RegisterChange, RegisterDone, RegisterOutcome } from '../domain/register-changes.js';

export interface RegisterTask {
  readonly id: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly urn: string;
  readonly importId: string;
  readonly outcome: RegisterOutcome;
  readonly changes: readonly RegisterChange[];
  readonly foundAt: Date;
  readonly done: RegisterDone | null;
  readonly doneNote: string | null;
  readonly doneAt: Date | null;
}

export interface RegisterRow {
  readonly siteId: string;
  readonly providerId: string;
  readonly urn: string;
  readonly outcome: RegisterOutcome;
  readonly changes: unknown;
}

const TASK = `
  SELECT t.id, t.authority_id AS "authorityId", t.provider_organisation_id AS "providerId", o.name AS "providerName",
         t.site_id AS "siteId", s.name AS "siteName", t.urn, t.import_id AS "importId", t.outcome, t.changes,
         t.found_at AS "foundAt", t.done, t.done_note AS "doneNote", t.done_at AS "doneAt"
    FROM register_task t JOIN organisation o ON o.id = t.provider_organisation_id JOIN site s ON s.id = t.site_id`;

/** What imports of the register say differently of admitted providers. */
@Injectable()
export class RegisterTaskStore {
  page(tx: Tx, at: IdPage): Promise<Counted<RegisterTask>> {
    return pageById<RegisterTask>(tx, { select: TASK, table: 'register_task', alias: 't' }, at);
  }

  async byId(tx: Tx, id: string): Promise<RegisterTask | undefined> {
    const [row] = await tx.query<RegisterTask>(`${TASK} WHERE t.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<RegisterTask | undefined> {
    await tx.query(`SELECT id FROM register_task WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** Open ones first, then the latest; at most 500. */
  list(tx: Tx): Promise<RegisterTask[]> {
    return tx.query<RegisterTask>(`${TASK} ORDER BY t.done IS NOT NULL, t.found_at DESC, o.name, t.id LIMIT 500`);
  }

  open(tx: Tx): Promise<RegisterTask[]> {
    return tx.query<RegisterTask>(`${TASK} WHERE t.done IS NULL ORDER BY t.found_at, o.name, t.id LIMIT 100`);
  }

  /**
   * Rows of an import that change, close or miss a school whose number stands in today's registration of a site of a
   * provider with an admission, of the actor's own authority, that goes on.
   */
  rowsOf(tx: Tx, importId: string): Promise<RegisterRow[]> {
    return tx.query<RegisterRow>(
      `SELECT s.id AS "siteId", s.provider_organisation_id AS "providerId", r.key AS urn, r.outcome, r.changes
         FROM register_import i JOIN register_import_row r ON r.import_id = i.id
         JOIN site_registration g ON g.urn = r.key AND $2 BETWEEN g.from_date AND coalesce(g.to_date, 'infinity')
         JOIN site s ON s.id = g.site_id AND coalesce(s.closed_on, 'infinity') > $2
        WHERE i.id = $1 AND i.status = 'APPLIED' AND r.outcome IN ('CHANGED', 'CLOSED', 'MISSING')
          AND s.provider_organisation_id IN (SELECT provider_organisation_id FROM admission
               WHERE authority_id = $3 AND status = 'ADMITTED' AND to_date >= $2)
        ORDER BY s.id LIMIT 10000`,
      [importId, tx.today, tx.actor.authorityId],
    );
  }

  /** Those that were not there yet; which of them that is. */
  async add(
    tx: Tx,
    importId: string,
    rows: readonly (Omit<RegisterRow, 'changes'> & { readonly changes: readonly RegisterChange[] })[],
  ): Promise<RegisterTask[]> {
    const known = await tx.query<{ siteId: string }>(
      `SELECT site_id AS "siteId" FROM register_task WHERE import_id = $1 AND authority_id = $2`,
      [importId, tx.actor.authorityId],
    );
    const fresh = rows
      .filter(({ siteId }) => !known.some((one) => one.siteId === siteId))
      .map((row) => ({ ...row, id: newId() }));
    await insertRows(
      tx,
      'register_task',
      fresh.map((row) => ({
        id: row.id,
        authority_id: tx.actor.authorityId,
        provider_organisation_id: row.providerId,
        site_id: row.siteId,
        urn: row.urn,
        import_id: importId,
        outcome: row.outcome,
        changes: JSON.stringify(row.changes),
        found_at: tx.now,
      })),
    );
    return tx.query<RegisterTask>(`${TASK} WHERE t.id = ANY ($1::uuid[]) ORDER BY t.id`, [fresh.map(({ id }) => id)]);
  }

  async close(tx: Tx, id: string, { done, note }: DoneGiven): Promise<void> {
    await tx.query(`UPDATE register_task SET done = $2, done_note = $3, done_at = $4, done_by = $5 WHERE id = $1`, [
      id,
      done,
      note,
      tx.now,
      tx.actor.userId,
    ]);
  }
}
