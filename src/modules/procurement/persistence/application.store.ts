import { Injectable } from '@nestjs/common';
import type { Pence } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { ApplicationStatus } from '../domain/application.js';
import type { OfferedProgramme } from '../domain/lots.js';
import type { RoundStatus } from '../domain/round.js';

export interface Application {
  readonly id: string;
  readonly roundId: string;
  readonly frameworkId: string;
  readonly authorityId: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly status: ApplicationStatus;
  readonly version: number;
  readonly startedAt: Date;
  readonly submittedAt: Date | null;
  readonly declaredByName: string | null;
  readonly declaredByRole: string | null;
  readonly lotIds: readonly string[];
}

export interface Offer {
  readonly id: string;
  readonly lotId: string;
  readonly siteId: string;
  /** As they were called when the bid was made. */
  readonly siteName: string;
  readonly programmeId: string;
  readonly programmeName: string;
  readonly label: string;
  readonly basis: string;
  /** Net of VAT. */
  readonly netPence: Pence;
  readonly vatTreatment: string;
}

export interface ApplicationLine {
  readonly id: string;
  readonly roundId: string;
  readonly roundName: string;
  readonly frameworkName: string;
  readonly providerId: string;
  readonly providerName: string;
  readonly status: ApplicationStatus;
  readonly submittedAt: Date | null;
  readonly closesAt: Date | null;
  readonly roundStatus: RoundStatus;
  readonly lots: readonly number[];
}

/** A programme of the bidder's own. */
export interface OwnProgramme extends OfferedProgramme {
  readonly id: string;
  readonly siteId: string;
  readonly name: string;
  readonly siteName: string;
}

const APPLICATION = `
  SELECT a.id, a.round_id AS "roundId", a.framework_id AS "frameworkId", a.authority_id AS "authorityId",
         a.provider_organisation_id AS "providerId", o.name AS "providerName", a.status, a.version,
         a.started_at AS "startedAt", a.submitted_at AS "submittedAt", a.declared_by_name AS "declaredByName",
         a.declared_by_role AS "declaredByRole",
         coalesce((SELECT jsonb_agg(al.lot_id ORDER BY l.number) FROM application_lot al JOIN lot l ON l.id = al.lot_id
                    WHERE al.application_id = a.id), '[]') AS "lotIds"
    FROM application a JOIN organisation o ON o.id = a.provider_organisation_id`;

/** Bids with their parts. Row security decides whose: one's own, or those of a round whose bids are open. */
@Injectable()
export class ApplicationStore {
  async byId(tx: Tx, id: string): Promise<Application | undefined> {
    const [row] = await tx.query<Application>(`${APPLICATION} WHERE a.id = $1`, [id]);
    return row;
  }

  async lock(tx: Tx, id: string): Promise<Application | undefined> {
    await tx.query(`SELECT id FROM application WHERE id = $1 FOR UPDATE`, [id]);
    return this.byId(tx, id);
  }

  /** The actor's own bid in the round that is not withdrawn. */
  async ownOf(tx: Tx, roundId: string): Promise<Application | undefined> {
    const [row] = await tx.query<Application>(
      `${APPLICATION} WHERE a.round_id = $1 AND a.provider_organisation_id = $2 AND a.status <> 'WITHDRAWN'`,
      [roundId, tx.actor.organisationId],
    );
    return row;
  }

  /** The actor's own latest bid to the framework that was submitted: where the next one starts from. */
  async latestSubmitted(tx: Tx, frameworkId: string): Promise<Application | undefined> {
    const [row] = await tx.query<Application>(
      `${APPLICATION} WHERE a.framework_id = $1 AND a.provider_organisation_id = $2 AND a.status = 'SUBMITTED'
        ORDER BY a.submitted_at DESC, a.id LIMIT 1`,
      [frameworkId, tx.actor.organisationId],
    );
    return row;
  }

