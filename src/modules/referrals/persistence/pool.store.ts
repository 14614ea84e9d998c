import { Injectable } from '@nestjs/common';
import { type DateOnly, daysBetween, type GridPoint, PROVISION_TYPES, sessionSetOf } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { keyStageOf, type NamedPlace, type NamedSiblings, type WaitingReferral } from '../domain/waiting-referral.js';
import { RISKS_ASSESSED } from './answer.store.js';

interface CaseRow {
  referralId: string;
  reference: string;
  authorityId: string;
  pupilId: string;
  pupilReference: string;
  type: WaitingReferral['type'];
  submittedAt: Date;
  waitingSince: DateOnly;
  schoolOrganisationId: string;
  schoolEasting: number | null;
  schoolNorthing: number | null;
  homeEasting: number | null;
  homeNorthing: number | null;
  positionFrom: string;
  homeAuthorityCode: string | null;
  dateOfBirth: DateOnly;
  yearGroup: number;
  sex: WaitingReferral['sex'];
  senProvision: WaitingReferral['senProvision'];
  lookedAfter: WaitingReferral['lookedAfter'];
  socialWorker: string;
  accessNeeds: string[];
  interests: string[];
  sessionsWanted: number;
  startsOn: DateOnly;
  endsOn: DateOnly | null;
  aimOn: DateOnly;
  firstExcludedOn: DateOnly | null;
  daySixTarget: DateOnly | null;
  daySixLast: DateOnly | null;
  daySixExempt: boolean;
  apartNamesKey: string;
  siblingsKey: string | null;
}

interface PartRow {
  readonly referralId: string;
  readonly code: string;
  readonly level: string;
}

interface ApartRow {
  readonly referralId: string;
  readonly pupilId: string;
  readonly byOther: boolean;
}

interface PreferenceRow extends NamedPlace {
  readonly referralId: string;
  readonly strength: string;
  readonly rank: number;
}

const SELECT_CASES = `
  select r.id as "referralId", r.reference, r.authority_id as "authorityId", r.pupil_id as "pupilId",
    p.reference as "pupilReference", r.type, r.submitted_at as "submittedAt", r.waiting_since as "waitingSince",
    r.school_organisation_id as "schoolOrganisationId", s.easting as "schoolEasting", s.northing as "schoolNorthing",
    i.home_easting as "homeEasting", i.home_northing as "homeNorthing", i.position_from as "positionFrom",
    r.home_authority_code as "homeAuthorityCode", i.date_of_birth as "dateOfBirth", f.year_group as "yearGroup", f.sex,
    f.sen_provision as "senProvision", f.looked_after as "lookedAfter", f.social_worker as "socialWorker",
    f.access_needs as "accessNeeds", f.interests, r.sessions_wanted as "sessionsWanted", r.starts_on as "startsOn",
    r.ends_on as "endsOn", r.aim_on as "aimOn", r.first_excluded_on as "firstExcludedOn",
    r.day_six_target as "daySixTarget", r.day_six_last as "daySixLast", r.day_six_exempt as "daySixExempt",
    coalesce((select encode(sha256(string_agg(k.other_digest, ''::bytea order by k.other_digest)), 'hex')
      from referral_keep_apart k where k.referral_id = r.id), '') as "apartNamesKey",
    (select encode(sha256(string_agg(convert_to(b.wish, 'UTF8') || b.other_digest, ''::bytea order by b.wish, b.other_digest)), 'hex')
      from referral_sibling b where b.referral_id = r.id and b.other_digest is not null) as "siblingsKey"
  from referral r
  join pupil p on p.id = r.pupil_id
  join pupil_identity i on i.pupil_id = r.pupil_id
  join pupil_profile f on f.pupil_id = r.pupil_id
  join organisation s on s.id = r.school_organisation_id`;

/** Reads referrals in the shape that the matching works on: seven queries, however many there are. */
@Injectable()
export class PoolStore {
  /** Everything that waits for a place in the authority, by id. A plan that names a setting is not for the pool, nor is a place at a school. */
  async waiting(tx: Tx, authorityId: string): Promise<WaitingReferral[]> {
    const cases = await tx.query<CaseRow>(
      `${SELECT_CASES} where r.authority_id = $1 and r.status = 'SUBMITTED' and r.type = any ($2)
         and f.ehcp_named_setting is null
       order by r.id`,
      [authorityId, PROVISION_TYPES],
    );
    return this.complete(tx, cases);
  }

  /** The same for single referrals, whatever their status. */
  async byIds(tx: Tx, ids: readonly string[]): Promise<WaitingReferral[]> {
    const cases = await tx.query<CaseRow>(`${SELECT_CASES} where r.id = any ($1) and r.type = any ($2) order by r.id`, [
      ids,
      PROVISION_TYPES,
    ]);
    return this.complete(tx, cases);
  }

