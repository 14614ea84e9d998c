import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type {
  CheckGiven,
  CheckOutcome,
  Finding,
  FindingState,
  InspectionRule,
  SiteFacts,
} from '../domain/diligence.js';

/** What is looked into: a bid, or a provider that is admitted. */
export interface DiligenceSubject {
  readonly of: 'application' | 'admission';
  readonly id: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  /** Sites a bid offers; null: all of the provider's. */
  readonly siteIds: readonly string[] | null;
}

export interface RecordedCheck {
  readonly code: string;
  readonly n: number;
  readonly listVersion: string;
  readonly found: FindingState;
  readonly foundWords: readonly string[];
  readonly outcome: CheckOutcome;
  readonly note: string;
  readonly checkedOn: DateOnly;
  readonly recordedAt: Date;
  readonly recordedBy: string | null;
}

@Injectable()
export class DiligenceStore {
  async application(tx: Tx, id: string): Promise<DiligenceSubject | undefined> {
    const [row] = await tx.query<DiligenceSubject>(
      `SELECT 'application' AS of, a.id, a.authority_id AS "authorityId", a.provider_organisation_id AS "providerId",
              o.name AS "providerName",
              coalesce((SELECT jsonb_agg(DISTINCT x.site_id) FROM application_offer x WHERE x.application_id = a.id), '[]')
                AS "siteIds"
         FROM application a JOIN organisation o ON o.id = a.provider_organisation_id WHERE a.id = $1`,
      [id],
    );
    return row;
  }

  async admission(tx: Tx, id: string): Promise<DiligenceSubject | undefined> {
    const [row] = await tx.query<DiligenceSubject>(
      `SELECT 'admission' AS of, a.id, a.authority_id AS "authorityId", a.provider_organisation_id AS "providerId",
              o.name AS "providerName", null AS "siteIds"
         FROM admission a JOIN organisation o ON o.id = a.provider_organisation_id WHERE a.id = $1`,
      [id],
    );
    return row;
  }

  /** Open sites with their registration of today and what the national register says of it. */
  sites(tx: Tx, { providerId, siteIds }: DiligenceSubject): Promise<SiteFacts[]> {
    return tx.query<SiteFacts>(
      `SELECT s.id, s.name, s.address <> '' AND s.postcode <> '' AS "hasAddress", r.kind, r.urn,
              r.registered_places AS "registeredPlaces",
              CASE WHEN e.urn IS NOT NULL THEN jsonb_build_object('name', e.name, 'status', e.status,
                'typeName', e.type_name, 'capacity', e.capacity, 'rating', nullif(e.ofsted_rating, '')) END AS register
         FROM site s
         LEFT JOIN site_registration r ON r.site_id = s.id AND $3 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')
         LEFT JOIN establishment e ON e.urn = r.urn
        WHERE s.provider_organisation_id = $1 AND ($2::uuid[] IS NULL OR s.id = ANY ($2))
          AND (s.closed_on IS NULL OR s.closed_on > $3)
        ORDER BY s.name, s.id LIMIT 200`,
      [providerId, siteIds, tx.today],
    );
  }

  async rule(tx: Tx, authorityId: string): Promise<InspectionRule | undefined> {
    const [row] = await tx.query<InspectionRule>(
      `SELECT from_date AS "fromDate", words, must_be_registered AS "mustBeRegistered", grades, source
         FROM inspection_rule WHERE authority_id = $1 AND from_date <= $2 ORDER BY from_date DESC LIMIT 1`,
      [authorityId, tx.today],
    );
    return row;
  }

  async addRule(tx: Tx, authorityId: string, rule: InspectionRule): Promise<void> {
    await insertRows(tx, 'inspection_rule', [
      {
        authority_id: authorityId,
        from_date: rule.fromDate,
        words: rule.words,
        must_be_registered: rule.mustBeRegistered,
        grades: rule.grades,
        source: rule.source,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  /** Every look, the latest of each check first. */
  checks(tx: Tx, { of, id }: Pick<DiligenceSubject, 'of' | 'id'>): Promise<RecordedCheck[]> {
    return tx.query<RecordedCheck>(
      `SELECT code, n, list_version AS "listVersion", found, found_words AS "foundWords", outcome, note,
              checked_on AS "checkedOn", recorded_at AS "recordedAt", recorded_by AS "recordedBy"
         FROM diligence_check WHERE ${of === 'application' ? 'application_id' : 'admission_id'} = $1
        ORDER BY code, n DESC LIMIT 2000`,
      [id],
    );
  }

  async add(
    tx: Tx,
    subject: DiligenceSubject,
    check: { readonly id: string; readonly code: string; readonly n: number; readonly version: string },
    given: CheckGiven & { readonly finding: Finding },
  ): Promise<void> {
    await insertRows(tx, 'diligence_check', [
      {
        id: check.id,
        authority_id: subject.authorityId,
        provider_organisation_id: subject.providerId,
        application_id: subject.of === 'application' ? subject.id : null,
        admission_id: subject.of === 'admission' ? subject.id : null,
        code: check.code,
        n: check.n,
        list_version: check.version,
        found: given.finding.state,
        found_words: JSON.stringify(given.finding.words),
        outcome: given.outcome,
        note: given.note,
        checked_on: given.checkedOn,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }
}
