import { createHash } from 'node:crypto';
import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { invalid } from '../../kernel/index.js';
import { ProblemException } from './problems.js';
import { claimIdempotency } from './request-context.js';

/** Reads `Idempotency-Key`; the request's first transaction stores it with what it did, or answers from what is stored. */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.header('idempotency-key');
    if (key === undefined || !/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new ProblemException(invalid('Idempotency-Key', key === undefined ? 'required' : 'idempotencyKey').problem);
    }
    // The caller's organisation belongs to the place: some acts run for another organisation than the one that sent it.
    const route = `${request.method} ${request.path} by ${request.actor?.organisationId ?? 'nobody'}`;
    claimIdempotency({ route, key, bodyHash: createHash('sha256').update(canonical(request.body)).digest('hex') });
    return true;
  }
}

/** On every creating POST of the API: the header is required, and the same request sent again changes nothing. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseGuards(IdempotencyGuard),
    ApiHeader({ name: 'Idempotency-Key', required: true, description: 'Chosen by you, 1 to 200 visible characters.' }),
  );

/** JSON with sorted keys, so that the order in which a client writes them does not matter. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ''
  );
}
