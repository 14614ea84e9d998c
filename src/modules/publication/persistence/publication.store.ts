import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { LOT_REQUIREMENTS, type LotRequirements, requirementWords } from '../../procurement/index.js';
import type { AdmissionFacts, CallOffs, FrameworkFacts, LotFacts, RoundFacts } from '../domain/open-contracting.js';

export type FrameworkHead = Omit<FrameworkFacts, 'rounds' | 'admissions' | 'callOffs' | 'ocid' | 'changedAt'> & {
  readonly authorityId: string;
  readonly ocid: string | null;
  /** When it was recorded, or last extended. */
  readonly changedAt: Date;
};

type AskingLot = Omit<LotFacts, 'asks'> & { readonly requirements: LotRequirements };

/** What is published of frameworks. Row security shows admissions and placements to those who may read them. */
@Injectable()
export class PublicationStore {
  async framework(tx: Tx, id: string): Promise<FrameworkHead | undefined> {
    const [row] = await tx.query<Omit<FrameworkHead, 'lots'> & { lots: readonly AskingLot[] }>(
      `SELECT f.id, f.authority_id AS "authorityId", f.reference, f.name, f.regime, f.starts_on AS "startsOn",
              f.ends_on AS "endsOn", f.extendable_to AS "extendableTo", f.schools_may_buy AS "schoolsMayBuy", f.value_pence AS "valuePence", p.ocid,
              coalesce((SELECT max(e.recorded_at) FROM framework_extension e WHERE e.framework_id = f.id), f.created_at)
                AS "changedAt",
              jsonb_build_object('id', au.id, 'name', au.name, 'gssCode', au.gss_code) AS lead,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name, 'gssCode', x.gss_code) ORDER BY x.name, x.id)
                FROM framework_participant fp JOIN authority x ON x.id = fp.authority_id WHERE fp.framework_id = f.id), '[]')
                AS participants,
              coalesce((SELECT jsonb_agg(jsonb_build_object('id', l.id, 'number', l.number, 'name', l.name,
                  'requirements', ${LOT_REQUIREMENTS}) ORDER BY l.number)
                FROM lot l WHERE l.framework_id = f.id), '[]') AS lots,
              coalesce((SELECT jsonb_agg(jsonb_build_object('title', c.title, 'requirement', c.requirement) ORDER BY c.number)
                FROM framework_condition c WHERE c.framework_id = f.id), '[]') AS conditions
         FROM framework f JOIN authority au ON au.id = f.authority_id
         LEFT JOIN framework_publication p ON p.framework_id = f.id WHERE f.id = $1`,
      [id],
    );
    return (
      row && {
        ...row,
        lots: row.lots.map(({ requirements, ...lot }) => ({ ...lot, asks: requirementWords(requirements) })),
      }
    );
  }

  /** Published rounds; at most 500. */
  rounds(tx: Tx, frameworkId: string): Promise<(RoundFacts & { readonly publishedAt: Date })[]> {
    return tx.query(
      `SELECT id, number::int AS number, name, status, opens_at AS "opensAt", closes_at AS "closesAt",
              published_at AS "publishedAt"
         FROM round WHERE framework_id = $1 AND published_at IS NOT NULL ORDER BY number LIMIT 500`,
      [frameworkId],
    );
  }

  admissions(tx: Tx, frameworkId: string): Promise<AdmissionFacts[]> {
    return tx.query<AdmissionFacts>(
      `SELECT a.id, a.lot_id AS "lotId", a.provider_organisation_id AS "providerId", o.name AS "providerName", o.ukprn,
              a.from_date AS "fromDate", a.to_date AS "toDate", a.recorded_at AS "recordedAt"
         FROM admission a JOIN organisation o ON o.id = a.provider_organisation_id
        WHERE a.framework_id = $1 ORDER BY a.recorded_at, a.id LIMIT 20000`,
      [frameworkId],
    );
  }

  /**
   * Placements agreed under each admission, counted and added up by the financial year in which they start. A package's
   * price is shared by the weekly prices of its parts.
   */
  callOffs(tx: Tx, frameworkId: string): Promise<CallOffs[]> {
    return tx.query<CallOffs>(
      `SELECT a.lot_id AS "lotId", a.provider_organisation_id AS "providerId", count(DISTINCT p.id)::int AS placements,
              count(DISTINCT p.pupil_id)::int AS children,
              round(sum(coalesce(p.total_pence * c.weekly_pence / nullif(w.pence, 0), 0)))::bigint AS "netPence", y.year
                || '-' || lpad(((y.year + 1) % 100)::text, 2, '0') AS "financialYear"
         FROM placement_component c JOIN placement p ON p.id = c.placement_id AND p.agreed_at IS NOT NULL
         JOIN admission a ON a.id = c.admission_id
        CROSS JOIN LATERAL (SELECT sum(x.weekly_pence) AS pence FROM placement_component x WHERE x.placement_id = p.id) w
        CROSS JOIN LATERAL (SELECT extract(year FROM p.starts_on - interval '3 months')::int AS year) y
        WHERE a.framework_id = $1 GROUP BY a.lot_id, a.provider_organisation_id, y.year
        ORDER BY y.year, a.lot_id, a.provider_organisation_id LIMIT 20000`,
      [frameworkId],
    );
  }

  async setOcid(tx: Tx, framework: { readonly id: string; readonly authorityId: string }, ocid: string): Promise<void> {
    await tx.query(
      `INSERT INTO framework_publication (framework_id, authority_id, ocid, recorded_at, recorded_by)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT (framework_id) DO UPDATE SET ocid = excluded.ocid,
         recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by`,
      [framework.id, framework.authorityId, ocid, tx.now, tx.actor.userId],
    );
  }
}
