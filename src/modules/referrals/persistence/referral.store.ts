import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, sessionSetOf } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';
import type { Party, ReferralCase, TimelineEvent } from '../domain/referral-case.js';
import { OPEN_STATUSES, type ReferralStatus } from '../domain/referral-states.js';

export const CASE_COLUMNS = `r.id, r.authority_id as "authorityId", r.reference, r.status, r.type, r.pupil_id as "pupilId",
  r.school_organisation_id as "schoolOrganisationId", r.created_organisation_id as "createdOrganisationId",
  r.created_at as "createdAt", r.submitted_at as "submittedAt", r.waiting_since as "waitingSince",
  r.first_excluded_on as "firstExcludedOn", r.day_six_target as "daySixTarget", r.day_six_last as "daySixLast",
  r.day_six_looked_after as "daySixLookedAfter", r.day_six_exempt as "daySixExempt",
  r.calendar_assumed as "calendarAssumed", r.notice_given_on as "noticeGivenOn",
  r.notice_latest_on as "noticeLatestOn", r.sessions_wanted as "sessionsWanted", r.starts_on as "startsOn",
  r.ends_on as "endsOn", r.aim_on as "aimOn", r.aim_why as "aimWhy", r.home_authority_code as "homeAuthorityCode",
  r.policy_id as "policyId", r.decision_id as "decisionId", r.missing, r.status_at as "statusAt"`;

/** The columns that a checked referral fills in. */
export interface CaseTerms {
  readonly type: string;
  readonly pupil_id: string;
  readonly first_excluded_on: string | null;
  readonly day_six_target: string | null;
  readonly day_six_last: string | null;
  readonly day_six_looked_after: string | null;
  readonly day_six_exempt: boolean;
  readonly calendar_assumed: boolean;
  readonly notice_given_on: string | null;
  readonly notice_latest_on: string | null;
  readonly sessions_wanted: number;
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly aim_on: string;
  readonly aim_why: string;
  readonly home_authority_code: string | null;
  readonly policy_id: string | null;
  readonly missing: readonly string[];
}

@Injectable()
export class ReferralStore {
  /** Undefined when there is none, or when row security hides it: the two look the same. */
  async find(tx: Tx, id: string): Promise<ReferralCase | undefined> {
    const [row] = await tx.query<ReferralCase>(`select ${CASE_COLUMNS} from referral r where r.id = $1`, [id]);
    return row && caseFromRow(row);
  }

  /**
   * The first lock of whatever changes a case. Whoever waited for somebody else's submission looks a second time: the
   * statement that waited still judges by the parties of before.
   */
  async lock(tx: Tx, id: string): Promise<ReferralCase | undefined> {
    const sql = `select ${CASE_COLUMNS} from referral r where r.id = $1 for update`;
    const [row] = await tx.query<ReferralCase>(sql, [id]);
    const [found] = row ? [row] : await tx.query<ReferralCase>(sql, [id]);
    return found && caseFromRow(found);
  }

  /** What one school sent under a number, as far as the actor may see it, the last first; at most 10. */
  async ofUpn(tx: Tx, upn: string, schoolId: string): Promise<ReferralCase[]> {
    const rows = await tx.query<ReferralCase>(
      `select ${CASE_COLUMNS} from referral r join pupil_identity i on i.pupil_id = r.pupil_id
       where i.upn = $1 and r.school_organisation_id = $2 and r.status <> 'DRAFT'
       order by r.submitted_at desc, r.id limit 10`,
      [upn, schoolId],
    );
    return rows.map(caseFromRow);
  }

  async addDraft(
    tx: Tx,
    draft: { id: string; authorityId: string; organisationId: string; schoolId: string | null },
  ): Promise<void> {
    await insertRows(tx, 'referral', [
      {
        id: draft.id,
        authority_id: draft.authorityId,
        status: 'DRAFT',
        school_organisation_id: draft.schoolId,
        created_organisation_id: draft.organisationId,
        created_by: tx.actor.userId,
        created_at: tx.now,
        status_at: tx.now,
      },
    ]);
  }

  /** The earlier request that a draft started from. */
  async setFollows(tx: Tx, id: string, earlierId: string): Promise<void> {
    await tx.query(`update referral set follows_referral_id = $2 where id = $1 and status = 'DRAFT'`, [id, earlierId]);
  }

  /** What came before and after, as far as the actor may see it; references only. */
  async neighbours(tx: Tx, id: string): Promise<{ id: string; reference: string; isEarlier: boolean }[]> {
    return tx.query(
      `select o.id, o.reference, o.id = r.follows_referral_id as "isEarlier" from referral r
       join referral o on o.id = r.follows_referral_id or o.follows_referral_id = r.id
       where r.id = $1 and o.status <> 'DRAFT' order by o.submitted_at, o.id limit 20`,
      [id],
    );
  }

  async removeDraft(tx: Tx, id: string): Promise<void> {
    await tx.query(`delete from referral where id = $1 and status = 'DRAFT'`, [id]);
  }

  async setSchool(tx: Tx, id: string, schoolId: string): Promise<void> {
    const sql = `update referral set school_organisation_id = $2 where id = $1 and status = 'DRAFT'`;
    await tx.query(sql, [id, schoolId]);
  }

