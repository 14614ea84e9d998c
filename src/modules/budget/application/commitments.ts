import { Injectable } from '@nestjs/common';
import {
  type DateOnly,
  groupBy,
  newId,
  ok,
  type Pence,
  pence,
  problem,
  type Result,
  sumPence,
} from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import { type Footing, lawfulFooting } from '../domain/footings.js';
import {
  accountsOf,
  type Commitment,
  COMMITMENT_COLUMNS,
  commitmentFromRow,
  type CommitmentRow,
  leftOf,
  type TransferRow,
} from './commitment-rows.js';
import { type Account, Ledger } from './ledger.js';
import { SchoolOrders } from './school-orders.js';
import { voidSurplus } from './void-surplus.js';

export type { Commitment };

explainConstraint('commitment_lawful_on_exclusion', 'charge.no-lawful-footing');
explainConstraint('commitment_has_order', 'order.required');
explainConstraint('commitment_has_agreement', 'agreement.required');
explainConstraint('school_order_within', 'order.exceeded');
explainConstraint('commitment_once', 'commitment.already-made');
explainConstraint('commitment_not_paid_twice', 'commitment.already-made');

/** What one payer is to bear in one financial year. Nought is no commitment and is left out. */
export interface Share {
  readonly payer: 'FUND' | 'SCHOOL';
  readonly footing: Footing;
  readonly fund: string;
  readonly financialYear: string;
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly pence: Pence;
  readonly schoolOrganisationId?: string | null;
  readonly orderId?: string | null;
  readonly agreementReference?: string | null;
}

export interface PlacementShares {
  readonly authorityId: string;
  readonly placementId: string;
  readonly referralId: string;
  readonly referralType: string;
  readonly shares: readonly Share[];
  /** The change of the placement that raises what was promised. */
  readonly changeId?: string;
}

interface Accounts {
  readonly share: Share;
  readonly debitId: string;
  readonly creditId: string;
}

/** Commits the shares of a placement, all of them or none, and lets go of what is left when it ends. */
@Injectable()
export class Commitments {
  constructor(
    private readonly ledger: Ledger,
    private readonly orders: SchoolOrders,
  ) {}

  /**
   * Promises every share. Refused as a whole: `charge.no-lawful-footing`, `order.*`, `budget.fund-not-open` (facts
   * fund, financialYear), `budget.exceeded` (facts fund, financialYear, leftPence, neededPence).
   */
  async commit(tx: Tx, placement: PlacementShares): Promise<Result<string[]>> {
    const shares = placement.shares.filter((share) => share.pence > 0);
    const lawful = await this.checkFootings(tx, placement.referralType, shares);
    if (!lawful.ok) return lawful;
    const opened = await this.open(tx, placement.authorityId, shares);
    if (!opened.ok) return opened;
    const accounts = opened.value;
    const locked = await this.ledger.lock(
      tx,
      accounts.flatMap(({ debitId, creditId }) => [debitId, creditId]),
    );
    const affordable = withinFunds(accounts, locked);
    if (!affordable.ok) return affordable;
    const ids: string[] = [];
    for (const each of accounts) {
      const added = await this.add(tx, placement, each);
      if (!added.ok) return added;
      ids.push(added.value);
    }
    return ok(ids);
  }

  /**
   * Voids what is no longer needed of the commitments of a placement. `keep` says what a payer still owes for a financial
   * year (nought when the place was never taken up), of all that was promised for it: what was promised last goes first,
   * and what is posted already stays. Doing it twice changes nothing. Returns what was let go.
   */
  async voidRest(
    tx: Tx,
    placementId: string,
    reason: string,
    keep: (commitment: Pick<Commitment, 'payer' | 'financialYear'>) => Pence,
  ): Promise<Result<Pence>> {
    const rows = await this.rowsOf(tx, placementId);
    await this.ledger.lock(tx, accountsOf(rows));
    return this.voidTo(tx, rows, reason, keep);
  }