  /** Newest first, a page of them. `of.roundId`: all that may be read of a round; otherwise the actor's own. */
  lines(
    tx: Tx,
    of: { readonly roundId: string | null },
    page: { readonly limit: number; readonly offset: number },
  ): Promise<(ApplicationLine & { readonly total: number })[]> {
    return tx.query(
      `SELECT a.id, a.round_id AS "roundId", r.name AS "roundName", f.name AS "frameworkName",
              a.provider_organisation_id AS "providerId", o.name AS "providerName", a.status,
              a.submitted_at AS "submittedAt", r.closes_at AS "closesAt", r.status AS "roundStatus", count(*) OVER ()::int AS total,
              coalesce((SELECT jsonb_agg(l.number ORDER BY l.number) FROM application_lot al JOIN lot l ON l.id = al.lot_id
                         WHERE al.application_id = a.id), '[]') AS lots
         FROM application a JOIN round r ON r.id = a.round_id JOIN framework f ON f.id = a.framework_id
         JOIN organisation o ON o.id = a.provider_organisation_id
        WHERE CASE WHEN $1::uuid IS NULL THEN a.provider_organisation_id = $2 ELSE a.round_id = $1 END
        ORDER BY a.submitted_at DESC NULLS FIRST, a.id LIMIT $3 OFFSET $4`,
      [of.roundId, tx.actor.organisationId, page.limit, page.offset],
    );
  }

  /** False when the provider has a bid in the round already, also one that was begun at the same moment. */
  async add(
    tx: Tx,
    application: Pick<Application, 'id' | 'roundId' | 'frameworkId' | 'authorityId'>,
  ): Promise<boolean> {
    const { id, roundId, frameworkId, authorityId } = application;
    const added = await tx.query(
      `INSERT INTO application (id, round_id, framework_id, authority_id, provider_organisation_id, started_at, started_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (round_id, provider_organisation_id) WHERE status <> 'WITHDRAWN' DO NOTHING RETURNING id`,
      [id, roundId, frameworkId, authorityId, tx.actor.organisationId, tx.now, tx.actor.userId],
    );
    return added.length === 1;
  }

  async setLots(tx: Tx, application: Application, lotIds: readonly string[]): Promise<void> {
    await tx.query(`DELETE FROM application_lot WHERE application_id = $1 AND lot_id <> ALL ($2::uuid[])`, [
      application.id,
      lotIds,
    ]);
    await tx.query(
      `INSERT INTO application_lot (application_id, round_id, authority_id, provider_organisation_id, lot_id)
       SELECT $1, $2, $3, $4, unnest($5::uuid[]) ON CONFLICT DO NOTHING`,
      [application.id, application.roundId, application.authorityId, application.providerId, lotIds],
    );
  }

  async answers(tx: Tx, id: string): Promise<Map<string, string>> {
    const rows = await tx.query<{ question: string; answer: string }>(
      `SELECT question_id AS question, answer FROM application_answer WHERE application_id = $1`,
      [id],
    );
    return new Map(rows.map(({ question, answer }) => [question, answer]));
  }

  /** An empty answer is taken back. */
  async setAnswers(tx: Tx, application: Application, answers: ReadonlyMap<string, string>): Promise<void> {
    const given = [...answers].filter(([, answer]) => answer !== '');
    await tx.query(`DELETE FROM application_answer WHERE application_id = $1 AND question_id = ANY ($2::uuid[])`, [
      application.id,
      [...answers.keys()],
    ]);
    await insertRows(
      tx,
      'application_answer',
      given.map(([question, answer]) => ({ ...partOf(application), question_id: question, answer })),
    );
  }

  async conditions(tx: Tx, id: string): Promise<Map<string, { met: boolean; shown: string | null }>> {
    const rows = await tx.query<{ condition: string; met: boolean; shown: string | null }>(
      `SELECT condition_id AS condition, met, shown FROM application_condition WHERE application_id = $1`,
      [id],
    );
    return new Map(rows.map(({ condition, met, shown }) => [condition, { met, shown }]));
  }

