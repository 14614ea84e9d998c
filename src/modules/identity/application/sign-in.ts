import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Actor, type Clock, newId, ok, problem, type Result, serviceActor } from '../../../kernel/index.js';
import { CLOCK, EventLog, UnitOfWork } from '../../../platform/index.js';
import { SESSIONS_MAX, type SignedIn } from '../../../platform/sign-in/index.js';
import { DatabaseIdentityDirectory } from '../persistence/directory.js';

export interface Entry {
  readonly userId: string;
  /** The membership to act in; undefined when there are several to choose from. */
  readonly membershipId: string | undefined;
}

interface Accepted {
  readonly user_id: string;
  readonly authority_id: string;
}

/** Turns what an issuer said into a person of the service. An unknown subject gets nothing. */
@Injectable()
export class SignIn {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: DatabaseIdentityDirectory,
    private readonly work: UnitOfWork,
    private readonly log: EventLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Refused with `sign-in.unknown`, or `sign-in.nowhere` for somebody known who may act nowhere at present. */
  async enter(signedIn: SignedIn): Promise<Result<Entry>> {
    const rows: { id: string | null }[] = await this.dataSource.query('SELECT identity_sign_in($1, $2, $3) AS id', [
      signedIn.issuer,
      signedIn.subject,
      this.clock.now(),
    ]);
    const userId = rows[0]?.id;
    if (!userId) {
      this.log.event('sign-in.unknown');
      return problem('sign-in.unknown');
    }
    const memberships = await this.directory.memberships(userId);
    const [first] = memberships;
    if (!first) return problem('sign-in.nowhere');
    await this.keepNewestSessions(userId);
    const person = await this.directory.person(userId, first.membership_id);
    if (person?.actor) await this.note(person.actor, 'identity.signed-in', userId);
    return ok({ userId, membershipId: memberships.length === 1 ? first.membership_id : undefined });
  }

  /** Takes the invitation whose link the person followed; a membership then waits for approval. */
  async accept(invitationHash: Buffer, { issuer, subject, name, email }: SignedIn): Promise<Result<undefined>> {
    const rows: Accepted[] = await this.dataSource.query(
      'SELECT * FROM identity_accept($1, $2, $3, $4, $5, $6, $7, $8)',
      [invitationHash, issuer, subject, name, email, newId(), newId(), this.clock.now()],
    );
    const [accepted] = rows;
    if (!accepted) return problem('identity.invitation-spent');
    const service = serviceActor('sign-in', accepted.authority_id, []);
    await this.note(service, 'identity.invitation-accepted', accepted.user_id);
    return ok();
  }

  switched(actor: Actor): Promise<void> {
    return this.note(actor, 'identity.switched', actor.userId ?? '');
  }

  signedOut(actor: Actor): Promise<void> {
    return this.note(actor, 'identity.signed-out', actor.userId ?? '');
  }

  /** Ends every session of the person, on whatever device. */
  async signOutEverywhere(actor: Actor): Promise<void> {
    await this.dataSource.query('DELETE FROM http_session WHERE user_id = $1', [actor.userId]);
    await this.note(actor, 'identity.signed-out-everywhere', actor.userId ?? '');
  }

  /** Room for the session that is about to begin: the least recently used ones end. */
  private async keepNewestSessions(userId: string): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM http_session WHERE user_id = $1 AND sid NOT IN (
         SELECT sid FROM http_session WHERE user_id = $1 ORDER BY expire DESC, sid LIMIT $2)`,
      [userId, SESSIONS_MAX - 1],
    );
  }

  private async note(actor: Actor, action: string, userId: string): Promise<void> {
    await this.work.inTransaction(actor, async (tx) => {
      await tx.audit(action, { type: 'user', id: userId });
      return ok();
    });
  }
}
