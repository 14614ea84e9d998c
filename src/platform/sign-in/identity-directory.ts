import type { Actor } from '../../kernel/index.js';
import type { ActingIn } from './request.js';

/** A person who has signed in: what they may act as, and what they act as now (null until they choose). */
export interface KnownPerson {
  readonly actor: Actor | null;
  readonly memberships: readonly ActingIn[];
}

/** Somebody the local issuer lets in by a click. */
export interface LocalPerson {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** Heading on the sign-in page. */
  readonly group: string;
  readonly detail: string;
}

/** What the platform asks about people and machines; the identity module answers. */
export abstract class IdentityDirectory {
  /** Undefined when the person is unknown or may act nowhere any more: the session ends at once. */
  abstract person(userId: string, membershipId: string | undefined): Promise<KnownPerson | undefined>;
  /** The machine whose token has this SHA-256, or undefined when it is unknown, expired or revoked. */
  abstract machine(tokenHash: Buffer): Promise<Actor | undefined>;
  /** The people of the demonstration. */
  abstract localPeople(): readonly LocalPerson[];
}