  private async complete(tx: Tx, cases: readonly CaseRow[]): Promise<WaitingReferral[]> {
    const ids = cases.map(({ referralId }) => referralId);
    const needs = byReferral(
      await tx.query<PartRow>(
        `select referral_id as "referralId", code, '' as level from referral_need where referral_id = any ($1)
         order by referral_id, rank`,
        [ids],
      ),
    );
    const wishes = byReferral(
      await tx.query<PartRow>(
        `select referral_id as "referralId", code, strength as level from referral_wish
         where referral_id = any ($1) and strength <> 'UNSUITABLE'
         order by referral_id, code`,
        [ids],
      ),
    );
    const risks = byReferral(
      await tx.query<PartRow>(
        `select referral_id as "referralId", code, level from referral_risk
         where referral_id = any ($1) and code <> $2 order by referral_id, code`,
        [ids, RISKS_ASSESSED],
      ),
    );
    const places = byReferral(
      await tx.query<PreferenceRow>(
        `select referral_id as "referralId", strength, rank, programme_id as "programmeId",
           provider_organisation_id as "providerOrganisationId" from referral_preference
         where referral_id = any ($1) order by referral_id, strength, rank`,
        [ids],
      ),
    );
    const apart = byReferral(await this.keptApart(tx, ids));
    const siblings = byReferral(await this.siblings(tx, ids));
    return cases.map((row) => ({
      ...caseOf(tx, row),
      needs: (needs.get(row.referralId) ?? []).map(({ code }) => code),
      wishes: (wishes.get(row.referralId) ?? []).map(({ code, level }) => ({ code, strength: level as 'PREFERRED' })),
      risks: (risks.get(row.referralId) ?? []).map(({ code, level }) => ({ code, level: level as 'LOW' })),
      preferred: placesOf(places.get(row.referralId), 'PREFERRED'),
      suitable: placesOf(places.get(row.referralId), 'SUITABLE').map(({ rank: _rank, ...place }) => place),
      keepApartPupilIds: (apart.get(row.referralId) ?? []).map(({ pupilId }) => pupilId),
      keptApartByPupilIds: (apart.get(row.referralId) ?? []).flatMap((one) => (one.byOther ? [one.pupilId] : [])),
      siblings:
        row.siblingsKey === null
          ? null
          : {
              key: row.siblingsKey,
              known: (siblings.get(row.referralId) ?? []).map(({ pupilId, wish }) => ({ pupilId, wish })),
            },
    }));
  }

  /**
   * Both ways round: a pupil is kept apart from whom they name and from who names them, as long as that other case is
   * not withdrawn or closed. Numbers that no pupil here has yet are remembered by digest and count as soon as one has.
   */
  private async keptApart(tx: Tx, ids: readonly string[]): Promise<ApartRow[]> {
    return tx.query(
      `select "referralId", "pupilId", bool_or("byOther") as "byOther" from (
         select k.referral_id as "referralId", n.pupil_id as "pupilId", false as "byOther"
         from referral_keep_apart k
         join pupil_number n on n.authority_id = k.authority_id and n.number_digest = k.other_digest
         where k.referral_id = any ($1)
         union all
         select r.id, namer.pupil_id, true
         from referral r
         join pupil_number n on n.pupil_id = r.pupil_id
         join referral_keep_apart k on k.authority_id = n.authority_id and k.other_digest = n.number_digest
         join referral namer on namer.id = k.referral_id and namer.status not in ('DRAFT', 'WITHDRAWN', 'CLOSED')
         where r.id = any ($1)) pairs
       group by 1, 2 order by 1, 2`,
      [ids],
    );
  }

  /** One way only: what another family wishes for its child says nothing of this one. */
  private siblings(tx: Tx, ids: readonly string[]): Promise<SiblingRow[]> {
    return tx.query(
      `select distinct b.referral_id as "referralId", n.pupil_id as "pupilId", b.wish
       from referral_sibling b
       join pupil_number n on n.authority_id = b.authority_id and n.number_digest = b.other_digest
       where b.referral_id = any ($1) order by 1, 2, 3`,
      [ids],
    );
  }
}

interface SiblingRow {
  readonly referralId: string;
  readonly pupilId: string;
  readonly wish: NamedSiblings['known'][number]['wish'];
}

const pointOf = (easting: number | null, northing: number | null): GridPoint | null =>
  easting === null || northing === null ? null : { easting, northing };

type Parts =
  | ('needs' | 'wishes' | 'risks' | 'preferred' | 'suitable')
  | ('keepApartPupilIds' | 'keptApartByPupilIds' | 'siblings');

function caseOf(tx: Tx, row: CaseRow): Omit<WaitingReferral, Parts> {
  const { schoolEasting, schoolNorthing, homeEasting, homeNorthing, positionFrom, socialWorker, ...rest } = row;
  const { siblingsKey: _key, ...plain } = rest;
  return {
    ...plain,
    waitingDays: Math.max(0, daysBetween(row.waitingSince, tx.today)),
    schoolPosition: pointOf(schoolEasting, schoolNorthing),
    homePosition: pointOf(homeEasting, homeNorthing),
    homePositionAssumed: positionFrom !== 'POSTCODE',
    keyStage: keyStageOf(row.yearGroup),
    socialWorker: socialWorker !== 'NONE' && socialWorker !== 'UNKNOWN',
    sessionsWanted: sessionSetOf(row.sessionsWanted),
  };
}

const placesOf = (rows: readonly PreferenceRow[] | undefined, strength: string): (NamedPlace & { rank: number })[] =>
  (rows ?? [])
    .filter((row) => row.strength === strength)
    .map(({ rank, programmeId, providerOrganisationId }) => ({ rank, programmeId, providerOrganisationId }));

function byReferral<R extends { readonly referralId: string }>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.referralId);
    if (group === undefined) groups.set(row.referralId, [row]);
    else group.push(row);
  }
  return groups;
}
