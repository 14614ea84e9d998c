import { cleanText, invalidFields, ok, type Result } from '../../../kernel/index.js';

export const REASON_MAX = 1000;

/** Which child somebody asks about, by its reference, and why; as typed. */
export interface ChildAndReason {
  readonly reference: unknown;
  readonly reason: unknown;
}

/** Rules: those of text on `reference` and `reason`; both at once. */
export function readChildAndReason(given: ChildAndReason): Result<{ reference: string; reason: string }> {
  const reference = cleanText(given.reference, { field: 'reference', max: 40, required: true });
  const reason = cleanText(given.reason, { field: 'reason', max: REASON_MAX, multiline: true, required: true });
  if (reference.ok && reason.ok) return ok({ reference: reference.value, reason: reason.value });
  return invalidFields([reference, reason].flatMap((one) => (one.ok ? [] : one.problem.fields)));
}