  /**
   * Makes what is promised for a placement what it costs now: what a payer and year owe less is let go, what they owe more is
   * promised beside the rest, under the change. Refused as a whole, as `commit`. The shares name every payer and year.
   */
  async settle(
    tx: Tx,
    placement: PlacementShares & { readonly changeId: string },
    reason: string,
  ): Promise<Result<{ readonly raisedPence: Pence; readonly voidedPence: Pence }>> {
    const shareOf = (of: Pick<Share, 'payer' | 'financialYear'>): Share | undefined =>
      placement.shares.find((one) => one.payer === of.payer && one.financialYear === of.financialYear);
    const opened = await this.open(
      tx,
      placement.authorityId,
      placement.shares.filter(({ pence }) => pence > 0),
    );
    if (!opened.ok) return opened;
    const rows = await this.rowsOf(tx, placement.placementId);
    const accounts = opened.value.flatMap(({ debitId, creditId }) => [debitId, creditId]);
    await this.ledger.lock(tx, [...accountsOf(rows), ...accounts]);
    const voided = await this.voidTo(tx, rows, reason, (of) => shareOf(of)?.pence ?? pence(0));
    if (!voided.ok) return voided;
    const live = await this.ofPlacement(tx, placement.placementId);
    const shares = placement.shares.map((share) => ({ ...share, pence: pence(share.pence - leftOf(live, share)) }));
    const raised = shares.filter((share) => share.pence > 0);
    const added = await this.commit(tx, { ...placement, shares: raised });
    if (!added.ok) return added;
    return ok({ raisedPence: sumPence(raised.map((share) => share.pence)), voidedPence: voided.value });
  }

  /** The accounts are locked. */
  private async voidTo(
    tx: Tx,
    rows: readonly (CommitmentRow & TransferRow)[],
    reason: string,
    keep: (commitment: Pick<Commitment, 'payer' | 'financialYear'>) => Pence,
  ): Promise<Result<Pence>> {
    const states: { row: CommitmentRow & TransferRow; state: Commitment }[] = [];
    for (const row of rows) states.push({ row, state: await this.stateUnderLock(tx, row) });
    const freed: Pence[] = [];
    for (const own of groupBy(states, ({ state }) => `${state.payer} ${state.financialYear}`).values()) {
      let surplus =
        leftOf(
          own.map(({ state }) => state),
          own[0]?.state,
        ) - (own[0] ? keep(own[0].state) : 0);
      for (const { row, state } of own.toReversed()) {
        const promised = state.pence - state.voidedPence;
        const kept = pence(promised - Math.max(0, Math.min(surplus, promised - state.postedPence)));
        const voided = await voidSurplus(tx, this.ledger, { row, state, keep: kept, reason });
        if (!voided.ok) return voided;
        freed.push(voided.value);
        surplus -= voided.value;
      }
    }
    return ok(sumPence(freed));
  }

  private rowsOf(tx: Tx, placementId: string): Promise<(CommitmentRow & TransferRow)[]> {
    return tx.query(
      `select ${COMMITMENT_COLUMNS}, c.authority_id, t.debit_account_id, t.credit_account_id, c.transfer_id
       from commitment c join transfer t on t.id = c.transfer_id join transfer_pending p on p.transfer_id = c.transfer_id
       where c.placement_id = $1 order by c.at, c.id`,
      [placementId],
    );
  }

  async ofPlacement(tx: Tx, placementId: string): Promise<Commitment[]> {
    const rows = await tx.query<CommitmentRow>(
      `select ${COMMITMENT_COLUMNS} from commitment c join transfer_pending p on p.transfer_id = c.transfer_id
       where c.placement_id = $1 order by c.financial_year, c.payer, c.id`,
      [placementId],
    );
    return rows.map(commitmentFromRow);
  }

