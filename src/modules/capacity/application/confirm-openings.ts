import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { capacityPolicy } from '../capacity.policy.js';
import { OpeningStore } from '../persistence/opening.store.js';

/** "All of this is still true": an opening that nobody has confirmed for long is a rumour. */
@Injectable()
export class ConfirmOpenings {
  constructor(
    private readonly work: UnitOfWork,
    private readonly openings: OpeningStore,
  ) {}

  /** Confirms every open opening of the provider, or only those named, as of today; answers how many that was. */
  run(actor: Actor, command: { providerId: string; openingIds: readonly string[] | null }): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const provider = await this.openings.provider(tx, command.providerId);
      if (provider === undefined) return notFound('provider');
      if (!capacityPolicy.canConfirm(actor, provider)) return forbidden('opening.confirm');
      const confirmed = await this.openings.confirm(tx, provider.providerId, command.openingIds);
      await tx.audit('opening.confirmed', { type: 'provider', id: provider.providerId }, { openings: confirmed });
      await tx.outbox('capacity.changed', { providerId: provider.providerId });
      return ok(confirmed);
    });
  }
}
