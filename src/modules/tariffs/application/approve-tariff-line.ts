import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { explainConstraint, UnitOfWork } from '../../../platform/index.js';
import { checkSecondSignature } from '../domain/tariff-draft.js';
import { TariffStore } from '../persistence/tariff.store.js';
import { tariffPolicy } from '../tariffs.policy.js';

explainConstraint('tariff_line_two_people', 'tariff.same-person');
explainConstraint('tariff_line_one_price_a_day', 'tariff.overlaps');
explainConstraint('tariff_line_immutable', 'tariff.immutable');

/**
 * The second signature. From then on the price counts and cannot be changed, only ended. An open-ended price of the same
 * thing ends with the day before it, where that is still to come.
 */
@Injectable()
export class ApproveTariffLine {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tariffs: TariffStore,
  ) {}

  /** Problems: `tariff.same-person`, `tariff.not-draft`, `tariff.overlaps` (another approved price with an end covers some of the days). */
  run(actor: Actor, command: { readonly lineId: string }): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      if (!tariffPolicy.canApprove(actor)) return forbidden('tariff.approve');
      const line = await this.tariffs.lock(tx, command.lineId);
      if (line === undefined) return notFound('tariff');
      const signed = checkSecondSignature(line, actor.userId);
      if (!signed.ok) return signed;
      const before = await this.tariffs.followed(tx, line.id);
      // Ended meanwhile by somebody else, it is left as it is, and the database says whether the days are free.
      if (before !== null && (await this.tariffs.lock(tx, before.id))?.toDate === null) {
        const { id, endsOn } = before;
        await this.tariffs.end(tx, id, endsOn);
        await tx.audit('tariff.ended', { type: 'tariff_line', id }, { endsOn, followedBy: line.id });
      }
      await this.tariffs.approve(tx, line.id, actor.userId ?? '');
      await tx.audit('tariff.approved', { type: 'tariff_line', id: line.id }, { provider: line.providerId });
      // A price that counts from now on changes what fits within the funds: whoever buys here matches again.
      await tx.outbox('capacity.changed', { providerId: line.providerId });
      return ok(line.id);
    });
  }
}
