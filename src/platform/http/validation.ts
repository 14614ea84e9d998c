import { ValidationPipe } from '@nestjs/common';
import { Matches, type ValidationError } from 'class-validator';
import type { FieldFault } from '../../kernel/index.js';
import { ProblemException } from './problems.js';

/** A day as `YYYY-MM-DD`. Whether the calendar has it is for `parseDate`, which names the field as well. */
export const IsDay = (): PropertyDecorator => Matches(/^\d{4}-\d{2}-\d{2}$/);

/** Every fault with its dotted path; class-validator's rule names are our rule codes. */
function faultsOf(errors: readonly ValidationError[], path = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const field = path ? `${path}.${error.property}` : error.property;
    const own = Object.keys(error.constraints ?? {}).map((rule) => ({ field, rule }));
    return [...own, ...faultsOf(error.children ?? [], field)];
  });
}

/** Unknown keys are refused, never dropped: a misspelt field must not vanish in silence. */
export const bodyValidation = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) =>
      new ProblemException({ kind: 'invalid', code: 'input.invalid', facts: {}, fields: faultsOf(errors) }),
  });
