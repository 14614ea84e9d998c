import { serviceActor } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';

/** Reads every authority's ledger, and nothing else, to check it. */
export const ledgerChecker = serviceActor('sealer', null, ['platform.seal']);

/** An account or a promise whose stored figures are not what its transfers say. */
export interface LedgerFault {
  readonly kind: 'account' | 'pending' | 'commitment' | 'unbalanced';
  readonly id: string;
}

/**
 * Rebuilds every balance from the transfers alone and compares it with what is stored. Nothing is returned when the
 * ledger holds. Reads what the actor may see: one authority, or all of them for the sealing service.
 */
export async function ledgerFaults(tx: Tx): Promise<LedgerFault[]> {
  return tx.query<LedgerFault>(`
    with moved as (
      select id, authority_id, debit_account_id, credit_account_id, coalesce(pending_id, id) as promise_id, kind,
        case kind when 'PENDING' then pence when 'POST_PART' then -pence when 'VOID' then -pence else 0 end as pending,
        case when kind in ('POSTED', 'POST_PART', 'REVERSAL') then pence else 0 end as posted,
        case kind when 'POST_PART' then pence else 0 end as part,
        case kind when 'VOID' then pence else 0 end as voided,
        case kind when 'PENDING' then pence else 0 end as promised
      from transfer
    ), sides as (
      select debit_account_id as account_id, pending as dp, posted as dd, 0 as cp, 0 as cc from moved
      union all select credit_account_id, 0, 0, pending, posted from moved
    ), rebuilt as (
      select account_id, sum(dp) as dp, sum(dd) as dd, sum(cp) as cp, sum(cc) as cc from sides group by account_id
    ), promises as (
      select promise_id, sum(promised) as promised, sum(part) as part, sum(voided) as voided
      from moved where kind in ('PENDING', 'POST_PART', 'VOID') group by promise_id
    )
    select 'account' as kind, a.id from account a left join rebuilt r on r.account_id = a.id
      where (a.debits_pending, a.debits_posted, a.credits_pending, a.credits_posted)
        is distinct from (coalesce(r.dp, 0)::bigint, coalesce(r.dd, 0)::bigint, coalesce(r.cp, 0)::bigint, coalesce(r.cc, 0)::bigint)
    union all
    select 'pending', coalesce(p.transfer_id, m.promise_id) from promises m full join transfer_pending p on p.transfer_id = m.promise_id
      where (p.pence, p.posted_pence, p.voided_pence) is distinct from (m.promised::bigint, m.part::bigint, m.voided::bigint)
    union all
    select 'commitment', c.id from commitment c left join transfer t on t.id = c.transfer_id and t.kind = 'PENDING' and t.pence = c.pence
      where t.id is null and not actor_may('platform.seal')
    union all
    select 'unbalanced', authority_id from account group by authority_id
      having sum(debits_posted) <> sum(credits_posted) or sum(debits_pending) <> sum(credits_pending)
    order by 1, 2 limit 100`);
}
