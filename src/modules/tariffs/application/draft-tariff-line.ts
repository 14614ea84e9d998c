import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, newId, ok, problem, type Result } from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { checkDraft, type TariffDraft } from '../domain/tariff-draft.js';
import { TariffStore } from '../persistence/tariff.store.js';
import { tariffPolicy } from '../tariffs.policy.js';

/** Proposes a price, signed by whoever proposes it. It counts once a second person has approved it. */
@Injectable()
export class DraftTariffLine {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tariffs: TariffStore,
  ) {}

  /** Problems: `tariff.person-needed` (a machine cannot sign), `tariff.provider-unknown`, `input.invalid`. */
  run(actor: Actor, draft: TariffDraft): Promise<Result<string>> {
    return this.work.inTransaction(actor, (tx) => this.draftIn(tx, draft));
  }

  /** As `run`, in a transaction that is under way. */
  async draftIn(tx: Tx, draft: TariffDraft): Promise<Result<string>> {
    const { actor } = tx;
    if (!tariffPolicy.canDraft(actor)) return forbidden('tariff.draft');
    if (actor.userId === null || actor.authorityId === null) return problem('tariff.person-needed');
    const checked = checkDraft(draft);
    if (!checked.ok) return checked;
    const [known] = await tx.query(
      `SELECT 1 FROM provider p WHERE p.organisation_id = $1
          AND ($2::uuid IS NULL OR EXISTS (SELECT FROM programme g
                WHERE g.id = $2 AND g.provider_organisation_id = p.organisation_id))
          AND ($3::uuid IS NULL OR EXISTS (SELECT FROM lot l WHERE l.id = $3))`,
      [draft.providerId, draft.programmeId, draft.lotId],
    );
    if (known === undefined) return problem('tariff.provider-unknown');
    const id = newId();
    await this.tariffs.add(tx, id, actor.authorityId, checked.value, actor.userId);
    await tx.audit('tariff.drafted', { type: 'tariff_line', id }, { provider: draft.providerId });
    return ok(id);
  }
}
