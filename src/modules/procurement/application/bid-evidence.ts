import { Injectable } from '@nestjs/common';
import { all, invalid, ok, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type Evidence, FindEvidence } from '../../providers/index.js';
import { asksFor } from '../domain/application.js';
import { type EvidenceFault, evidenceFault, suggested } from '../domain/required-evidence.js';
import type { Application } from '../persistence/application.store.js';
import { type Asked, RequiredEvidenceStore } from '../persistence/required-evidence.store.js';

/** One document that is asked for, with what the bid shows for it. */
export interface BidEvidence {
  readonly asked: Asked;
  /** Undefined where nothing is shown. */
  readonly shown: Evidence | undefined;
  /** Why it does not do on the day of looking; null when it does. */
  readonly fault: EvidenceFault | null;
}

/** The documents of a bid: chosen from what the provider keeps, never kept again. */
@Injectable()
export class BidEvidenceParts {
  constructor(
    private readonly store: RequiredEvidenceStore,
    private readonly evidence: FindEvidence,
  ) {}

  /** What is asked for the lots of the bid, each with what is shown, as of today. */
  async of(tx: Tx, application: Application): Promise<BidEvidence[]> {
    const asked = asksFor(await this.store.ofRound(tx, application.roundId), application.lotIds);
    if (asked.length === 0) return [];
    const shown = await this.store.shown(tx, application.id);
    const kept = new Map((await this.evidence.all(tx, application.providerId)).map((one) => [one.id, one]));
    return asked.map((one) => {
      const document = kept.get(shown.get(one.id) ?? '');
      return { asked: one, shown: document, fault: evidenceFault(one, document, tx.today) };
    });
  }

  /** Shows the best of what is kept for whatever nothing is shown for yet. */
  async prefill(tx: Tx, application: Application): Promise<void> {
    const parts = await this.of(tx, application);
    const kept = await this.evidence.all(tx, application.providerId);
    const found = parts.flatMap(({ asked, shown }) => {
      const document = shown === undefined ? suggested(asked, kept, tx.today) : undefined;
      return document === undefined ? [] : [{ asked, documentId: document.id }];
    });
    await this.store.show(tx, application, found);
  }

  /** By what is asked: a document of one's own of that kind, or null for none. Rule on the asked's id: `choice`. */
  async choose(
    tx: Tx,
    application: Application,
    given: ReadonlyMap<string, string | null>,
  ): Promise<Result<undefined>> {
    const asked = new Map((await this.of(tx, application)).map((one) => [one.asked.id, one.asked]));
    const kept = new Map((await this.evidence.all(tx, application.providerId)).map((one) => [one.id, one]));
    const checked = all(
      [...given].map(([askedId, documentId]) => {
        const known = asked.get(askedId);
        const isFit = documentId === null || kept.get(documentId)?.kind === known?.kind;
        return known !== undefined && isFit ? ok({ asked: known, documentId }) : invalid(askedId, 'choice');
      }),
    );
    if (!checked.ok) return checked;
    await this.store.show(tx, application, checked.value);
    return ok();
  }
}
