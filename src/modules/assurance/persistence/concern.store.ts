import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, pageById, type Tx } from '../../../platform/index.js';
import type {
  ConcernGiven,
  ConcernKind,
  ConcernLevel,
  ConcernOutcome,
  ConcernStatus,
  ToldFirst,
} from '../domain/concern.js';

export interface Concern {
  readonly id: string;
  readonly reference: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteName: string | null;
  readonly kind: ConcernKind;
  readonly confidential: boolean;
  readonly happenedOn: DateOnly;
  readonly what: string;
  readonly pupilReference: string | null;
  readonly toldFirst: ToldFirst | null;
  readonly toldOn: DateOnly | null;
  readonly status: ConcernStatus;
  readonly level: ConcernLevel | null;
  readonly outcome: ConcernOutcome | null;
  readonly found: string | null;
  readonly toldRaiser: string | null;
  readonly closedAt: Date | null;
  readonly raisedAt: Date;
  readonly raisedBy: string | null;
  readonly raisedByOrganisationId: string;
  readonly raisedByName: string;
}

export interface ConcernAction {
  readonly id: string;
  readonly concernId: string;
  readonly reference: string;
  readonly providerName: string;
  readonly what: string;
  readonly ownerName: string;
  readonly dueOn: DateOnly;
  readonly escalatedOn: DateOnly | null;
  readonly doneOn: DateOnly | null;
  readonly doneNote: string | null;
}

export interface ConcernSuspension {
  readonly suspensionId: string;
  readonly admissionId: string;
  readonly lotNumber: number;
  readonly frameworkName: string;
  readonly fromDate: DateOnly;
  readonly toDate: DateOnly | null;
}

const CONCERN = `
  SELECT c.id, c.reference, c.authority_id AS "authorityId", c.provider_organisation_id AS "providerId",
         o.name AS "providerName", s.name AS "siteName", c.kind, c.confidential, c.happened_on AS "happenedOn", c.what,
         c.pupil_reference AS "pupilReference", c.told_first AS "toldFirst", c.told_on AS "toldOn", c.status, c.level,
         c.outcome, c.found, c.told_raiser AS "toldRaiser", c.closed_at AS "closedAt", c.raised_at AS "raisedAt",
         c.raised_by AS "raisedBy", c.raised_by_organisation_id AS "raisedByOrganisationId", r.name AS "raisedByName"
    FROM concern c JOIN organisation o ON o.id = c.provider_organisation_id
    JOIN organisation r ON r.id = c.raised_by_organisation_id LEFT JOIN site s ON s.id = c.site_id`;
const ACTION = `
  SELECT x.id, x.concern_id AS "concernId", c.reference, o.name AS "providerName", x.what, x.owner_name AS "ownerName",
         x.due_on AS "dueOn", x.escalated_on AS "escalatedOn", x.done_on AS "doneOn", x.done_note AS "doneNote"
    FROM concern_action x JOIN concern c ON c.id = x.concern_id JOIN organisation o ON o.id = x.provider_organisation_id`;

/** Concerns with what was done about them. Row security decides who sees which. */
@Injectable()
export class ConcernStore {
  page(tx: Tx, at: IdPage): Promise<Counted<Concern>> {
    return pageById<Concern>(tx, { select: CONCERN, table: 'concern', alias: 'c' }, at);
  }

