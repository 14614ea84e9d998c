export { resolveActor, tokenHash } from './actor-middleware.js';
export { IdentityDirectory, type KnownPerson, type LocalPerson } from './identity-directory.js';
export { signInAttempts, SignInFailures, tokenFailures } from './limits.js';
export { LOCAL_ISSUER, localIssuerOf, OidcClient, type SignedIn } from './oidc-client.js';
export type { ActingIn, PendingSignIn } from './request.js';
export { endSession, rotate, sessions } from './sessions.js';
export { SESSIONS_MAX, sessionCookieName, type SignInSettings } from './settings.js';
