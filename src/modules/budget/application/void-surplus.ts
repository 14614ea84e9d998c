import { ok, type Pence, pence, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Ledger } from './ledger.js';

/** A promise of the ledger, and what stands behind it. */
export interface PromiseRow {
  readonly id: string;
  readonly authority_id: string;
  readonly transfer_id: string;
  readonly debit_account_id: string;
  readonly credit_account_id: string;
}

export interface PromiseState {
  readonly pence: Pence;
  readonly postedPence: Pence;
  readonly voidedPence: Pence;
}

/** What may be let go: never more than is left, never what is still to be paid. */
function surplusOf({ pence: promised, postedPence, voidedPence }: PromiseState, keep: Pence): Pence {
  const left = promised - postedPence - voidedPence;
  return pence(Math.max(0, Math.min(left, promised - voidedPence - keep)));
}

/** Voids what a promise no longer needs, and returns it. The accounts must be locked; doing it twice changes nothing. */
export async function voidSurplus(
  tx: Tx,
  ledger: Ledger,
  { row, state, keep, reason }: { row: PromiseRow; state: PromiseState; keep: Pence; reason: string },
): Promise<Result<Pence>> {
  const surplus = surplusOf(state, keep);
  if (surplus <= 0) return ok(surplus);
  const voided = await ledger.void(tx, row.transfer_id, {
    authorityId: row.authority_id,
    debitAccountId: row.debit_account_id,
    creditAccountId: row.credit_account_id,
    pence: surplus,
    businessKey: `void:${row.id}:${state.voidedPence + surplus}`,
    effectiveOn: tx.today,
    reason,
  });
  return voided.ok ? ok(surplus) : voided;
}
