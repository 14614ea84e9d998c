import type { ReferralType } from '../../../kernel/index.js';
import type { Answers, FieldPath } from './answers.js';
import { seeksProvision } from './types.js';

/** One page of the journey asks about one thing. */
export interface JourneyPage {
  readonly key: string;
  readonly title: string;
  readonly fields: readonly FieldPath[];
  /** Said above the questions. */
  readonly lead?: string;
  /** Left out: always asked. */
  readonly when?: (answers: Answers) => boolean;
  /** Only for the authority's people. */
  readonly forAuthority?: true;
}

export interface JourneySection {
  readonly title: string;
  readonly pages: readonly JourneyPage[];
}

const of =
  (...types: readonly ReferralType[]) =>
  ({ type }: Answers): boolean =>
    types.some((one) => one === type);
const isExclusion = of('PERMANENT_EXCLUSION', 'SUSPENSION');
/** Of these nobody asks what the school tried first: the child is ill, unsafe or without a school. */
const isGraduated = (answers: Answers) =>
  !of('SECTION_19_HEALTH', 'SAFEGUARDING_SEPARATION', 'FAIR_ACCESS', 'REINTEGRATION')(answers);
/** Before the kind is chosen every general page is listed. */
const inProvision = ({ type }: Answers): boolean => type === undefined || seeksProvision(type);

