import { Injectable } from '@nestjs/common';
import type { DateOnly, GridPoint } from '../../../kernel/index.js';
import { insertRows, type Tx } from '../../../platform/index.js';

export type PositionFrom = 'POSTCODE' | 'SCHOOL' | 'NONE';

export interface PupilIdentity {
  readonly upn: string;
  readonly forename: string;
  readonly surname: string;
  readonly dateOfBirth: DateOnly;
  readonly address: string | null;
  readonly postcode: string | null;
  readonly position: GridPoint | null;
  readonly positionFrom: PositionFrom;
}

export interface PupilProfile {
  readonly yearGroup: number;
  readonly sex: 'F' | 'M' | 'U';
  readonly senProvision: 'N' | 'K' | 'E';
  readonly namedSetting: string | null;
  readonly lookedAfter: 'YES' | 'NO' | 'UNKNOWN';
  readonly caringAuthorityCode: string | null;
  readonly socialWorker: 'NONE' | 'IN_NEED' | 'PROTECTION' | 'OTHER' | 'UNKNOWN';
  readonly accessNeeds: readonly string[];
  readonly interests: readonly string[];
}

export interface KnownNumber {
  readonly pupilId: string;
  readonly sameDetails: boolean;
}

interface IdentityRow {
  upn: string;
  forename: string;
  surname: string;
  date_of_birth: DateOnly;
  address: string | null;
  postcode: string | null;
  home_easting: number | null;
  home_northing: number | null;
  position_from: PositionFrom;
}

interface ProfileRow {
  year_group: number;
  sex: PupilProfile['sex'];
  sen_provision: PupilProfile['senProvision'];
  ehcp_named_setting: string | null;
  looked_after: PupilProfile['lookedAfter'];
  caring_authority_code: string | null;
  social_worker: PupilProfile['socialWorker'];
  access_needs: string[];
  interests: string[];
}

/** The number itself is kept only in the child's identity; elsewhere it is found by a digest bound to the authority. */
const NUMBER_DIGEST = `sha256(convert_to($1::text || '|' || $2::text, 'UTF8'))`;
const DETAILS_DIGEST = `sha256(convert_to($1::text || '|' || $2::text || '|' || $3::text, 'UTF8'))`;

const IDENTITY_COLUMNS = `upn, forename, surname, date_of_birth, address, postcode, home_easting, home_northing, position_from`;
const PROFILE_COLUMNS = `year_group, sex, sen_provision, ehcp_named_setting, looked_after, caring_authority_code, social_worker,
  access_needs, interests`;

/** The record of today, or the copy that a closed case keeps. */
type RecordKey = { readonly pupilId: string } | { readonly closedCaseId: string };

const whereOf = (part: 'identity' | 'profile', key: RecordKey): [from: string, id: string] =>
  'pupilId' in key
    ? [`pupil_${part} where pupil_id = $1`, key.pupilId]
    : [`closed_case_${part} where referral_id = $1`, key.closedCaseId];

@Injectable()
export class PupilStore {
  /** Locks nothing; a number added by somebody else at this moment is waited for by `claimNumber`. */
  async findNumber(tx: Tx, authorityId: string, upn: string, born: DateOnly): Promise<KnownNumber | undefined> {
    const [row] = await tx.query<{ pupil_id: string; same: boolean }>(
      `select pupil_id, details_digest = ${DETAILS_DIGEST} as same from pupil_number
       where authority_id = $1::uuid and number_digest = ${NUMBER_DIGEST}`,
      [authorityId, upn, born],
    );
    return row && { pupilId: row.pupil_id, sameDetails: row.same };
  }

  /** False when another transaction has just given the number to a pupil. */
  async claimNumber(tx: Tx, pupilId: string, authorityId: string, upn: string, born: DateOnly): Promise<boolean> {
    const rows = await tx.query(
      `insert into pupil_number (authority_id, number_digest, details_digest, pupil_id)
       values ($1::uuid, ${NUMBER_DIGEST}, ${DETAILS_DIGEST}, $4) on conflict do nothing returning pupil_id`,
      [authorityId, upn, born, pupilId],
    );
    return rows.length > 0;
  }

  async correctNumber(tx: Tx, pupilId: string, authorityId: string, upn: string, born: DateOnly): Promise<void> {
    await tx.query(
      `update pupil_number set details_digest = ${DETAILS_DIGEST}
       where authority_id = $1::uuid and number_digest = ${NUMBER_DIGEST} and pupil_id = $4`,
      [authorityId, upn, born, pupilId],
    );
  }

