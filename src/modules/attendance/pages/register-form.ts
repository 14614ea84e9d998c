import type { DateOnly, FieldFault, Problem } from '../../../kernel/index.js';
import { faultWords, problemWords } from '../../../web/index.js';
import type { RegisterCommand } from '../application/mark-register.js';
import {
  ATTENDANCE_CODES,
  type AttendanceCode,
  type Half,
  meaningOf,
  presentCode,
  PROVISION_CODES,
} from '../domain/codes.js';
import { CORRECTION_REASONS, isCorrectionReason } from '../domain/corrections.js';
import { type RegisterRow, dueInHalf, type SessionMark } from '../persistence/register.store.js';

const HALVES = ['AM', 'PM'] as const satisfies readonly Half[];
const HALF_WORDS: Readonly<Record<Half, string>> = { AM: 'Morning', PM: 'Afternoon' };
const NOT_MARKED = '';

type Body = Readonly<Record<string, unknown>>;
const said = (body: Body, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : '';
};

const markOf = (row: RegisterRow, half: Half): SessionMark | null => (half === 'AM' ? row.am : row.pm);
const nameOf = (half: Half, row: RegisterRow): string => `${half.toLowerCase()}-${row.componentId}`;
const dueHalves = (row: RegisterRow, on: DateOnly): Half[] =>
  HALVES.filter((half) => dueInHalf(row.sessions, on, half));

interface Slot {
  readonly row: RegisterRow;
  readonly half: Half;
  readonly name: string;
}
const slotsOf = (rows: readonly RegisterRow[], on: DateOnly): Slot[] =>
  rows.flatMap((row) => dueHalves(row, on).map((half) => ({ row, half, name: nameOf(half, row) })));

/**
 * What was sent, as marks. "Mark the rest as present" fills what is empty in its half of the day. A session left empty is
 * not marked; one that was marked before cannot be emptied.
 */
export function readRegister(rows: readonly RegisterRow[], on: DateOnly, body: Body): RegisterCommand {
  const rest = said(body, 'rest');
  const marks = slotsOf(rows, on).flatMap(({ row, half, name }) => {
    const chosen = said(body, name) || (rest === half ? presentCode(half) : NOT_MARKED);
    if (chosen === NOT_MARKED) return [];
    const seen = said(body, `seen-${name}`);
    return [
      {
        placementId: row.placementId,
        on,
        half,
        code: chosen,
        detail: chosen === 'Y7' ? said(body, `cause-${name}`) : null,
        minutesLate: chosen === markOf(row, half)?.code ? (markOf(row, half)?.minutesLate ?? null) : null,
        seen: /^\d{1,9}$/.test(seen) ? Number(seen) : 0,
      },
    ];
  });
  const reason = said(body, 'reason');
  return { marks, reason: isCorrectionReason(reason) ? reason : null };
}

interface Item {
  readonly value: string;
  readonly text: string;
  readonly selected: boolean;
}

const itemsFor = (half: Half, chosen: string): Item[] => [
  { value: NOT_MARKED, text: 'Not marked', selected: chosen === NOT_MARKED },
  ...PROVISION_CODES.filter((code) => (code !== '/' && code !== '\\') || code === presentCode(half)).map((code) => ({
    value: code,
    text: `${code} ${code === presentCode(half) ? 'Present' : meaningOf(code).meaning}`,
    selected: code === chosen,
  })),
];

/** The register as its page shows it; `sent` is what was typed when something stands against it. */
export function registerForm(
  rows: readonly RegisterRow[],
  on: DateOnly,
  sent?: { readonly body: Body; readonly command: RegisterCommand; readonly problem: Problem },
): object {
  const slots = slotsOf(rows, on);
  const faults = sent ? faultsByName(slots, sent.command, sent.problem) : new Map<string, string>();
  const marked = rows.some((row) => HALVES.some((half) => markOf(row, half) !== null));
  const errorSummary = sent
    ? faults.size > 0
      ? [...faults].map(([name, text]) => ({ text, href: `#${name}` }))
      : [{ text: problemWords(sent.problem) }]
    : null;
  return {
    errorSummary,
    reason: marked
      ? {
          id: 'reason',
          name: 'reason',
          label: { text: 'If you change a mark that stands: why?' },
          ...(faults.has('reason') ? { errorMessage: { text: faults.get('reason') } } : {}),
          items: [
            { value: '', text: 'Nothing is changed' },
            ...Object.entries(CORRECTION_REASONS).map(([value, text]) => ({
              value,
              text,
              selected: sent !== undefined && said(sent.body, 'reason') === value,
            })),
          ],
        }
      : null,
    rows: rows.map((row) => ({
      name: row.pupilName ?? row.pupilReference,
      note: [row.pupilName === null ? '' : row.pupilReference, row.programmeName].filter(Boolean).join(' · '),
      href: `/attendance/placements/${row.placementId}`,
      halves: HALVES.map((half) => {
        if (!dueInHalf(row.sessions, on, half)) return null;
        const name = nameOf(half, row);
        const chosen = sent ? said(sent.body, name) : (markOf(row, half)?.code ?? NOT_MARKED);
        return {
          id: name,
          label: `${HALF_WORDS[half]} of ${row.pupilName ?? row.pupilReference}`,
          items: itemsFor(half, chosen),
          seen: String(markOf(row, half)?.revision ?? 0),
          error: faults.get(name) ?? null,
          cause: chosen === 'Y7' ? (sent ? said(sent.body, `cause-${name}`) : (markOf(row, half)?.detail ?? '')) : null,
        };
      }),
    })),
    halves: HALVES.filter((half) => slots.some((slot) => slot.half === half)).map((half) => ({
      value: half,
      text: `Mark the rest of the ${HALF_WORDS[half].toLowerCase()} as present`,
    })),
  };
}

/** A fault of the nth mark belongs to the select that it was read from. */
function faultsByName(
  slots: readonly Slot[],
  { marks }: RegisterCommand,
  { fields }: Problem,
): ReadonlyMap<string, string> {
  const labelOf = (rule: FieldFault): string =>
    rule.field === 'reason' ? 'why a mark is changed' : rule.field.endsWith('.detail') ? 'the cause' : 'the code';
  return new Map(
    fields.flatMap((fault): [string, string][] => {
      if (fault.field === 'reason') return [['reason', faultWords(fault, labelOf(fault))]];
      const mark = marks[Number(fault.field.split('.')[1])];
      const slot = slots.find(({ row, half }) => row.placementId === mark?.placementId && half === mark.half);
      if (slot === undefined) return [];
      return [[slot.name, `${slot.row.pupilName ?? slot.row.pupilReference}: ${faultWords(fault, labelOf(fault))}`]];
    }),
  );
}

export const codeWords = (code: AttendanceCode): string => `${code} ${ATTENDANCE_CODES[code].meaning}`;
