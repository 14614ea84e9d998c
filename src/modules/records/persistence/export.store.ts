import { Injectable } from '@nestjs/common';
import type { Counted, Tx } from '../../../platform/index.js';
import type { KeptTable } from '../domain/kept-records.js';
import type { Row } from '../domain/write-export.js';

export type ExportFormat = 'PAGE' | 'DATA';
export type ExportStatus = 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'EXPIRED';

export interface SubjectExport {
  readonly id: string;
  readonly pupilId: string;
  readonly reference: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly status: ExportStatus;
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly records: number;
  readonly expiresAt: Date | null;
}

const COLUMNS = `id, pupil_id AS "pupilId", reference, reason, asked_by AS "askedBy", asked_at AS "askedAt", status, stage, done, total,
  records, expires_at AS "expiresAt"`;
/** More rows of one table than any child has: a bound, and an export that would cross it fails rather than leave some out. */
export const ROWS_MAX = 20_000;

/** Exports, seen by whoever asked for them. */
@Injectable()
export class ExportStore {
  /** By the child's own reference or that of a case. */
  async pupil(tx: Tx, reference: string): Promise<{ id: string; reference: string } | undefined> {
    const [row] = await tx.query<{ id: string; reference: string }>(
      `SELECT id, reference FROM pupil WHERE authority_id = $2 AND (reference = upper($1)
         OR id IN (SELECT pupil_id FROM referral WHERE reference = upper($1))) LIMIT 1`,
      [reference, tx.actor.authorityId],
    );
    return row;
  }

  async add(
    tx: Tx,
    one: { id: string; pupilId: string; reference: string; reason: string; total: number },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO subject_export (id, authority_id, pupil_id, reference, reason, asked_by, asked_at, status, stage, done, total, records)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'QUEUED', '', 0, $8, 0)`,
      [one.id, tx.actor.authorityId, one.pupilId, one.reference, one.reason, tx.actor.userId, tx.now, one.total],
    );
  }

  async find(tx: Tx, id: string): Promise<SubjectExport | undefined> {
    const [row] = await tx.query<SubjectExport>(`SELECT ${COLUMNS} FROM subject_export WHERE id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<SubjectExport | undefined> {
    const [row] = await tx.query<SubjectExport>(`SELECT ${COLUMNS} FROM subject_export WHERE id = $1 FOR UPDATE`, [id]);
    return row;
  }

  async list(tx: Tx, at: { readonly offset: number; readonly limit: number }): Promise<Counted<SubjectExport>> {
    const rows = await tx.query<SubjectExport>(
      `SELECT ${COLUMNS} FROM subject_export ORDER BY asked_at DESC, id LIMIT $1 OFFSET $2`,
      [at.limit, at.offset],
    );
    const [count] = await tx.query<{ total: number }>('SELECT count(*)::int AS total FROM subject_export');
    return { rows, total: count?.total ?? 0 };
  }

  async reached(tx: Tx, id: string, at: { stage: string; done: number; records: number }): Promise<void> {
    await tx.query(
      `UPDATE subject_export SET status = 'RUNNING', stage = $2, done = $3, records = $4 WHERE id = $1 AND finished_at IS NULL`,
      [id, at.stage, at.done, at.records],
    );
  }

  async failed(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE subject_export SET status = 'FAILED' WHERE id = $1 AND finished_at IS NULL`, [id]);
  }

  async finish(
    tx: Tx,
    one: SubjectExport,
    made: {
      readonly files: Readonly<Record<ExportFormat, string>>;
      readonly records: number;
      readonly expiresAt: Date;
    },
  ): Promise<void> {
    for (const [format, content] of Object.entries(made.files)) {
      await tx.query(
        `INSERT INTO subject_export_file (export_id, authority_id, asked_by, format, content) VALUES ($1, $2, $3, $4, $5)`,
        [one.id, tx.actor.authorityId, one.askedBy, format, content],
      );
    }
    await tx.query(
      `UPDATE subject_export SET status = 'FINISHED', stage = '', done = total, records = $2, finished_at = $3, expires_at = $4
        WHERE id = $1`,
      [one.id, made.records, tx.now, made.expiresAt],
    );
  }

  async expire(tx: Tx, id: string): Promise<void> {
    await tx.query('DELETE FROM subject_export_file WHERE export_id = $1', [id]);
    await tx.query(`UPDATE subject_export SET status = 'EXPIRED' WHERE id = $1 AND status = 'FINISHED'`, [id]);
  }

  async file(tx: Tx, id: string, format: ExportFormat): Promise<string | undefined> {
    const [row] = await tx.query<{ content: string }>(
      'SELECT content FROM subject_export_file WHERE export_id = $1 AND format = $2',
      [id, format],
    );
    return row?.content;
  }

  /** The rows of one table that are this child's, as the module that keeps it says. */
  async rows(tx: Tx, { table, where }: KeptTable, pupilId: string): Promise<Row[]> {
    const rows = await tx.query<Row>(
      `SELECT * FROM ${table} WHERE ${where ?? 'false AND $1 IS NULL'} LIMIT ${ROWS_MAX + 1}`,
      [pupilId],
    );
    if (rows.length > ROWS_MAX) throw new RangeError(`More than ${ROWS_MAX} rows of ${table}`);
    return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
}
