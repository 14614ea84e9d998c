import { Injectable } from '@nestjs/common';
import { type DateOnly, type Pence, pence } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import type { Footing } from '../domain/footings.js';

/** Where one fund stands in one financial year, in pence. */
export interface FundPosition {
  readonly accountId: string;
  readonly fund: string;
  readonly financialYear: string;
  readonly allocatedPence: Pence;
  readonly committedPence: Pence;
  readonly actualPence: Pence;
  readonly leftPence: Pence;
  /** What schools are to bear beside it. */
  readonly schoolsPence: Pence;
}

export interface SchoolYearPosition {
  readonly financialYear: string;
  readonly committedPence: Pence;
  readonly chargedPence: Pence;
  /** What the school's orders still allow. */
  readonly orderedLeftPence: Pence;
}

/** A commitment as finance sees it: money, footing and identifiers, never a child's details. */
export interface CommitmentLine {
  readonly id: string;
  /** What it is for, as finance calls it, and the page it is on. */
  readonly reference: string;
  readonly href: string;
  readonly payer: 'FUND' | 'SCHOOL';
  readonly schoolOrganisationId: string | null;
  readonly footing: Footing;
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly pence: Pence;
  readonly postedPence: Pence;
  readonly voidedPence: Pence;
  readonly at: Date;
}

const PLACEMENT_LINES = `
  select c.id, coalesce(r.reference, 'Placement') as reference, '/placements/' || c.placement_id as href, c.payer,
    c.school_organisation_id, c.footing, c.period_from, c.period_to, c.pence, c.transfer_id, c.at
  from commitment c left join referral r on r.id = c.referral_id
  where c.authority_id = $1 and c.fund = $2 and c.financial_year = $3`;
const PURCHASE_LINES = `
  select c.id, c.reference, c.href, 'FUND', null::uuid, 'AUTHORITY_FUNDING', c.period_from, c.period_to, c.pence,
    c.transfer_id, c.at
  from purchase_commitment c where c.authority_id = $1 and c.fund = $2 and c.financial_year = $3`;

/** How much money there is, committed, spent and left. Reads the counters that the database keeps: constant in cost. */
@Injectable()
export class BudgetPosition {
  /** What each fund that is open in the year has left, by fund. */
  async available(
    tx: Tx,
    { authorityId, financialYear }: { authorityId: string; financialYear: string },
  ): Promise<(readonly [fund: string, leftPence: Pence])[]> {
    const positions = await this.ofAuthority(tx, authorityId);
    return positions
      .filter((one) => one.financialYear === financialYear)
      .map(({ fund, leftPence }) => [fund, leftPence] as const);
  }

  async ofAuthority(tx: Tx, authorityId: string): Promise<FundPosition[]> {
    const rows = await tx.query<FundRow>(
      `select f.id, f.fund, f.financial_year, f.credits_posted, f.debits_pending, f.debits_posted,
         coalesce((select sum(i.credits_pending + i.credits_posted) from account i where i.authority_id = f.authority_id
           and i.kind = 'CHARGE_INCOME' and i.fund = f.fund and i.financial_year = f.financial_year), 0)::bigint as schools
       from account f where f.authority_id = $1 and f.kind = 'FUND' order by f.fund, f.financial_year`,
      [authorityId],
    );
    return rows.map((row) => ({
      accountId: row.id,
      fund: row.fund,
      financialYear: row.financial_year,
      allocatedPence: row.credits_posted,
      committedPence: row.debits_pending,
      actualPence: row.debits_posted,
      leftPence: pence(row.credits_posted - row.debits_posted - row.debits_pending),
      schoolsPence: row.schools,
    }));
  }

  /** What a school owes and may still be charged, by financial year. Empty when nothing was ever committed. */
  async ofSchool(tx: Tx, schoolOrganisationId: string): Promise<SchoolYearPosition[]> {
    const rows = await tx.query<SchoolRow>(
      `select financial_year, sum(debits_pending)::bigint as committed, sum(debits_posted - credits_posted)::bigint as charged,
         (select coalesce(sum(o.limit_pence - o.committed_pence), 0)::bigint from school_order o
            where o.school_organisation_id = $1 and o.valid_until >= $2) as ordered
       from account where kind = 'SCHOOL_RECEIVABLE' and organisation_id = $1 group by financial_year order by financial_year`,
      [schoolOrganisationId, tx.today],
    );
    return rows.map((row) => ({
      financialYear: row.financial_year,
      committedPence: row.committed,
      chargedPence: row.charged,
      orderedLeftPence: row.ordered,
    }));
  }

  /** The commitments behind a fund's figures, newest first. `total` is the true number of them. */
  async commitmentsOf(
    tx: Tx,
    of: { authorityId: string; fund: string; financialYear: string; offset: number; limit: number },
  ): Promise<{ lines: CommitmentLine[]; total: number }> {
    const where = [of.authorityId, of.fund, of.financialYear];
    const rows = await tx.query<LineRow>(
      `select l.*, p.posted_pence, p.voided_pence, count(*) over () as total
       from (${PLACEMENT_LINES} union all ${PURCHASE_LINES}) l join transfer_pending p on p.transfer_id = l.transfer_id
       order by l.at desc, l.id desc limit $4 offset $5`,
      [...where, of.limit, of.offset],
    );
    return { lines: rows.map(lineFromRow), total: rows[0]?.total ?? 0 };
  }
}

interface FundRow {
  id: string;
  fund: string;
  financial_year: string;
  credits_posted: Pence;
  debits_pending: Pence;
  debits_posted: Pence;
  schools: Pence;
}

interface SchoolRow {
  financial_year: string;
  committed: Pence;
  charged: Pence;
  ordered: Pence;
}

interface LineRow {
  id: string;
  reference: string;
  href: string;
  payer: 'FUND' | 'SCHOOL';
  school_organisation_id: string | null;
  footing: Footing;
  period_from: DateOnly;
  period_to: DateOnly;
  pence: Pence;
  posted_pence: Pence;
  voided_pence: Pence;
  at: Date;
  total: number;
}

const lineFromRow = (row: LineRow): CommitmentLine => ({
  id: row.id,
  reference: row.reference,
  href: row.href,
  payer: row.payer,
  schoolOrganisationId: row.school_organisation_id,
  footing: row.footing,
  from: row.period_from,
  to: row.period_to,
  pence: row.pence,
  postedPence: row.posted_pence,
  voidedPence: row.voided_pence,
  at: row.at,
});
