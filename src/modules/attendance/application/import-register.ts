import { Injectable } from '@nestjs/common';
import { type Actor, type FieldFault, forbidden, invalid, invalidFields, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { attendancePolicy } from '../attendance.policy.js';
import type { CorrectionReason } from '../domain/corrections.js';
import { LINES_MAX, readLine, type RegisterLine } from '../domain/register-lines.js';
import { MarkStore } from '../persistence/mark.store.js';
import { type Marked, MarkRegister, type RegisterCommand } from './mark-register.js';

/** No more faults of a file are told at once. */
const FAULTS_MOST = 200;

/** Marks from a file: all of its lines or none. The same file again changes nothing. */
@Injectable()
export class ImportRegister {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: MarkStore,
    private readonly marking: MarkRegister,
  ) {}

  /**
   * Refused: rules on `file` (`empty-file`, `too-many-lines`); else faults on `line.N.column`, at most 200 of them;
   * `reason` is asked for when a mark that stands would change.
   */
  run(actor: Actor, lines: readonly RegisterLine[], reason: CorrectionReason | null): Promise<Result<Marked>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!attendancePolicy.canMark(actor)) return forbidden('attendance.mark');
      if (lines.length === 0) return invalid('file', 'empty-file');
      if (lines.length > LINES_MAX) return invalid('file', 'too-many-lines', { max: LINES_MAX });
      const read = lines.map((line) => ({ line: line.line, mark: readLine(line) }));
      const references = read.flatMap(({ mark }) => (Array.isArray(mark) ? [] : [mark.reference]));
      const placements = await this.store.placementsOf(tx, [...new Set(references)]);
      const faults: FieldFault[] = [];
      const marks: RegisterCommand['marks'][number][] = [];
      for (const { line, mark } of read) {
        const placementId = Array.isArray(mark) ? undefined : placements.get(mark.reference);
        if (Array.isArray(mark)) faults.push(...atLine(line, mark));
        else if (placementId === undefined) faults.push({ field: `line.${line}.placement`, rule: 'placement-unknown' });
        else marks.push({ ...mark, placementId });
      }
      if (faults.length > 0) return invalidFields(faults.slice(0, FAULTS_MOST));
      const marked = await this.marking.mark(tx, { marks, reason });
      return marked.ok ? marked : inLines(marked, lines);
    });
  }
}

const atLine = (line: number, faults: readonly FieldFault[]): FieldFault[] =>
  faults.map((fault) => ({ ...fault, field: `line.${line}.${fault.field}` }));

/** A mark of a command by the field's name, `marks.7.code`, and the column of the file that it came from. */
const MARK_FIELD = /^marks\.(\d+)(?:\.(\w+))?$/;
const COLUMN_OF: Readonly<Record<string, string>> = { placementId: 'placement', on: 'day', detail: 'cause' };

/** The same refusal, told by line and column. */
function inLines(refused: Extract<Result<Marked>, { ok: false }>, lines: readonly RegisterLine[]): Result<Marked> {
  const { problem } = refused;
  if (problem.kind !== 'invalid') return refused;
  return invalidFields(
    problem.fields.slice(0, FAULTS_MOST).map((fault) => {
      const [, index, field = 'code'] = MARK_FIELD.exec(fault.field) ?? [];
      const line = index === undefined ? undefined : lines[Number(index)]?.line;
      return line === undefined ? fault : { ...fault, field: `line.${line}.${COLUMN_OF[field] ?? field}` };
    }),
  );
}
