import { Injectable } from '@nestjs/common';
import { newId } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';

explainConstraint('off_framework_request_one_open', 'purchase.asked-already');
explainConstraint('off_framework_request_second_person', 'purchase.second-person');

export interface OffFrameworkRequest {
  readonly id: string;
  readonly referralId: string;
  readonly referralReference: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly askedAt: Date;
  readonly status: 'WAITING' | 'APPROVED' | 'REFUSED';
  readonly answeredByName: string | null;
  readonly answeredAt: Date | null;
  readonly answer: string | null;
}

const REQUEST = `
  select q.id, q.referral_id as "referralId", r.reference as "referralReference",
    q.provider_organisation_id as "providerId", o.name as "providerName", q.reason,
    q.asked_by as "askedBy", a.name as "askedByName", q.asked_at as "askedAt", q.status,
    b.name as "answeredByName", q.answered_at as "answeredAt", q.answer
  from off_framework_request q
  join referral r on r.id = q.referral_id
  join organisation o on o.id = q.provider_organisation_id
  left join app_user a on a.id = q.asked_by
  left join app_user b on b.id = q.answered_by`;

/** Wishes to buy outside the framework, and their answers. */
@Injectable()
export class OffFrameworkStore {
  async add(
    tx: Tx,
    request: {
      readonly authorityId: string;
      readonly referralId: string;
      readonly providerId: string;
      readonly reason: string;
    },
  ): Promise<string> {
    const id = newId();
    await insertRows(tx, 'off_framework_request', [
      {
        id,
        authority_id: request.authorityId,
        referral_id: request.referralId,
        provider_organisation_id: request.providerId,
        reason: request.reason,
        asked_by: tx.actor.userId,
        asked_at: tx.now,
      },
    ]);
    return id;
  }

  async byId(tx: Tx, id: string): Promise<OffFrameworkRequest | undefined> {
    return (await tx.query<OffFrameworkRequest>(`${REQUEST} where q.id = $1`, [id]))[0];
  }

  /** The one that is not refused, if any. */
  async open(tx: Tx, referralId: string, providerId: string): Promise<OffFrameworkRequest | undefined> {
    const where = `where q.referral_id = $1 and q.provider_organisation_id = $2 and q.status <> 'REFUSED'`;
    return (await tx.query<OffFrameworkRequest>(`${REQUEST} ${where}`, [referralId, providerId]))[0];
  }

  ofReferral(tx: Tx, referralId: string): Promise<OffFrameworkRequest[]> {
    return tx.query(`${REQUEST} where q.referral_id = $1 order by q.asked_at desc, q.id`, [referralId]);
  }

  waiting(tx: Tx, most: number): Promise<OffFrameworkRequest[]> {
    return tx.query(`${REQUEST} where q.status = 'WAITING' order by q.asked_at, q.id limit $1`, [most]);
  }

  /** False when somebody answered first. */
  async answer(tx: Tx, id: string, status: 'APPROVED' | 'REFUSED', answer: string): Promise<boolean> {
    const rows = await tx.query(
      `update off_framework_request set status = $2, answered_by = $3, answered_at = $4, answer = $5
       where id = $1 and status = 'WAITING' returning id`,
      [id, status, tx.actor.userId, tx.now, answer],
    );
    return rows.length > 0;
  }

  /** Which of these providers are on no framework. */
  async outside(tx: Tx, providerIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ id: string }>(
      `select organisation_id as id from provider where organisation_id = any($1) and supply_route = 'OFF_FRAMEWORK'`,
      [providerIds],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
