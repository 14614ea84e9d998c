import { Injectable } from '@nestjs/common';
import type { DateOnly, Permission, Role } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { MembershipStatus } from '../domain/membership-states.js';
import type { OrganisationKind } from '../domain/roles.js';

export interface MembershipView {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  readonly organisationKind: OrganisationKind | null;
  readonly authorityId: string | null;
  readonly role: Role;
  readonly status: MembershipStatus;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
  readonly lastSignedInAt: Date | null;
  /** Who invited the person, and so may not approve; null for those whom the operator invited. */
  readonly invitedBy: string | null;
  /** A provider that somebody else manages already: its own people decide who works there. */
  readonly ownPeopleDecide: boolean;
  /** One of that provider's managers invited the person. */
  readonly invitedByOwn: boolean;
}

export interface InvitationView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly authorityId: string;
  readonly expiresAt: Date;
}

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
  readonly organisationName: string;
  readonly authorityId: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface AdministeredOrganisation {
  readonly id: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  /** As for a membership: nobody else lets people or machines in. */
  readonly ownPeopleDecide: boolean;
}

const MEMBERSHIP = `SELECT m.id, m.user_id AS "userId", u.name, u.email, m.organisation_id AS "organisationId",
  o.name AS "organisationName", o.kind AS "organisationKind", m.authority_id AS "authorityId", m.role, m.status,
  m.starts_on AS "startsOn", m.ends_on AS "endsOn", u.last_signed_in_at AS "lastSignedInAt",
  m.created_by AS "invitedBy", identity_has_manager(m.organisation_id, m.id) AS "ownPeopleDecide",
  identity_manages(m.created_by, m.organisation_id) AS "invitedByOwn"
  FROM membership m JOIN app_user u ON u.id = m.user_id LEFT JOIN organisation o ON o.id = m.organisation_id`;
const INVITATION = `SELECT i.id, i.name, i.email, i.role, i.organisation_id AS "organisationId",
  o.name AS "organisationName", i.authority_id AS "authorityId", i.expires_at AS "expiresAt"
  FROM invitation i JOIN organisation o ON o.id = i.organisation_id`;
const TOKEN = `SELECT t.id, t.name, t.organisation_id AS "organisationId", o.name AS "organisationName",
  t.authority_id AS "authorityId", t.permissions, t.created_at AS "createdAt", t.expires_at AS "expiresAt",
  t.revoked_at AS "revokedAt", t.last_used_at AS "lastUsedAt"
  FROM api_token t JOIN organisation o ON o.id = t.organisation_id`;
export const LIST_SIZE = 100;

/** Row security decides which rows there are; nothing here narrows it further. */
@Injectable()
export class IdentityStore {
  colleagues(tx: Tx, roles: readonly Role[]): Promise<{ userId: string; name: string }[]> {
    return tx.query(
      `SELECT DISTINCT u.id AS "userId", u.name FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.organisation_id = $1 AND m.role = ANY ($2) AND m.status = 'ACTIVE' AND m.starts_on <= $3
          AND (m.ends_on IS NULL OR m.ends_on >= $3) ORDER BY u.name, u.id LIMIT 500`,
      [tx.actor.organisationId, roles, tx.today],
    );
  }

