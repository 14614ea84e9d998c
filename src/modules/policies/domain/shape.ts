import { type DateOnly, type FieldFault, invalidFields, isDateOnly, ok, type Result } from '../../../kernel/index.js';

/** One part of a document: how it is read, and the same rule as JSON Schema for readers outside. */
export interface Shape<T> {
  readonly schema: object;
  /** How a document that was approved before the field existed is read; without it, the field is required. */
  readonly whenAbsent?: T;
  /** Undefined when the value breaks a rule; every fault is added with its dotted path. */
  read(value: unknown, path: string, faults: FieldFault[]): T | undefined;
}

export type Read<S> = S extends Shape<infer T> ? T : never;

/** What may be written: the value, or every fault at once. Unknown keys are faults, so that a typing error is seen. */
export function readShape<T>(shape: Shape<T>, value: unknown): Result<T> {
  const faults: FieldFault[] = [];
  const read = shape.read(value, '', faults);
  return faults.length > 0 || read === undefined ? invalidFields(faults) : ok(read);
}

const fail = (faults: FieldFault[], field: string, rule: string, facts?: FieldFault['facts']): undefined => {
  faults.push(facts === undefined ? { field, rule } : { field, rule, facts });
  return undefined;
};

const join = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);

export const whole = (min: number, max: number): Shape<number> => ({
  schema: { type: 'integer', minimum: min, maximum: max },
  read(value, path, faults) {
    if (typeof value !== 'number' || !Number.isInteger(value)) return fail(faults, path, 'whole-number');
    return value >= min && value <= max ? value : fail(faults, path, 'range', { min, max });
  },
});

export const flag: Shape<boolean> = {
  schema: { type: 'boolean' },
  read: (value, path, faults) => (typeof value === 'boolean' ? value : fail(faults, path, 'yes-or-no')),
};

export const words = (max: number): Shape<string> => ({
  schema: { type: 'string', minLength: 1, maxLength: max },
  read(value, path, faults) {
    if (typeof value !== 'string') return fail(faults, path, 'text');
    if (value.trim() === '') return fail(faults, path, 'required');
    return value.length <= max ? value : fail(faults, path, 'too-long', { max });
  },
});

export const date: Shape<DateOnly> = {
  schema: { type: 'string', format: 'date' },
  read: (value, path, faults) => (isDateOnly(value) ? value : fail(faults, path, 'date')),
};

export const oneOf = <const T extends string>(...choices: readonly T[]): Shape<T> => ({
  schema: { enum: choices },
  read: (value, path, faults) => choices.find((choice) => choice === value) ?? fail(faults, path, 'choice'),
});

/** A field that older documents lack: it is read as what they meant. */
export const since = <T>(shape: Shape<T>, whenAbsent: T): Shape<T> => ({ ...shape, whenAbsent });

/** The value may be null, which the policy reads as "not used". */
export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  schema: { anyOf: [shape.schema, { type: 'null' }] },
  read: (value, path, faults) => (value === null ? null : shape.read(value, path, faults)),
});

export const listOf = <T>(shape: Shape<T>, max: number): Shape<readonly T[]> => ({
  schema: { type: 'array', items: shape.schema, maxItems: max },
  read(value, path, faults) {
    if (!Array.isArray(value)) return fail(faults, path, 'list');
    if (value.length > max) return fail(faults, path, 'too-many', { max });
    return value.flatMap((entry, index) => {
      const read = shape.read(entry, join(path, index), faults);
      return read === undefined ? [] : [read];
    });
  },
});

type Fields = Readonly<Record<string, Shape<unknown>>>;
export type ObjectOf<F extends Fields> = { readonly [K in keyof F]: Read<F[K]> };

/** Every field but those of later years is required: a policy that leaves a setting open would be read differently by two people. */
export const object = <F extends Fields>(fields: F): Shape<ObjectOf<F>> => ({
  schema: {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([key, shape]) => [key, shape.schema])),
    required: Object.keys(fields).filter((key) => fields[key]?.whenAbsent === undefined),
    additionalProperties: false,
  },
  read(value, path, faults) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(faults, path, 'object');
    const given = new Map<string, unknown>(Object.entries(value));
    for (const key of given.keys()) if (!Object.hasOwn(fields, key)) fail(faults, join(path, key), 'unknown');
    const read = Object.entries(fields).map(([key, shape]): [string, unknown] => [
      key,
      given.has(key)
        ? shape.read(given.get(key), join(path, key), faults)
        : (shape.whenAbsent ?? fail(faults, join(path, key), 'required')),
    ]);
    return Object.fromEntries(read) as ObjectOf<F>;
  },
});