  async byId(tx: Tx, id: string): Promise<Concern | undefined> {
    const [row] = await tx.query<Concern>(`${CONCERN} WHERE c.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Concern | undefined> {
    await tx.query(`SELECT id FROM concern WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** Open ones first, then the latest; `total` is the true number. */
  async list(
    tx: Tx,
    { offset, size }: { readonly offset: number; readonly size: number },
  ): Promise<{ concerns: Concern[]; total: number }> {
    const concerns = await tx.query<Concern>(
      `${CONCERN} ORDER BY c.status = 'CLOSED', c.raised_at DESC, c.id LIMIT $1 OFFSET $2`,
      [size, offset],
    );
    const [count] = await tx.query<{ total: number }>(`SELECT count(*) AS total FROM concern`);
    return { concerns, total: count?.total ?? 0 };
  }

  /** Not closed, the longest first; at most 100. */
  open(tx: Tx): Promise<Concern[]> {
    return tx.query<Concern>(`${CONCERN} WHERE c.status <> 'CLOSED' ORDER BY c.raised_at, c.id LIMIT 100`);
  }

  /** What the actor raised and was answered since, the latest first; at most 100. */
  answered(tx: Tx, since: Date): Promise<Concern[]> {
    return tx.query<Concern>(
      `${CONCERN} WHERE c.raised_by = $1 AND c.closed_at >= $2 ORDER BY c.closed_at DESC, c.id LIMIT 100`,
      [tx.actor.userId, since],
    );
  }

  async add(
    tx: Tx,
    concern: ConcernGiven & { readonly id: string; readonly providerId: string; readonly confidential: boolean },
  ): Promise<void> {
    await insertRows(tx, 'concern', [
      {
        id: concern.id,
        authority_id: tx.actor.authorityId,
        provider_organisation_id: concern.providerId,
        site_id: concern.siteId,
        kind: concern.kind,
        confidential: concern.confidential,
        happened_on: concern.happenedOn,
        what: concern.what,
        pupil_reference: concern.pupilReference,
        told_first: concern.toldFirst,
        told_on: concern.toldOn,
        raised_at: tx.now,
        raised_by: tx.actor.userId,
        raised_by_organisation_id: tx.actor.organisationId,
      },
    ]);
  }

  async triage(tx: Tx, id: string, level: ConcernLevel): Promise<void> {
    await tx.query(
      `UPDATE concern SET status = 'IN_HAND', level = $2, triaged_at = $3, triaged_by = $4 WHERE id = $1`,
      [id, level, tx.now, tx.actor.userId],
    );
  }

  async close(
    tx: Tx,
    id: string,
    given: { readonly outcome: ConcernOutcome; readonly found: string; readonly toldRaiser: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE concern SET status = 'CLOSED', outcome = $2, found = $3, told_raiser = $4, closed_at = $5, closed_by = $6
        WHERE id = $1`,
      [id, given.outcome, given.found, given.toldRaiser, tx.now, tx.actor.userId],
    );
  }

  async note(tx: Tx, id: string, concern: Concern, words: string): Promise<void> {
    await insertRows(tx, 'concern_note', [
      { id, ...belongs(concern), words, noted_at: tx.now, noted_by: tx.actor.userId },
    ]);
  }

  notes(
    tx: Tx,
    concernId: string,
  ): Promise<{ readonly words: string; readonly notedAt: Date; readonly notedBy: string | null }[]> {
    return tx.query(
      `SELECT words, noted_at AS "notedAt", noted_by AS "notedBy" FROM concern_note WHERE concern_id = $1
        ORDER BY noted_at, id LIMIT 500`,
      [concernId],
    );
  }

  async addAction(
    tx: Tx,
    id: string,
    concern: Concern,
    given: { readonly what: string; readonly ownerName: string; readonly dueOn: DateOnly },
  ): Promise<void> {
    await insertRows(tx, 'concern_action', [
      {
        id,
        ...belongs(concern),
        what: given.what,
        owner_name: given.ownerName,
        due_on: given.dueOn,
        agreed_at: tx.now,
        agreed_by: tx.actor.userId,
      },
    ]);
  }

  actions(tx: Tx, concernId: string): Promise<ConcernAction[]> {
    return tx.query<ConcernAction>(`${ACTION} WHERE x.concern_id = $1 ORDER BY x.due_on, x.id LIMIT 200`, [concernId]);
  }

  async lockAction(tx: Tx, id: string): Promise<ConcernAction | undefined> {
    await tx.query(`SELECT id FROM concern_action WHERE id = $1 FOR UPDATE`, [id]);
    const [row] = await tx.query<ConcernAction>(`${ACTION} WHERE x.id = $1`, [id]);
    return row;
  }

  async doAction(tx: Tx, id: string, note: string): Promise<void> {
    await tx.query(`UPDATE concern_action SET done_on = $2, done_note = $3 WHERE id = $1`, [id, tx.today, note]);
  }

  /** Due before that day and not done, marked as told; at most 200 at once. */
  async escalate(tx: Tx, dueBefore: DateOnly): Promise<(ConcernAction & { readonly confidential: boolean })[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE concern_action SET escalated_on = $2 WHERE id IN (SELECT id FROM concern_action WHERE authority_id = $3
          AND done_on IS NULL AND escalated_on IS NULL AND due_on < $1 ORDER BY id LIMIT 200 FOR UPDATE) RETURNING id`,
      [dueBefore, tx.today, tx.actor.authorityId],
    );
    return tx.query(`${ACTION.replace('x.id,', 'x.id, c.confidential,')} WHERE x.id = ANY ($1::uuid[]) ORDER BY x.id`, [
      rows.map(({ id }) => id),
    ]);
  }

  async linkSuspension(tx: Tx, concern: Concern, suspensionId: string, admissionId: string): Promise<void> {
    await insertRows(tx, 'concern_suspension', [
      { ...belongs(concern), suspension_id: suspensionId, admission_id: admissionId },
    ]);
  }

  /** Suspensions that followed from it, by lot and date. */
  suspensions(tx: Tx, concernId: string): Promise<ConcernSuspension[]> {
    return tx.query<ConcernSuspension>(
      `SELECT s.id AS "suspensionId", s.admission_id AS "admissionId", l.number::int AS "lotNumber",
              f.name AS "frameworkName", s.from_date AS "fromDate", s.to_date AS "toDate"
         FROM concern_suspension c JOIN admission_suspension s ON s.id = c.suspension_id
         JOIN admission a ON a.id = s.admission_id JOIN lot l ON l.id = a.lot_id JOIN framework f ON f.id = a.framework_id
        WHERE c.concern_id = $1 ORDER BY f.name, l.number, s.from_date, s.id LIMIT 200`,
      [concernId],
    );
  }

  /** Admissions of the provider that the actor's authority leads and that are in force and not suspended today. */
  suspendable(
    tx: Tx,
    providerId: string,
  ): Promise<{ readonly id: string; readonly lotNumber: number; readonly frameworkName: string }[]> {
    return tx.query(
      `SELECT a.id, l.number::int AS "lotNumber", f.name AS "frameworkName" FROM admission a
         JOIN lot l ON l.id = a.lot_id JOIN framework f ON f.id = a.framework_id
        WHERE a.authority_id = $1 AND a.provider_organisation_id = $2 AND a.status = 'ADMITTED' AND a.to_date >= $3
          AND NOT EXISTS (SELECT FROM admission_suspension s WHERE s.admission_id = a.id
                           AND $3 BETWEEN s.from_date AND coalesce(s.to_date, 'infinity'))
        ORDER BY f.name, l.number, a.id LIMIT 200`,
      [tx.actor.authorityId, providerId, tx.today],
    );
  }
}

const belongs = ({ id, authorityId, providerId }: Concern) => ({
  concern_id: id,
  authority_id: authorityId,
  provider_organisation_id: providerId,
});