  async members(tx: Tx, offset: number): Promise<{ items: MembershipView[]; total: number }> {
    const items = await tx.query<MembershipView>(
      `${MEMBERSHIP} WHERE m.status <> 'LEFT'
       ORDER BY m.status = 'REQUESTED' DESC, o.name, u.name, m.role, m.id LIMIT ${LIST_SIZE} OFFSET $1`,
      [offset],
    );
    const [count] = await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM membership WHERE status <> 'LEFT'`);
    return { items, total: count?.n ?? 0 };
  }

  requested(tx: Tx): Promise<MembershipView[]> {
    return tx.query(`${MEMBERSHIP} WHERE m.status = 'REQUESTED' ORDER BY m.created_at, m.id LIMIT ${LIST_SIZE}`);
  }

  async member(tx: Tx, id: string): Promise<MembershipView | undefined> {
    const [row] = await tx.query<MembershipView>(`${MEMBERSHIP} WHERE m.id = $1`, [id]);
    return row;
  }

  async lockMember(tx: Tx, id: string): Promise<MembershipView | undefined> {
    const [row] = await tx.query<MembershipView>(`${MEMBERSHIP} WHERE m.id = $1 FOR UPDATE OF m`, [id]);
    return row;
  }

  async saveStatus(tx: Tx, id: string, status: MembershipStatus, approved: boolean): Promise<void> {
    const ended = status === 'LEFT' ? tx.today : null;
    await tx.query(
      `UPDATE membership SET status = $2,
         ends_on = CASE WHEN $3::date IS NULL THEN ends_on ELSE greatest($3::date, starts_on) END,
         approved_by = CASE WHEN $4 THEN $5::uuid ELSE approved_by END,
         approved_at = CASE WHEN $4 THEN $6::timestamptz ELSE approved_at END
       WHERE id = $1`,
      [id, status, ended, approved, tx.actor.userId, tx.now],
    );
  }

  async saveRole(tx: Tx, id: string, role: Role): Promise<void> {
    await tx.query(`UPDATE membership SET role = $2 WHERE id = $1`, [id, role]);
  }

  /** Sessions have no row security: they are read before anybody is known. */
  async endSessions(tx: Tx, userId: string): Promise<void> {
    await tx.query(`DELETE FROM http_session WHERE user_id = $1`, [userId]);
  }

  openInvitations(tx: Tx): Promise<InvitationView[]> {
    return tx.query(
      `${INVITATION} WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $1
       ORDER BY i.created_at, i.id LIMIT ${LIST_SIZE}`,
      [tx.now],
    );
  }

  async addInvitation(
    tx: Tx,
    invitation: Omit<InvitationView, 'organisationName'> & { readonly tokenHash: Buffer },
  ): Promise<void> {
    const { id, organisationId, authorityId, role, name, email, tokenHash, expiresAt } = invitation;
    await tx.query(
      `INSERT INTO invitation (id, organisation_id, authority_id, role, name, email, token_hash, created_at,
         created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [id, organisationId, authorityId, role, name, email, tokenHash, tx.now, tx.actor.userId, expiresAt],
    );
  }

  async revokeInvitation(tx: Tx, id: string): Promise<boolean> {
    const rows = await tx.query(
      `UPDATE invitation SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id`,
      [id, tx.now],
    );
    return rows.length > 0;
  }

  /** Where the actor may invite and issue tokens: the own organisation, or the authority, its schools and providers. */
  administered(tx: Tx): Promise<AdministeredOrganisation[]> {
    const whole = tx.actor.permissions.has('user.administer-authority');
    return tx.query(
      `SELECT o.id, o.name, o.kind, o.kind = 'PROVIDER' AND identity_has_manager(o.id, NULL) AS "ownPeopleDecide"
       FROM organisation o
       WHERE o.status <> 'CLOSED' AND (o.id = $1 OR ($2 AND (o.kind = 'PROVIDER' OR (o.kind IN ('SCHOOL', 'TRUST')
         AND o.authority_code = (SELECT code FROM authority WHERE id = $3)))))
       ORDER BY o.kind, o.name, o.id LIMIT 1000`,
      [tx.actor.organisationId, whole, tx.actor.authorityId],
    );
  }

  tokens(tx: Tx): Promise<TokenView[]> {
    return tx.query(`${TOKEN} ORDER BY t.revoked_at IS NOT NULL, o.name, t.name, t.id LIMIT ${LIST_SIZE}`);
  }

  async lockToken(tx: Tx, id: string): Promise<TokenView | undefined> {
    const [row] = await tx.query<TokenView>(`${TOKEN} WHERE t.id = $1 FOR UPDATE OF t`, [id]);
    return row;
  }

  async addToken(
    tx: Tx,
    token: Pick<TokenView, 'id' | 'organisationId' | 'authorityId' | 'name' | 'permissions' | 'expiresAt'>,
    hash: Buffer,
  ): Promise<void> {
    const { id, organisationId, authorityId, name, permissions, expiresAt } = token;
    await tx.query(
      `INSERT INTO api_token (id, organisation_id, authority_id, name, token_hash, permissions, created_at,
         created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, organisationId, authorityId, name, hash, permissions, tx.now, tx.actor.userId, expiresAt],
    );
  }

  async revokeToken(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE api_token SET revoked_at = $2 WHERE id = $1`, [id, tx.now]);
  }
}
