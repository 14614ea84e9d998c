import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import type { ProvisionStop } from '../domain/provision-stops.js';

export interface Concerned {
  readonly id: string;
  readonly reference: string;
  readonly schoolId: string;
}

/** What schools and authorities were told of where pupils are taught. */
@Injectable()
export class NoticeStore {
  /**
   * Notes an event once for each placement of the actor's own authority that would still go on then; those for which it was
   * not noted yet, by reference.
   */
  async note(tx: Tx, eventId: string, { what, siteId, admissionId, onDate }: ProvisionStop): Promise<Concerned[]> {
    const noted = await tx.query<{ id: string }>(
      `INSERT INTO placement_notice (component_id, event_id, authority_id, what, on_date, told_at)
       SELECT c.id, $1, p.authority_id, $2, $3, $4 FROM placement p JOIN placement_component c ON c.placement_id = p.id
        WHERE p.authority_id = $5 AND p.status IN ('OFFERED', 'AGREED', 'ACTIVE') AND least(c.until_date, p.planned_end) >= $3
          AND ($6::uuid IS NULL OR c.site_id = $6) AND ($7::uuid IS NULL OR c.admission_id = $7)
          -- Asked for late, it may have been withdrawn or lifted; that it was is news to those who were told of it.
          AND ($2 <> 'SITE_CLOSES' OR EXISTS (SELECT FROM site s WHERE s.id = c.site_id AND s.closed_on = $3))
          AND ($2 <> 'SITE_STAYS' OR EXISTS (SELECT FROM placement_notice n WHERE n.component_id = c.id
            AND n.what = 'SITE_CLOSES' AND n.on_date = $3))
          AND ($2 <> 'SUSPENDED' OR EXISTS (SELECT FROM admission_suspension s WHERE s.admission_id = c.admission_id
            AND s.from_date = $3 AND coalesce(s.to_date, 'infinity') >= $3))
          AND ($2 <> 'LIFTED' OR EXISTS (SELECT FROM placement_notice n WHERE n.component_id = c.id
            AND n.what = 'SUSPENDED' AND n.on_date <= $3 AND NOT EXISTS (SELECT FROM placement_notice l
              WHERE l.component_id = n.component_id AND l.what = 'LIFTED' AND l.told_at >= n.told_at)))
       ON CONFLICT DO NOTHING RETURNING component_id AS id`,
      [eventId, what, onDate, tx.now, tx.actor.authorityId, siteId, admissionId],
    );
    return tx.query<Concerned>(
      `SELECT p.id, p.reference, p.school_organisation_id AS "schoolId" FROM placement p
        WHERE p.id IN (SELECT placement_id FROM placement_component WHERE id = ANY ($1::uuid[])) ORDER BY p.reference, p.id`,
      [noted.map(({ id }) => id)],
    );
  }
}
