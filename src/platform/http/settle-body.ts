import { BadRequestException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** No body of ours is nested deeper than five; checking and hashing a body go through it by recursion. */
const DEPTH_MAX = 32;

/**
 * After the parsers: a request that sent nothing readable has an empty body, so that no handler meets none at all; a
 * body nested so deep that whoever walks it would run out of stack is refused.
 */
export function settleBody(request: Request, _response: Response, next: NextFunction): void {
  request.body ??= {};
  next(isTooDeep(request.body) ? new BadRequestException('nested too deep') : undefined);
}

/** Walks level by level, not by recursion. */
function isTooDeep(body: unknown): boolean {
  let level = containersIn([body]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return true;
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
  return false;
}

const containersIn = (values: readonly unknown[]): object[] =>
  values.filter((value): value is object => typeof value === 'object' && value !== null);
