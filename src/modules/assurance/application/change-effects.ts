import { Injectable } from '@nestjs/common';
import { notFound, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { EndOpeningsAtSite } from '../../capacity/index.js';
import { ManageProvider, ManageSite } from '../../providers/index.js';
import { DraftTariffLine, Tariffs } from '../../tariffs/index.js';
import { type ProviderChange, ProviderChangeStore } from '../persistence/provider-change.store.js';

/** What an approved change does. A price is drafted, signed by whoever approves; it counts with its second signature. */
@Injectable()
export class ChangeEffects {
  constructor(
    private readonly providers: ManageProvider,
    private readonly sites: ManageSite,
    private readonly tariffs: Tariffs,
    private readonly drafts: DraftTariffLine,
    private readonly openings: EndOpeningsAtSite,
    private readonly store: ProviderChangeStore,
  ) {}

  /** The id of what was made, if anything. */
  async apply(tx: Tx, { proposed, providerId, fromDate }: ProviderChange): Promise<Result<string | null>> {
    if (proposed.kind === 'CONTROL') return nothingMade(await this.providers.renameIn(tx, providerId, proposed.name));
    if (proposed.kind === 'NEW_SITE') {
      const { name, address, postcode, grid } = proposed;
      return this.sites.addIn(tx, { providerId, name, address, postcode, grid, accessFeatures: [] });
    }
    if (proposed.kind === 'MOVE_SITE') {
      const { siteId, address, postcode, grid } = proposed;
      return nothingMade(await this.sites.moveIn(tx, { siteId, address, postcode, grid }));
    }
    if (proposed.kind === 'CLOSE_SITE') {
      const closed = await this.sites.closeIn(tx, proposed.siteId, fromDate);
      if (!closed.ok) return closed;
      await this.openings.closeIn(tx, proposed.siteId, fromDate);
      return ok(null);
    }
    if (proposed.kind === 'KEEP_SITE') {
      const kept = await this.sites.keepOpenIn(tx, proposed.siteId);
      if (!kept.ok) return kept;
      await this.openings.keepOpenIn(tx, proposed.siteId, fromDate);
      await this.store.undoClosing(tx, proposed.siteId);
      return ok(null);
    }
    const line = await this.tariffs.byId(tx, proposed.tariffLineId);
    if (line === undefined) return notFound('tariff');
    const { lotId, programmeId, label, basis, sessionsCovered, vatTreatment } = line;
    const terms = { providerId, lotId, programmeId, label, basis, sessionsCovered, vatTreatment };
    return this.drafts.draftIn(tx, { ...terms, netPence: proposed.netPence, fromDate, toDate: null });
  }
}

const nothingMade = (done: Result<undefined>): Result<null> => (done.ok ? ok(null) : done);
