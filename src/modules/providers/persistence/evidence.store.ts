import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type NotScanned, type Tx } from '../../../platform/index.js';
import type { EvidenceDetails, EvidenceStatus } from '../domain/evidence.js';

export interface EvidenceFile {
  readonly n: number;
  readonly fileId: string;
  readonly name: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly mediaType: string;
}

export interface Evidence extends EvidenceDetails {
  readonly id: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly replacesId: string | null;
  readonly status: EvidenceStatus;
  readonly tries: number;
  readonly notScanned: NotScanned | null;
  readonly found: string | null;
  readonly passedBy: 'SCAN' | 'STATEMENT' | 'MADE_HERE' | null;
  readonly keptAt: Date;
  readonly siteNames: readonly string[];
  readonly files: readonly EvidenceFile[];
  /** Something newer stands for it that was not refused. */
  readonly replaced: boolean;
}

const EVIDENCE = `
  SELECT e.id, e.provider_organisation_id AS "providerId", o.name AS "providerName", e.kind, e.title, e.reference,
         e.issuer, e.cover_pence AS "coverPence", e.statement, e.valid_from AS "validFrom", e.valid_to AS "validTo",
         e.replaces_id AS "replacesId", e.status, e.tries, e.not_scanned AS "notScanned", e.found,
         e.passed_by AS "passedBy", e.kept_at AS "keptAt",
         coalesce(s.ids, '[]') AS "siteIds", coalesce(s.names, '[]') AS "siteNames",
         coalesce((SELECT jsonb_agg(jsonb_build_object('n', f.n, 'fileId', f.file_id, 'name', x.name,
                     'byteSize', x.byte_size, 'sha256', x.sha256, 'mediaType', x.media_type) ORDER BY f.n)
                     FROM evidence_file f JOIN stored_file x ON x.id = f.file_id WHERE f.evidence_id = e.id), '[]') AS files,
         EXISTS (SELECT FROM evidence y WHERE y.replaces_id = e.id AND y.status <> 'REFUSED') AS replaced
    FROM evidence e JOIN organisation o ON o.id = e.provider_organisation_id
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(z.site_id ORDER BY t.name, t.id) AS ids, jsonb_agg(t.name ORDER BY t.name, t.id) AS names
        FROM evidence_site z JOIN site t ON t.id = z.site_id WHERE z.evidence_id = e.id) s ON true`;

/** A provider keeps far fewer; a page and a check read all of them. */
const MOST = 1000;

/** Documents with their files. Row security decides whose. */
@Injectable()
export class EvidenceStore {
  async byId(tx: Tx, id: string): Promise<Evidence | undefined> {
    const [row] = await tx.query<Evidence>(`${EVIDENCE} WHERE e.id = $1`, [id]);
    return row;
  }

  /** By kind, newest first. */
  ofProvider(tx: Tx, providerId: string): Promise<Evidence[]> {
    return tx.query<Evidence>(
      `${EVIDENCE} WHERE e.provider_organisation_id = $1 ORDER BY e.kind, e.kept_at DESC, e.id DESC LIMIT ${MOST}`,
      [providerId],
    );
  }

  ofProviders(tx: Tx, providerIds: readonly string[]): Promise<Evidence[]> {
    return tx.query<Evidence>(
      `${EVIDENCE} WHERE e.provider_organisation_id = ANY ($1::uuid[]) ORDER BY e.kind, e.kept_at DESC, e.id DESC
        LIMIT ${MOST * 100}`,
      [providerIds],
    );
  }

  /** One line of documents: this one, all it stands for and all that stand for it; newest first. */
  line(tx: Tx, id: string): Promise<Evidence[]> {
    return tx.query<Evidence>(
      `WITH RECURSIVE older AS (
         SELECT id, replaces_id FROM evidence WHERE id = $1
         UNION SELECT e.id, e.replaces_id FROM evidence e JOIN older ON e.id = older.replaces_id),
       newer AS (
         SELECT id FROM evidence WHERE id = $1
         UNION SELECT e.id FROM evidence e JOIN newer ON e.replaces_id = newer.id)
       ${EVIDENCE} WHERE e.id IN (SELECT id FROM older UNION SELECT id FROM newer)
        ORDER BY e.kept_at DESC, e.id DESC LIMIT ${MOST}`,
      [id],
    );
  }

  async lock(tx: Tx, id: string): Promise<Evidence | undefined> {
    await tx.query(`SELECT id FROM evidence WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  async add(tx: Tx, id: string, details: EvidenceDetails, replacesId: string | null): Promise<void> {
    const provider = { provider_organisation_id: tx.actor.organisationId };
    const isStatement = details.statement !== null;
    await insertRows(tx, 'evidence', [
      {
        id,
        ...provider,
        kind: details.kind,
        title: details.title,
        reference: details.reference,
        issuer: details.issuer,
        cover_pence: details.coverPence,
        statement: details.statement,
        valid_from: details.validFrom,
        valid_to: details.validTo,
        replaces_id: replacesId,
        status: isStatement ? 'CLEAN' : 'UPLOADED',
        passed_by: isStatement ? 'STATEMENT' : null,
        decided_at: isStatement ? tx.now : null,
        kept_at: tx.now,
        kept_by: tx.actor.userId,
      },
    ]);
    await insertRows(
      tx,
      'evidence_site',
      details.siteIds.map((siteId) => ({ evidence_id: id, ...provider, site_id: siteId })),
    );
  }

  async addFiles(tx: Tx, id: string, fileIds: readonly string[]): Promise<void> {
    const provider = { provider_organisation_id: tx.actor.organisationId };
    const rows = fileIds.map((fileId, at) => ({ evidence_id: id, n: at + 1, ...provider, file_id: fileId }));
    await insertRows(tx, 'evidence_file', rows);
  }

  async pass(tx: Tx, id: string, by: 'SCAN' | 'MADE_HERE'): Promise<void> {
    await tx.query(
      `UPDATE evidence SET status = 'CLEAN', passed_by = $3, decided_at = $2, tries = tries + 1, tried_at = $2,
         not_scanned = NULL WHERE id = $1`,
      [id, tx.now, by],
    );
  }

  async refuse(tx: Tx, id: string, found: string): Promise<void> {
    await tx.query(
      `UPDATE evidence SET status = 'REFUSED', found = $3, decided_at = $2, tries = tries + 1, tried_at = $2,
         not_scanned = NULL WHERE id = $1`,
      [id, tx.now, found],
    );
  }

  async quarantine(tx: Tx, id: string, why: NotScanned): Promise<void> {
    // Far fewer tries than the column holds would take months; the count only spaces them out.
    await tx.query(
      `UPDATE evidence SET status = 'QUARANTINED', not_scanned = $3, tries = least(tries + 1, 1000), tried_at = $2
        WHERE id = $1`,
      [id, tx.now, why],
    );
  }

  /** Own sites that are open: what a document may be for. */
  sites(tx: Tx, on: DateOnly): Promise<{ id: string; name: string }[]> {
    return tx.query(
      `SELECT id, name FROM site WHERE provider_organisation_id = $1 AND (closed_on IS NULL OR closed_on > $2)
        ORDER BY name, id LIMIT 200`,
      [tx.actor.organisationId, on],
    );
  }
}
