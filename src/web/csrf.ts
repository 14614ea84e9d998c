import { timingSafeEqual } from 'node:crypto';
import { ForbiddenException } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Requests that change something must come from a page of this service. Two independent checks: what the browser says
 * about where the request comes from, and the session's synchroniser token (a form field, or the header X-CSRF-Token
 * for scripts). A machine's bearer token is never sent by a browser on its own, so it needs neither.
 */
export function refuseForgedRequests(baseUrl: () => string): RequestHandler {
  return (request: Request, _response: Response, next: NextFunction) => {
    const forged = !SAFE.has(request.method) && request.actor?.kind !== 'machine' && isForged(request, baseUrl());
    if (typeof request.body === 'object' && request.body !== null) delete (request.body as { _csrf?: unknown })._csrf;
    next(forged ? new ForbiddenException('csrf') : undefined);
  };
}

function isForged(request: Request, baseUrl: string): boolean {
  if (cameFromElsewhere(request, baseUrl)) return true;
  // Without a person there is nothing to forge; the guard turns the request away.
  if (!request.session?.userId) return false;
  return !sameToken(request.session.csrf, sentToken(request));
}

function cameFromElsewhere(request: Request, baseUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  return origin !== new URL(baseUrl).origin;
}

function sentToken(request: Request): unknown {
  const body: unknown = request.body;
  const field = typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : undefined;
  return request.headers['x-csrf-token'] ?? field;
}

function sameToken(expected: string | undefined, sent: unknown): boolean {
  if (!expected || typeof sent !== 'string') return false;
  const [a, b] = [Buffer.from(expected), Buffer.from(sent)];
  return a.length === b.length && timingSafeEqual(a, b);
}
