import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { type Followed, type PriceListLine, TariffStore } from '../persistence/tariff.store.js';
import { tariffPolicy } from '../tariffs.policy.js';

export interface PriceChoices {
  readonly provider: { readonly id: string; readonly name: string };
  readonly programmes: readonly { readonly id: string; readonly name: string }[];
  readonly lots: readonly { readonly id: string; readonly name: string }[];
}

export interface PriceView extends PriceListLine {
  /** The price that ends when this draft is approved. */
  readonly follows: Followed | null;
  readonly mayApprove: boolean;
  readonly mayEnd: boolean;
  readonly mayWithdraw: boolean;
}

/** What the pages about one price need: what it may be for, and what may be done with it. */
@Injectable()
export class FindPrice {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tariffs: TariffStore,
  ) {}

  /** Providers that a price can be entered for; at most 500, by name. */
  async providers(actor: Actor): Promise<Result<{ id: string; name: string }[]>> {
    if (!tariffPolicy.canDraft(actor)) return forbidden('tariff.draft');
    const rows = await this.work.read(actor, (tx) =>
      tx.query<{ id: string; name: string }>(
        `SELECT p.organisation_id AS id, o.name FROM provider p JOIN organisation o ON o.id = p.organisation_id
          ORDER BY o.name, o.id LIMIT 500`,
      ),
    );
    return ok(rows);
  }

  async choices(actor: Actor, providerId: string): Promise<Result<PriceChoices>> {
    if (!tariffPolicy.canDraft(actor)) return forbidden('tariff.draft');
    return this.work.read(actor, async (tx) => {
      const [provider] = await tx.query<{ id: string; name: string }>(
        `SELECT p.organisation_id AS id, o.name FROM provider p JOIN organisation o ON o.id = p.organisation_id
          WHERE p.organisation_id = $1`,
        [providerId],
      );
      if (provider === undefined) return notFound('provider');
      const programmes = await tx.query<{ id: string; name: string }>(
        `SELECT g.id, s.name || ': ' || g.name AS name FROM programme g JOIN site s ON s.id = g.site_id
          WHERE g.provider_organisation_id = $1 AND g.closed_on IS NULL ORDER BY s.name, g.name, g.id LIMIT 500`,
        [providerId],
      );
      const lots = await tx.query<{ id: string; name: string }>(
        `SELECT DISTINCT l.id, 'Lot ' || l.number || ': ' || l.name AS name, l.number
           FROM admission a JOIN lot l ON l.id = a.lot_id
          WHERE a.provider_organisation_id = $1 ORDER BY l.number, l.id LIMIT 500`,
        [providerId],
      );
      return ok({ provider, programmes, lots });
    });
  }

  async one(actor: Actor, id: string): Promise<Result<PriceView>> {
    if (!tariffPolicy.canRead(actor)) return forbidden('tariff.read');
    return this.work.read(actor, async (tx) => {
      const line = await this.tariffs.line(tx, id);
      if (line === undefined) return notFound('tariff');
      const approver = tariffPolicy.canApprove(actor);
      return ok({
        ...line,
        follows: line.status === 'DRAFT' ? await this.tariffs.followed(tx, id) : null,
        mayApprove: approver && line.status === 'DRAFT' && line.approvedByFirst !== actor.userId,
        mayEnd: approver && line.status === 'APPROVED',
        mayWithdraw: tariffPolicy.canDraft(actor) && line.status === 'DRAFT',
      });
    });
  }
}
