import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';

/** Counts only: what hangs on a provider, or on one of its sites, in an authority today. */
export interface Touched {
  readonly admissions: number;
  readonly openings: number;
  /** Offered, agreed or under way. */
  readonly placements: number;
}

/** Whoever asks may see no case, so a service counts for them, in its own transaction, and hands on nothing but counts. */
@Injectable()
export class WhatItTouches {
  constructor(private readonly work: UnitOfWork) {}

  of(authorityId: string, providerId: string, siteId: string | null = null): Promise<Touched> {
    return this.work.read(serviceActor('assurance', authorityId, ['case.authority', 'placement.read']), async (tx) => {
      const [row] = await tx.query<Touched>(
        `SELECT (SELECT count(*)::int FROM admission WHERE authority_id = $1 AND provider_organisation_id = $2
                  AND status = 'ADMITTED' AND to_date >= $4) AS admissions,
                (SELECT count(*)::int FROM opening WHERE provider_organisation_id = $2 AND status = 'OPEN'
                  AND valid_to >= $4 AND ($3::uuid IS NULL OR site_id = $3)) AS openings,
                (SELECT count(DISTINCT p.id)::int FROM placement p JOIN placement_component c ON c.placement_id = p.id
                  WHERE p.authority_id = $1 AND p.status IN ('OFFERED', 'AGREED', 'ACTIVE')
                    AND c.provider_organisation_id = $2 AND ($3::uuid IS NULL OR c.site_id = $3)) AS placements`,
        [authorityId, providerId, siteId, tx.today],
      );
      return row ?? { admissions: 0, openings: 0, placements: 0 };
    });
  }
}
