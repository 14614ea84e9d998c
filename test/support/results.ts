import type { Result } from '../../src/kernel/index.js';

/** "done", or the code of the refusal with its broken fields: "input.invalid: name required: lotIds choice". */
export const codeOf = (result: Result<unknown>): string =>
  result.ok
    ? 'done'
    : [result.problem.code, ...result.problem.fields.map(({ field, rule }) => `${field} ${rule}`)].join(': ');
