/** What a message may be filled in with: plain values and codes, never prose and never a child's details. */
export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** One field that broke one rule. `field` is the dotted path as in the request body, `rule` a stable code. */
export interface FieldFault {
  readonly field: string;
  readonly rule: string;
  readonly facts?: Facts;
}

/** An expected refusal. `code` is stable and documented; words are chosen at the edge, where the reader is known. */
export interface Problem {
  readonly kind: 'invalid' | 'conflict' | 'forbidden' | 'not-found';
  readonly code: string;
  readonly facts: Facts;
  readonly fields: readonly FieldFault[];
}

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Refused {
  readonly ok: false;
  readonly problem: Problem;
}

/** What every rule and use case answers. Only bugs are thrown. */
export type Result<T> = Ok<T> | Refused;

export function ok(): Ok<undefined>;
export function ok<T>(value: T): Ok<T>;
export function ok<T>(value?: T): Ok<T | undefined> {
  return { ok: true, value };
}

/** A conflict with how things stand now: the request made sense, the state does not allow it. */
export function problem(code: string, facts: Facts = {}): Refused {
  return { ok: false, problem: { kind: 'conflict', code, facts, fields: [] } };
}

/** One field is wrong. */
export function invalid(field: string, rule: string, facts?: Facts): Refused {
  return invalidFields([facts === undefined ? { field, rule } : { field, rule, facts }]);
}

/** Several fields are wrong; all are told at once so that nobody corrects a form field by field. */
export function invalidFields(fields: readonly FieldFault[]): Refused {
  return { ok: false, problem: { kind: 'invalid', code: 'input.invalid', facts: {}, fields } };
}

/** Only for a record the actor may see. Someone else's record answers `notFound`, exactly like a missing one. */
export function forbidden(action: string): Refused {
  return { ok: false, problem: { kind: 'forbidden', code: 'action.forbidden', facts: { action }, fields: [] } };
}

export function notFound(what: string): Refused {
  return { ok: false, problem: { kind: 'not-found', code: `${what}.not-found`, facts: { what }, fields: [] } };
}

/** Collects independent results: every value, or every fault of every refused part in the order given. */
export function all<T>(results: readonly Result<T>[]): Result<T[]> {
  const refused = results.filter((result) => !result.ok);
  const first = refused[0];
  if (first === undefined) return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
  const fields = refused.flatMap((result) => result.problem.fields);
  return fields.length > 0 ? invalidFields(fields) : first;
}

/** For callers that have already checked, and for tests: the value, or a thrown error that names the code. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const rules = result.problem.fields.map((fault) => `${fault.field}: ${fault.rule}`).join(', ');
  throw new Error(`Expected a value, but it was refused with ${result.problem.code}${rules && ` (${rules})`}`);
}
