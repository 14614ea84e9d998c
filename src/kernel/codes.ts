/**
 * Code lists that a child's record, a programme and the matching share. Labels stand beside the codes, once.
 */

/** Types of special educational need, as in the school census; two may be ranked, the primary one first. */
export const NEEDS = {
  SPLD: 'Specific learning difficulty',
  MLD: 'Moderate learning difficulty',
  SLD: 'Severe learning difficulty',
  PMLD: 'Profound and multiple learning difficulty',
  SEMH: 'Social, emotional and mental health',
  SLCN: 'Speech, language and communication needs',
  HI: 'Hearing impairment',
  VI: 'Vision impairment',
  MSI: 'Multi-sensory impairment',
  PD: 'Physical disability',
  ASD: 'Autistic spectrum disorder',
  DS: 'Down syndrome',
  OTH: 'Other difficulty',
  NSA: 'SEN support, no specialist assessment of type of need',
} as const;
export type NeedCode = keyof typeof NEEDS;

/** What a child needs of a building, and what a site offers: a need is met when the site has the same feature. */
export const ACCESS_FEATURES = {
  STEP_FREE: 'Step-free throughout',
  LIFT: 'Lift',
  GROUND_FLOOR: 'Ground-floor teaching',
  ACCESSIBLE_TOILET: 'Accessible toilet',
  PERSONAL_CARE_ROOM: 'Personal care room',
  HOIST: 'Hoist',
  HEARING_LOOP: 'Hearing loop',
  QUIET_ROOM: 'Quiet room',
  LOW_SENSORY: 'Low-sensory space',
} as const;
export type AccessFeature = keyof typeof ACCESS_FEATURES;

/** What a programme teaches, and what a child is interested in. */
export const CURRICULUM = {
  GCSE: 'GCSE courses',
  ENGLISH: 'English',
  MATHS: 'Mathematics',
  SCIENCE: 'Science',
  FUNCTIONAL_SKILLS: 'Functional skills',
  PSHE: 'Personal, social, health and economic education',
  CONSTRUCTION: 'Construction',
  HAIR_BEAUTY: 'Hair and beauty',
  HEALTH_CARE: 'Health and social care',
  SPORT: 'Sport, health and wellbeing',
  LIFE_SKILLS: 'Life skills',
  CREATIVE_MEDIA: 'Creative and media',
  ART: 'Art',
  MUSIC: 'Music',
  ANIMAL_CARE: 'Animal care',
  HORTICULTURE: 'Horticulture',
  MOTOR_VEHICLE: 'Motor vehicle',
  CATERING: 'Catering',
  DIGITAL: 'Computing and digital',
  BUSINESS: 'Business',
  OUTDOOR: 'Outdoor learning',
  TUTORING: 'One-to-one tutoring',
  MENTORING: 'Mentoring and coaching',
  THERAPY: 'Therapy',
} as const;
export type CurriculumCode = keyof typeof CURRICULUM;

/** What a programme can lead to. Local: no national list of what alternative provision offers was found. */
export const QUALIFICATIONS = {
  GCSE: 'GCSEs',
  FUNCTIONAL_SKILLS: 'Functional Skills',
  ENTRY_LEVEL: 'Entry Level certificates',
  VOCATIONAL_LEVEL_1: 'Vocational, level 1',
  VOCATIONAL_LEVEL_2: 'Vocational, level 2',
  EMPLOYABILITY: 'Employability and personal development awards',
  SPORTS_LEADERS: 'Sports leaders awards',
  ARTS_AWARD: 'Arts Award',
  DUKE_OF_EDINBURGH: 'The Duke of Edinburgh’s Award',
  SITE_SAFETY: 'Site safety card',
  UNIT_AWARDS: 'Unit awards',
} as const;
export type QualificationCode = keyof typeof QUALIFICATIONS;

/** What teams of specialists do, who support pupils short of a place. */
export const SUPPORT_KINDS = {
  SPEECH_AND_LANGUAGE: 'Speech and language',
  YOUTH_WORK: 'Youth work',
  RESTORATIVE_PRACTICE: 'Restorative practice',
  YOUTH_JUSTICE: 'Youth justice',
  MENTAL_HEALTH: 'Mental health',
  OUTREACH: 'Outreach for mainstream schools',
  MENTOR: 'Mentoring',
  BOUGHT_SPECIALIST: 'Bought specialist',
} as const;
export type SupportKind = keyof typeof SUPPORT_KINDS;

/** True when `code` is a key of the list; narrows its type. */
export const isCode = <L extends object>(list: L, code: unknown): code is keyof L & string =>
  typeof code === 'string' && Object.hasOwn(list, code);
