import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type Actor,
  type Clock,
  isPermission,
  isRole,
  londonDate,
  type Permission,
  ROLE_PERMISSIONS,
  type Role,
} from '../../../kernel/index.js';
import { CLOCK } from '../../../platform/index.js';
import { IdentityDirectory, type KnownPerson, type LocalPerson } from '../../../platform/sign-in/index.js';
import { ROLE_NAMES } from '../domain/roles.js';
import { emailOf, groupOf, type Persona, PERSONAS, subjectOf } from '../personas.js';

interface MembershipRow {
  readonly name: string;
  readonly membership_id: string;
  readonly role: string;
  readonly organisation_id: string | null;
  readonly organisation_name: string | null;
  readonly authority_id: string | null;
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly organisation_id: string;
  readonly authority_id: string;
  readonly permissions: readonly string[];
}

const PERMISSIONS_OF = new Map<Role, ReadonlySet<Permission>>(
  Object.entries(ROLE_PERMISSIONS).map(([role, permissions]) => [role as Role, new Set(permissions)]),
);

/**
 * Who is behind a session or a token. Asked before there is an actor, so it cannot go through the unit of work: it
 * calls two database functions that run as the owner and answer exactly these two questions, one query a request.
 */
@Injectable()
export class DatabaseIdentityDirectory extends IdentityDirectory {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    super();
  }

  async person(userId: string, membershipId: string | undefined): Promise<KnownPerson | undefined> {
    const rows = await this.memberships(userId);
    if (rows.length === 0) return undefined;
    const chosen = rows.find((row) => row.membership_id === membershipId);
    return {
      actor: chosen ? personFrom(userId, chosen) : null,
      memberships: rows.map((row) => ({
        membershipId: row.membership_id,
        roleName: isRole(row.role) ? ROLE_NAMES[row.role] : row.role,
        organisationName: row.organisation_name ?? 'the platform',
      })),
    };
  }

  /** Active today, ordered by organisation and role. */
  memberships(userId: string): Promise<MembershipRow[]> {
    const today = londonDate(this.clock.now());
    return this.dataSource.query('SELECT * FROM identity_memberships($1, $2)', [userId, today]);
  }

  async machine(tokenHash: Buffer): Promise<Actor | undefined> {
    const rows: TokenRow[] = await this.dataSource.query('SELECT * FROM identity_token($1, $2)', [
      tokenHash,
      this.clock.now(),
    ]);
    const [row] = rows;
    return row && machineFrom(row);
  }

  localPeople(): readonly LocalPerson[] {
    return PERSONAS.map((persona: Persona) => ({
      subject: subjectOf(persona.key),
      name: persona.name,
      email: emailOf(persona.key),
      group: groupOf(persona),
      detail: persona.detail,
    }));
  }
}

function personFrom(userId: string, row: MembershipRow): Actor | null {
  if (!isRole(row.role)) return null;
  return {
    kind: 'person',
    userId,
    membershipId: row.membership_id,
    organisationId: row.organisation_id,
    authorityId: row.authority_id,
    role: row.role,
    name: row.name,
    permissions: PERMISSIONS_OF.get(row.role) ?? new Set(),
  };
}

const machineFrom = (row: TokenRow): Actor => ({
  kind: 'machine',
  userId: null,
  membershipId: null,
  organisationId: row.organisation_id,
  authorityId: row.authority_id,
  role: null,
  // The token's id, not the name somebody gave it: this is what the audit shows as the service.
  name: `token:${row.id}`,
  permissions: new Set(row.permissions.filter(isPermission)),
});
