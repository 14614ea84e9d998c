import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, ok, type Pence, problem, type Result, sumPence } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import { withinFunds } from './commitments.js';
import { Ledger } from './ledger.js';
import { type PromiseRow, voidSurplus } from './void-surplus.js';

explainConstraint('purchase_commitment_once', 'commitment.already-made');

export interface YearOfPurchase {
  readonly financialYear: string;
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly pence: Pence;
}

/** Something a fund pays for that is no placement: a block, units bought from somebody else's, a subsidy. */
export interface Purchase {
  readonly authorityId: string;
  readonly subjectId: string;
  /** What finance calls it, and the page it is on. */
  readonly reference: string;
  readonly href: string;
  readonly fund: string;
  readonly years: readonly YearOfPurchase[];
}

interface Row extends PromiseRow {
  readonly financial_year: string;
  readonly pence: Pence;
  readonly posted_pence: Pence;
  readonly voided_pence: Pence;
}

/** Commits what a fund is to pay for a purchase, by financial year, all of it or nothing; and lets go of what falls away. */
@Injectable()
export class PurchaseCommitments {
  constructor(private readonly ledger: Ledger) {}

  /** Refused as a whole: `budget.fund-not-open`, `budget.exceeded` (facts as for a placement), `commitment.already-made`. */
  async commit(tx: Tx, purchase: Purchase): Promise<Result<undefined>> {
    const { authorityId, subjectId, fund } = purchase;
    const accounts = [];
    for (const year of purchase.years.filter(({ pence }) => pence > 0)) {
      const { financialYear } = year;
      const debit = await this.ledger.find(tx, { authorityId, fund, financialYear, kind: 'FUND' });
      if (!debit) return problem('budget.fund-not-open', { fund, financialYear });
      const creditId = await this.ledger.account(tx, { authorityId, fund, financialYear, kind: 'PLACEMENT_COST' });
      accounts.push({ share: { ...year, fund }, debitId: debit.id, creditId });
    }
    const locked = await this.ledger.lock(
      tx,
      accounts.flatMap(({ debitId, creditId }) => [debitId, creditId]),
    );
    const affordable = withinFunds(accounts, locked);
    if (!affordable.ok) return affordable;
    for (const { share, debitId, creditId } of accounts) {
      const promised = await this.ledger.promise(tx, {
        authorityId,
        debitAccountId: debitId,
        creditAccountId: creditId,
        pence: share.pence,
        businessKey: `purchase:${subjectId}:${fund}:${share.financialYear}`,
        effectiveOn: share.from,
        reason: 'purchase.commitment',
      });
      if (!promised.ok) return promised;
      await insertRows(tx, 'purchase_commitment', [
        {
          id: newId(),
          authority_id: authorityId,
          subject_id: subjectId,
          reference: purchase.reference,
          href: purchase.href,
          fund,
          financial_year: share.financialYear,
          period_from: share.from,
          period_to: share.to,
          pence: share.pence,
          transfer_id: promised.value,
          at: tx.now,
        },
      ]);
    }
    return ok();
  }

  /** Voids what is no longer needed; `keep` says what the purchase still costs in a financial year. Safe to repeat. */
  async voidRest(
    tx: Tx,
    subjectId: string,
    reason: string,
    keep: (financialYear: string) => Pence,
  ): Promise<Result<Pence>> {
    const rows = await this.rows(tx, subjectId);
    await this.ledger.lock(
      tx,
      rows.flatMap((row) => [row.debit_account_id, row.credit_account_id]),
    );
    const freed: Pence[] = [];
    // Read again: somebody may have posted or voided before the lock was ours.
    for (const row of await this.rows(tx, subjectId)) {
      const state = { pence: row.pence, postedPence: row.posted_pence, voidedPence: row.voided_pence };
      const voided = await voidSurplus(tx, this.ledger, { row, state, keep: keep(row.financial_year), reason });
      if (!voided.ok) return voided;
      freed.push(voided.value);
    }
    return ok(sumPence(freed));
  }

  private rows(tx: Tx, subjectId: string): Promise<Row[]> {
    return tx.query<Row>(
      `select c.id, c.authority_id, c.financial_year, c.pence, p.posted_pence, p.voided_pence, c.transfer_id,
         t.debit_account_id, t.credit_account_id
       from purchase_commitment c join transfer t on t.id = c.transfer_id
         join transfer_pending p on p.transfer_id = c.transfer_id
       where c.subject_id = $1 order by c.id`,
      [subjectId],
    );
  }
}
