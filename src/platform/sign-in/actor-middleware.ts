import { createHash } from 'node:crypto';
import { UnauthorizedException } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Clock } from '../../kernel/index.js';
import { isApi } from '../http/paths.js';
import type { IdentityDirectory } from './identity-directory.js';
import './request.js';
import { endSession } from './sessions.js';
import { ABSOLUTE_MS } from './settings.js';

const BEARER = /^Bearer ([A-Za-z0-9_-]{20,200})$/;

/**
 * Finds out who is acting, afresh for every request: a suspension or a revoked token takes effect with the next one.
 * Tokens count for the API only; a wrong one is refused even where no actor is needed, so that its owner notices.
 */
export function resolveActor(
  people: IdentityDirectory,
  clock: Clock,
  tokenFailures: RequestHandler,
): (request: Request, response: Response, next: NextFunction) => Promise<void> {
  return async (request, response, next) => {
    const { authorization } = request.headers;
    if (authorization !== undefined && isApi(request.path)) {
      const token = BEARER.exec(authorization)?.[1];
      const machine = token ? await people.machine(tokenHash(token)) : undefined;
      if (!machine) {
        response.setHeader('www-authenticate', 'Bearer');
        // The limiter counts failures only and passes on when there is room for another one.
        await tokenFailures(request, response, (error?: unknown) => next(error ?? new UnauthorizedException()));
        return;
      }
      request.actor = machine;
    } else if (request.session?.userId) {
      await resolvePerson(request, people, clock);
    }
    next();
  };
}

async function resolvePerson(request: Request, people: IdentityDirectory, clock: Clock): Promise<void> {
  const { userId = '', membershipId, signedInAt = 0 } = request.session;
  const tooOld = clock.now().getTime() - signedInAt > ABSOLUTE_MS;
  const person = tooOld ? undefined : await people.person(userId, membershipId);
  if (!person) {
    await endSession(request);
    return;
  }
  request.memberships = person.memberships;
  if (person.actor) request.actor = person.actor;
}

/** Only the hash of a token is kept: reading the database gives nobody a token. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
