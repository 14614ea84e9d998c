import type { DateOnly, Pence } from '../../../kernel/index.js';
import type { Footing } from '../domain/footings.js';

export interface Commitment {
  readonly id: string;
  readonly placementId: string;
  readonly payer: 'FUND' | 'SCHOOL';
  readonly footing: Footing;
  readonly fund: string;
  readonly financialYear: string;
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly pence: Pence;
  readonly postedPence: Pence;
  readonly voidedPence: Pence;
}

/** What one payer and year still have promised, paid or not. */
export const leftOf = (
  commitments: readonly Commitment[],
  of: Pick<Commitment, 'payer' | 'financialYear'> | undefined,
): number =>
  commitments
    .filter((one) => one.payer === of?.payer && one.financialYear === of.financialYear)
    .reduce((sum, one) => sum + one.pence - one.voidedPence, 0);

export const accountsOf = (rows: readonly TransferRow[]): string[] =>
  rows.flatMap((row) => [row.debit_account_id, row.credit_account_id]);

export const COMMITMENT_COLUMNS = `c.id, c.placement_id, c.payer, c.footing, c.fund, c.financial_year, c.period_from, c.period_to, c.pence,
  p.posted_pence, p.voided_pence`;

export interface CommitmentRow {
  id: string;
  placement_id: string;
  payer: 'FUND' | 'SCHOOL';
  footing: Footing;
  fund: string;
  financial_year: string;
  period_from: DateOnly;
  period_to: DateOnly;
  pence: Pence;
  posted_pence: Pence;
  voided_pence: Pence;
}

export interface TransferRow {
  authority_id: string;
  debit_account_id: string;
  credit_account_id: string;
  transfer_id: string;
}

export const commitmentFromRow = (row: CommitmentRow): Commitment => ({
  id: row.id,
  placementId: row.placement_id,
  payer: row.payer,
  footing: row.footing,
  fund: row.fund,
  financialYear: row.financial_year,
  from: row.period_from,
  to: row.period_to,
  pence: row.pence,
  postedPence: row.posted_pence,
  voidedPence: row.voided_pence,
});
