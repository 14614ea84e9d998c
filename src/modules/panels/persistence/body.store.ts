import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { BodyKind, Office, QuorumRule } from '../domain/body.js';

export interface Constituency {
  readonly code: string;
  readonly name: string;
  readonly votes: boolean;
}

export interface Body {
  readonly id: string;
  readonly authorityId: string;
  readonly kind: BodyKind;
  readonly name: string;
  /** The power it decides under, as its terms of reference word it. */
  readonly power: string;
  readonly constituencies: readonly Constituency[];
}

export interface Member {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly constituency: string;
  readonly constituencyName: string;
  readonly votes: boolean;
  readonly organisationId: string | null;
  readonly organisationName: string | null;
  readonly trustId: string | null;
  readonly office: Office;
  readonly deputyFor: string | null;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
}

export interface NewSeat {
  readonly userId: string;
  readonly constituency: string;
  readonly organisationId: string | null;
  readonly trustId: string | null;
  readonly office: Office;
  readonly deputyFor: string | null;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
}

const BODY = `
  SELECT b.id, b.authority_id AS "authorityId", b.kind, b.name, b.power,
         coalesce((SELECT jsonb_agg(jsonb_build_object('code', c.code, 'name', c.name, 'votes', c.votes) ORDER BY c.name)
                     FROM body_constituency c WHERE c.body_id = b.id), '[]') AS constituencies
    FROM body b`;

/** Columns that every row of a body carries, so that row security needs no look further up. */
export const ofBody = ({ id, authorityId, kind }: Pick<Body, 'id' | 'authorityId' | 'kind'>) => ({
  body_id: id,
  authority_id: authorityId,
  kind,
});

/** Bodies, their rules and who sits on them. */
@Injectable()
export class BodyStore {
  async byId(tx: Tx, id: string): Promise<Body | undefined> {
    const [row] = await tx.query<Body>(`${BODY} WHERE b.id = $1`, [id]);
    return row;
  }

  /** Bodies of a kind whose room the actor may enter, by name; at most 50. */
  ofKind(tx: Tx, kind: BodyKind): Promise<Body[]> {
    return tx.query<Body>(`${BODY} WHERE b.kind = $1 ORDER BY b.name, b.id LIMIT 50`, [kind]);
  }

  async add(tx: Tx, body: Body): Promise<void> {
    const { id, authorityId, kind, name, power } = body;
    const made = { created_at: tx.now, created_by: tx.actor.userId };
    await insertRows(tx, 'body', [{ id, authority_id: authorityId, kind, name, power, ...made }]);
    await insertRows(
      tx,
      'body_constituency',
      body.constituencies.map(({ code, name: called, votes }) => ({ ...ofBody(body), code, name: called, votes })),
    );
  }

  async addRule(tx: Tx, body: Body, fromDate: DateOnly, rule: QuorumRule): Promise<void> {
    await insertRows(tx, 'body_rule', [
      {
        ...ofBody(body),
        from_date: fromDate,
        least_counting: rule.leastCounting,
        parts: JSON.stringify(rule.parts),
        most_percent_of_one_trust: rule.mostPercentOfOneTrust,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  /** The quorum in force on the day; undefined before the first. */
  async ruleAt(tx: Tx, bodyId: string, on: DateOnly): Promise<QuorumRule | undefined> {
    const [row] = await tx.query<QuorumRule>(
      `SELECT least_counting::int AS "leastCounting", parts, most_percent_of_one_trust::int AS "mostPercentOfOneTrust"
         FROM body_rule WHERE body_id = $1 AND from_date <= $2 ORDER BY from_date DESC LIMIT 1`,
      [bodyId, on],
    );
    return row;
  }

  /** Every seat, those in office first, then by name; at most 200. */
  members(tx: Tx, bodyId: string): Promise<Member[]> {
    return tx.query<Member>(
      `SELECT m.id, m.user_id AS "userId", coalesce(n.name, '') AS name, m.constituency, c.name AS "constituencyName",
              c.votes, m.organisation_id AS "organisationId", o.name AS "organisationName", m.trust_id AS "trustId",
              m.office, m.deputy_for AS "deputyFor", m.from_date AS "fromDate", m.to_date AS "toDate"
         FROM body_member m JOIN body_constituency c ON c.body_id = m.body_id AND c.code = m.constituency
         LEFT JOIN organisation o ON o.id = m.organisation_id
         LEFT JOIN identity_names(ARRAY(SELECT user_id FROM body_member WHERE body_id = $1)) n ON n.id = m.user_id
        WHERE m.body_id = $1
        ORDER BY m.to_date < $2, array_position(ARRAY['CHAIR', 'VICE_CHAIR', 'MEMBER'], m.office), n.name, m.from_date, m.id
        LIMIT 200`,
      [bodyId, tx.today],
    );
  }

  async addMember(tx: Tx, body: Body, id: string, seat: NewSeat): Promise<void> {
    await insertRows(tx, 'body_member', [
      {
        id,
        ...ofBody(body),
        user_id: seat.userId,
        constituency: seat.constituency,
        organisation_id: seat.organisationId,
        trust_id: seat.trustId,
        office: seat.office,
        deputy_for: seat.deputyFor,
        from_date: seat.fromDate,
        to_date: seat.toDate,
        appointed_at: tx.now,
        appointed_by: tx.actor.userId,
      },
    ]);
  }

  /** Ends a term early; how many seats that was. */
  async endTerm(tx: Tx, bodyId: string, memberId: string, lastDay: DateOnly): Promise<number> {
    const rows = await tx.query(
      `UPDATE body_member SET to_date = $3 WHERE body_id = $1 AND id = $2 AND to_date > $3 AND from_date <= $3
       RETURNING id`,
      [bodyId, memberId, lastDay],
    );
    return rows.length;
  }

  /** People who may sit on a body of the kind, by their role in the authority; at most 200. */
  candidates(tx: Tx, kind: BodyKind): Promise<{ id: string; name: string }[]> {
    return tx.query(
      `SELECT DISTINCT u.id, u.name FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.authority_id = $1 AND m.status = 'ACTIVE' AND m.role = ANY ($2) ORDER BY u.name, u.id LIMIT 200`,
      [tx.actor.authorityId, [`${kind}_CHAIR`, `${kind}_MEMBER`]],
    );
  }
}
