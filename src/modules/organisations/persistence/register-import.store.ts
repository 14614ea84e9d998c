import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type ImportProblem, type ImportStatus, NO_ROWS, type OutcomeCounts } from '../domain/import-states.js';
import type { RegisterKind } from '../domain/read-register.js';

export interface RegisterImport {
  readonly id: string;
  readonly number: number;
  readonly kind: RegisterKind | 'UNKNOWN';
  readonly status: ImportStatus;
  readonly fileId: string | null;
  readonly fileName: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly encoding: string | null;
  readonly rowsTotal: number | null;
  readonly rowsDone: number;
  readonly counts: OutcomeCounts;
  readonly missingColumns: readonly string[];
  readonly ignoredColumns: readonly string[];
  readonly problem: ImportProblem | null;
  readonly basedOnApplied: number | null;
  readonly createdAt: Date;
  readonly createdBy: string | null;
  /** Where the file was loaded; null for an operator's own load. */
  readonly organisationId: string | null;
  readonly previewedAt: Date | null;
  readonly appliedAt: Date | null;
}

export type NewImport = Pick<RegisterImport, 'id' | 'fileId' | 'fileName' | 'byteSize' | 'sha256'>;

type ImportRow = Omit<RegisterImport, 'counts'> & { readonly counts: Partial<OutcomeCounts> };

const COLUMNS = `id, number, kind, status, file_id as "fileId", file_name as "fileName", byte_size as "byteSize", sha256,
  encoding, rows_total as "rowsTotal", rows_done as "rowsDone", counts, missing_columns as "missingColumns",
  ignored_columns as "ignoredColumns", problem, based_on_applied as "basedOnApplied", created_at as "createdAt",
  created_by as "createdBy", organisation_id as "organisationId", previewed_at as "previewedAt", applied_at as "appliedAt"`;

const fromRow = (row: ImportRow): RegisterImport => ({ ...row, counts: { ...NO_ROWS, ...row.counts } });

/** The head of an import: what file, how far, what came of it. Row security keeps it to those who may import. */
@Injectable()
export class RegisterImportStore {
  async add(tx: Tx, file: NewImport): Promise<void> {
    await tx.query(
      `insert into register_import (id, kind, status, file_id, file_name, byte_size, sha256, created_at, created_by,
         organisation_id)
       values ($1, 'UNKNOWN', 'WAITING', $2, $3, $4, $5, $6, $7, $8)`,
      [
        file.id,
        file.fileId,
        file.fileName,
        file.byteSize,
        file.sha256,
        tx.now,
        tx.actor.userId,
        tx.actor.organisationId,
      ],
    );
  }

  async find(tx: Tx, id: string): Promise<RegisterImport | undefined> {
    const [row] = await tx.query<ImportRow>(`select ${COLUMNS} from register_import where id = $1`, [id]);
    return row && fromRow(row);
  }

  async lock(tx: Tx, id: string): Promise<RegisterImport | undefined> {
    const [row] = await tx.query<ImportRow>(`select ${COLUMNS} from register_import where id = $1 for update`, [id]);
    return row && fromRow(row);
  }

  /** The newest first; `before` is the number of the last one on the page before. */
  async list(tx: Tx, limit: number, before?: number): Promise<{ imports: RegisterImport[]; total: number }> {
    const rows = await tx.query<ImportRow>(
      `select ${COLUMNS} from register_import where $2::bigint is null or number < $2 order by number desc limit $1`,
      [limit, before ?? null],
    );
    const [count] = await tx.query<{ total: number }>(`select count(*) as total from register_import`);
    return { imports: rows.map(fromRow), total: count?.total ?? 0 };
  }

  /** How often the register of this kind has been written to: a preview holds only against the count it saw. */
  async appliedSoFar(tx: Tx, kind: RegisterKind): Promise<number> {
    const [row] = await tx.query<{ applied: number }>(
      `select count(*) as applied from register_import where kind = $1 and status = 'APPLIED'`,
      [kind],
    );
    return row?.applied ?? 0;
  }

  async startReading(
    tx: Tx,
    id: string,
    file: { readonly encoding: string; readonly rowsTotal: number },
  ): Promise<void> {
    await tx.query(`delete from register_import_row where import_id = $1`, [id]);
    await tx.query(
      `update register_import set status = 'READING', encoding = $2, rows_total = $3, rows_done = 0 where id = $1`,
      [id, file.encoding, file.rowsTotal],
    );
  }

  async headerRead(
    tx: Tx,
    id: string,
    header: { kind: RegisterKind; missing: readonly string[]; ignored: readonly string[]; applied: number },
  ): Promise<void> {
    await tx.query(
      `update register_import set kind = $2, missing_columns = $3, ignored_columns = $4, based_on_applied = $5
       where id = $1`,
      [id, header.kind, header.missing, header.ignored, header.applied],
    );
  }

  async advance(tx: Tx, id: string, rowsDone: number): Promise<void> {
    await tx.query(`update register_import set rows_done = $2 where id = $1`, [id, rowsDone]);
  }

  async previewed(tx: Tx, id: string, counts: OutcomeCounts, rows: number): Promise<void> {
    await tx.query(
      `update register_import set status = 'PREVIEWED', counts = $2, rows_total = $3, rows_done = $3, previewed_at = $4
       where id = $1`,
      [id, JSON.stringify(counts), rows, tx.now],
    );
  }

  async failed(tx: Tx, id: string, problem: ImportProblem): Promise<void> {
    await tx.query(`update register_import set status = 'FAILED', problem = $2 where id = $1`, [
      id,
      JSON.stringify(problem),
    ]);
  }

  async setStatus(tx: Tx, id: string, status: ImportStatus, problem?: ImportProblem): Promise<void> {
    await tx.query(`update register_import set status = $2, problem = $3 where id = $1`, [
      id,
      status,
      problem === undefined ? null : JSON.stringify(problem),
    ]);
  }

  async applied(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update register_import set status = 'APPLIED', problem = null, applied_at = $2, applied_by = $3 where id = $1`,
      [id, tx.now, tx.actor.userId],
    );
  }
}
