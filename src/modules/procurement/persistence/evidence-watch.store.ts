import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { EvidenceTerm, ExpiryEffect, OpenLapse, WantedLapse } from '../domain/evidence-terms.js';

export interface WatchedAdmission {
  readonly id: string;
  readonly frameworkId: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly lotNumber: number;
  readonly suspended: boolean;
  readonly lapses: readonly OpenLapse[];
}

export interface LapseLine {
  readonly providerId: string;
  readonly providerName: string;
  readonly kind: string;
  /** Null: everywhere. */
  readonly siteName: string | null;
  readonly evidenceId: string;
  readonly effect: ExpiryEffect;
  readonly fromDate: DateOnly;
}

/** Which documents ran out under which admissions, and who was reminded. */
@Injectable()
export class EvidenceWatchStore {
  /** Providers with an admission of the actor's own authority that goes on, by id. */
  async providers(tx: Tx, providerId: string | null): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT provider_organisation_id AS id FROM admission
        WHERE authority_id = $1 AND status = 'ADMITTED' AND to_date >= $2
          AND ($3::uuid IS NULL OR provider_organisation_id = $3) ORDER BY 1`,
      [tx.actor.authorityId, tx.today, providerId],
    );
    return rows.map(({ id }) => id);
  }

  /** Their admissions with what is open, locked in the order of their ids. */
  async lockAdmissions(tx: Tx, providerId: string): Promise<WatchedAdmission[]> {
    const mine = [tx.actor.authorityId, providerId, tx.today];
    await tx.query(
      `SELECT id FROM admission WHERE authority_id = $1 AND provider_organisation_id = $2 AND status = 'ADMITTED'
          AND to_date >= $3 ORDER BY id FOR UPDATE`,
      mine,
    );
    return tx.query<WatchedAdmission>(
      `SELECT a.id, a.framework_id AS "frameworkId", a.authority_id AS "authorityId",
              a.provider_organisation_id AS "providerId", (SELECT number FROM lot WHERE lot.id = a.lot_id) AS "lotNumber",
              EXISTS (SELECT FROM admission_suspension s WHERE s.admission_id = a.id
                       AND coalesce(s.to_date, 'infinity') >= $3) AS suspended,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', x.id, 'kind', x.kind, 'effect', x.effect,
                          'siteId', x.site_id) ORDER BY x.kind, x.site_id)
                          FROM admission_lapse x WHERE x.admission_id = a.id AND x.lifted_on IS NULL), '[]') AS lapses
         FROM admission a WHERE a.authority_id = $1 AND a.provider_organisation_id = $2 AND a.status = 'ADMITTED'
          AND a.to_date >= $3 ORDER BY a.id`,
      mine,
    );
  }

  terms(tx: Tx, frameworkIds: readonly string[]): Promise<(EvidenceTerm & { readonly frameworkId: string })[]> {
    return tx.query(
      `SELECT framework_id AS "frameworkId", kind, from_date AS "fromDate", on_expiry AS "onExpiry",
              remind_days::int[] AS "remindDays", source
         FROM framework_evidence_term WHERE framework_id = ANY ($1::uuid[])
        ORDER BY kind, from_date DESC LIMIT 2000`,
      [frameworkIds],
    );
  }

  async addTerm(tx: Tx, framework: { id: string; authorityId: string }, term: EvidenceTerm): Promise<void> {
    await insertRows(tx, 'framework_evidence_term', [
      {
        framework_id: framework.id,
        authority_id: framework.authorityId,
        kind: term.kind,
        from_date: term.fromDate,
        on_expiry: term.onExpiry,
        remind_days: term.remindDays,
        source: term.source,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  async lift(tx: Tx, lapses: readonly OpenLapse[]): Promise<void> {
    await tx.query(`UPDATE admission_lapse SET lifted_on = greatest($2, from_date) WHERE id = ANY ($1::uuid[])`, [
      lapses.map(({ id }) => id),
      tx.today,
    ]);
  }

  async add(
    tx: Tx,
    admission: WatchedAdmission,
    lapses: readonly (WantedLapse & { readonly id: string })[],
  ): Promise<void> {
    await insertRows(
      tx,
      'admission_lapse',
      lapses.map((one) => ({
        id: one.id,
        admission_id: admission.id,
        authority_id: admission.authorityId,
        provider_organisation_id: admission.providerId,
        kind: one.kind,
        site_id: one.siteId,
        evidence_id: one.evidenceId,
        effect: one.effect,
        from_date: tx.today,
        recorded_at: tx.now,
      })),
    );
  }

  /** The days among these for which nobody had been reminded yet. */
  async remind(tx: Tx, providerId: string, evidenceId: string, days: readonly number[]): Promise<number[]> {
    const rows = await tx.query<{ days: number }>(
      `INSERT INTO evidence_reminder (evidence_id, days, provider_organisation_id, sent_at)
       SELECT $1, unnest($2::int[]), $3, $4 ON CONFLICT DO NOTHING RETURNING days::int AS days`,
      [evidenceId, days, providerId, tx.now],
    );
    return rows.map((row) => row.days);
  }

  /** Every authority that buys from the provider, for a service; at most 500. */
  async buyers(tx: Tx, providerId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT authority_id AS id FROM authority_supply WHERE provider_organisation_id = $1 ORDER BY 1 LIMIT 500`,
      [providerId],
    );
    return rows.map(({ id }) => id);
  }

  /** Authorities that lead a framework and were not looked at that day; at most 500. */
  async unwatched(tx: Tx): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT DISTINCT f.authority_id AS id FROM framework f LEFT JOIN evidence_watch w ON w.authority_id = f.authority_id
        WHERE f.ends_on >= $1 AND coalesce(w.watched_on, '-infinity') < $1 ORDER BY 1 LIMIT 500`,
      [tx.today],
    );
    return rows.map(({ id }) => id);
  }

  async watched(tx: Tx): Promise<void> {
    await tx.query(
      `INSERT INTO evidence_watch (authority_id, watched_on) VALUES ($1, $2)
       ON CONFLICT (authority_id) DO UPDATE SET watched_on = greatest(evidence_watch.watched_on, excluded.watched_on)`,
      [tx.actor.authorityId, tx.today],
    );
  }

  /** What is open in the actor's authority or, for a provider, against itself; at most 100, the longest first. */
  open(tx: Tx): Promise<LapseLine[]> {
    return tx.query<LapseLine>(
      `SELECT x.provider_organisation_id AS "providerId", o.name AS "providerName", x.kind,
              s.name AS "siteName", (array_agg(x.evidence_id ORDER BY x.from_date, x.id))[1] AS "evidenceId",
              CASE WHEN bool_or(x.effect = 'SUSPEND') THEN 'SUSPEND'
                   WHEN bool_or(x.effect = 'NO_NEW_PLACEMENTS') THEN 'NO_NEW_PLACEMENTS' ELSE 'WARN' END AS effect, min(x.from_date) AS "fromDate"
         FROM admission_lapse x JOIN organisation o ON o.id = x.provider_organisation_id
         LEFT JOIN site s ON s.id = x.site_id
        WHERE x.lifted_on IS NULL AND (x.authority_id = $1 OR x.provider_organisation_id = $2)
        GROUP BY x.provider_organisation_id, o.name, x.kind, s.id
        ORDER BY min(x.from_date), o.name, x.kind, s.name NULLS FIRST, s.id LIMIT 100`,
      [tx.actor.authorityId, tx.actor.organisationId],
    );
  }

  /** Admissions of the actor's authority that are suspended for a document although none is out of date any more. */
  renewed(tx: Tx): Promise<{ admissionId: string; frameworkId: string; providerName: string }[]> {
    return tx.query(
      `SELECT a.id AS "admissionId", a.framework_id AS "frameworkId", o.name AS "providerName"
         FROM admission_suspension s JOIN admission a ON a.id = s.admission_id
         JOIN organisation o ON o.id = a.provider_organisation_id
        WHERE s.authority_id = $1 AND s.reason = 'EVIDENCE' AND $2 BETWEEN s.from_date AND coalesce(s.to_date, 'infinity')
          AND NOT EXISTS (SELECT FROM admission_lapse x WHERE x.admission_id = a.id AND x.lifted_on IS NULL
                           AND x.site_id IS NULL AND x.effect = 'SUSPEND')
        ORDER BY o.name, a.id LIMIT 100`,
      [tx.actor.authorityId, tx.today],
    );
  }
}
