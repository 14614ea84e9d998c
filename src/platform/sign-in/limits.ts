import { HttpException } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, MemoryStore, type Options, rateLimit } from 'express-rate-limit';

const MINUTE = 60_000;

const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? 'unknown');
const tooMany = (): HttpException => new HttpException('too many', 429);

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
    keyGenerator: addressOf,
    // Behind a proxy that is not declared, all requests come from one address; that is for the operator to declare.
    validate: { xForwardedForHeader: false, trustProxy: false },
    handler: (_request, _response, next) => next(tooMany()),
  });
}

/** A ceiling for one address, whatever becomes of the attempts: a council has thousands of people behind one. */
export const signInAttempts = (limit: number): RequestHandler => limited(limit);
export const tokenFailures = (limit: number): RequestHandler => limited(limit);

/**
 * Sign-ins of a minute that the service refused, counted for each account at each address: who succeeds counts for
 * nothing, and whoever is refused again and again locks out themselves and none of their neighbours.
 */
export class SignInFailures {
  private readonly failures = new MemoryStore();

  constructor(private readonly limit: number) {
    this.failures.init({ windowMs: MINUTE } as Options);
  }

  /** Runs one attempt of an account that its issuer vouches for. Throws 429 once there were too many refusals. */
  async attempt<T extends { readonly ok: boolean }>(
    request: Request,
    account: string,
    attempt: () => Promise<T>,
  ): Promise<T> {
    const key = `${addressOf(request)} ${account}`;
    const before = await this.failures.get(key);
    if ((before?.totalHits ?? 0) >= this.limit) throw tooMany();
    const result = await attempt();
    if (!result.ok) await this.failures.increment(key);
    return result;
  }
}
