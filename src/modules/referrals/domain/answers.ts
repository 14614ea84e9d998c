import type { DateOnly, ReferralType, SessionSet } from '../../../kernel/index.js';

export interface Levelled {
  readonly code: string;
  readonly level: string;
  /** Who said so, where that is asked. */
  readonly by?: string;
}

/** Another child: one who must not be placed with this one, or a brother or sister. Confidential. */
export interface NamedPerson {
  readonly name: string;
  readonly upn: string | null;
  readonly reason: string | null;
}

/** One line of an answer that is given by lines, by the keys of its columns. */
export type AnswerLine = Readonly<Record<string, string | number>>;

/**
 * What has been answered so far, by dotted field path: the same paths as in the API's body, the forms and the faults.
 * An absent key has not been answered. `place` values are 'programme:ID' or 'provider:ID'.
 */
export interface Answers {
  readonly schoolId?: string;
  readonly type?: ReferralType;
  readonly 'exclusion.firstExcludedOn'?: DateOnly;
  readonly 'exclusion.reasons'?: readonly string[];
  readonly 'exclusion.examinationsOver'?: string;
  readonly 'offSite.noticeGivenOn'?: DateOnly;
  readonly 'offSite.objectives'?: string;
  readonly 'offSite.reasons'?: string;
  readonly 'offSite.daysMost'?: number;
  readonly 'offSite.noticeCovers'?: readonly string[];
  readonly 'suspended.blocks'?: readonly AnswerLine[];
  readonly 'suspended.daysBefore'?: number;
  readonly 'separation.keptAwayFrom'?: DateOnly;
  readonly 'separation.lead'?: string;
  readonly 'separation.why'?: string;
  readonly 'separation.reviewOn'?: DateOnly;
  readonly 'health.daysAbsent'?: number;
  readonly 'health.daysExpected'?: number;
  readonly 'health.evidence'?: string;
  readonly 'health.evidenceOn'?: DateOnly;
  readonly 'health.hours'?: number;
  readonly 'health.hoursWhy'?: string;
  readonly 'fairAccess.groups'?: readonly string[];
  readonly 'fairAccess.tried'?: string;
  readonly 'managedMove.receivingSchoolId'?: string;
  readonly 'managedMove.schoolsAgreedOn'?: DateOnly;
  readonly 'managedMove.parentAgreedOn'?: DateOnly;
  readonly 'managedMove.authorityAgreedOn'?: DateOnly;
  readonly 'reintegration.schoolId'?: string;
  readonly 'reintegration.ready'?: string;
  readonly 'reintegration.lead'?: string;
  readonly 'reintegration.steps'?: readonly AnswerLine[];
  readonly 'pupil.upn'?: string;
  readonly 'pupil.forename'?: string;
  readonly 'pupil.surname'?: string;
  readonly 'pupil.dateOfBirth'?: DateOnly;
  readonly 'pupil.yearGroup'?: number;
  readonly 'pupil.sex'?: string;
  readonly 'home.address'?: string;
  readonly 'home.postcode'?: string;
  readonly 'home.authorityCode'?: string;
  readonly 'support.senProvision'?: string;
  readonly 'support.namedSetting'?: string;
  readonly 'support.lookedAfter'?: string;
  readonly 'support.caringAuthorityCode'?: string;
  readonly 'support.socialWorker'?: string;
  readonly 'support.accessNeeds'?: readonly string[];
  readonly 'support.careNote'?: string;
  readonly 'needs.codes'?: readonly string[];
  readonly 'needs.description'?: string;
  readonly 'needs.wishes'?: readonly Levelled[];
  readonly 'needs.wishesOn'?: DateOnly;
  readonly 'sessions.wanted'?: SessionSet;
  readonly 'sessions.startsOn'?: DateOnly;
  readonly 'sessions.endsOn'?: DateOnly;
  readonly 'family.preferred'?: readonly string[];
  readonly 'family.suitable'?: readonly string[];
  readonly 'family.interests'?: readonly string[];
  readonly 'family.pupilView'?: string;
  readonly 'family.parentView'?: string;
  readonly 'history.tried'?: string;
  readonly 'history.steps'?: readonly AnswerLine[];
  readonly 'assessments.scores'?: readonly AnswerLine[];
  readonly 'risks.assessed'?: string;
  readonly 'risks.items'?: readonly Levelled[];
  readonly 'risks.note'?: string;
  readonly 'siblings.people'?: readonly NamedPerson[];
  readonly 'siblings.wish'?: string;
  readonly 'keepApart.people'?: readonly NamedPerson[];
}

export type FieldPath = keyof Answers;
export type AnswerValue = NonNullable<Answers[FieldPath]>;

/** Only what was answered: null, undefined and empty lists are left out. */
export const present = (found: Readonly<Record<string, unknown>>): Answers =>
  Object.fromEntries(
    Object.entries(found).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
