import { cleanText, type DateOnly, invalid, isUuid, ok, type Result } from '../../../kernel/index.js';
import { CHANGE_KIND_KEYS, CHANGE_REASONS, type ChangeKind, type ChangeTerms } from './changes.js';

/** As it was typed or sent: what a kind needs is asked for by name. */
export interface ChangeCommand {
  readonly placementId: string;
  readonly kind: unknown;
  readonly from: DateOnly | null;
  readonly endsOn: DateOnly | null;
  readonly resumesOn: DateOnly | null;
  /** Which pattern of the placement another one replaces. */
  readonly replacedId: unknown;
  readonly patternId: unknown;
  readonly reason: unknown;
  readonly note: unknown;
}

export interface CheckedChange {
  readonly terms: ChangeTerms;
  readonly reason: keyof typeof CHANGE_REASONS;
  readonly note: string | null;
}

export function checkChange(command: ChangeCommand): Result<CheckedChange> {
  const kind = CHANGE_KIND_KEYS.find((one) => one === command.kind);
  if (kind === undefined) return invalid('kind', 'choose-one');
  const terms = termsOf(kind, command);
  if (!terms.ok) return terms;
  const reason = (Object.keys(CHANGE_REASONS) as (keyof typeof CHANGE_REASONS)[]).find((one) => one === command.reason);
  if (reason === undefined) return invalid('reason', 'choose-one');
  const note = cleanText(command.note, { field: 'note', max: 1000, multiline: true, required: reason === 'OTHER' });
  return note.ok ? ok({ terms: terms.value, reason, note: note.value || null }) : note;
}

function termsOf(kind: ChangeKind, command: ChangeCommand): Result<ChangeTerms> {
  const { from, endsOn, resumesOn, replacedId, patternId } = command;
  if (kind === 'EXTEND') return endsOn === null ? invalid('endsOn', 'required') : ok({ kind, endsOn });
  if (from === null) return invalid('from', 'required');
  switch (kind) {
    case 'RESUME':
      return ok({ kind, from });
    case 'PAUSE':
      return resumesOn === null ? invalid('resumesOn', 'required') : ok({ kind, from, resumesOn });
    case 'WEEK':
      if (!isUuid(replacedId)) return invalid('replacedId', 'choose-one');
      if (!isUuid(patternId) || patternId === replacedId) return invalid('patternId', 'choose-one');
      return ok({ kind, from, replacedId, patternId });
  }
}