  private async checkFootings(tx: Tx, referralType: string, shares: readonly Share[]): Promise<Result<undefined>> {
    for (const { payer, footing } of shares) {
      if (payer === 'FUND' || footing === 'AUTHORITY_FUNDING') continue;
      const lawful = lawfulFooting(referralType, footing);
      if (!lawful.ok) return lawful;
    }
    return this.orders.cover(tx, shares);
  }

  /** A fund must have been opened by finance; the accounts on the other side follow from the placement. */
  private async open(tx: Tx, authorityId: string, shares: readonly Share[]): Promise<Result<Accounts[]>> {
    const opened: Accounts[] = [];
    for (const share of shares) {
      const { fund, financialYear } = share;
      const at = { authorityId, fund, financialYear };
      if (share.payer === 'SCHOOL') {
        const organisationId = share.schoolOrganisationId ?? null;
        const debitId = await this.ledger.account(tx, { ...at, kind: 'SCHOOL_RECEIVABLE', organisationId });
        opened.push({ share, debitId, creditId: await this.ledger.account(tx, { ...at, kind: 'CHARGE_INCOME' }) });
        continue;
      }
      const account = await this.ledger.find(tx, { ...at, kind: 'FUND' });
      if (!account) return problem('budget.fund-not-open', { fund, financialYear });
      const creditId = await this.ledger.account(tx, { ...at, kind: 'PLACEMENT_COST' });
      opened.push({ share, debitId: account.id, creditId });
    }
    return ok(opened);
  }

  private async add(
    tx: Tx,
    placement: PlacementShares,
    { share, debitId, creditId }: Accounts,
  ): Promise<Result<string>> {
    const { authorityId, placementId, referralId, referralType } = placement;
    const promised = await this.ledger.promise(tx, {
      authorityId,
      debitAccountId: debitId,
      creditAccountId: creditId,
      pence: share.pence,
      businessKey: ['commit', placementId, share.payer, share.footing, share.fund, share.financialYear]
        .concat(placement.changeId ?? [])
        .join(':'),
      effectiveOn: share.from,
      reason: 'placement.commitment',
    });
    if (!promised.ok) return promised;
    const id = newId();
    await insertRows(tx, 'commitment', [
      {
        id,
        authority_id: authorityId,
        placement_id: placementId,
        referral_id: referralId,
        referral_type: referralType,
        payer: share.payer,
        school_organisation_id: share.schoolOrganisationId ?? null,
        footing: share.footing,
        order_id: share.orderId ?? null,
        agreement_reference: share.agreementReference ?? null,
        fund: share.fund,
        financial_year: share.financialYear,
        period_from: share.from,
        period_to: share.to,
        pence: share.pence,
        transfer_id: promised.value,
        change_id: placement.changeId ?? null,
        at: tx.now,
      },
    ]);
    return ok(id);
  }

  private async stateUnderLock(tx: Tx, row: CommitmentRow & TransferRow): Promise<Commitment> {
    const [now] = await tx.query<{ posted_pence: Pence; voided_pence: Pence }>(
      'select posted_pence, voided_pence from transfer_pending where transfer_id = $1',
      [row.transfer_id],
    );
    return commitmentFromRow({ ...row, ...now });
  }
}

/** Said in words before the database would refuse it without facts. */
export function withinFunds(
  accounts: readonly { readonly share: Pick<Share, 'fund' | 'financialYear' | 'pence'>; readonly debitId: string }[],
  locked: ReadonlyMap<string, Account>,
): Result<undefined> {
  for (const { share, debitId } of accounts) {
    const account = locked.get(debitId);
    if (!account || account.mayOverdraw) continue;
    const left = pence(account.creditsPosted - account.debitsPosted - account.debitsPending);
    const needed = sumPence(accounts.filter((each) => each.debitId === debitId).map((each) => each.share.pence));
    if (needed > left) {
      const { fund, financialYear } = share;
      return problem('budget.exceeded', { fund, financialYear, leftPence: left, neededPence: needed });
    }
  }
  return ok();
}
