import { Injectable } from '@nestjs/common';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { EvidenceKind } from '../../providers/index.js';
import type { AskedEvidence } from '../domain/required-evidence.js';
import type { Application } from './application.store.js';
import type { Round } from './round.store.js';

export type Asked = AskedEvidence<EvidenceKind>;

/** What rounds ask to be shown, and what bids show for it. */
@Injectable()
export class RequiredEvidenceStore {
  /** By kind, those of all lots first; at most 200. */
  ofRound(tx: Tx, roundId: string): Promise<Asked[]> {
    return tx.query<Asked>(
      `SELECT e.id, e.lot_id AS "lotId", e.kind, e.least_cover_pence AS "leastCoverPence", e.guidance
         FROM round_evidence e LEFT JOIN lot l ON l.id = e.lot_id
        WHERE e.round_id = $1 ORDER BY e.kind, l.number NULLS FIRST, e.id LIMIT 200`,
      [roundId],
    );
  }

  async add(tx: Tx, round: Pick<Round, 'id' | 'frameworkId' | 'authorityId'>, asked: readonly Asked[]): Promise<void> {
    const of = { round_id: round.id, framework_id: round.frameworkId, authority_id: round.authorityId };
    await insertRows(
      tx,
      'round_evidence',
      asked.map((one) => ({
        id: one.id,
        ...of,
        lot_id: one.lotId,
        kind: one.kind,
        least_cover_pence: one.leastCoverPence,
        guidance: one.guidance,
      })),
    );
  }

  async remove(tx: Tx, roundId: string, askedId: string): Promise<number> {
    const rows = await tx.query(`DELETE FROM round_evidence WHERE round_id = $1 AND id = $2 RETURNING id`, [
      roundId,
      askedId,
    ]);
    return rows.length;
  }

  /** What a bid shows: the document's id by what is asked. */
  async shown(tx: Tx, applicationId: string): Promise<Map<string, string>> {
    const rows = await tx.query<{ asked: string; document: string }>(
      `SELECT asked_id AS asked, evidence_id AS document FROM application_evidence WHERE application_id = $1`,
      [applicationId],
    );
    return new Map(rows.map(({ asked, document }) => [asked, document]));
  }

  /** A null document takes back what was shown. */
  async show(
    tx: Tx,
    application: Application,
    given: readonly { readonly asked: Asked; readonly documentId: string | null }[],
  ): Promise<void> {
    await tx.query(`DELETE FROM application_evidence WHERE application_id = $1 AND asked_id = ANY ($2::uuid[])`, [
      application.id,
      given.map(({ asked }) => asked.id),
    ]);
    await insertRows(
      tx,
      'application_evidence',
      given.flatMap(({ asked, documentId }) =>
        documentId === null
          ? []
          : [
              {
                application_id: application.id,
                round_id: application.roundId,
                authority_id: application.authorityId,
                provider_organisation_id: application.providerId,
                asked_id: asked.id,
                kind: asked.kind,
                evidence_id: documentId,
              },
            ],
      ),
    );
  }
}