  /** 'P-000123'. Undefined for a pupil that the actor may not see. */
  async reference(tx: Tx, pupilId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ reference: string }>('select reference from pupil where id = $1', [pupilId]);
    return row?.reference;
  }

  async add(tx: Tx, pupilId: string, authorityId: string): Promise<void> {
    await tx.query(`insert into pupil (id, authority_id, created_at) values ($1, $2, $3)`, [
      pupilId,
      authorityId,
      tx.now,
    ]);
  }

  async setHomeAuthority(tx: Tx, pupilId: string, code: string | null): Promise<void> {
    await tx.query(
      `update pupil set home_authority_code = $2 where id = $1 and home_authority_code is distinct from $2`,
      [pupilId, code],
    );
  }

  async identity(tx: Tx, key: RecordKey): Promise<PupilIdentity | undefined> {
    const [from, id] = whereOf('identity', key);
    const [row] = await tx.query<IdentityRow>(`select ${IDENTITY_COLUMNS} from ${from}`, [id]);
    return row && identityFromRow(row);
  }

  async profile(tx: Tx, key: RecordKey): Promise<PupilProfile | undefined> {
    const [from, id] = whereOf('profile', key);
    const [row] = await tx.query<ProfileRow>(`select ${PROFILE_COLUMNS} from ${from}`, [id]);
    return row && profileFromRow(row);
  }

  /** True when both parts were copied. */
  async keep(tx: Tx, referralId: string, pupilId: string): Promise<boolean> {
    const copy = (part: string, columns: string) =>
      tx.query(
        `insert into closed_case_${part} (referral_id, pupil_id, authority_id, ${columns})
         select $1, pupil_id, authority_id, ${columns} from pupil_${part} where pupil_id = $2 returning 1`,
        [referralId, pupilId],
      );
    const identity = await copy('identity', IDENTITY_COLUMNS);
    const profile = await copy('profile', PROFILE_COLUMNS);
    return identity.length === 1 && profile.length === 1;
  }

  async forget(tx: Tx, referralId: string): Promise<void> {
    await tx.query(`delete from closed_case_identity where referral_id = $1`, [referralId]);
    await tx.query(`delete from closed_case_profile where referral_id = $1`, [referralId]);
  }

  async saveIdentity(tx: Tx, pupilId: string, authorityId: string, identity: PupilIdentity): Promise<void> {
    const row = {
      pupil_id: pupilId,
      authority_id: authorityId,
      upn: identity.upn,
      forename: identity.forename,
      surname: identity.surname,
      date_of_birth: identity.dateOfBirth,
      address: identity.address,
      postcode: identity.postcode,
      home_easting: identity.position?.easting ?? null,
      home_northing: identity.position?.northing ?? null,
      position_from: identity.positionFrom,
    };
    await insertRows(tx, 'pupil_identity', [row], ['pupil_id']);
  }

  async saveProfile(tx: Tx, pupilId: string, authorityId: string, profile: PupilProfile): Promise<void> {
    const row = {
      pupil_id: pupilId,
      authority_id: authorityId,
      year_group: profile.yearGroup,
      sex: profile.sex,
      sen_provision: profile.senProvision,
      ehcp_named_setting: profile.namedSetting,
      looked_after: profile.lookedAfter,
      caring_authority_code: profile.caringAuthorityCode,
      social_worker: profile.socialWorker,
      access_needs: profile.accessNeeds,
      interests: profile.interests,
    };
    await insertRows(tx, 'pupil_profile', [row], ['pupil_id']);
  }
}

const identityFromRow = (row: IdentityRow): PupilIdentity => ({
  upn: row.upn,
  forename: row.forename,
  surname: row.surname,
  dateOfBirth: row.date_of_birth,
  address: row.address,
  postcode: row.postcode,
  position: pointFrom(row.home_easting, row.home_northing),
  positionFrom: row.position_from,
});

const profileFromRow = (row: ProfileRow): PupilProfile => ({
  yearGroup: row.year_group,
  sex: row.sex,
  senProvision: row.sen_provision,
  namedSetting: row.ehcp_named_setting,
  lookedAfter: row.looked_after,
  caringAuthorityCode: row.caring_authority_code,
  socialWorker: row.social_worker,
  accessNeeds: row.access_needs,
  interests: row.interests,
});

const pointFrom = (easting: number | null, northing: number | null): GridPoint | null =>
  easting === null || northing === null ? null : { easting, northing };
