import { Injectable } from '@nestjs/common';
import { type Actor, type DateOnly, forbidden, notFound, ok, problem, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { checkEnding } from '../domain/tariff-draft.js';
import { TariffStore } from '../persistence/tariff.store.js';
import { tariffPolicy } from '../tariffs.policy.js';

/** Ends an approved price on a day, to make room for its successor; agreements keep the price that they copied. */
@Injectable()
export class EndTariffLine {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tariffs: TariffStore,
  ) {}

  run(actor: Actor, command: { readonly lineId: string; readonly endsOn: DateOnly }): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const line = await this.tariffs.lock(tx, command.lineId);
      if (line === undefined) return notFound('tariff');
      if (!tariffPolicy.canEnd(actor, line)) return forbidden('tariff.approve');
      if (actor.userId === null) return problem('tariff.person-needed');
      const checked = checkEnding(line, command.endsOn);
      if (!checked.ok) return checked;
      await this.tariffs.end(tx, line.id, command.endsOn);
      await tx.audit('tariff.ended', { type: 'tariff_line', id: line.id }, { endsOn: command.endsOn });
      return ok(line.id);
    });
  }

  /** Takes back a draft that nobody has approved. */
  withdraw(actor: Actor, command: { readonly lineId: string }): Promise<Result<string>> {
    return this.work.inTransaction(actor, async (tx) => {
      const line = await this.tariffs.lock(tx, command.lineId);
      if (line === undefined) return notFound('tariff');
      if (!tariffPolicy.canDraft(actor)) return forbidden('tariff.draft');
      if (line.status !== 'DRAFT') return problem('tariff.not-draft', { status: line.status });
      await this.tariffs.withdraw(tx, line.id);
      await tx.audit('tariff.withdrawn', { type: 'tariff_line', id: line.id });
      return ok(line.id);
    });
  }
}
