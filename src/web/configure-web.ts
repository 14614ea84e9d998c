import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import { DataSource } from 'typeorm';
import type { Clock } from '../kernel/index.js';
import { CLOCK, configureHttp, EventLog, ProblemFilter } from '../platform/index.js';
import {
  IdentityDirectory,
  localIssuerOf,
  type LocalPerson,
  resolveActor,
  sessions,
  signInAttempts,
  type SignInSettings,
  tokenFailures,
} from '../platform/sign-in/index.js';
import { APP_CONFIG } from '../platform/tokens.js';
import { serveAssets } from './assets.js';
import { refuseForgedRequests } from './csrf.js';
import { errorPages } from './error-pages.js';
import { PageRenderer } from './page-renderer.js';
import { nonceOf, noStore, nonce, securityHeaders } from './security.js';
import { render } from './templates.js';
import { receiveUploads } from './uploads.js';

const TOKEN_FAILURES_PER_MINUTE = 30;

/**
 * Everything a request passes before it reaches a handler, in this order, before `app.init()`: headers; files that
 * need no session; the local issuer, which reads its own bodies; request id, bounded bodies; session; who acts;
 * uploads; the forgery check, which needs all of these.
 */
export async function configureWeb(app: NestExpressApplication): Promise<void> {
  const settings = app.get<SignInSettings>(APP_CONFIG);
  const people = app.get(IdentityDirectory);
  if (settings.trustedProxies > 0) app.set('trust proxy', settings.trustedProxies);
  app.use(nonce);
  app.use(securityHeaders(settings));
  serveAssets(app);
  if (settings.localSignIn) await serveLocalIssuer(app, settings, people.localPeople());
  configureHttp(app);
  app.use(sessions(settings, app.get(DataSource), app.get(EventLog)));
  const attempts = signInAttempts(settings.signInsPerMinute);
  for (const path of ['/sign-in/with', '/sign-in/callback', '/invitation']) app.use(path, attempts);
  const resolve = resolveActor(people, app.get<Clock>(CLOCK), tokenFailures(TOKEN_FAILURES_PER_MINUTE));
  app.use(resolve as RequestHandler);
  app.use(noStore);
  app.use(receiveUploads());
  app.use(refuseForgedRequests(() => settings.baseUrl));
  app.get(ProblemFilter).usePages(errorPages(app.get(PageRenderer)));
}

async function serveLocalIssuer(
  app: NestExpressApplication,
  settings: SignInSettings,
  people: readonly LocalPerson[],
): Promise<void> {
  // Loaded only here, so that a deployment with real issuers never even reads its code.
  const { createLocalIssuer } = await import('../platform/sign-in/local-issuer.js');
  const names = [...new Set(people.map(({ group }) => group))];
  const groups = names.map((name) => ({ name, people: people.filter(({ group }) => group === name) }));
  const page = (action: string, response: object): string =>
    render('web/pages/local-sign-in.njk', {
      title: 'Choose who to be',
      demonstration: settings.demonstration,
      groups,
      cspNonce: nonceOf(response),
      action,
    });
  const issuer = createLocalIssuer({ issuer: localIssuerOf(settings), baseUrl: settings.baseUrl, people, page });
  app.use('/oidc-pick', issuer.pick);
  app.use('/oidc', issuer.callback);
}
