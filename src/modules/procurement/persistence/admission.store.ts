import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { DatedAdmission, SuspensionReason } from '../domain/framework.js';
import { type LotRequirements, NOTHING_ASKED } from '../domain/lots.js';
import { LOT_REQUIREMENTS } from './framework.store.js';

export interface Admission extends DatedAdmission {
  readonly id: string;
  readonly authorityId: string;
  readonly frameworkId: string;
  readonly lotId: string;
  readonly lotNumber: number;
  readonly providerId: string;
}

export interface AdmissionLine {
  readonly id: string;
  readonly frameworkName: string;
  readonly lotId: string;
  readonly lotName: string;
  readonly lotNumber: number;
  readonly providerId: string;
  readonly providerName: string;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly;
  readonly status: 'ADMITTED' | 'ENDED';
  readonly suspended: boolean;
  /** When the next suspension begins that is still to come. */
  readonly suspendedFrom: DateOnly | null;
  /** A document ran out, and nothing new may be called off for it, at all or at the sites named. */
  readonly lapsed: boolean;
  readonly lapsedSites: readonly string[];
}

/** A provider on a framework. */
export type OnFramework = Pick<Admission, 'providerId' | 'frameworkId'>;
export type NewAdmission = Omit<Admission, 'status' | 'suspensions' | 'lotNumber'> & { readonly decisionId: string };

interface LotOfFramework {
  readonly frameworkId: string;
  readonly authorityId: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
}

const ADMISSION = `
  SELECT a.id, a.authority_id AS "authorityId", a.framework_id AS "frameworkId", a.lot_id AS "lotId",
         (SELECT number FROM lot WHERE lot.id = a.lot_id) AS "lotNumber", a.provider_organisation_id AS "providerId", a.status, a.from_date AS "fromDate", a.to_date AS "toDate",
         coalesce((SELECT jsonb_agg(jsonb_build_object('fromDate', s.from_date, 'toDate', s.to_date) ORDER BY s.from_date)
                     FROM admission_suspension s WHERE s.admission_id = a.id), '[]') AS suspensions
    FROM admission a`;

/** Admissions. */
@Injectable()
export class AdmissionStore {
  /** Of a framework or of a provider, by lot, name and date; at most 1,000. */
  admissionLines(
    tx: Tx,
    of: { readonly frameworkId: string | null; readonly providerId: string | null },
  ): Promise<AdmissionLine[]> {
    return tx.query<AdmissionLine>(
      `SELECT a.id, f.name AS "frameworkName", a.lot_id AS "lotId", l.number::int AS "lotNumber", l.name AS "lotName",
              a.provider_organisation_id AS "providerId", o.name AS "providerName", a.from_date AS "fromDate", a.to_date AS "toDate", a.status,
              EXISTS (SELECT FROM admission_suspension s WHERE s.admission_id = a.id
                       AND $3 BETWEEN s.from_date AND coalesce(s.to_date, 'infinity')) AS suspended,
              (SELECT min(s.from_date) FROM admission_suspension s WHERE s.admission_id = a.id AND s.from_date > $3
                  AND s.from_date <= coalesce(s.to_date, 'infinity')) AS "suspendedFrom",
              coalesce(y.lapsed, false) AS lapsed, coalesce(y.sites, '[]') AS "lapsedSites"
         FROM admission a JOIN lot l ON l.id = a.lot_id JOIN framework f ON f.id = a.framework_id
         JOIN organisation o ON o.id = a.provider_organisation_id
         LEFT JOIN LATERAL (
           SELECT bool_or(x.site_id IS NULL) AS lapsed,
                  jsonb_agg(DISTINCT s.name) FILTER (WHERE s.id IS NOT NULL) AS sites
             FROM admission_lapse x LEFT JOIN site s ON s.id = x.site_id WHERE x.admission_id = a.id
              AND x.effect <> 'WARN' AND $3 >= x.from_date AND $3 < coalesce(x.lifted_on, 'infinity')) y ON true
        WHERE ($1::uuid IS NULL OR a.framework_id = $1) AND ($2::uuid IS NULL OR a.provider_organisation_id = $2)
        ORDER BY f.name, f.id, l.number, o.name, a.from_date, a.id LIMIT 1000`,
      [of.frameworkId, of.providerId, tx.today],
    );
  }

  async lotsOf(tx: Tx, lotIds: readonly string[]): Promise<ReadonlyMap<string, LotOfFramework>> {
    const rows = await tx.query<LotOfFramework & { lotId: string }>(
      `SELECT l.id AS "lotId", f.id AS "frameworkId", f.authority_id AS "authorityId", f.starts_on AS "startsOn",
              f.ends_on AS "endsOn"
         FROM lot l JOIN framework f ON f.id = l.framework_id WHERE l.id = ANY ($1::uuid[]) ORDER BY l.id`,
      [lotIds],
    );
    return new Map(rows.map(({ lotId, ...of }) => [lotId, of]));
  }

