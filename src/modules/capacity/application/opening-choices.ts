import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, notFound, ok, type Pence, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { Procurement } from '../../procurement/index.js';
import type { Basis } from '../../tariffs/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { OpeningStore } from '../persistence/opening.store.js';

export interface ProgrammeChoice {
  readonly id: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteName: string;
  readonly name: string;
}

export interface PriceChoice {
  readonly id: string;
  readonly label: string;
  readonly basis: Basis;
  readonly sessionsCovered: number;
  readonly netPence: Pence;
  readonly fromDate: DateOnly;
}

export interface OpeningChoices {
  readonly programme: ProgrammeChoice;
  readonly admissions: readonly { readonly id: string; readonly lotNumber: number; readonly toDate: DateOnly }[];
  readonly prices: readonly PriceChoice[];
}

const PROGRAMMES = `
  SELECT g.id, g.provider_organisation_id AS "providerId", o.name AS "providerName", s.name AS "siteName", g.name,
         actor_is_authority() AS "actsForAuthority"
    FROM programme g JOIN site s ON s.id = g.site_id JOIN organisation o ON o.id = g.provider_organisation_id
   WHERE g.closed_on IS NULL AND s.closed_on IS NULL`;

/** What an opening can be made from: programmes that the actor may open places in, with their admissions and prices. */
@Injectable()
export class FindOpeningChoices {
  constructor(
    private readonly work: UnitOfWork,
    private readonly openings: OpeningStore,
    private readonly procurement: Procurement,
  ) {}

  /** At most 500, by provider, site and name. */
  async programmes(actor: Actor, providerId: string | null): Promise<ProgrammeChoice[]> {
    const rows = await this.work.read(actor, (tx) =>
      tx.query<ProgrammeChoice & { actsForAuthority: boolean }>(
        `${PROGRAMMES} AND ($1::uuid IS NULL OR g.provider_organisation_id = $1)
         ORDER BY o.name, s.name, g.name, g.id LIMIT 500`,
        [providerId],
      ),
    );
    return rows.filter((row) => capacityPolicy.canManage(actor, row));
  }

  async forProgramme(actor: Actor, programmeId: string): Promise<Result<OpeningChoices>> {
    return this.work.read(actor, async (tx) => {
      const at = await this.openings.programme(tx, programmeId);
      if (at === undefined) return notFound('programme');
      if (!capacityPolicy.canManage(actor, at)) return forbidden('opening.manage');
      const [programme] = await tx.query<ProgrammeChoice>(`${PROGRAMMES} AND g.id = $1`, [programmeId]);
      if (programme === undefined) return notFound('programme');
      const admissions = at.supplyRoute === 'FRAMEWORK' ? await this.procurement.admissionsOf(tx, at.providerId) : [];
      return ok({ programme, admissions, prices: await pricesOf(tx, at.providerId, programmeId) });
    });
  }
}

const pricesOf = (tx: Tx, providerId: string, programmeId: string): Promise<PriceChoice[]> =>
  tx.query<PriceChoice>(
    `SELECT id, label, basis, sessions_covered::int AS "sessionsCovered", net_pence AS "netPence",
            from_date AS "fromDate"
       FROM tariff_line
      WHERE provider_organisation_id = $1 AND status = 'APPROVED' AND (programme_id IS NULL OR programme_id = $2)
        AND coalesce(to_date, 'infinity') >= $3
      ORDER BY label, from_date, id LIMIT 200`,
    [providerId, programmeId, tx.today],
  );
