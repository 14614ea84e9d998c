import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, pageById, type Tx } from '../../../platform/index.js';
import type { FindingGiven, Judgement, ReportGiven, VisitArea, VisitStatus } from '../domain/visit.js';

export interface Visit {
  readonly id: string;
  readonly reference: string;
  readonly authorityId: string;
  readonly authorityName: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly siteId: string | null;
  readonly siteName: string | null;
  readonly followsId: string | null;
  readonly followsReference: string | null;
  readonly announced: boolean;
  readonly visitOn: DateOnly;
  readonly purpose: string;
  readonly status: VisitStatus;
  readonly carriedOutOn: DateOnly | null;
  readonly met: string | null;
  readonly judgement: Judgement | null;
  readonly summary: string | null;
  readonly sentAt: Date | null;
  readonly replyBy: DateOnly | null;
  readonly reply: string | null;
  readonly repliedAt: Date | null;
  readonly response: string | null;
  readonly finalisedAt: Date | null;
  readonly calledOff: string | null;
  readonly version: number;
}

export interface Finding {
  readonly area: VisitArea;
  readonly n: number;
  readonly judgement: Judgement;
  readonly seen: string;
}

export interface NewVisit {
  readonly id: string;
  readonly providerId: string;
  readonly siteId: string | null;
  readonly followsId: string | null;
  readonly announced: boolean;
  readonly visitOn: DateOnly;
  readonly purpose: string;
}

const VISIT = `
  SELECT v.id, v.reference, v.authority_id AS "authorityId", a.name AS "authorityName",
         v.provider_organisation_id AS "providerId", o.name AS "providerName", v.site_id AS "siteId", s.name AS "siteName",
         v.follows_id AS "followsId", f.reference AS "followsReference", v.announced, v.visit_on AS "visitOn", v.purpose,
         v.status, v.carried_out_on AS "carriedOutOn", v.met, v.judgement, v.summary, v.sent_at AS "sentAt",
         v.reply_by AS "replyBy", v.reply, v.replied_at AS "repliedAt", v.response, v.finalised_at AS "finalisedAt",
         v.called_off AS "calledOff", v.version
    FROM quality_visit v JOIN authority a ON a.id = v.authority_id JOIN organisation o ON o.id = v.provider_organisation_id
    LEFT JOIN site s ON s.id = v.site_id LEFT JOIN quality_visit f ON f.id = v.follows_id`;

/** Visits and their findings. Row security decides which of them somebody sees. */
@Injectable()
export class VisitStore {
  page(tx: Tx, at: IdPage): Promise<Counted<Visit>> {
    return pageById<Visit>(tx, { select: VISIT, table: 'quality_visit', alias: 'v' }, at);
  }

