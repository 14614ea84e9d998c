import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { type Counted, type IdPage, insertRows, pageById, type Tx } from '../../../platform/index.js';
import type { SchoolCheckGiven } from '../domain/school-check.js';

export interface SchoolCheck extends SchoolCheckGiven {
  readonly id: string;
  readonly schoolId: string;
  readonly schoolName: string;
  readonly providerId: string;
  readonly siteName: string | null;
  readonly recordedOn: DateOnly;
}

/** A school that uses a provider or has checked it, and when its checks are due next. */
export interface SchoolAndProvider {
  readonly schoolId: string;
  readonly schoolName: string;
  readonly providerId: string;
  readonly providerName: string;
  /** Placements agreed or under way. */
  readonly placements: number;
  /** Of its latest record; null while it has recorded none. */
  readonly nextDueOn: DateOnly | null;
  readonly recordedOn: DateOnly | null;
}

const CHECK = `
  SELECT x.id, x.school_organisation_id AS "schoolId", o.name AS "schoolName",
    x.provider_organisation_id AS "providerId", x.site_id AS "siteId", s.name AS "siteName",
    x.visited_on AS "visitedOn", x.visited_by AS "visitedBy", x.safeguarding_on AS "safeguardingOn",
    x.safeguarding_from AS "safeguardingFrom", x.staff_checks_on AS "staffChecksOn",
    x.staff_checks_by AS "staffChecksBy", x.note, x.next_due_on AS "nextDueOn", x.recorded_on AS "recordedOn"
    FROM school_assurance x JOIN organisation o ON o.id = x.school_organisation_id LEFT JOIN site s ON s.id = x.site_id`;

/** Schools' own checks of providers. */
@Injectable()
export class SchoolCheckStore {
  page(tx: Tx, at: IdPage): Promise<Counted<SchoolCheck>> {
    return pageById<SchoolCheck>(tx, { select: CHECK, table: 'school_assurance', alias: 'x' }, at);
  }

  async add(tx: Tx, id: string, providerId: string, given: SchoolCheckGiven): Promise<void> {
    await insertRows(tx, 'school_assurance', [
      {
        id,
        authority_id: tx.actor.authorityId,
        school_organisation_id: tx.actor.organisationId,
        provider_organisation_id: providerId,
        site_id: given.siteId,
        visited_on: given.visitedOn,
        visited_by: given.visitedBy,
        safeguarding_on: given.safeguardingOn,
        safeguarding_from: given.safeguardingFrom,
        staff_checks_on: given.staffChecksOn,
        staff_checks_by: given.staffChecksBy,
        note: given.note,
        next_due_on: given.nextDueOn,
        recorded_on: tx.today,
        recorded_at: tx.now,
        recorded_by: tx.actor.userId,
      },
    ]);
  }

  /** Of a provider, as the actor may see them: a school its own, the authority all; the latest first. */
  ofProvider(tx: Tx, providerId: string): Promise<SchoolCheck[]> {
    return tx.query<SchoolCheck>(
      `${CHECK} WHERE x.provider_organisation_id = $1 ORDER BY x.recorded_at DESC, x.id DESC LIMIT 500`,
      [providerId],
    );
  }

  /**
   * Every school of an authority with every provider it uses or has checked, by what is due first; for a service, which
   * sees placements and records alike. One school's with `schoolId`; at most 2,000.
   */
  pairs(
    tx: Tx,
    { authorityId, schoolId }: { authorityId: string; schoolId: string | null },
  ): Promise<SchoolAndProvider[]> {
    return tx.query<SchoolAndProvider>(
      `WITH used AS (
         SELECT p.school_organisation_id AS school, c.provider_organisation_id AS provider, count(DISTINCT p.id)::int AS n
           FROM placement p JOIN placement_component c ON c.placement_id = p.id
          WHERE p.authority_id = $1 AND p.status IN ('AGREED', 'ACTIVE') GROUP BY 1, 2),
       latest AS (
         SELECT DISTINCT ON (school_organisation_id, provider_organisation_id) school_organisation_id AS school,
                provider_organisation_id AS provider, next_due_on, recorded_on
           FROM school_assurance WHERE authority_id = $1
          ORDER BY school_organisation_id, provider_organisation_id, recorded_at DESC, id DESC)
       SELECT school AS "schoolId", s.name AS "schoolName", provider AS "providerId", o.name AS "providerName",
              coalesce(u.n, 0) AS placements, l.next_due_on AS "nextDueOn", l.recorded_on AS "recordedOn"
         FROM used u FULL JOIN latest l USING (school, provider)
         JOIN organisation s ON s.id = school JOIN organisation o ON o.id = provider
        WHERE $2::uuid IS NULL OR school = $2
        ORDER BY l.next_due_on NULLS FIRST, s.name, o.name, school, provider LIMIT 2000`,
      [authorityId, schoolId],
    );
  }

  /** True the first time it is asked for this school, provider and matter. */
  async remind(tx: Tx, pair: SchoolAndProvider, about: string): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO school_assurance_reminder (school_organisation_id, provider_organisation_id, about, authority_id, sent_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING about`,
      [pair.schoolId, pair.providerId, about, tx.actor.authorityId, tx.now],
    );
    return rows.length > 0;
  }
}
