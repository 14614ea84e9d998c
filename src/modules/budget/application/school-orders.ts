import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, ok, type Pence, problem, type Result, sumPence } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import { orderCovers } from '../domain/footings.js';

export interface NewOrder {
  readonly authorityId: string;
  readonly referralId: string;
  readonly schoolOrganisationId: string;
  /** The school's own order number. */
  readonly reference: string;
  /** Who at the school authorised the purchase, as they sign. */
  readonly authorisedBy: string;
  readonly limitPence: Pence;
  readonly validUntil: DateOnly;
}

export interface SchoolOrder extends NewOrder {
  readonly id: string;
  readonly committedPence: Pence;
}

interface Charge {
  readonly orderId?: string | null;
  readonly pence: Pence;
  readonly to: DateOnly;
}

/** A school that buys a place says who authorised it, up to how much and until when, before anything is committed. */
@Injectable()
export class SchoolOrders {
  async give(tx: Tx, order: NewOrder): Promise<string> {
    const id = newId();
    await insertRows(tx, 'school_order', [
      {
        id,
        authority_id: order.authorityId,
        referral_id: order.referralId,
        school_organisation_id: order.schoolOrganisationId,
        reference: order.reference,
        authorised_by: order.authorisedBy,
        limit_pence: order.limitPence,
        valid_until: order.validUntil,
        given_at: tx.now,
        given_by: tx.actor.userId,
      },
    ]);
    await tx.audit('school-order.given', { type: 'school-order', id, referralId: order.referralId });
    return id;
  }

  /** The latest order for a referral, if its school has given one. */
  async latest(tx: Tx, referralId: string): Promise<SchoolOrder | undefined> {
    const rows = await tx.query<OrderRow>(
      `select ${ORDER_COLUMNS} from school_order where referral_id = $1 order by given_at desc, id desc limit 1`,
      [referralId],
    );
    return rows[0] && orderFromRow(rows[0]);
  }

  /** Refused as `order.not-found`, `order.ends-too-early` or `order.exceeded`. */
  async cover(tx: Tx, charges: readonly Charge[]): Promise<Result<undefined>> {
    const ids = [...new Set(charges.flatMap(({ orderId }) => orderId ?? []))];
    if (ids.length === 0) return ok();
    const rows = await tx.query<OrderRow>(`select ${ORDER_COLUMNS} from school_order where id = any($1) order by id`, [
      ids,
    ]);
    for (const id of ids) {
      const order = rows.find((row) => row.id === id);
      if (!order) return problem('order.not-found');
      const charged = charges.filter((charge) => charge.orderId === id);
      const to = charged.reduce((last, charge) => (charge.to > last ? charge.to : last), charged[0]?.to ?? tx.today);
      const covered = orderCovers(orderFromRow(order), { pence: sumPence(charged.map((charge) => charge.pence)), to });
      if (!covered.ok) return covered;
    }
    return ok();
  }
}

const ORDER_COLUMNS =
  'id, authority_id, referral_id, school_organisation_id, reference, authorised_by, limit_pence, valid_until, committed_pence';

interface OrderRow {
  id: string;
  authority_id: string;
  referral_id: string;
  school_organisation_id: string;
  reference: string;
  authorised_by: string;
  limit_pence: Pence;
  valid_until: DateOnly;
  committed_pence: Pence;
}

const orderFromRow = (row: OrderRow): SchoolOrder => ({
  id: row.id,
  authorityId: row.authority_id,
  referralId: row.referral_id,
  schoolOrganisationId: row.school_organisation_id,
  reference: row.reference,
  authorisedBy: row.authorised_by,
  limitPence: row.limit_pence,
  validUntil: row.valid_until,
  committedPence: row.committed_pence,
});
