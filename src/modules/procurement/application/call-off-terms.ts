import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** Conditions of a lot as they stood on a day. */
export interface CallOffTerms {
  readonly id: string;
  readonly version: number;
  readonly takenOn: DateOnly;
  readonly conditions: readonly { readonly number: number; readonly title: string; readonly requirement: string }[];
}

const CONDITIONS = `
  SELECT a.framework_id, a.lot_id, coalesce((
      SELECT jsonb_agg(jsonb_build_object('number', c.number, 'title', c.title, 'requirement', c.requirement) ORDER BY c.number)
        FROM framework_condition c WHERE c.framework_id = a.framework_id AND (c.lot_id IS NULL OR c.lot_id = a.lot_id)), '[]') AS conditions
    FROM admission a WHERE a.id = $1`;
const DIGEST = `encode(sha256(convert_to(n.conditions::text, 'UTF8')), 'hex')`;

/** On which terms something is called off: a copy of the conditions is taken once for each wording. */
@Injectable()
export class TermsOfCallOff {
  /** The id of the copy of the conditions as they stand now, taken if there is none yet. Null for no such admission. */
  async asTheyStand(tx: Tx, admissionId: string): Promise<string | null> {
    const { authorityId } = tx.actor;
    const known = await this.known(tx, admissionId, authorityId);
    if (known !== null) return known;
    // Two first call-offs on a new wording take one copy between them.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('call-off-terms:' || $1, 0))`, [authorityId]);
    await tx.query(
      `INSERT INTO call_off_terms (id, authority_id, framework_id, lot_id, version, conditions, digest, taken_on)
       SELECT $3, $2, n.framework_id, n.lot_id, 1 + coalesce((SELECT max(t.version) FROM call_off_terms t
                WHERE t.authority_id = $2 AND t.lot_id = n.lot_id), 0), n.conditions, ${DIGEST}, $4
         FROM (${CONDITIONS}) n ON CONFLICT (authority_id, lot_id, digest) DO NOTHING`,
      [admissionId, authorityId, newId(), tx.today],
    );
    return this.known(tx, admissionId, authorityId);
  }

  async byIds(tx: Tx, ids: readonly string[]): Promise<CallOffTerms[]> {
    return tx.query(
      `SELECT id, version, taken_on AS "takenOn", conditions FROM call_off_terms WHERE id = ANY ($1::uuid[]) ORDER BY id`,
      [ids],
    );
  }

  private async known(tx: Tx, admissionId: string, authorityId: string | null): Promise<string | null> {
    const [found] = await tx.query<{ id: string }>(
      `SELECT t.id FROM (${CONDITIONS}) n JOIN call_off_terms t ON t.lot_id = n.lot_id AND t.authority_id = $2 AND t.digest = ${DIGEST}`,
      [admissionId, authorityId],
    );
    return found?.id ?? null;
  }
}
