import { PROVISION_TYPES, REFERRAL_TYPES, type ReferralType } from '../../../kernel/index.js';
import type { FieldPath } from './answers.js';
import type { AimWhy } from './aim.js';
import type { CodeSet } from './codes.js';

/** What a kind of request rests on, in the words of the page and of the interface. */
export interface LawfulBasis {
  /** Law binds; statutory guidance must be had regard to. */
  readonly kind: 'STATUTE' | 'GUIDANCE';
  readonly source: string;
  readonly says: string;
}

/** Who makes the request: the school itself, or the authority's people on a school's behalf. */
export type Raiser = 'SCHOOL' | 'AUTHORITY';
const ANYBODY: readonly Raiser[] = ['SCHOOL', 'AUTHORITY'];

export interface TypeRule {
  /** The answer to "Why are you making this referral?", and what to know before choosing it. */
  readonly label: string;
  readonly hint: string;
  readonly basis: LawfulBasis;
  readonly raisedBy: readonly Raiser[];
  /** Where its day to work to comes from. */
  readonly clock: AimWhy;
  /** How much of the week may be asked for. */
  readonly week: 'FULL' | 'SOME' | 'HEALTH' | 'NONE';
  /** A request is whole with these of its own answers; `later` ones are asked before the first day. */
  readonly needed: readonly FieldPath[];
  readonly later: readonly FieldPath[];
  /** Whether the start and the whole picture of the child are needed at once, or may follow. */
  readonly picture: 'NOW' | 'LATER';
}

const EXCLUSION_GUIDANCE = 'Suspension and permanent exclusion guidance, in force from 26 July 2026';

