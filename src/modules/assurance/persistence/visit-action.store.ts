import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { ActionGiven, ActionOwner, ActionStatus, VisitArea } from '../domain/visit.js';
import type { Visit } from './visit.store.js';

export interface VisitAction {
  readonly id: string;
  readonly visitId: string;
  readonly visitReference: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly area: VisitArea;
  readonly what: string;
  readonly owner: ActionOwner;
  readonly ownerName: string;
  readonly dueOn: DateOnly;
  readonly status: ActionStatus;
  readonly escalatedOn: DateOnly | null;
  readonly closedNote: string | null;
  readonly closedAt: Date | null;
}

export interface ActionReport {
  readonly id: string;
  readonly said: string;
  readonly evidenceId: string | null;
  readonly evidenceKind: string | null;
  readonly evidenceTitle: string | null;
  readonly byProvider: boolean;
  readonly saidAt: Date;
}

const ACTION = `
  SELECT x.id, x.visit_id AS "visitId", v.reference AS "visitReference", x.authority_id AS "authorityId",
         x.provider_organisation_id AS "providerId", o.name AS "providerName", x.area, x.what, x.owner,
         x.owner_name AS "ownerName", x.due_on AS "dueOn", x.status, x.escalated_on AS "escalatedOn",
         x.closed_note AS "closedNote", x.closed_at AS "closedAt"
    FROM visit_action x JOIN quality_visit v ON v.id = x.visit_id JOIN organisation o ON o.id = x.provider_organisation_id`;

/** What has to be done after visits, and what is said about it. */
@Injectable()
export class VisitActionStore {
  async byId(tx: Tx, id: string): Promise<VisitAction | undefined> {
    const [row] = await tx.query<VisitAction>(`${ACTION} WHERE x.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<VisitAction | undefined> {
    await tx.query(`SELECT id FROM visit_action WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  ofVisit(tx: Tx, visitId: string): Promise<VisitAction[]> {
    return tx.query<VisitAction>(`${ACTION} WHERE x.visit_id = $1 ORDER BY x.due_on, x.id LIMIT 200`, [visitId]);
  }

  /** What is not closed, the earliest first; at most 100. */
  open(tx: Tx): Promise<VisitAction[]> {
    return tx.query<VisitAction>(
      `${ACTION} WHERE x.status <> 'CLOSED' AND v.sent_at IS NOT NULL ORDER BY x.due_on, x.id LIMIT 100`,
    );
  }

  reports(tx: Tx, actionId: string): Promise<ActionReport[]> {
    return tx.query<ActionReport>(
      `SELECT r.id, r.said, r.evidence_id AS "evidenceId", e.kind AS "evidenceKind", e.title AS "evidenceTitle",
              r.by_provider AS "byProvider", r.said_at AS "saidAt"
         FROM visit_action_report r LEFT JOIN evidence e ON e.id = r.evidence_id
        WHERE r.action_id = $1 ORDER BY r.said_at, r.id LIMIT 200`,
      [actionId],
    );
  }

  async add(tx: Tx, id: string, visit: Visit, given: ActionGiven): Promise<void> {
    await insertRows(tx, 'visit_action', [
      {
        id,
        visit_id: visit.id,
        authority_id: visit.authorityId,
        provider_organisation_id: visit.providerId,
        area: given.area,
        what: given.what,
        owner: given.owner,
        owner_name: given.ownerName,
        due_on: given.dueOn,
        agreed_at: tx.now,
        agreed_by: tx.actor.userId,
      },
    ]);
  }

  async setStatus(tx: Tx, id: string, status: ActionStatus): Promise<void> {
    await tx.query(`UPDATE visit_action SET status = $2 WHERE id = $1`, [id, status]);
  }

  async close(tx: Tx, id: string, note: string): Promise<void> {
    await tx.query(
      `UPDATE visit_action SET status = 'CLOSED', closed_note = $2, closed_at = $3, closed_by = $4 WHERE id = $1`,
      [id, note, tx.now, tx.actor.userId],
    );
  }

  async say(
    tx: Tx,
    action: VisitAction,
    report: { readonly id: string; readonly said: string; readonly evidenceId: string | null; byProvider: boolean },
  ): Promise<void> {
    await insertRows(tx, 'visit_action_report', [
      {
        id: report.id,
        action_id: action.id,
        authority_id: action.authorityId,
        provider_organisation_id: action.providerId,
        said: report.said,
        evidence_id: report.evidenceId,
        by_provider: report.byProvider,
        said_at: tx.now,
        said_by: tx.actor.userId,
      },
    ]);
  }

  /** Open ones due before that day that nobody was told of yet, marked as told; at most 200 at once, by id. */
  async escalate(tx: Tx, dueBefore: DateOnly): Promise<VisitAction[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE visit_action SET escalated_on = $2 WHERE id IN (
         SELECT x.id FROM visit_action x JOIN quality_visit v ON v.id = x.visit_id
          WHERE x.authority_id = $3 AND x.status = 'OPEN' AND x.escalated_on IS NULL AND x.due_on < $1
            AND v.sent_at IS NOT NULL ORDER BY x.id LIMIT 200 FOR UPDATE OF x) RETURNING id`,
      [dueBefore, tx.today, tx.actor.authorityId],
    );
    const ids = rows.map(({ id }) => id);
    return tx.query<VisitAction>(`${ACTION} WHERE x.id = ANY ($1::uuid[]) ORDER BY x.id`, [ids]);
  }
}
