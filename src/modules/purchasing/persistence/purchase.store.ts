import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, type Pence } from '../../../kernel/index.js';
import {
  explainConstraint,
  type Counted,
  type IdPage,
  insertRows,
  pageById,
  type Tx,
} from '../../../platform/index.js';
import type { Assurance } from '../domain/assurance.js';
import type { SubsidyReason } from '../domain/subsidy.js';

explainConstraint('school_purchase_once', 'purchase.recorded-already');

export interface SchoolPurchase {
  readonly id: string;
  readonly authorityId: string;
  readonly reference: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly providerId: string | null;
  readonly providerName: string;
  readonly supplyRoute: 'MAINTAINED_AP' | 'FRAMEWORK' | 'OFF_FRAMEWORK';
  readonly admissionId: string | null;
  readonly termsId: string | null;
  readonly calledOff: string | null;
  readonly pupilReference: string;
  readonly purpose: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly;
  readonly days: number;
  readonly dayPence: Pence;
  readonly totalPence: Pence;
  readonly orderReference: string;
  readonly orderAuthorisedBy: string;
  /** What was checked; what is missing was not. */
  readonly assured: readonly Assurance[];
  readonly assuredByName: string | null;
  readonly assuredAt: Date;
  /** Why nobody on the list would do; null on the list. */
  readonly reason: string | null;
  readonly policyId: string | null;
  readonly fund: string | null;
  readonly subsidyBasisPoints: number;
  readonly subsidyPence: Pence;
  readonly subsidyReason: SubsidyReason;
  readonly status: 'RECORDED' | 'CONFIRMED' | 'CANCELLED';
  readonly confirmedByName: string | null;
  readonly confirmedAt: Date | null;
  readonly confirmedWords: string | null;
  readonly cancelledWhy: string | null;
}

type Later = 'status' | 'confirmedByName' | 'confirmedAt' | 'confirmedWords' | 'cancelledWhy';
export type NewPurchase = Omit<
  SchoolPurchase,
  'id' | 'reference' | 'schoolName' | 'calledOff' | 'assuredByName' | 'assuredAt' | Later
>;

const PURCHASE = `
  select s.id, s.authority_id as "authorityId", s.reference, s.school_organisation_id as "schoolId", o.name as "schoolName",
    s.provider_organisation_id as "providerId", s.provider_name as "providerName", s.supply_route as "supplyRoute",
    s.admission_id as "admissionId", s.terms_id as "termsId",
    f.name || ' (' || f.reference || '), lot ' || l.number || ', ' || l.name || ', conditions version ' || t.version as "calledOff",
    s.pupil_reference as "pupilReference", s.purpose, s.starts_on as "startsOn", s.ends_on as "endsOn", s.days,
    s.day_pence as "dayPence", s.total_pence as "totalPence", s.order_reference as "orderReference",
    s.order_authorised_by as "orderAuthorisedBy", s.assured, u.name as "assuredByName", s.assured_at as "assuredAt", s.reason,
    s.policy_id as "policyId", s.fund, s.subsidy_basis_points as "subsidyBasisPoints", s.subsidy_pence as "subsidyPence",
    s.subsidy_reason as "subsidyReason", s.status, c.name as "confirmedByName", s.confirmed_at as "confirmedAt",
    s.confirmed_words as "confirmedWords", s.cancelled_why as "cancelledWhy"
  from school_purchase s join organisation o on o.id = s.school_organisation_id
    left join admission a on a.id = s.admission_id left join framework f on f.id = a.framework_id
    left join lot l on l.id = a.lot_id left join call_off_terms t on t.id = s.terms_id
    left join identity_names(ARRAY[s.assured_by]) u on true left join identity_names(ARRAY[s.confirmed_by]) c on true`;

/** What schools bought themselves. */
@Injectable()
export class PurchaseStore {
  async add(tx: Tx, purchase: NewPurchase): Promise<string> {
    const id = newId();
    await insertRows(tx, 'school_purchase', [
      {
        id,
        authority_id: purchase.authorityId,
        school_organisation_id: purchase.schoolId,
        provider_organisation_id: purchase.providerId,
        provider_name: purchase.providerName,
        supply_route: purchase.supplyRoute,
        admission_id: purchase.admissionId,
        terms_id: purchase.termsId,
        pupil_reference: purchase.pupilReference,
        purpose: purchase.purpose,
        starts_on: purchase.startsOn,
        ends_on: purchase.endsOn,
        days: purchase.days,
        day_pence: purchase.dayPence,
        total_pence: purchase.totalPence,
        order_reference: purchase.orderReference,
        order_authorised_by: purchase.orderAuthorisedBy,
        assured: purchase.assured,
        assured_by: tx.actor.userId,
        assured_at: tx.now,
        reason: purchase.reason,
        policy_id: purchase.policyId,
        fund: purchase.fund,
        subsidy_basis_points: purchase.subsidyBasisPoints,
        subsidy_pence: purchase.subsidyPence,
        subsidy_reason: purchase.subsidyReason,
        status: 'RECORDED',
      },
    ]);
    return id;
  }

  async byId(tx: Tx, id: string): Promise<SchoolPurchase | undefined> {
    return (await tx.query<SchoolPurchase>(`${PURCHASE} where s.id = $1`, [id]))[0];
  }

  async lock(tx: Tx, id: string): Promise<SchoolPurchase | undefined> {
    await tx.query('select id from school_purchase where id = $1 for update', [id]);
    return this.byId(tx, id);
  }

  /** What waits for the authority first, then the latest; `total` is the true number. */
  async list(
    tx: Tx,
    at: { readonly offset: number; readonly limit: number },
  ): Promise<{ rows: SchoolPurchase[]; total: number }> {
    const rows = await tx.query<SchoolPurchase>(
      `${PURCHASE} order by (s.status = 'RECORDED') desc, s.assured_at desc, s.id desc limit $1 offset $2`,
      [at.limit, at.offset],
    );
    const [count] = await tx.query<{ total: number }>('select count(*) as total from school_purchase');
    return { rows, total: count?.total ?? 0 };
  }

  page(tx: Tx, at: IdPage): Promise<Counted<SchoolPurchase>> {
    return pageById<SchoolPurchase>(tx, { select: PURCHASE, table: 'school_purchase', alias: 's' }, at);
  }

  /** Those that somebody of the authority still has to read. */
  waiting(tx: Tx, most: number): Promise<SchoolPurchase[]> {
    return tx.query(`${PURCHASE} where s.status = 'RECORDED' order by s.assured_at, s.id limit $1`, [most]);
  }

  async confirm(tx: Tx, id: string, words: string): Promise<void> {
    await tx.query(
      `update school_purchase set status = 'CONFIRMED', confirmed_by = $2, confirmed_at = $3, confirmed_words = $4 where id = $1`,
      [id, tx.actor.userId, tx.now, words],
    );
  }

  async cancel(tx: Tx, id: string, why: string): Promise<void> {
    await tx.query(
      `update school_purchase set status = 'CANCELLED', cancelled_at = $2, cancelled_why = $3 where id = $1`,
      [id, tx.now, why],
    );
  }
}