  async setConditions(
    tx: Tx,
    application: Application,
    given: ReadonlyMap<string, { readonly met: boolean; readonly shown: string | null }>,
  ): Promise<void> {
    const rows = [...given].map(([id, { met, shown }]) => ({ ...partOf(application), condition_id: id, met, shown }));
    await insertRows(tx, 'application_condition', rows, ['application_id', 'condition_id']);
  }

  offers(tx: Tx, id: string): Promise<Offer[]> {
    return tx.query<Offer>(
      `SELECT x.id, x.lot_id AS "lotId", x.site_id AS "siteId", x.programme_id AS "programmeId", x.label, x.basis,
              x.net_pence AS "netPence", x.vat_treatment AS "vatTreatment", x.site_name AS "siteName",
              x.programme_name AS "programmeName"
         FROM application_offer x JOIN lot l ON l.id = x.lot_id
        WHERE x.application_id = $1 ORDER BY l.number, x.site_name, x.programme_name, x.label, x.id LIMIT 1000`,
      [id],
    );
  }

  async addOffers(tx: Tx, application: Application, offers: readonly Offer[]): Promise<void> {
    await insertRows(
      tx,
      'application_offer',
      offers.map((one) => ({
        ...partOf(application),
        id: one.id,
        lot_id: one.lotId,
        site_id: one.siteId,
        site_name: one.siteName,
        programme_id: one.programmeId,
        programme_name: one.programmeName,
        label: one.label,
        basis: one.basis,
        net_pence: one.netPence,
        vat_treatment: one.vatTreatment,
      })),
    );
  }

  async removeOffer(tx: Tx, id: string, offerId: string): Promise<number> {
    const rows = await tx.query(`DELETE FROM application_offer WHERE application_id = $1 AND id = $2 RETURNING id`, [
      id,
      offerId,
    ]);
    return rows.length;
  }

  /** Own programmes that may be offered, as they are today. */
  programmes(tx: Tx): Promise<OwnProgramme[]> {
    return tx.query(
      `SELECT p.id, p.site_id AS "siteId", p.name, s.name AS "siteName", p.year_from::int AS "yearFrom",
              p.year_to::int AS "yearTo", p.needs,
              EXISTS (SELECT FROM site_registration r WHERE r.site_id = s.id AND r.kind <> 'NOT_REGISTERED'
                        AND $2 BETWEEN r.from_date AND coalesce(r.to_date, 'infinity')) AS "isRegistered",
              (extract(epoch FROM p.am_ends - p.am_starts + (p.pm_ends - p.pm_starts)) / 12)::int AS "fullWeekMinutes"
         FROM programme p JOIN site s ON s.id = p.site_id
        WHERE p.provider_organisation_id = $1 ORDER BY s.name, p.name, p.id LIMIT 500`,
      [tx.actor.organisationId, tx.today],
    );
  }

  async submit(tx: Tx, id: string, declared: { readonly name: string; readonly role: string }): Promise<void> {
    await tx.query(
      `UPDATE application SET status = 'SUBMITTED', submitted_at = $2, submitted_by = $3, declared_by_name = $4,
         declared_by_role = $5, version = version + 1 WHERE id = $1`,
      [id, tx.now, tx.actor.userId, declared.name, declared.role],
    );
  }

  async reopen(tx: Tx, id: string): Promise<void> {
    await tx.query(`UPDATE application SET status = 'DRAFT', version = version + 1 WHERE id = $1`, [id]);
  }

  async withdraw(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `UPDATE application SET status = 'WITHDRAWN', withdrawn_at = $2, version = version + 1 WHERE id = $1`,
      [id, tx.now],
    );
  }
}

const partOf = (application: Application): Record<string, unknown> => ({
  application_id: application.id,
  round_id: application.roundId,
  authority_id: application.authorityId,
  provider_organisation_id: application.providerId,
});
