import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** What ends on a day with nothing after it. */
export interface Ending {
  readonly prices: number;
  readonly openings: number;
}

/** What ends on the former last day of a framework that goes on. */
export interface LeftBehind {
  readonly frameworkId: string;
  readonly frameworkName: string;
  readonly endedOn: DateOnly;
  readonly goesOnTo: DateOnly;
  readonly count: number;
  readonly providers: number;
}

/** Approved prices, called `t`, of lots, called `l`, after which no other is approved or waits for approval. */
const LAST_PRICES = `tariff_line t JOIN lot l ON l.id = t.lot_id AND t.status = 'APPROVED' AND NOT EXISTS (
  SELECT FROM tariff_line n WHERE n.status <> 'WITHDRAWN' AND n.from_date > t.to_date AND n.authority_id = t.authority_id
     AND n.provider_organisation_id = t.provider_organisation_id AND n.lot_id = t.lot_id AND n.basis = t.basis
     AND n.sessions_covered = t.sessions_covered AND n.programme_id IS NOT DISTINCT FROM t.programme_id)`;

/** Openings, called `o`, under admissions, called `a`, after which the programme offers nothing more under it. */
const LAST_OPENINGS = `opening o JOIN admission a ON a.id = o.admission_id AND o.status <> 'WITHDRAWN' AND NOT EXISTS (
  SELECT FROM opening n WHERE n.status <> 'WITHDRAWN' AND n.valid_to > o.valid_to AND n.admission_id = o.admission_id
     AND n.programme_id = o.programme_id)`;

const LEFT = `e.framework_id AS "frameworkId", f.name AS "frameworkName", e.ended_on AS "endedOn"`;

/** What an extension leaves behind: it moves admissions, and neither prices, which are signed, nor openings, which are the provider's. */
@Injectable()
export class ExtensionStore {
  async endingWith(tx: Tx, frameworkId: string, day: DateOnly): Promise<Ending> {
    const [found] = await tx.query<Ending>(
      `SELECT (SELECT count(*)::int FROM ${LAST_PRICES}
                WHERE l.framework_id = $1 AND t.to_date = $2 AND t.authority_id = $3) AS prices,
              (SELECT count(*)::int FROM ${LAST_OPENINGS} WHERE a.framework_id = $1 AND o.valid_to = $2) AS openings`,
      [frameworkId, day, tx.actor.authorityId],
    );
    return found ?? { prices: 0, openings: 0 };
  }

  /** Of the actor's authority; the soonest first. */
  prices(tx: Tx): Promise<LeftBehind[]> {
    return tx.query<LeftBehind>(
      `SELECT ${LEFT}, f.ends_on AS "goesOnTo", count(*)::int AS count,
              count(DISTINCT t.provider_organisation_id)::int AS providers
         FROM ${LAST_PRICES}
         JOIN framework_extension e ON e.framework_id = l.framework_id AND e.ended_on = t.to_date
         JOIN framework f ON f.id = e.framework_id
        WHERE t.authority_id = $1 AND f.ends_on >= $2
        GROUP BY e.framework_id, f.name, e.ended_on, f.ends_on ORDER BY e.ended_on, e.framework_id LIMIT 100`,
      [tx.actor.authorityId, tx.today],
    );
  }

  /** Of one provider, while its admission goes on; the soonest first. */
  openings(tx: Tx, providerId: string): Promise<LeftBehind[]> {
    return tx.query<LeftBehind>(
      `SELECT ${LEFT}, max(a.to_date) AS "goesOnTo", count(*)::int AS count, 1 AS providers
         FROM ${LAST_OPENINGS}
         JOIN framework_extension e ON e.framework_id = a.framework_id AND e.ended_on = o.valid_to
         JOIN framework f ON f.id = e.framework_id
        WHERE o.provider_organisation_id = $1 AND a.status = 'ADMITTED' AND a.to_date > o.valid_to AND a.to_date >= $2
        GROUP BY e.framework_id, f.name, e.ended_on ORDER BY e.ended_on, e.framework_id LIMIT 100`,
      [providerId, tx.today],
    );
  }
}