  /** One statement fills in the terms and moves the case on. A draft gets its reference; a returned one keeps its own. */
  async submit(tx: Tx, id: string, status: ReferralStatus, terms: CaseTerms): Promise<void> {
    const { settings, values } = settingsOf(terms, 6);
    await tx.query(
      `update referral set status = $2, status_at = $3, submitted_at = coalesce(submitted_at, $3),
         submitted_by = coalesce(submitted_by, $5), waiting_since = coalesce(waiting_since, $4::date),
         reference = coalesce(reference, 'R-' || lpad(nextval('referral_reference_number')::text, 6, '0')), ${settings}
       where id = $1`,
      [id, status, tx.now, tx.today, tx.actor.userId, ...values],
    );
  }

  async saveTerms(tx: Tx, id: string, terms: CaseTerms): Promise<void> {
    const { settings, values } = settingsOf(terms, 2);
    await tx.query(`update referral set ${settings} where id = $1`, [id, ...values]);
  }

  async setStatus(tx: Tx, id: string, status: ReferralStatus): Promise<void> {
    await tx.query(`update referral set status = $2, status_at = $3 where id = $1`, [id, status, tx.now]);
  }

  async setDecision(tx: Tx, id: string, decisionId: string | null): Promise<void> {
    await tx.query(`update referral set decision_id = $2 where id = $1`, [id, decisionId]);
  }

  /** Lists, tasks and the panel's queue go by it. */
  async aimAt(tx: Tx, id: string, day: DateOnly): Promise<void> {
    await tx.query(`update referral set aim_on = $2 where id = $1`, [id, day]);
  }

  /** Another open referral for the same pupil that the actor may see. The database refuses the rest by itself. */
  async openForPupil(tx: Tx, pupilId: string, besides: string): Promise<ReferralCase | undefined> {
    const [row] = await tx.query<ReferralCase>(
      `select ${CASE_COLUMNS} from referral r where r.pupil_id = $1 and r.id <> $2 and r.status = any ($3) limit 1`,
      [pupilId, besides, OPEN_STATUSES],
    );
    return row && caseFromRow(row);
  }

  async addEvent(tx: Tx, referral: { id: string; authorityId: string }, kind: string, note?: string): Promise<void> {
    await insertRows(tx, 'referral_event', [
      {
        id: newId(),
        referral_id: referral.id,
        authority_id: referral.authorityId,
        at: tx.now,
        kind,
        by_organisation_id: tx.actor.organisationId,
        by_user: tx.actor.userId,
        note: note ?? null,
      },
    ]);
  }

  async timeline(tx: Tx, id: string): Promise<TimelineEvent[]> {
    return tx.query<TimelineEvent>(
      `select id, at, kind, by_organisation_id as "byOrganisationId", note from referral_event
       where referral_id = $1 order by at, id limit 200`,
      [id],
    );
  }

  async schoolPlace(tx: Tx, id: string): Promise<{ name: string; startsOn: DateOnly } | null> {
    const [row] = await tx.query<{ name: string; startsOn: DateOnly }>(
      `select s.name, p.starts_on as "startsOn" from referral_school_place p
       join organisation s on s.id = p.school_organisation_id where p.referral_id = $1`,
      [id],
    );
    return row ?? null;
  }

  async parties(tx: Tx, id: string): Promise<Party[]> {
    return tx.query<Party>(
      `select organisation_id as "organisationId", part, scopes, starts_on as "startsOn", ends_on as "endsOn"
       from referral_party where referral_id = $1 order by part, organisation_id`,
      [id],
    );
  }

  /** Adds the party, or widens it: scopes are joined, and the later end counts (none is latest). */
  async openTo(tx: Tx, referral: ReferralCase, party: Party): Promise<void> {
    const widened = await tx.query(
      `update referral_party set ends_on = case when ends_on is null or $5::date is null then null
           else greatest(ends_on, $5::date) end,
         scopes = array(select distinct unnest(scopes || $4::text[]) order by 1)
       where referral_id = $1 and organisation_id = $2 and part = $3 returning part`,
      [referral.id, party.organisationId, party.part, party.scopes, party.endsOn],
    );
    if (widened.length > 0) return;
    await insertRows(tx, 'referral_party', [
      {
        referral_id: referral.id,
        organisation_id: party.organisationId,
        part: party.part,
        authority_id: referral.authorityId,
        school_organisation_id: referral.schoolOrganisationId,
        scopes: party.scopes,
        starts_on: party.startsOn,
        ends_on: party.endsOn,
      },
    ]);
  }

  /** From this moment the party opens nothing; that it was one stays on record. */
  async closeTo(tx: Tx, id: string, party: Pick<Party, 'organisationId' | 'part'>): Promise<void> {
    await tx.query(
      `update referral_party set scopes = '{}', ends_on = greatest(starts_on, $4::date)
       where referral_id = $1 and organisation_id = $2 and part = $3`,
      [id, party.organisationId, party.part, tx.today],
    );
  }

  /** `endsOn` becomes the last day on which the party may open its parts. */
  async endParty(tx: Tx, id: string, party: Pick<Party, 'organisationId' | 'part'>, endsOn: string): Promise<void> {
    await tx.query(
      `update referral_party set ends_on = greatest(starts_on, $4::date)
       where referral_id = $1 and organisation_id = $2 and part = $3`,
      [id, party.organisationId, party.part, endsOn],
    );
  }
}

const settingsOf = (terms: CaseTerms, from: number): { settings: string; values: unknown[] } => ({
  settings: Object.keys(terms)
    .map((column, index) => `${column} = $${from + index}`)
    .join(', '),
  values: Object.values(terms),
});

export const caseFromRow = <R extends ReferralCase>(row: R): R => ({
  ...row,
  sessionsWanted: row.sessionsWanted === null ? null : sessionSetOf(row.sessionsWanted),
});