export const TYPE_RULES: Readonly<Record<ReferralType, TypeRule>> = {
  PERMANENT_EXCLUSION: {
    label: 'The pupil has been permanently excluded',
    hint: 'Full-time education must start by the sixth school day. You need ten answers to start.',
    basis: {
      kind: 'STATUTE',
      source: 'Section 19(3A) of the Education Act 1996; SI 2007/1870, regulation 4',
      says: 'The council the pupil lives in arranges suitable full-time education from the sixth school day.',
    },
    raisedBy: ANYBODY,
    clock: 'SIXTH_DAY',
    week: 'FULL',
    needed: ['exclusion.firstExcludedOn', 'exclusion.reasons'],
    later: [],
    picture: 'LATER',
  },
  SUSPENSION: {
    label: 'The pupil is suspended for six school days or more',
    hint: 'One suspension, or several without a school day between them. You arrange education from the sixth day.',
    basis: {
      kind: 'STATUTE',
      source:
        'Section 100 of the Education and Inspections Act 2006; SI 2007/1870, regulation 3, as amended by SI 2014/3216',
      says: 'The governing board or trust arranges suitable full-time education from the sixth consecutive school day; for a pupil referral unit the council that maintains it does.',
    },
    raisedBy: ANYBODY,
    clock: 'SIXTH_DAY',
    week: 'FULL',
    needed: ['suspended.blocks', 'exclusion.reasons'],
    later: ['suspended.daysBefore'],
    picture: 'LATER',
  },
  SAFEGUARDING_SEPARATION: {
    label: 'The pupil is kept away from school for a time to keep pupils safe',
    hint: 'This is not a suspension and lays no blame. Your designated safeguarding lead decides on it.',
    basis: {
      kind: 'GUIDANCE',
      source: EXCLUSION_GUIDANCE,
      says: 'A pupil may be kept off the premises for a time to separate pupils for safeguarding. It is no exclusion. The council arranges the education meanwhile.',
    },
    raisedBy: ['SCHOOL'],
    clock: 'SEPARATION',
    week: 'FULL',
    needed: ['separation.keptAwayFrom', 'separation.lead', 'separation.why', 'separation.reviewOn'],
    later: [],
    picture: 'LATER',
  },
  SECTION_19_HEALTH: {
    label: 'The pupil is too ill to go to school',
    hint: 'Physical or mental health, with 15 school days of absence in this school year, so far or expected.',
    basis: {
      kind: 'STATUTE',
      source: 'Section 19(1) and (3AA) of the Education Act 1996',
      says: 'The council arranges suitable education for a child who would otherwise not have it because of illness: as many hours as the child’s health allows.',
    },
    raisedBy: ANYBODY,
    clock: 'HEALTH_DAYS',
    week: 'HEALTH',
    needed: ['health.daysAbsent', 'health.daysExpected', 'health.evidence', 'health.hours'],
    later: ['health.evidenceOn'],
    picture: 'LATER',
  },
  PREVENTATIVE_DUAL: {
    label: 'A place instead of an exclusion',
    hint: 'The pupil stays on your roll and is registered at the other school as well.',
    basis: {
      kind: 'GUIDANCE',
      source: 'Arranging alternative provision, statutory guidance of February 2025',
      says: 'A school may arrange alternative provision to prevent an exclusion, with a plan, objectives and the way back.',
    },
    raisedBy: ANYBODY,
    clock: 'START_ASKED',
    week: 'SOME',
    needed: [],
    later: ['history.steps'],
    picture: 'NOW',
  },
  PREVENTATIVE_EARLY: {
    label: 'Early help, a day or two a week',
    hint: 'The pupil stays on your roll and comes to you on the other days.',
    basis: {
      kind: 'GUIDANCE',
      source: 'Arranging alternative provision, statutory guidance of February 2025',
      says: 'A school may arrange part of the week elsewhere, with a plan, objectives and the way back.',
    },
    raisedBy: ANYBODY,
    clock: 'START_ASKED',
    week: 'SOME',
    needed: [],
    later: ['history.steps'],
    picture: 'NOW',
  },
  OFF_SITE_DIRECTION: {
    label: 'An off-site direction to improve behaviour',
    hint: 'Parents must have written notice at least two school days before the first day.',
    basis: {
      kind: 'STATUTE',
      source:
        'Section 29A of the Education Act 2002; SI 2010/1156, applied to academies and pupil referral units in 2026',
      says: 'A governing board, trust or management committee may direct a pupil elsewhere to improve behaviour, with written notice and reviews. It is no punishment.',
    },
    raisedBy: ANYBODY,
    clock: 'START_ASKED',
    week: 'SOME',
    needed: ['offSite.objectives'],
    later: ['history.steps', 'offSite.reasons', 'offSite.daysMost', 'offSite.noticeGivenOn', 'offSite.noticeCovers'],
    picture: 'NOW',
  },
  FAIR_ACCESS: {
    label: 'The pupil has no school place and cannot get one in the usual way',
    hint: 'Fair access protocol. Not for a child with an education, health and care (EHC) plan.',
    basis: {
      kind: 'STATUTE',
      source:
        'School Admissions Code 2021, paragraphs 3.14 to 3.22, under section 84 of the School Standards and Framework Act 1998',
      says: 'Every council has a protocol by which unplaced children of 13 groups are given a school place in good time, and no school takes more than its part.',
    },
    raisedBy: ANYBODY,
    clock: 'FAIR_ACCESS',
    week: 'NONE',
    needed: ['fairAccess.groups', 'fairAccess.tried'],
    later: [],
    picture: 'LATER',
  },
  MANAGED_MOVE: {
    label: 'A managed move to another school',
    hint: 'For good, and only if both schools and the parents agree. There is no trial period.',
    basis: {
      kind: 'GUIDANCE',
      source: EXCLUSION_GUIDANCE,
      says: 'A managed move is voluntary and permanent. Both schools and the parents agree to it, and the council where there is an EHC plan.',
    },
    raisedBy: ['SCHOOL'],
    clock: 'START_ASKED',
    week: 'NONE',
    needed: ['managedMove.receivingSchoolId', 'managedMove.schoolsAgreedOn', 'managedMove.parentAgreedOn'],
    later: [],
    picture: 'NOW',
  },
  REINTEGRATION: {
    label: 'From alternative provision back to a school',
    hint: 'Name the school and the timetable wished for. It may be the pupil’s own school.',
    basis: {
      kind: 'GUIDANCE',
      source: 'Arranging alternative provision, statutory guidance of February 2025',
      says: 'Alternative provision has a way back: a school, a timetable by steps, somebody in charge and reviews.',
    },
    raisedBy: ANYBODY,
    clock: 'START_ASKED',
    week: 'NONE',
    needed: ['reintegration.schoolId', 'reintegration.ready', 'reintegration.lead'],
    later: ['reintegration.steps'],
    picture: 'LATER',
  },
};

/** The first question's answers, for whoever asks. */
export const typeChoices = (raiser?: Raiser): CodeSet =>
  REFERRAL_TYPES.filter((type) => raiser === undefined || TYPE_RULES[type].raisedBy.includes(raiser)).map((code) => ({
    code,
    label: TYPE_RULES[code].label,
    hint: TYPE_RULES[code].hint,
  }));

export const TYPE_CHOICES = typeChoices();

/** A place in alternative provision is looked for; the others end with a place on a school's roll. */
export const seeksProvision = (type: ReferralType | null | undefined): boolean =>
  PROVISION_TYPES.some((one) => one === type);
