import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUuid, notFound } from '../../kernel/index.js';
import { ProblemException } from './problems.js';

/** An id that is no id answers like a missing record. */
@Injectable()
export class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
    throw new ProblemException(notFound('record').problem);
  }
}
