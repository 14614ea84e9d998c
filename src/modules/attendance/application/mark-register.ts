import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type DateOnly,
  type FieldFault,
  forbidden,
  groupBy,
  invalidFields,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { attendancePolicy } from '../attendance.policy.js';
import { isAbsence } from '../domain/codes.js';
import { type CorrectionReason } from '../domain/corrections.js';
import { checkMark, type CheckedMark, type WantedMark } from '../domain/marking.js';
import { MarkStore, type NewMark, type Slot, type StoredMark } from '../persistence/mark.store.js';
import { dueInHalf } from '../persistence/register.store.js';

/** One request to the API; a file may hold more. */
export const MARKS_MAX = 5_000;

export interface RegisterCommand {
  /** `seen` is the revision that was on the page, 0 for none: somebody else's mark in the meantime is not overwritten. */
  readonly marks: readonly (WantedMark & { readonly seen?: number })[];
  /** Needed as soon as a mark that stands is changed. */
  readonly reason: CorrectionReason | null;
}

export interface Marked {
  readonly marked: number;
  readonly corrected: number;
  /** Sent again and already so. */
  readonly unchanged: number;
}

type Standing = ReadonlyMap<string, StoredMark>;
const keyOf = (componentId: string, { on, half }: Pick<WantedMark, 'on' | 'half'>): string =>
  `${componentId} ${on} ${half}`;

const countsOn = ({ from, until }: Slot, on: DateOnly): boolean =>
  (from === null || from <= on) && (until === null || on <= until);

/** Marks sessions: all of them or none. The same marks twice are one; a change of a mark that stands is a correction. */
@Injectable()
export class MarkRegister {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: MarkStore,
  ) {}

  run(actor: Actor, command: RegisterCommand): Promise<Result<Marked>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!attendancePolicy.canMark(actor)) return forbidden('attendance.mark');
      if (command.marks.length > MARKS_MAX) return problem('attendance.too-many', { max: MARKS_MAX });
      return this.mark(tx, command);
    });
  }

  /** In somebody else's transaction, for whoever has asked whether the actor may mark. */
  async mark(tx: Tx, command: RegisterCommand): Promise<Result<Marked>> {
    const placed = await this.place(tx, command.marks);
    return placed.ok ? this.write(tx, placed.value, command) : placed;
  }

  /** Checks each mark by itself and finds the part of the placement that it belongs to. Every fault is told at once. */
  private async place(tx: Tx, marks: readonly WantedMark[]): Promise<Result<(CheckedMark & { slot: Slot })[]>> {
    const slots = await this.store.slots(tx, [...new Set(marks.map(({ placementId }) => placementId))]);
    const byPlacement = groupBy(slots, ({ placementId }) => placementId);
    const faults: FieldFault[] = [];
    const seen = new Set<string>();
    const found = marks.flatMap((wanted, index) => {
      const field = `marks.${index}`;
      const checked = checkMark(wanted, tx.today, field);
      const slot = byPlacement
        .get(wanted.placementId)
        ?.find((part) => dueInHalf(part.sessions, wanted.on, wanted.half) && countsOn(part, wanted.on));
      if (!checked.ok) faults.push(...checked.problem.fields);
      if (slot === undefined) faults.push({ field: `${field}.placementId`, rule: 'not-due' });
      if (!checked.ok || slot === undefined) return [];
      const key = keyOf(slot.componentId, wanted);
      if (seen.has(key)) faults.push({ field, rule: 'marked-twice' });
      seen.add(key);
      return [{ ...checked.value, slot }];
    });
    return faults.length > 0 ? invalidFields(faults) : ok(found);
  }

  private async write(
    tx: Tx,
    marks: readonly (CheckedMark & { slot: Slot })[],
    { marks: wanted, reason }: RegisterCommand,
  ): Promise<Result<Marked>> {
    const standing = await this.standing(tx, marks);
    const stale = marks.filter((mark, index) => {
      const known = wanted[index]?.seen;
      return known !== undefined && known !== (standing.get(keyOf(mark.slot.componentId, mark))?.revision ?? 0);
    });
    const changes = marks.filter((mark) => !isSame(mark, standing.get(keyOf(mark.slot.componentId, mark))));
    if (stale.some((mark) => changes.includes(mark))) return problem('attendance.marked-meanwhile');
    const isCorrection = (mark: CheckedMark & { slot: Slot }): boolean =>
      standing.has(keyOf(mark.slot.componentId, mark));
    const corrected = changes.filter(isCorrection);
    if (corrected.length > 0 && reason === null) return invalidFields([{ field: 'reason', rule: 'choose-one' }]);
    const rows = changes.map((mark): NewMark => ({ ...mark, reason: isCorrection(mark) ? reason : null }));
    if (rows.length > 0) await this.store.put(tx, rows);
    await this.tell(tx, rows, standing);
    return ok({
      marked: changes.length - corrected.length,
      corrected: corrected.length,
      unchanged: marks.length - changes.length,
    });
  }

  private async standing(tx: Tx, marks: readonly (CheckedMark & { slot: Slot })[]): Promise<Standing> {
    const days = marks.map(({ on }) => on).toSorted();
    const [from, to] = [days[0], days.at(-1)];
    if (from === undefined || to === undefined) return new Map();
    const componentIds = [...new Set(marks.map(({ slot }) => slot.componentId))].toSorted();
    const rows = await this.store.lock(tx, componentIds, from, to);
    return new Map(rows.map((row) => [keyOf(row.componentId, row), row]));
  }

  /** Audits each placement once, and tells its school on the day when a pupil does not come: once a day, at the first absence. */
  private async tell(tx: Tx, rows: readonly NewMark[], standing: Standing): Promise<void> {
    const byPlacement = groupBy(rows, (row) => row.placementId);
    const written = [...byPlacement].map(([id, own]) => ({
      subject: { type: 'placement', id },
      facts: { sessions: own.length },
    }));
    await tx.auditAll('attendance.marked', written);
    for (const [placementId, own] of byPlacement) {
      const [first] = own;
      const absentToday = own.some((mark) => mark.on === tx.today && isAbsence(mark.code));
      if (first !== undefined && absentToday && !knownAbsent(standing, first.slot.componentId, tx.today)) {
        await announce(tx, {
          kind: 'attendance.absent',
          organisationId: first.slot.schoolId,
          subjectType: 'placement',
          subjectId: placementId,
          reference: first.slot.reference,
        });
      }
    }
  }
}

const isSame = (mark: CheckedMark, known: StoredMark | undefined): boolean =>
  known !== undefined &&
  known.code === mark.code &&
  known.minutesLate === mark.minutesLate &&
  known.detail === mark.detail;

const knownAbsent = (standing: Standing, componentId: string, on: DateOnly): boolean =>
  [...standing.values()].some((mark) => mark.componentId === componentId && mark.on === on && isAbsence(mark.code));