export const JOURNEY: readonly JourneySection[] = [
  {
    title: 'About the referral',
    pages: [
      { key: 'school', title: 'The school', fields: ['schoolId'], forAuthority: true },
      { key: 'reason', title: 'Why you are referring', fields: ['type'] },
      {
        key: 'exclusion-date',
        title: 'First day of the exclusion',
        fields: ['exclusion.firstExcludedOn'],
        when: of('PERMANENT_EXCLUSION'),
      },
      {
        key: 'suspension',
        title: 'The suspension',
        fields: ['suspended.blocks', 'suspended.daysBefore'],
        lead: 'You arrange full-time education from the sixth school day in a row, whether in one suspension or several.',
        when: of('SUSPENSION'),
      },
      {
        key: 'exclusion-reasons',
        title: 'Reasons for the exclusion',
        fields: ['exclusion.reasons'],
        when: isExclusion,
      },
      {
        key: 'off-site',
        title: 'The off-site direction',
        fields: ['offSite.objectives', 'offSite.reasons', 'offSite.daysMost'],
        lead: 'A direction may only be used to improve behaviour. It is no punishment.',
        when: of('OFF_SITE_DIRECTION'),
      },
      {
        key: 'off-site-notice',
        title: 'Notice to the parents',
        fields: ['offSite.noticeGivenOn', 'offSite.noticeCovers'],
        lead: 'The parent must be told in writing at least two school days before the first day, and the council too where there is an EHC plan.',
        when: of('OFF_SITE_DIRECTION'),
      },
      {
        key: 'separation',
        title: 'Keeping pupils apart',
        fields: ['separation.keptAwayFrom', 'separation.lead', 'separation.why', 'separation.reviewOn'],
        lead: 'This is no suspension and no exclusion, and nothing here says that the pupil did anything. We ask for no reasons of an exclusion and keep no record of one.',
        when: of('SAFEGUARDING_SEPARATION'),
      },
      {
        key: 'health-absence',
        title: 'Absence for health',
        fields: ['health.daysAbsent', 'health.daysExpected', 'health.evidence', 'health.evidenceOn'],
        when: of('SECTION_19_HEALTH'),
      },
      {
        key: 'health-hours',
        title: 'Hours that suit the pupil’s health',
        fields: ['health.hours', 'health.hoursWhy'],
        when: of('SECTION_19_HEALTH'),
      },
      {
        key: 'fair-access',
        title: 'Fair access',
        fields: ['fairAccess.groups', 'fairAccess.tried'],
        lead: 'Only for a child without a school place who cannot get one in the usual way. A child with an EHC plan is not placed this way: the plan names the school, so ask the SEN officer.',
        when: of('FAIR_ACCESS'),
      },
      {
        key: 'move-school',
        title: 'The school the pupil moves to',
        fields: ['managedMove.receivingSchoolId'],
        lead: 'A managed move is for good. If the pupil is to try another school first, ask for an off-site direction to improve behaviour.',
        when: of('MANAGED_MOVE'),
      },
      {
        key: 'move-agreed',
        title: 'Who agreed',
        fields: ['managedMove.schoolsAgreedOn', 'managedMove.parentAgreedOn', 'managedMove.authorityAgreedOn'],
        when: of('MANAGED_MOVE'),
      },
      {
        key: 'return-school',
        title: 'The school to go back to',
        fields: ['reintegration.schoolId', 'reintegration.ready', 'reintegration.lead'],
        when: of('REINTEGRATION'),
      },
      {
        key: 'return-steps',
        title: 'The timetable wished for',
        fields: ['reintegration.steps'],
        when: of('REINTEGRATION'),
      },
    ],
  },
  {
    title: 'The pupil',
    pages: [
      { key: 'pupil', title: 'Name and number', fields: ['pupil.upn', 'pupil.forename', 'pupil.surname'] },
      { key: 'age', title: 'Age and year', fields: ['pupil.dateOfBirth', 'pupil.yearGroup', 'pupil.sex'] },
      {
        key: 'examinations',
        title: 'Examinations',
        fields: ['exclusion.examinationsOver'],
        when: (answers) => isExclusion(answers) && answers['pupil.yearGroup'] === 11,
      },
      { key: 'home', title: 'Home', fields: ['home.postcode', 'home.address', 'home.authorityCode'] },
      {
        key: 'sen',
        title: 'Special educational needs support',
        fields: ['support.senProvision', 'support.namedSetting'],
        lead: 'If an EHC plan names a setting, the referral goes to the SEN officer and not to the panel.',
      },
      {
        key: 'care',
        title: 'Care and social work',
        fields: ['support.lookedAfter', 'support.caringAuthorityCode', 'support.socialWorker'],
      },
      { key: 'access', title: 'Access', fields: ['support.accessNeeds', 'support.careNote'] },
    ],
  },
  {
    title: 'What the pupil needs',
    pages: [
      { key: 'needs', title: 'Needs', fields: ['needs.codes', 'needs.description'] },
      {
        key: 'wishes',
        title: 'What kind of place would help',
        fields: ['needs.wishes', 'needs.wishesOn'],
        when: inProvision,
        lead: 'Say what is preferred, what would suit and what would not, and who said so. Leave a line empty where nothing was said.',
      },
      { key: 'tried', title: 'What has been tried', fields: ['history.tried'], when: isGraduated },
      {
        key: 'steps',
        title: 'Steps taken and how they went',
        fields: ['history.steps'],
        lead: 'The panel looks at what was tried before. Leave lines empty that you do not need.',
        when: isGraduated,
      },
      { key: 'assessments', title: 'Assessments', fields: ['assessments.scores'] },
      {
        key: 'sessions',
        title: 'Sessions and dates',
        fields: ['sessions.wanted', 'sessions.startsOn', 'sessions.endsOn'],
        when: inProvision,
      },
      {
        key: 'start',
        title: 'First day at the school',
        fields: ['sessions.startsOn'],
        when: (answers) => !inProvision(answers),
      },
    ],
  },
  {
    title: 'Pupil and family',
    pages: [
      { key: 'views', title: 'What the pupil and parents say', fields: ['family.pupilView', 'family.parentView'] },
      { key: 'interests', title: 'Interests', fields: ['family.interests'] },
      {
        key: 'choices',
        title: 'The family’s choices',
        fields: ['family.preferred', 'family.suitable'],
        when: inProvision,
      },
      {
        key: 'siblings',
        title: 'Brothers and sisters',
        fields: ['siblings.people', 'siblings.wish'],
        lead: 'This is confidential. Providers and panel members never see the names. Give the UPN if you can: only with it can the family’s wish count. The options that you read do not show whether it did.',
      },
    ],
  },
  {
    title: 'Keeping everybody safe',
    pages: [
      {
        key: 'risks',
        title: 'Risks',
        fields: ['risks.assessed', 'risks.items', 'risks.note'],
        lead: 'Say how high each risk is. Leave a line empty where you know of none. A provider sees this once it has accepted a place.',
      },
      {
        key: 'keep-apart',
        title: 'Pupils to be kept apart',
        fields: ['keepApart.people'],
        lead: 'This is confidential. Providers and panel members never see it. Give the UPN if you can: only with it can we keep the pupils apart by rule.',
      },
    ],
  },
];

export const isAsked = (page: JourneyPage, answers: Answers): boolean => page.when?.(answers) ?? true;

const askedPaths = (answers: Answers): ReadonlySet<string> =>
  new Set(
    JOURNEY.flatMap(({ pages }) => pages)
      .filter((page) => isAsked(page, answers))
      .flatMap(({ fields }) => fields),
  );

export const isAskedFor = (path: FieldPath, answers: Answers): boolean => askedPaths(answers).has(path);

/**
 * The answers that this kind of request asks for. What was typed before the kind was changed is left out: a separation for
 * safeguarding keeps no reasons of an exclusion, whatever was typed first.
 */
export function askedAnswers(answers: Answers): Answers {
  const asked = askedPaths(answers);
  return Object.fromEntries(Object.entries(answers).filter(([path]) => asked.has(path)));
}
