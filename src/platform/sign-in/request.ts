import 'express-session';
import type { Actor } from '../../kernel/index.js';

declare global {
  // The way Express itself offers for adding to a request.
  namespace Express {
    interface Request {
      /** Who is acting: a person from the session or a machine from its token; undefined when nobody is. */
      actor?: Actor;
      /** The memberships the person could act in; set together with a person's actor. */
      memberships?: readonly ActingIn[];
    }
  }
}

/** One membership as the switcher shows it. */
export interface ActingIn {
  readonly membershipId: string;
  readonly roleName: string;
  readonly organisationName: string;
}

declare module 'express-session' {
  interface SessionData {
    /** Set by sign-in; without it the session belongs to nobody. */
    userId?: string;
    membershipId?: string;
    /** Milliseconds since the epoch; the absolute limit counts from here. */
    signedInAt?: number;
    /** Synchroniser token of this session's forms. */
    csrf?: string;
    issuerKey?: string;
    idToken?: string;
    /** An OpenID Connect exchange that has begun. */
    pending?: PendingSignIn;
    /** Hash of an invitation the person followed before signing in. */
    invitationHash?: string;
  }
}

export interface PendingSignIn {
  readonly issuerKey: string;
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly returnTo: string;
}