  async byId(tx: Tx, id: string): Promise<Visit | undefined> {
    const [row] = await tx.query<Visit>(`${VISIT} WHERE v.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Visit | undefined> {
    await tx.query(`SELECT id FROM quality_visit WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** The latest first, of one provider or of all; `total` is the true number. */
  async list(
    tx: Tx,
    { providerId, offset, size }: { providerId: string | null; offset: number; size: number },
  ): Promise<{ visits: Visit[]; total: number }> {
    const visits = await tx.query<Visit>(
      `${VISIT} WHERE $1::uuid IS NULL OR v.provider_organisation_id = $1
        ORDER BY v.visit_on DESC, v.id LIMIT $2 OFFSET $3`,
      [providerId, size, offset],
    );
    const [count] = await tx.query<{ total: number }>(
      `SELECT count(*) AS total FROM quality_visit WHERE $1::uuid IS NULL OR provider_organisation_id = $1`,
      [providerId],
    );
    return { visits, total: count?.total ?? 0 };
  }

  /** Those that somebody has to do something with, by the day they were planned for; at most 100. */
  waiting(tx: Tx): Promise<Visit[]> {
    return tx.query<Visit>(
      `${VISIT} WHERE v.status NOT IN ('FINAL', 'CALLED_OFF') ORDER BY v.visit_on, v.id LIMIT 100`,
    );
  }

  async add(tx: Tx, visit: NewVisit): Promise<void> {
    await insertRows(tx, 'quality_visit', [
      {
        id: visit.id,
        authority_id: tx.actor.authorityId,
        provider_organisation_id: visit.providerId,
        site_id: visit.siteId,
        follows_id: visit.followsId,
        announced: visit.announced,
        visit_on: visit.visitOn,
        purpose: visit.purpose,
        planned_at: tx.now,
        planned_by: tx.actor.userId,
      },
    ]);
  }

  async callOff(tx: Tx, id: string, why: string): Promise<void> {
    await tx.query(
      `UPDATE quality_visit SET status = 'CALLED_OFF', called_off = $2, version = version + 1 WHERE id = $1`,
      [id, why],
    );
  }

  async carryOut(tx: Tx, id: string, given: { readonly carriedOutOn: DateOnly; readonly met: string }): Promise<void> {
    await tx.query(
      `UPDATE quality_visit SET status = 'CARRIED_OUT', carried_out_on = $2, met = $3, version = version + 1 WHERE id = $1`,
      [id, given.carriedOutOn, given.met],
    );
  }

  async send(tx: Tx, id: string, report: ReportGiven & { readonly replyBy: DateOnly }): Promise<void> {
    await tx.query(
      `UPDATE quality_visit SET status = 'DRAFT_REPORT', judgement = $2, summary = $3, reply_by = $4, sent_at = $5,
              version = version + 1 WHERE id = $1`,
      [id, report.judgement, report.summary, report.replyBy, tx.now],
    );
  }

  async reply(tx: Tx, id: string, reply: string): Promise<void> {
    await tx.query(
      `UPDATE quality_visit SET status = 'REPLIED', reply = $2, replied_at = $3, replied_by = $4, version = version + 1
        WHERE id = $1`,
      [id, reply, tx.now, tx.actor.userId],
    );
  }

  /** The report becomes final, and its judgement stands for whoever uses the provider. */
  async finalise(tx: Tx, visit: Visit, report: ReportGiven & { readonly response: string | null }): Promise<void> {
    await tx.query(
      `UPDATE quality_visit SET status = 'FINAL', judgement = $2, summary = $3, response = $4, finalised_at = $5,
              finalised_by = $6, version = version + 1 WHERE id = $1`,
      [visit.id, report.judgement, report.summary, report.response, tx.now, tx.actor.userId],
    );
    await insertRows(tx, 'quality_judgement', [
      {
        visit_id: visit.id,
        authority_id: visit.authorityId,
        provider_organisation_id: visit.providerId,
        site_id: visit.siteId,
        judgement: report.judgement,
        judged_on: visit.carriedOutOn,
        final_on: tx.today,
      },
    ]);
  }

  /** The latest of each area, and how often it was said. */
  findings(tx: Tx, visitId: string): Promise<Finding[]> {
    return tx.query<Finding>(
      `SELECT DISTINCT ON (area) area, n, judgement, seen FROM visit_finding WHERE visit_id = $1 ORDER BY area, n DESC`,
      [visitId],
    );
  }

  async addFinding(tx: Tx, visit: Visit, finding: FindingGiven & { area: string; n: number }): Promise<void> {
    await insertRows(tx, 'visit_finding', [
      {
        visit_id: visit.id,
        area: finding.area,
        n: finding.n,
        authority_id: visit.authorityId,
        provider_organisation_id: visit.providerId,
        judgement: finding.judgement,
        seen: finding.seen,
        found_at: tx.now,
        found_by: tx.actor.userId,
      },
    ]);
  }

  /** The latest final judgement of each provider up to a day, in the authority; providers without one are left out. */
  async judgements(
    tx: Tx,
    { authorityId, providerIds, on }: { authorityId: string; providerIds: readonly string[]; on: DateOnly },
  ): Promise<{ providerId: string; visitId: string; judgement: Judgement; judgedOn: DateOnly }[]> {
    return tx.query(
      `SELECT DISTINCT ON (provider_organisation_id) provider_organisation_id AS "providerId", visit_id AS "visitId",
              judgement, judged_on AS "judgedOn"
         FROM quality_judgement WHERE authority_id = $1 AND provider_organisation_id = ANY ($2::uuid[]) AND final_on <= $3
        ORDER BY provider_organisation_id, judged_on DESC, final_on DESC, visit_id`,
      [authorityId, providerIds, on],
    );
  }
}
