import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, pageById, type Tx } from '../../../platform/index.js';
import type { RemovalGround, RemovalStatus } from '../domain/provider-change.js';

export interface Removal {
  readonly id: string;
  readonly authorityId: string;
  readonly admissionId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly frameworkId: string;
  readonly frameworkName: string;
  readonly lotNumber: number;
  readonly ground: RemovalGround;
  readonly reasons: string;
  /** Of the admission: as noticed, and once it is removed the day on which it ends. */
  readonly lastDay: DateOnly;
  readonly replyBy: DateOnly;
  readonly status: RemovalStatus;
  readonly reply: string | null;
  readonly decision: string | null;
  readonly noticedAt: Date;
  readonly noticedBy: string;
}

export interface RemovableAdmission {
  readonly id: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly lotNumber: number;
  readonly frameworkName: string;
  readonly toDate: DateOnly;
}

const REMOVAL = `
  SELECT r.id, r.authority_id AS "authorityId", r.admission_id AS "admissionId",
         r.provider_organisation_id AS "providerId", o.name AS "providerName", f.id AS "frameworkId",
         f.name AS "frameworkName", l.number::int AS "lotNumber", r.ground, r.reasons,
         CASE WHEN r.status = 'REMOVED' THEN a.to_date ELSE r.last_day END AS "lastDay",
         r.reply_by AS "replyBy", r.status, r.reply, r.decision, r.noticed_at AS "noticedAt", r.noticed_by AS "noticedBy"
    FROM admission_removal r JOIN organisation o ON o.id = r.provider_organisation_id JOIN admission a ON a.id = r.admission_id
    JOIN lot l ON l.id = a.lot_id JOIN framework f ON f.id = a.framework_id`;

/** Notice of ending admissions, and what came of it. */
@Injectable()
export class RemovalStore {
  page(tx: Tx, at: IdPage): Promise<Counted<Removal>> {
    return pageById<Removal>(tx, { select: REMOVAL, table: 'admission_removal', alias: 'r' }, at);
  }

  async byId(tx: Tx, id: string): Promise<Removal | undefined> {
    const [row] = await tx.query<Removal>(`${REMOVAL} WHERE r.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Removal | undefined> {
    await tx.query(`SELECT id FROM admission_removal WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** Open ones first, then the latest; at most 500. */
  list(tx: Tx): Promise<Removal[]> {
    return tx.query<Removal>(`${REMOVAL} ORDER BY r.decided_at IS NOT NULL, r.noticed_at DESC, r.id LIMIT 500`);
  }

  async admission(tx: Tx, id: string): Promise<RemovableAdmission | undefined> {
    const [row] = await tx.query<RemovableAdmission>(
      `SELECT a.id, a.authority_id AS "authorityId", a.provider_organisation_id AS "providerId", o.name AS "providerName",
              l.number::int AS "lotNumber", f.name AS "frameworkName", a.to_date AS "toDate"
         FROM admission a JOIN organisation o ON o.id = a.provider_organisation_id JOIN lot l ON l.id = a.lot_id
         JOIN framework f ON f.id = a.framework_id WHERE a.id = $1 AND a.status = 'ADMITTED' AND a.to_date >= $2`,
      [id, tx.today],
    );
    return row;
  }

  async add(
    tx: Tx,
    id: string,
    admission: RemovableAdmission,
    given: { readonly ground: RemovalGround; readonly reasons: string; readonly lastDay: DateOnly; replyBy: DateOnly },
  ): Promise<void> {
    await insertRows(tx, 'admission_removal', [
      {
        id,
        authority_id: admission.authorityId,
        admission_id: admission.id,
        provider_organisation_id: admission.providerId,
        ground: given.ground,
        reasons: given.reasons,
        last_day: given.lastDay,
        reply_by: given.replyBy,
        noticed_at: tx.now,
        noticed_by: tx.actor.userId,
      },
    ]);
  }

  async reply(tx: Tx, id: string, reply: string): Promise<void> {
    await tx.query(
      `UPDATE admission_removal SET status = 'REPLIED', reply = $2, replied_at = $3, replied_by = $4 WHERE id = $1`,
      [id, reply, tx.now, tx.actor.userId],
    );
  }

  async decide(tx: Tx, id: string, status: 'REMOVED' | 'KEPT', decision: string): Promise<void> {
    await tx.query(
      `UPDATE admission_removal SET status = $2, decision = $3, decided_at = $4, decided_by = $5 WHERE id = $1`,
      [id, status, decision, tx.now, tx.actor.userId],
    );
  }
}
