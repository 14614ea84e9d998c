import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

export interface KnownFact {
  readonly providerId: string;
  readonly siteId: string | null;
  readonly kind: 'INSPECTION' | 'SCORE' | 'REGISTER';
  readonly on: DateOnly | null;
  readonly basisPoints: number;
}

@Injectable()
export class QualityStore {
  /** One query, in a total order. A rule without grades is the officer's to read: then the register's grade says nothing. */
  known(
    tx: Tx,
    wanted: {
      readonly authorityId: string;
      readonly providerIds: readonly string[];
      readonly on: DateOnly;
      readonly grades: readonly string[];
    },
  ): Promise<KnownFact[]> {
    return tx.query<KnownFact>(
      `SELECT provider_organisation_id AS "providerId", NULL::uuid AS "siteId", kind, known_on AS "on",
              basis_points AS "basisPoints"
         FROM quality_known($1, $2, $3)
       UNION ALL
       SELECT s.provider_organisation_id, s.id, 'REGISTER', NULL, CASE WHEN e.ofsted_rating = ANY ($4) THEN 10000 ELSE 0 END
         FROM site s
         JOIN site_registration r ON r.site_id = s.id AND $3 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')
         JOIN establishment e ON e.urn = r.urn
        WHERE s.provider_organisation_id = ANY ($2) AND e.ofsted_rating <> '' AND cardinality($4::text[]) > 0
        ORDER BY 1, 2, 3, 4`,
      [wanted.authorityId, wanted.providerIds, wanted.on, wanted.grades],
    );
  }
}
