import { Injectable } from '@nestjs/common';
import { invalid, invalidFields, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { type Organisation, Organisations } from '../../organisations/index.js';
import { type PupilKey, PupilRecords } from '../../pupils/index.js';
import type { Answers } from '../domain/answers.js';
import type { CheckedReferral } from '../domain/check-answers.js';
import type { ReferralCase, Scope } from '../domain/referral-case.js';
import type { ReferralStatus } from '../domain/referral-states.js';
import { sentAnswers } from '../domain/sent-answers.js';
import { SentStore } from '../persistence/sent.store.js';
import { AnswerStore } from '../persistence/answer.store.js';
import { ReferralStore } from '../persistence/referral.store.js';
import { namedSchoolFaults, schoolNames } from './named-schools.js';
import { PlaceChoices } from './place-choices.js';
import { identityFrom, positionOf, profileFrom, termsFrom } from './assemble-answers.js';

const SCHOOL_SCOPES: readonly Scope[] = [
  ...(['IDENTITY', 'PROFILE', 'NEEDS', 'RISKS', 'MONEY', 'OPTIONS', 'KEEP_APART'] as const),
];
/** The council a child lives in owes the education after an exclusion, whoever arranges it. */
const HOME_SCOPES: readonly Scope[] = ['IDENTITY', 'PROFILE', 'NEEDS', 'RISKS', 'OPTIONS'];

export interface Writing {
  readonly referral: ReferralCase;
  readonly school: Organisation;
  readonly checked: CheckedReferral;
  readonly policyId: string | null;
  /** Moves the case on as well; left out when answers of an open referral change. */
  readonly moveTo?: ReferralStatus;
}

/** Writes a checked referral into its parts: the pupil, the parties, the case, and what describes it. */
@Injectable()
export class ReferralWriter {
  constructor(
    private readonly referrals: ReferralStore,
    private readonly parts: AnswerStore,
    private readonly pupils: PupilRecords,
    private readonly organisations: Organisations,
    private readonly places: PlaceChoices,
    private readonly sent: SentStore,
  ) {}

  /** The caller holds the case's lock. Refused: `pupil.upn` `details-differ`, `referral.already-open`. */
  async write(tx: Tx, { referral, school, checked, policyId, moveTo }: Writing): Promise<Result<{ pupilId: string }>> {
    const { answers } = checked;
    const [upn, dateOfBirth] = [answers['pupil.upn'], answers['pupil.dateOfBirth']];
    if (upn === undefined || dateOfBirth === undefined) return invalid('pupil.upn', 'required');
    const unknown = await namedSchoolFaults(tx, this.organisations, answers);
    if (unknown.length > 0) return invalidFields(unknown);
    const found = await this.pupilOf(tx, referral, { authorityId: referral.authorityId, upn, dateOfBirth });
    if (!found.ok) return found;
    const pupilId = found.value;
    const other = await this.referrals.openForPupil(tx, pupilId, referral.id);
    if (other !== undefined) {
      return problem('referral.already-open', { reference: other.reference, referralId: other.id });
    }
    const located = await this.pupils.locate(tx, answers['home.postcode'] ?? null, positionOf(school));
    const homeAuthorityCode = answers['home.authorityCode'] ?? located.authorityCode ?? school.authorityCode ?? null;
    if (referral.status === 'DRAFT') {
      await this.referrals.setSchool(tx, referral.id, school.id);
      await this.addParties(tx, { ...referral, schoolOrganisationId: school.id }, homeAuthorityCode);
    }
    const terms = termsFrom(checked, { pupilId, homeAuthorityCode, policyId });
    if (moveTo === undefined) await this.referrals.saveTerms(tx, referral.id, terms);
    else await this.referrals.submit(tx, referral.id, moveTo, terms);
    await this.pupils.save(tx, pupilId, {
      authorityId: referral.authorityId,
      homeAuthorityCode,
      identity: identityFrom(answers, located),
      profile: profileFrom(answers),
    });
    await this.parts.save(tx, referral, answers);
    if (moveTo !== undefined) await this.freeze(tx, { ...referral, schoolOrganisationId: school.id }, school, answers);
    return ok({ pupilId });
  }

  /** What is sent stays as it was sent, with names in place of ids. */
  private async freeze(tx: Tx, referral: ReferralCase, school: Organisation, answers: Answers): Promise<void> {
    const { authorityId } = referral;
    const ranked = [...(answers['family.preferred'] ?? []), ...(answers['family.suitable'] ?? [])];
    const places = ranked.length === 0 ? [] : await this.places.list(tx, { authorityId, yearGroup: undefined });
    const schools = [{ code: school.id, label: school.name }, ...(await schoolNames(tx, this.organisations, answers))];
    await this.sent.add(tx, referral, sentAnswers(answers, [...schools, ...places]));
  }

  /** The same number on an open referral is the same pupil, whatever else about the pupil is put right. */
  private async pupilOf(tx: Tx, { pupilId }: ReferralCase, key: PupilKey): Promise<Result<string>> {
    const known = pupilId === null ? undefined : await this.pupils.identity(tx, pupilId);
    if (pupilId !== null && known?.upn === key.upn) {
      if (known.dateOfBirth !== key.dateOfBirth) await this.pupils.correct(tx, pupilId, key);
      return ok(pupilId);
    }
    const found = await this.pupils.findOrAdd(tx, key);
    return found.ok ? ok(found.value.pupilId) : found;
  }

  private async addParties(tx: Tx, referral: ReferralCase, homeAuthorityCode: string | null): Promise<void> {
    const startsOn = tx.today;
    const schoolId = referral.schoolOrganisationId;
    if (schoolId === null) throw new Error('A referral is written with its school');
    const school = { organisationId: schoolId, part: 'SCHOOL', scopes: SCHOOL_SCOPES, startsOn, endsOn: null } as const;
    await this.referrals.openTo(tx, referral, school);
    const home =
      homeAuthorityCode === null ? undefined : await this.organisations.authorityByCode(tx, homeAuthorityCode);
    if (home === undefined || home.organisationId === null || home.id === referral.authorityId) return;
    await this.referrals.openTo(tx, referral, {
      organisationId: home.organisationId,
      part: 'HOME_AUTHORITY',
      scopes: HOME_SCOPES,
      startsOn,
      endsOn: null,
    });
  }
}
