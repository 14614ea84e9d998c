import { Injectable } from '@nestjs/common';
import { financialYearDates, ok, type Pence, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Ledger } from './ledger.js';

export interface FundToOpen {
  readonly authorityId: string;
  readonly fund: string;
  readonly financialYear: string;
  /** The part of the grant that is put into the fund, in pence; nought opens an empty fund. */
  readonly grantPence: Pence;
  /** Unique in the authority: the same allocation sent twice is made once. */
  readonly key: string;
}

/** Opens a fund for a financial year and moves grant into it. */
@Injectable()
export class BudgetSetUp {
  constructor(private readonly ledger: Ledger) {}

  async openFund(tx: Tx, fund: FundToOpen): Promise<Result<string>> {
    const at = { authorityId: fund.authorityId, fund: fund.fund, financialYear: fund.financialYear };
    const grantId = await this.ledger.account(tx, { ...at, kind: 'GRANT' });
    const fundId = await this.ledger.account(tx, { ...at, kind: 'FUND' });
    if (fund.grantPence > 0) {
      const posted = await this.ledger.post(tx, {
        authorityId: fund.authorityId,
        debitAccountId: grantId,
        creditAccountId: fundId,
        pence: fund.grantPence,
        businessKey: `allocate:${fund.key}`,
        effectiveOn: financialYearDates(fund.financialYear).startsOn,
        reason: 'fund.allocation',
      });
      if (!posted.ok) return posted;
    }
    await tx.audit('fund.opened', { type: 'account', id: fundId }, { fund: fund.fund, year: fund.financialYear });
    return ok(fundId);
  }
}
