/** Every kind of request for a pupil, the most pressing first. A further kind is one line more in each table below. */
export const REFERRAL_TYPES = [
  'PERMANENT_EXCLUSION',
  'SUSPENSION',
  'SAFEGUARDING_SEPARATION',
  'SECTION_19_HEALTH',
  'PREVENTATIVE_DUAL',
  'PREVENTATIVE_EARLY',
  'OFF_SITE_DIRECTION',
  'FAIR_ACCESS',
  'MANAGED_MOVE',
  'REINTEGRATION',
] as const;
export type ReferralType = (typeof REFERRAL_TYPES)[number];

/** Why a school may be charged (`domain` of the budget says what each is). */
export const SCHOOL_FOOTINGS = [
  'STATUTORY_REDETERMINATION',
  'LEAVER_REDETERMINATION',
  'SERVICE_PURCHASE',
  'SIGNED_AGREEMENT',
  'SCHOOLS_FORUM_DECISION',
] as const;
export type SchoolFooting = (typeof SCHOOL_FOOTINGS)[number];

/** What the kinds of request are to every module that treats them differently. */
export interface ReferralTypeTraits {
  /** As a list or a filter calls it. */
  readonly words: string;
  /** A place in alternative provision, which the matching looks for, or a place on the roll of a school, which people agree. */
  readonly seeks: 'ALTERNATIVE_PROVISION' | 'SCHOOL_PLACE';
  /** Who arranges the education: code K in the home school's register where the authority does, B where the school does. */
  readonly arrangedBy: 'SCHOOL' | 'AUTHORITY';
  /** Education must be there by a day that the law or guidance sets: whether there is a need is no question. */
  readonly owed: boolean;
  /** Counts as one of the preventative places that a school shares fairly with the others. */
  readonly countsToFairShare: boolean;
  /** On which footings the school may be charged. */
  readonly footings: readonly SchoolFooting[];
}

const BOUGHT: readonly SchoolFooting[] = [
  ...(['SERVICE_PURCHASE', 'SIGNED_AGREEMENT'] as const),
  ...(['LEAVER_REDETERMINATION', 'STATUTORY_REDETERMINATION', 'SCHOOLS_FORUM_DECISION'] as const),
];
/** A duty of the authority: the regulations move a part of the budget when the pupil leaves, else only a school's signature. */
const AUTHORITY_DUTY: readonly SchoolFooting[] = ['SIGNED_AGREEMENT', 'LEAVER_REDETERMINATION'];

const byAuthority = { arrangedBy: 'AUTHORITY', countsToFairShare: false, footings: AUTHORITY_DUTY } as const;
const bySchool = { arrangedBy: 'SCHOOL', owed: false, footings: BOUGHT } as const;
const preventative = { ...bySchool, seeks: 'ALTERNATIVE_PROVISION', countsToFairShare: true } as const;

export const REFERRAL_TYPE_TRAITS = {
  PERMANENT_EXCLUSION: {
    ...byAuthority,
    words: 'Permanent exclusion',
    seeks: 'ALTERNATIVE_PROVISION',
    owed: true,
    footings: ['SIGNED_AGREEMENT', 'STATUTORY_REDETERMINATION'],
  },
  SUSPENSION: {
    ...bySchool,
    words: 'Suspension of six days or more',
    seeks: 'ALTERNATIVE_PROVISION',
    owed: true,
    countsToFairShare: false,
  },
  SAFEGUARDING_SEPARATION: {
    ...byAuthority,
    words: 'Separation for safeguarding',
    seeks: 'ALTERNATIVE_PROVISION',
    owed: true,
  },
  SECTION_19_HEALTH: { ...byAuthority, words: 'Too ill for school', seeks: 'ALTERNATIVE_PROVISION', owed: true },
  PREVENTATIVE_DUAL: { ...preventative, words: 'Instead of exclusion' },
  PREVENTATIVE_EARLY: { ...preventative, words: 'Early help' },
  OFF_SITE_DIRECTION: { ...preventative, words: 'Off-site direction' },
  FAIR_ACCESS: { ...byAuthority, words: 'Fair access', seeks: 'SCHOOL_PLACE', owed: true },
  MANAGED_MOVE: { ...bySchool, words: 'Managed move', seeks: 'SCHOOL_PLACE', countsToFairShare: false },
  REINTEGRATION: { ...bySchool, words: 'Back to a school', seeks: 'SCHOOL_PLACE', countsToFairShare: false },
} as const satisfies Readonly<Record<ReferralType, ReferralTypeTraits>>;

/** The kinds for which a place in alternative provision is looked for. */
export type ProvisionType = {
  [T in ReferralType]: (typeof REFERRAL_TYPE_TRAITS)[T]['seeks'] extends 'ALTERNATIVE_PROVISION' ? T : never;
}[ReferralType];

/** Undefined for a kind that no table knows: what is asked of it is then refused, never guessed. */
export const traitsOf = (type: string): ReferralTypeTraits | undefined => {
  const known = REFERRAL_TYPES.find((one) => one === type);
  return known && REFERRAL_TYPE_TRAITS[known];
};

/** The kinds of which something holds, for a query. */
export const typesWhere = (holds: (traits: ReferralTypeTraits) => boolean): readonly ReferralType[] =>
  REFERRAL_TYPES.filter((type) => holds(REFERRAL_TYPE_TRAITS[type]));

const isProvision = (type: ReferralType): type is ProvisionType =>
  REFERRAL_TYPE_TRAITS[type].seeks === 'ALTERNATIVE_PROVISION';
export const PROVISION_TYPES: readonly ProvisionType[] = REFERRAL_TYPES.filter(isProvision);

/** The education is the authority's to pay for, unless the school signed that it shares the price. */
export const onlyByAgreement = (type: string): boolean =>
  traitsOf(type)?.footings.includes('SERVICE_PURCHASE') !== true;
