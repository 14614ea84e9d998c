import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, ok, type Pence, problem, type Result } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';

export type AccountKind =
  | 'GRANT'
  | 'FUND'
  | 'PROVIDER_PAYABLE'
  | 'PLACEMENT_COST'
  | 'SCHOOL_RECEIVABLE'
  | 'CHARGE_INCOME'
  | 'RECOVERABLE_VAT'
  | 'BANK_CLEARING'
  | 'SUSPENSE';

/** One account there can be: an authority's, for a fund and financial year, and for a school or provider where due. */
export interface AccountKey {
  readonly authorityId: string;
  readonly kind: AccountKind;
  readonly fund: string;
  readonly financialYear: string;
  readonly organisationId?: string | null;
}

export interface Account {
  readonly id: string;
  readonly mayOverdraw: boolean;
  readonly debitsPending: Pence;
  readonly debitsPosted: Pence;
  readonly creditsPending: Pence;
  readonly creditsPosted: Pence;
}

export type TransferKind = 'POSTED' | 'PENDING' | 'POST_PART' | 'VOID' | 'REVERSAL';

interface Movement {
  readonly authorityId: string;
  readonly debitAccountId: string;
  readonly creditAccountId: string;
  readonly pence: Pence;
  /** Unique in the authority. The same movement under the same key is done once; another one is refused. */
  readonly businessKey: string;
  readonly effectiveOn: DateOnly;
  /** A code, such as 'placement.commitment'. */
  readonly reason: string;
}

interface Row extends Movement {
  readonly kind: TransferKind;
  readonly pendingId?: string;
  readonly reversesId?: string;
}

explainConstraint('account_not_overdrawn', 'budget.exceeded');
explainConstraint('account_open', 'ledger.period-closed');
explainConstraint('transfer_pending_within', 'transfer.exceeds-pending');
explainConstraint('transfer_matches_origin', 'transfer.origin-mismatch');
explainConstraint('transfer_reversed_once', 'transfer.already-reversed');

/**
 * Double entry between two accounts. Rows are only ever added; the database keeps every account's counters, refuses
 * what would overdraw a fund, and takes locks in the order of account ids.
 */
@Injectable()
export class Ledger {
  /** The account's id, opened if it is new. Funds never overdraw; every other kind may. */
  async account(tx: Tx, key: AccountKey): Promise<string> {
    const values = [key.authorityId, key.kind, key.fund, key.financialYear, key.organisationId ?? null];
    const found = await this.find(tx, key);
    if (found) return found.id;
    const opened = await tx.query<{ id: string }>(
      `insert into account (authority_id, kind, fund, financial_year, organisation_id, id, may_overdraw, opened_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (authority_id, fund, financial_year, kind, organisation_id) do nothing returning id`,
      [...values, newId(), key.kind !== 'FUND', tx.now],
    );
    const id = opened[0]?.id ?? (await this.find(tx, key))?.id;
    if (id === undefined) throw new Error('An account that was just opened cannot be read');
    return id;
  }

  /** The account as it stands, or undefined when nobody opened it. */
  async find(tx: Tx, key: AccountKey): Promise<Account | undefined> {
    const rows = await tx.query<AccountRow>(
      `select ${ACCOUNT_COLUMNS} from account
       where authority_id = $1 and kind = $2 and fund = $3 and financial_year = $4 and organisation_id is not distinct from $5`,
      [key.authorityId, key.kind, key.fund, key.financialYear, key.organisationId ?? null],
    );
    return rows[0] && accountFromRow(rows[0]);
  }

  /** Locks the accounts in the one order in which everybody locks them, and reads them as they stand under the lock. */
  async lock(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Account>> {
    const wanted = [...new Set(ids)];
    await tx.query('select ledger_lock($1)', [wanted]);
    const rows = await tx.query<AccountRow>(`select ${ACCOUNT_COLUMNS} from account where id = any($1)`, [wanted]);
    return new Map(rows.map((row) => [row.id, accountFromRow(row)]));
  }

  /** Moves money now. */
  post(tx: Tx, movement: Movement): Promise<Result<string>> {
    return this.add(tx, { ...movement, kind: 'POSTED' });
  }

  /** Promises money: it counts against the limit at once and is posted in parts, or voided, later. */
  promise(tx: Tx, movement: Movement): Promise<Result<string>> {
    return this.add(tx, { ...movement, kind: 'PENDING' });
  }

  /** Posts part of a promise. Refused as `transfer.exceeds-pending` beyond what is left of it. */
  postPart(tx: Tx, pendingId: string, movement: Movement): Promise<Result<string>> {
    return this.add(tx, { ...movement, kind: 'POST_PART', pendingId });
  }

  /** Lets go of part of a promise, or of all that is left. */
  void(tx: Tx, pendingId: string, movement: Movement): Promise<Result<string>> {
    return this.add(tx, { ...movement, kind: 'VOID', pendingId });
  }

  /** The exact opposite of a posted transfer, naming it. The movement's accounts are those of the original, swapped. */
  reverse(tx: Tx, reversesId: string, movement: Movement): Promise<Result<string>> {
    return this.add(tx, { ...movement, kind: 'REVERSAL', reversesId });
  }

  private async add(tx: Tx, row: Row): Promise<Result<string>> {
    const values = [
      row.authorityId,
      row.kind,
      row.debitAccountId,
      row.creditAccountId,
      row.pence,
      row.pendingId ?? null,
      row.reversesId ?? null,
    ];
    const added = await tx.query<{ id: string }>(
      `insert into transfer (authority_id, kind, debit_account_id, credit_account_id, pence, pending_id, reverses_id,
         business_key, effective_on, reason, id, at, user_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (authority_id, business_key) do nothing returning id`,
      [...values, row.businessKey, row.effectiveOn, row.reason, newId(), tx.now, tx.actor.userId],
    );
    if (added[0]) return ok(added[0].id);
    const same = await tx.query<{ id: string }>(
      `select id from transfer where authority_id = $1 and kind = $2 and debit_account_id = $3 and credit_account_id = $4
         and pence = $5 and pending_id is not distinct from $6 and reverses_id is not distinct from $7 and business_key = $8`,
      [...values, row.businessKey],
    );
    return same[0] ? ok(same[0].id) : problem('transfer.key-reused', { businessKey: row.businessKey });
  }
}

const ACCOUNT_COLUMNS = 'id, may_overdraw, debits_pending, debits_posted, credits_pending, credits_posted';

interface AccountRow {
  id: string;
  may_overdraw: boolean;
  debits_pending: Pence;
  debits_posted: Pence;
  credits_pending: Pence;
  credits_posted: Pence;
}

const accountFromRow = (row: AccountRow): Account => ({
  id: row.id,
  mayOverdraw: row.may_overdraw,
  debitsPending: row.debits_pending,
  debitsPosted: row.debits_posted,
  creditsPending: row.credits_pending,
  creditsPosted: row.credits_posted,
});
