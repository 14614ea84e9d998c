import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { DraftStatus } from '../domain/policy-draft.js';

/** A draft, whatever its document says: it need not be a whole policy yet. */
export interface PolicyDraft {
  readonly id: string;
  readonly authorityId: string;
  readonly status: DraftStatus;
  readonly title: string;
  readonly effectiveFrom: DateOnly;
  readonly document: unknown;
  readonly revision: number;
  readonly why: string;
  readonly basedOn: string | null;
  readonly basedOnVersion: number | null;
  readonly draftedBy: string;
  readonly draftedAt: Date;
}

const DRAFT = `
  SELECT p.id, p.authority_id AS "authorityId", p.status, coalesce(p.document ->> 'title', '') AS title,
         p.effective_from AS "effectiveFrom", p.document, p.revision, coalesce(p.why, '') AS why, p.based_on AS "basedOn",
         b.version AS "basedOnVersion", coalesce(n.name, '') AS "draftedBy", p.drafted_at AS "draftedAt"
    FROM policy p LEFT JOIN policy b ON b.id = p.based_on LEFT JOIN identity_names(ARRAY[p.drafted_by]) n ON true`;

/** Drafts of a policy, until the board approves them. */
@Injectable()
export class PolicyDraftStore {
  async byId(tx: Tx, id: string): Promise<PolicyDraft | undefined> {
    const [row] = await tx.query<PolicyDraft>(`${DRAFT} WHERE p.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<PolicyDraft | undefined> {
    await tx.query(`SELECT id FROM policy WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** Drafts and what is before the board, newest first; at most 100. */
  list(tx: Tx): Promise<PolicyDraft[]> {
    return tx.query<PolicyDraft>(
      `${DRAFT} WHERE p.authority_id = $1 AND p.status IN ('DRAFT', 'PROPOSED') ORDER BY p.drafted_at DESC, p.id LIMIT 100`,
      [tx.actor.authorityId],
    );
  }

  async add(
    tx: Tx,
    draft: Pick<PolicyDraft, 'id' | 'authorityId' | 'effectiveFrom' | 'document' | 'why'> & {
      readonly basedOn: string;
    },
  ): Promise<void> {
    await insertRows(tx, 'policy', [
      {
        id: draft.id,
        authority_id: draft.authorityId,
        document: JSON.stringify(draft.document),
        effective_from: draft.effectiveFrom,
        status: 'DRAFT',
        why: draft.why,
        based_on: draft.basedOn,
        drafted_by: tx.actor.userId,
        drafted_at: tx.now,
      },
    ]);
  }

  async change(
    tx: Tx,
    draft: Pick<PolicyDraft, 'id' | 'effectiveFrom' | 'document' | 'why' | 'basedOn'>,
  ): Promise<void> {
    await tx.query(
      `UPDATE policy SET document = $2, effective_from = $3, why = $4, based_on = $5, revision = revision + 1 WHERE id = $1`,
      [draft.id, JSON.stringify(draft.document), draft.effectiveFrom, draft.why, draft.basedOn],
    );
  }

  async setStatus(tx: Tx, id: string, status: DraftStatus): Promise<void> {
    await tx.query(
      `UPDATE policy SET status = $2, withdrawn_at = CASE WHEN $2 = 'WITHDRAWN' THEN $3::timestamptz END WHERE id = $1`,
      [id, status, tx.now],
    );
  }

  /** Becomes the authority's next version, by the board's decision. */
  async approve(tx: Tx, draft: PolicyDraft, decisionId: string): Promise<void> {
    // Two that are approved in the same moment get their numbers one after the other.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('policy-version:' || $1, 0))`, [draft.authorityId]);
    await tx.query(
      `UPDATE policy SET status = 'APPROVED', decision_id = $2, approved_by = $3, approved_at = $4, version = (
         SELECT 1 + max(version) FROM policy WHERE authority_id = $5) WHERE id = $1`,
      [draft.id, decisionId, tx.actor.userId, tx.now, draft.authorityId],
    );
  }
}
