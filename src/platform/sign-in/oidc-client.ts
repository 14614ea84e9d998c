import { createHmac } from 'node:crypto';
import { Inject, Injectable, ServiceUnavailableException } from '@nestjs/common';
import * as oidc from 'openid-client';
import { isLoopback, type OidcIssuer } from '../../config/index.js';
import { ok, problem, type Result } from '../../kernel/index.js';
import { EventLog } from '../telemetry/event-log.js';
import { APP_CONFIG } from '../tokens.js';
import type { PendingSignIn } from './request.js';
import type { SignInSettings } from './settings.js';

export const LOCAL_KEY = 'local';
/** People of the local issuer are known under this name, whatever port it runs on. */
export const LOCAL_ISSUER = 'urn:placeway:local';

/** What an issuer has said about who signed in. Only issuer and subject identify; the rest is for showing. */
export interface SignedIn {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly email: string | null;
  readonly idToken: string | undefined;
}

/** The local issuer's address, client and secret, which nobody has to configure. */
export function localIssuerOf(settings: SignInSettings): OidcIssuer {
  return {
    key: LOCAL_KEY,
    label: 'Choose a made-up person',
    issuer: `${settings.baseUrl}/oidc`,
    clientId: 'placeway',
    clientSecret: createHmac('sha256', settings.sessionSecret).update('local issuer').digest('hex'),
    scope: 'openid profile email',
  };
}

/** Signing in with any number of OpenID Connect issuers: authorisation code with PKCE, state and nonce. */
@Injectable()
export class OidcClient {
  private readonly discovered = new Map<string, Promise<oidc.Configuration>>();

  constructor(
    @Inject(APP_CONFIG) private readonly settings: SignInSettings,
    private readonly log: EventLog,
  ) {}

  issuers(): readonly OidcIssuer[] {
    const { localSignIn, oidcIssuers } = this.settings;
    return localSignIn ? [localIssuerOf(this.settings), ...oidcIssuers] : oidcIssuers;
  }

  issuer(key: string): OidcIssuer | undefined {
    return this.issuers().find((one) => one.key === key);
  }

  /** Where to send the browser, and what the session must remember until it comes back. */
  async begin(issuer: OidcIssuer, returnTo: string): Promise<{ url: string; pending: PendingSignIn }> {
    const configuration = await this.configuration(issuer);
    const pending = {
      issuerKey: issuer.key,
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      returnTo,
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri(issuer),
      scope: issuer.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, pending };
  }

  /** `query` is what the issuer sent back. Refused with `sign-in.failed` when the exchange does not hold together. */
  async complete(issuer: OidcIssuer, pending: PendingSignIn, query: string): Promise<Result<SignedIn>> {
    const configuration = await this.configuration(issuer);
    try {
      const address = new URL(`${this.redirectUri(issuer)}${query}`);
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        pkceCodeVerifier: pending.verifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) return problem('sign-in.failed');
      return ok({
        issuer: issuer.key === LOCAL_KEY ? LOCAL_ISSUER : claims.iss,
        subject: claims.sub,
        name: textClaim(claims['name']) ?? 'Name not given',
        email: textClaim(claims['email']) ?? null,
        idToken: tokens.id_token,
      });
    } catch (error) {
      this.log.failure('sign-in.exchange-failed', error, { issuer: issuer.key });
      return problem('sign-in.failed');
    }
  }

  /** Where signing out goes on, so that the issuer's own session ends too; null when the issuer cannot do that. */
  async endUrl(key: string | undefined, idToken: string | undefined): Promise<string | null> {
    const issuer = key ? this.issuer(key) : undefined;
    if (!issuer || !idToken) return null;
    const configuration = await this.configuration(issuer);
    if (!configuration.serverMetadata().end_session_endpoint) return null;
    const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${this.settings.baseUrl}/signed-out` };
    return oidc.buildEndSessionUrl(configuration, parameters).href;
  }

  private redirectUri(issuer: OidcIssuer): string {
    return `${this.settings.baseUrl}/sign-in/callback/${issuer.key}`;
  }

  /** Asked for at the first sign-in, not at start: an issuer that is away must not keep the service from starting. */
  private async configuration(issuer: OidcIssuer): Promise<oidc.Configuration> {
    const known = this.discovered.get(issuer.key) ?? this.discover(issuer);
    this.discovered.set(issuer.key, known);
    try {
      return await known;
    } catch (error) {
      this.discovered.delete(issuer.key);
      this.log.failure('sign-in.issuer-away', error, { issuer: issuer.key });
      throw new ServiceUnavailableException();
    }
  }

  private discover({ issuer, clientId, clientSecret }: OidcIssuer): Promise<oidc.Configuration> {
    const url = new URL(issuer);
    // Plain HTTP is for the local issuer and for tests; every other issuer must be reached by HTTPS.
    const execute = url.protocol === 'http:' && isLoopback(url.hostname) ? [oidc.allowInsecureRequests] : [];
    return oidc.discovery(url, clientId, undefined, oidc.ClientSecretPost(clientSecret), { execute, timeout: 10 });
  }
}

const textClaim = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim().slice(0, 200) : undefined;
