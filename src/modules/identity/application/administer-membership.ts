import { Injectable } from '@nestjs/common';
import {
  type Actor,
  forbidden,
  invalid,
  move,
  notFound,
  ok,
  problem,
  type Result,
  type Role,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { type MembershipEvent, membershipMoves, type MembershipStatus } from '../domain/membership-states.js';
import { identityPolicy } from '../identity.policy.js';
import { IdentityStore, type MembershipView } from '../persistence/identity.store.js';

/** Approve, refuse, suspend, resume, leave, and change of role. Who loses access loses the sessions at once. */
@Injectable()
export class AdministerMembership {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: IdentityStore,
  ) {}

  move(actor: Actor, id: string, event: MembershipEvent): Promise<Result<MembershipStatus>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.lock(tx, id);
      if (!found.ok) return found;
      const moved = move(membershipMoves, found.value.status, event as never);
      if (!moved.ok) return moved;
      const against = event === 'approve' ? identityPolicy.approvalProblem(tx.actor, found.value) : undefined;
      if (against) return problem(against);
      const next: MembershipStatus = moved.value;
      await this.store.saveStatus(tx, id, next, event === 'approve');
      if (next !== 'ACTIVE') await this.store.endSessions(tx, found.value.userId);
      await tx.audit(`identity.membership-${event}`, { type: 'membership', id }, { status: next });
      return ok(next);
    });
  }

  changeRole(actor: Actor, id: string, role: Role): Promise<Result<undefined>> {
    return this.work.inTransaction(actor, async (tx) => {
      const found = await this.lock(tx, id);
      if (!found.ok) return found;
      const { organisationKind, role: before, status, userId } = found.value;
      if (status === 'LEFT') return problem('state.not-allowed', { from: status, event: 'change-role' });
      if (!organisationKind || !identityPolicy.canGrant(role, organisationKind)) {
        return invalid('role', 'identity.role-not-here');
      }
      if (role === before) return ok();
      if (identityPolicy.isLeftToOwnPeople(tx.actor, found.value)) return problem('identity.providers-own');
      await this.store.saveRole(tx, id, role);
      // Signing in again shows the person openly that they act in another role.
      await this.store.endSessions(tx, userId);
      await tx.audit('identity.role-changed', { type: 'membership', id }, { before, after: role });
      return ok();
    });
  }

  /** A row that may be seen but not administered is refused; one that may not be seen does not exist. */
  private async lock(tx: Tx, id: string): Promise<Result<MembershipView>> {
    const seen = await this.store.member(tx, id);
    if (!seen) return notFound('membership');
    if (!identityPolicy.canAdminister(tx.actor, seen)) return forbidden('user.administer');
    if (!identityPolicy.canMove(tx.actor, seen)) return problem('identity.oneself');
    // Locking asks the stricter policy for writing; a row that vanished in between is a missing one.
    const locked = await this.store.lockMember(tx, id);
    return locked ? ok(locked) : notFound('membership');
  }
}
