import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { AppConfig } from '../config/index.js';

/** One nonce a response, for the two inline scripts that GOV.UK Frontend needs. */
export function nonce(_request: Request, response: Response, next: NextFunction): void {
  response.locals['cspNonce'] = randomBytes(16).toString('base64');
  next();
}

/**
 * Scripts, styles, pictures and form targets come from this service only. Form targets also name the issuers' origins:
 * signing out is a form whose answer leads to the issuer. HTTPS is demanded only where the service is reached by HTTPS.
 */
export function securityHeaders(config: Pick<AppConfig, 'baseUrl' | 'oidcIssuers'>): RequestHandler {
  const https = config.baseUrl?.startsWith('https:') ?? false;
  const issuers = config.oidcIssuers.map(({ issuer }) => new URL(issuer).origin);
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response)}'`],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'", ...issuers],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  return (request, response, next) => {
    response.setHeader('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
    headers(request, response, next);
  };
}

/** helmet hands over Node's own response; Express has put its locals on it. */
export function nonceOf(response: object): string {
  const { locals } = response as { locals?: { cspNonce?: unknown } };
  return typeof locals?.cspNonce === 'string' ? locals.cspNonce : '';
}

/** Pages and answers for somebody signed in may hold a child's details: no cache keeps them. */
export function noStore(request: Request, response: Response, next: NextFunction): void {
  if (request.actor || request.session?.userId) response.setHeader('cache-control', 'no-store');
  next();
}