  /** With them the providers join the supply of every authority that buys through the framework, unless one is over already. */
  async addAdmissions(tx: Tx, admissions: readonly NewAdmission[]): Promise<void> {
    await insertRows(
      tx,
      'admission',
      admissions.map((one) => ({
        id: one.id,
        authority_id: one.authorityId,
        framework_id: one.frameworkId,
        lot_id: one.lotId,
        provider_organisation_id: one.providerId,
        from_date: one.fromDate,
        to_date: one.toDate,
        decision_id: one.decisionId,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      })),
    );
    const current = admissions.filter(({ toDate }) => toDate >= tx.today);
    await tx.query(
      `INSERT INTO authority_supply (authority_id, provider_organisation_id, from_date)
       SELECT DISTINCT p.authority_id, x.provider, $3::date
         FROM unnest($1::uuid[], $2::uuid[]) AS x (framework, provider)
         JOIN framework_participant p ON p.framework_id = x.framework
        ORDER BY p.authority_id, x.provider ON CONFLICT DO NOTHING`,
      [current.map(({ frameworkId }) => frameworkId), current.map(({ providerId }) => providerId), tx.today],
    );
  }

  async admissionFor(tx: Tx, providerId: string, lotId: string, on: DateOnly): Promise<Admission | undefined> {
    const [row] = await tx.query<Admission>(
      `${ADMISSION} WHERE a.provider_organisation_id = $1 AND a.lot_id = $2 AND a.status = 'ADMITTED'
          AND $3 BETWEEN a.from_date AND a.to_date`,
      [providerId, lotId, on],
    );
    return row;
  }

  async byId(tx: Tx, id: string): Promise<Admission | undefined> {
    const [row] = await tx.query<Admission>(`${ADMISSION} WHERE a.id = $1`, [id]);
    return row;
  }

  async requirementsOf(tx: Tx, id: string): Promise<LotRequirements> {
    const [row] = await tx.query<{ asked: LotRequirements }>(
      `SELECT ${LOT_REQUIREMENTS} AS asked FROM admission a JOIN lot l ON l.id = a.lot_id WHERE a.id = $1`,
      [id],
    );
    return row?.asked ?? NOTHING_ASKED;
  }

  async lock(tx: Tx, id: string): Promise<Admission | undefined> {
    await tx.query(`SELECT id FROM admission WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** One after the other: whoever is being admitted is not suspended in the same moment, and the other way round. */
  async lockProviders(tx: Tx, providerIds: readonly string[]): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('admission-provider:' || x.id, 0))
         FROM unnest($1::text[]) WITH ORDINALITY AS x (id, at) ORDER BY x.at`,
      [providerIds.toSorted()],
    );
  }

  /** Which of them are suspended today, by name; at most five. */
  async suspended(tx: Tx, asked: readonly OnFramework[]): Promise<readonly string[]> {
    const rows = await tx.query<{ name: string }>(
      `SELECT DISTINCT o.name FROM unnest($1::uuid[], $2::uuid[]) AS x (provider, framework)
         JOIN admission a ON a.provider_organisation_id = x.provider AND a.framework_id = x.framework
         JOIN admission_suspension s ON s.admission_id = a.id
         JOIN organisation o ON o.id = x.provider
        WHERE $3 BETWEEN s.from_date AND coalesce(s.to_date, 'infinity') ORDER BY o.name LIMIT 5`,
      [asked.map(({ providerId }) => providerId), asked.map(({ frameworkId }) => frameworkId), tx.today],
    );
    return rows.map(({ name }) => name);
  }

  async suspend(
    tx: Tx,
    suspension: {
      id: string;
      admission: Pick<Admission, 'id' | 'authorityId'>;
      reason: SuspensionReason;
      fromDate: DateOnly;
      toDate: DateOnly | null;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO admission_suspension (id, admission_id, authority_id, reason, from_date, to_date, recorded_at, recorded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        suspension.id,
        suspension.admission.id,
        suspension.admission.authorityId,
        suspension.reason,
        suspension.fromDate,
        suspension.toDate,
        tx.now,
        tx.actor.userId,
      ],
    );
  }

  /** Ends the suspension that goes on after `lastDay`; one that began on the next day then covers none. How many rows that was. */
  async liftSuspension(tx: Tx, admissionId: string, lastDay: DateOnly): Promise<number> {
    const rows = await tx.query(
      `UPDATE admission_suspension SET to_date = $2
        WHERE admission_id = $1 AND from_date <= $2::date + 1 AND coalesce(to_date, 'infinity') > $2 RETURNING id`,
      [admissionId, lastDay],
    );
    return rows.length;
  }

  /** Kinds of documents for whose end nothing new may be called off under it that day, at that site. */
  async lapsedKinds(tx: Tx, admissionId: string, siteId: string | null, on: DateOnly): Promise<string[]> {
    const rows = await tx.query<{ kind: string }>(
      `SELECT DISTINCT kind FROM admission_lapse WHERE admission_id = $1 AND effect <> 'WARN' AND $2 >= from_date
          AND $2 < coalesce(lifted_on, 'infinity') AND (site_id IS NULL OR site_id = $3) ORDER BY kind`,
      [admissionId, on, siteId],
    );
    return rows.map(({ kind }) => kind);
  }

  async end(tx: Tx, admissionId: string, lastDay: DateOnly): Promise<void> {
    await tx.query(`UPDATE admission SET to_date = $2 WHERE id = $1`, [admissionId, lastDay]);
  }
}
