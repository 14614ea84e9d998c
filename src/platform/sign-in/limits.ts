import { HttpException } from '@nestjs/common';
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';

const MINUTE = 60_000;

/**
 * Attempts from one address (an IPv6 /56 counts as one) in a minute, counted in each process. Several processes
 * multiply the limit by their number, which still makes guessing hopeless.
 */
function limited(limit: number): RequestHandler {
  return rateLimit({
    windowMs: MINUTE,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? 'unknown'),
    // Behind a proxy that is not declared, all requests come from one address; that is for the operator to declare.
    validate: { xForwardedForHeader: false, trustProxy: false },
    handler: (_request, _response, next) => next(new HttpException('too many', 429)),
  });
}

export const signInAttempts = (limit: number): RequestHandler => limited(limit);
export const tokenFailures = (limit: number): RequestHandler => limited(limit);
