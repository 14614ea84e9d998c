import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration } from 'oidc-provider';
// Not the package's front door: that one warns about Node 20, which we support, at every start. Nothing else is in it.
import { Provider } from 'oidc-provider/lib/provider.js';
import type { OidcIssuer } from '../../config/index.js';
import type { LocalPerson } from './identity-directory.js';
import { localStore } from './local-store.js';

export interface LocalIssuerOptions {
  readonly issuer: OidcIssuer;
  readonly baseUrl: string;
  readonly people: readonly LocalPerson[];
  /** The page on which a person is chosen; its forms post to `action?user=SUBJECT`. */
  readonly page: (action: string, response: ServerResponse) => string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LocalIssuer {
  /** Mounted at /oidc. */
  readonly callback: Handler;
  /** Mounted at /oidc-pick. */
  readonly pick: Handler;
}

/**
 * A real OpenID Connect issuer that lets anybody in as one of the demonstration's people. It runs only beside the
 * embedded database on a loopback address, so that it can never guard a real child's record. It keeps everything in
 * memory: after a restart one signs in again.
 */
export function createLocalIssuer({ issuer, baseUrl, people, page }: LocalIssuerOptions): LocalIssuer {
  const find = (subject: string): LocalPerson | undefined => people.find((one) => one.subject === subject);
  const provider = new Provider(issuer.issuer, {
    ...settings(issuer, baseUrl),
    findAccount: (_context, subject) => {
      const person = find(subject);
      return person && { accountId: subject, claims: () => ({ sub: subject, name: person.name, email: person.email }) };
    },
  });
  const callback = provider.callback();
  return {
    callback: (request, response) => void callback(request, response),
    pick: (request, response) => {
      answerPick(provider, find, page, request, response).catch(() => {
        response.writeHead(303, { location: '/sign-in' }).end();
      });
    },
  };
}

function settings(issuer: OidcIssuer, baseUrl: string): Configuration {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return {
    adapter: localStore(),
    clients: [
      {
        client_id: issuer.clientId,
        client_secret: issuer.clientSecret,
        redirect_uris: [`${baseUrl}/sign-in/callback/${issuer.key}`],
        post_logout_redirect_uris: [`${baseUrl}/signed-out`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...key, kid: 'local', use: 'sig', alg: 'RS256' }] } as never,
    cookies: {
      keys: [randomBytes(32).toString('hex')],
      names: { session: 'idp_s', interaction: 'idp_i', resume: 'idp_r' },
    },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: true, logoutSource: logoutWithoutAsking },
    },
    pkce: { required: () => true },
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    interactions: { url: (_context, interaction) => `/oidc-pick/${interaction.uid}` },
    loadExistingGrant: async ({ oidc }) => {
      // The service is the only client and belongs to the same house: nobody is asked for consent.
      const { session, client, provider, result } = oidc;
      if (!session || !client) return undefined;
      const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
      if (known) return provider.Grant.find(known);
      if (!session.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  };
}

/** The service has already asked; a second question would only confuse. The form needs a press where scripts are off. */
function logoutWithoutAsking(context: { body: unknown }, form: string): void {
  context.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign out - Placeway</title>
<link rel="icon" href="/assets/placeway.svg" type="image/svg+xml"><link rel="stylesheet" href="/assets/govuk.css"></head><body class="govuk-template__body"><main class="govuk-width-container govuk-main-wrapper">
<h1 class="govuk-heading-l">Sign out</h1>${form}
<button class="govuk-button" autofocus type="submit" form="op.logoutForm" value="yes" name="logout">Finish signing out</button></main></body></html>`;
}

async function answerPick(
  provider: Provider,
  find: (subject: string) => LocalPerson | undefined,
  page: LocalIssuerOptions['page'],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const subject = new URL(request.url ?? '/', 'http://local').searchParams.get('user');
  const person = request.method === 'POST' && subject ? find(subject) : undefined;
  if (person) {
    const login = { login: { accountId: person.subject } };
    await provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page(`/oidc-pick/${uid}`, response));
}
