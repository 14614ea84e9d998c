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

/** Far more than the bidders of a round have between them. */
const SITES_MOST = 100_000;

@Injectable()
export class DiligenceStore {
  applications(tx: Tx, ids: readonly string[]): Promise<DiligenceSubject[]> {
    return tx.query<DiligenceSubject>(
      `SELECT 'application' AS of, a.id, a.authority_id AS "authorityId", a.provider_organisation_id AS "providerId",
              o.name AS "providerName",
              coalesce(x.sites, '[]') AS "siteIds"
         FROM application a JOIN organisation o ON o.id = a.provider_organisation_id
         LEFT JOIN (SELECT application_id, jsonb_agg(DISTINCT site_id) AS sites FROM application_offer
                     WHERE application_id = ANY ($1::uuid[]) GROUP BY application_id) x ON x.application_id = a.id
        WHERE a.id = ANY ($1::uuid[]) ORDER BY a.id`,
      [ids],
    );
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

  /** Somebody who comes without a bid: by their latest admission with the actor's authority, or as they are. */
  async provider(tx: Tx, providerId: string): Promise<DiligenceSubject | undefined> {
    const [row] = await tx.query<DiligenceSubject>(
      `SELECT 'admission' AS of, coalesce(a.id, o.id) AS id, $2::uuid AS "authorityId", o.id AS "providerId",
              o.name AS "providerName", null AS "siteIds"
         FROM organisation o
         LEFT JOIN LATERAL (SELECT id FROM admission WHERE provider_organisation_id = o.id AND authority_id = $2
                             ORDER BY from_date DESC, id DESC LIMIT 1) a ON true
        WHERE o.id = $1`,
      [providerId, tx.actor.authorityId],
    );
    return row;
  }

  /** Open sites with their registration of today and what the national register says of it. */
  sites(tx: Tx, providerIds: readonly string[]): Promise<(SiteFacts & { readonly providerId: string })[]> {
    return tx.query(
      `SELECT s.id, s.provider_organisation_id AS "providerId", s.name, s.address <> '' AND s.postcode <> '' AS "hasAddress", r.kind, r.urn,
              r.registered_places AS "registeredPlaces",
              CASE WHEN e.urn IS NOT NULL THEN jsonb_build_object('name', e.name, 'status', e.status,
                'typeName', e.type_name, 'capacity', e.capacity, 'rating', nullif(e.ofsted_rating, '')) END AS register
         FROM site s
         LEFT JOIN site_registration r ON r.site_id = s.id AND $2 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')
         LEFT JOIN establishment e ON e.urn = r.urn
        WHERE s.provider_organisation_id = ANY ($1::uuid[]) AND (s.closed_on IS NULL OR s.closed_on > $2)
        ORDER BY s.name, s.id LIMIT ${SITES_MOST}`,
      [providerIds, tx.today],
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

  /** The latest look at each check. */
  checks(
    tx: Tx,
    of: DiligenceSubject['of'],
    ids: readonly string[],
  ): Promise<(RecordedCheck & { readonly subjectId: string })[]> {
    const column = of === 'application' ? 'application_id' : 'admission_id';
    return tx.query(
      `SELECT DISTINCT ON (${column}, code) ${column} AS "subjectId", code, n, list_version AS "listVersion", found, found_words AS "foundWords", outcome, note,
              checked_on AS "checkedOn", recorded_at AS "recordedAt", recorded_by AS "recordedBy"
         FROM diligence_check WHERE ${column} = ANY ($1::uuid[]) ORDER BY ${column}, code, n DESC`,
      [ids],
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
