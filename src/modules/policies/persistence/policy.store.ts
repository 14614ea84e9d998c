import { Injectable } from '@nestjs/common';
import { type DateOnly, newId } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type PolicyDocument, readPolicy } from '../domain/policy-document.js';

/** One approved version. */
export interface Policy {
  readonly id: string;
  readonly authorityId: string;
  readonly version: number;
  readonly effectiveFrom: DateOnly;
  readonly document: PolicyDocument;
}

interface PolicyRow {
  readonly id: string;
  readonly authority_id: string;
  readonly version: number;
  readonly effective_from: DateOnly;
  readonly document: unknown;
}

const COLUMNS = 'id, authority_id, version, effective_from, document';

@Injectable()
export class PolicyStore {
  /** The version in force on the day. */
  async at(tx: Tx, authorityId: string, on: DateOnly): Promise<Policy | undefined> {
    const rows = await tx.query<PolicyRow>(
      `select ${COLUMNS} from policy
       where authority_id = $1 and status = 'APPROVED' and effective_from <= $2
       order by effective_from desc limit 1`,
      [authorityId, on],
    );
    return rows[0] && policyOf(rows[0]);
  }

  async byId(tx: Tx, id: string): Promise<Policy | undefined> {
    const rows = await tx.query<PolicyRow>(`select ${COLUMNS} from policy where id = $1 and status = 'APPROVED'`, [id]);
    return rows[0] && policyOf(rows[0]);
  }

  /** Every approved version, the newest first. */
  async versions(tx: Tx, authorityId: string): Promise<Pick<Policy, 'id' | 'version' | 'effectiveFrom'>[]> {
    const rows = await tx.query<PolicyRow>(
      `select id, version, effective_from from policy where authority_id = $1 and status = 'APPROVED'
       order by version desc`,
      [authorityId],
    );
    return rows.map((row) => ({ id: row.id, version: row.version, effectiveFrom: row.effective_from }));
  }

  /** The next version of the authority, approved as it stands. */
  async addApproved(tx: Tx, policy: Omit<Policy, 'id' | 'version'>): Promise<string> {
    const id = newId();
    await tx.query(
      `insert into policy (id, authority_id, version, document, effective_from, status, drafted_by, drafted_at,
         approved_by, approved_at)
       select $1, $2, coalesce(max(version), 0) + 1, $3, $4, 'APPROVED', null, $5, $6, $5
       from policy where authority_id = $2`,
      [id, policy.authorityId, JSON.stringify(policy.document), policy.effectiveFrom, tx.now, tx.actor.userId],
    );
    return id;
  }
}

/** Throws when a stored document does not fit this build's schema: no rule may run on a guess. */
function policyOf(row: PolicyRow): Policy {
  const read = readPolicy(row.document);
  if (!read.ok) {
    const [fault] = read.problem.fields;
    throw new Error(`Policy ${row.id} does not fit the schema: ${fault?.field ?? ''} ${fault?.rule ?? ''}`);
  }
  const { id, authority_id: authorityId, version, effective_from: effectiveFrom } = row;
  return { id, authorityId, version, effectiveFrom, document: read.value };
}
