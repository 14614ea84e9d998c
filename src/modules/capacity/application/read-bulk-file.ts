import type { Result } from '../../../kernel/index.js';
import { type FileBytes, readTable } from '../../organisations/index.js';
import { BULK_COLUMNS, BULK_ROWS_MAX, type BulkColumn, type BulkRow } from '../domain/bulk-rows.js';

const NEEDED: readonly BulkColumn[] = ['programme', 'places', 'from', 'until', 'halfDays'];

/** The rows of a file of openings. Refused as `readTable` refuses. */
export const readBulkFile = (open: () => FileBytes): Promise<Result<BulkRow[]>> =>
  readTable(open, { columns: BULK_COLUMNS, needed: NEEDED, rowsMax: BULK_ROWS_MAX });
