import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { NO_ROWS, type OutcomeCounts, type RowOutcome } from '../domain/import-states.js';
import type { CellNote, RegisterKind, RegisterRow } from '../domain/read-register.js';
import type { CellValue } from '../domain/register-values.js';

export interface NumberedRow extends RegisterRow {
  readonly n: number;
  readonly line: number;
}

/** A row of the report. `changes` is column -> [as it stands, as the file says]. */
export interface ReportRow {
  readonly n: number;
  readonly line: number | null;
  readonly key: string;
  readonly name: string;
  readonly outcome: RowOutcome;
  readonly faults: readonly CellNote[] | null;
  readonly warnings: readonly CellNote[] | null;
  readonly changes: Readonly<Record<string, readonly [CellValue, CellValue]>> | null;
}

export interface ReportFilter {
  readonly outcome?: RowOutcome;
  readonly withWarnings?: boolean;
}

const TARGETS: Readonly<Record<RegisterKind, { readonly table: string; readonly match: string }>> = {
  ESTABLISHMENTS: { table: 'establishment', match: 'e.urn = r.key' },
  LINKS: {
    table: 'establishment_link',
    match: `e.urn = r.record->>'urn' and e.link_urn = r.record->>'link_urn' and e.link_type = r.record->>'link_type'`,
  },
};

/** The staged rows of an import: compared with the register as they arrive, in batches, by the database. */
@Injectable()
export class RegisterRowStore {
  /**
   * One batch. A row whose values are all in the register already is unchanged and keeps no record; of a changed row
   * only what differs is kept, so that columns a file lacks are never touched. The lookup is one by key for each row
   * of the batch (`offset 0` keeps it so): without statistics a join would read the whole register for each batch.
   */
  async stage(tx: Tx, importId: string, kind: RegisterKind, rows: readonly NumberedRow[]): Promise<void> {
    const { table, match } = TARGETS[kind];
    const batch = rows.map(({ faults, warnings, ...row }) => ({
      ...row,
      ...(faults.length > 0 && { faults }),
      ...(warnings.length > 0 && { warnings }),
    }));
    await tx.query(
      `insert into register_import_row (import_id, n, line, key, name, outcome, faults, warnings, changes, record)
       select $1, r.n, r.line, r.key, r.name, s.outcome, r.faults, r.warnings, d.changes,
         case s.outcome when 'NEW' then r.record else d.record end
       from jsonb_to_recordset($2::jsonb)
         as r (n int, line int, key text, name text, faults jsonb, warnings jsonb, record jsonb)
       left join lateral (select to_jsonb(e) as row from ${table} e where ${match} offset 0) known on true
       cross join lateral (select case
         when r.faults is not null then 'FAULTY'
         when known.row is null then 'NEW'
         when known.row @> r.record then 'UNCHANGED'
         when r.record->>'status_code' = '2' and known.row->>'status_code' is distinct from '2' then 'CLOSED'
         else 'CHANGED' end) as s (outcome)
       left join lateral (
         select jsonb_object_agg(x.key, jsonb_build_array(known.row->x.key, x.value)) as changes,
           jsonb_object_agg(x.key, x.value) as record
         from jsonb_each(r.record) x
         where known.row->x.key is distinct from x.value
       ) d on s.outcome in ('CHANGED', 'CLOSED')`,
      [importId, JSON.stringify(batch)],
    );
  }

  /** Of rows that speak of the same thing the first counts; the others are faults, because nobody knows which is right. */
  async refuseRepeats(tx: Tx, importId: string): Promise<void> {
    await tx.query(
      `update register_import_row r set outcome = 'FAULTY', changes = null, record = null,
         faults = jsonb_build_array(jsonb_build_object('field', 'row', 'rule', 'repeated', 'value', 'line ' || d.first_line))
       from (select n, first_value(line) over w as first_line, row_number() over w as place
         from register_import_row where import_id = $1 and outcome <> 'FAULTY'
         window w as (partition by key order by n)) d
       where r.import_id = $1 and r.n = d.n and d.place > 1`,
      [importId],
    );
  }

  /** Open establishments of the authorities in the file that the file no longer has, and that were there last time. */
  async addMissing(tx: Tx, importId: string, afterN: number): Promise<void> {
    await tx.query(
      `insert into register_import_row (import_id, n, key, name, outcome)
       select $1, $2::integer + row_number() over (order by e.urn), e.urn, e.name, 'MISSING'
       from establishment e
       where e.status <> 'CLOSED' and e.missing_since_import_id is null
         and e.la_code in (
           select coalesce(r.record->>'la_code', known.la_code)
           from register_import_row r left join establishment known on known.urn = r.key where r.import_id = $1)
         and not exists (select from register_import_row r where r.import_id = $1 and r.key = e.urn)`,
      [importId, afterN],
    );
  }

  async counts(tx: Tx, importId: string): Promise<OutcomeCounts> {
    const rows = await tx.query<{ outcome: RowOutcome; rows: number; warned: number }>(
      `select outcome, count(*) as rows, count(warnings) as warned from register_import_row
       where import_id = $1 group by outcome`,
      [importId],
    );
    return rows.reduce<OutcomeCounts>(
      (counts, row) => ({ ...counts, [row.outcome]: row.rows, WARNED: counts.WARNED + row.warned }),
      NO_ROWS,
    );
  }

  /** By place in the file, after row `after`. */
  async page(tx: Tx, importId: string, filter: ReportFilter, limit: number, after = 0): Promise<ReportRow[]> {
    return tx.query<ReportRow>(
      `select n, line, key, name, outcome, faults, warnings, changes from register_import_row
       where import_id = $1 and n > $2 and ($3::text is null or outcome = $3)
         and (not $4::boolean or warnings is not null)
       order by n limit $5`,
      [importId, after, filter.outcome ?? null, filter.withWarnings === true, limit],
    );
  }

  async count(tx: Tx, importId: string, filter: ReportFilter): Promise<number> {
    const [row] = await tx.query<{ total: number }>(
      `select count(*) as total from register_import_row
       where import_id = $1 and ($2::text is null or outcome = $2) and (not $3::boolean or warnings is not null)`,
      [importId, filter.outcome ?? null, filter.withWarnings === true],
    );
    return row?.total ?? 0;
  }

  /** Rows that said nothing new are not kept once the file is in; the counts are. */
  async dropUnremarkable(tx: Tx, importId: string): Promise<void> {
    await tx.query(
      `delete from register_import_row where import_id = $1 and outcome = 'UNCHANGED' and warnings is null`,
      [importId],
    );
  }
}
