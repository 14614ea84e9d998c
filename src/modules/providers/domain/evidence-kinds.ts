/** The themes of the voluntary national standards for non-school alternative provision (DfE, August 2025), and others. */
export const EVIDENCE_THEMES = {
  INSURANCE: 'Insurance',
  SAFEGUARDING: 'Safeguarding and welfare',
  HEALTH: 'Health and safety',
  ADMISSIONS: 'Admissions, support and guidance',
  EDUCATION: 'Quality of education',
  STANDING: 'Registration and standing',
} as const;
export type EvidenceTheme = keyof typeof EVIDENCE_THEMES;

interface Kind {
  readonly words: string;
  readonly theme: EvidenceTheme;
  /** ENDS: it says until when it is valid. REVIEWED: it may say when it is looked at again. */
  readonly lasts: 'ENDS' | 'REVIEWED';
  /** An amount is insured. */
  readonly cover?: true;
  /** A written confirmation may be given here instead of as a file. */
  readonly statement?: string;
  readonly hint?: string;
}

/**
 * What a provider may keep. The checks a commissioner makes before a placement ask for these (Arranging Alternative
 * Provision, DfE 2025; Keeping Children Safe in Education), and the voluntary national standards for the rest. A later
 * kind is one entry more.
 */
export const EVIDENCE_KINDS = {
  PUBLIC_LIABILITY: {
    words: 'Public liability insurance',
    theme: 'INSURANCE',
    lasts: 'ENDS',
    cover: true,
    hint: 'The certificate or schedule that names you, the sum insured and the dates.',
  },
  EMPLOYERS_LIABILITY: {
    words: 'Employers’ liability insurance',
    theme: 'INSURANCE',
    lasts: 'ENDS',
    cover: true,
    hint: 'Needed by law where you employ anybody, for at least £5 million.',
  },
  PROFESSIONAL_INDEMNITY: {
    words: 'Professional indemnity insurance',
    theme: 'INSURANCE',
    lasts: 'ENDS',
    cover: true,
  },
  SAFEGUARDING_CONFIRMATION: {
    words: 'Confirmation of safeguarding checks',
    theme: 'SAFEGUARDING',
    lasts: 'ENDS',
    statement:
      'We confirm that the safeguarding checks which a school would do on its own staff have been done on everybody who works here with children.',
    hint: 'Schools must have this from you in writing before they place a child.',
  },
  SINGLE_CENTRAL_RECORD: {
    words: 'Confirmation of the single central record and DBS checks',
    theme: 'SAFEGUARDING',
    lasts: 'ENDS',
    statement:
      'We keep a single central record with an enhanced DBS check for every member of staff and every proprietor, and employ nobody who did not pass.',
    hint: 'A confirmation, never the record itself: it holds people’s private details.',
  },
  CHILD_PROTECTION_POLICY: { words: 'Child protection policy', theme: 'SAFEGUARDING', lasts: 'REVIEWED' },
  BEHAVIOUR_POLICY: { words: 'Behaviour policy', theme: 'SAFEGUARDING', lasts: 'REVIEWED' },
  STAFF_CONDUCT_POLICY: { words: 'Staff conduct policy', theme: 'SAFEGUARDING', lasts: 'REVIEWED' },
  SAFEGUARDING_LEAD: {
    words: 'Training of the named safeguarding lead',
    theme: 'SAFEGUARDING',
    lasts: 'ENDS',
  },
  HEALTH_SAFETY_POLICY: { words: 'Health and safety policy', theme: 'HEALTH', lasts: 'REVIEWED' },
  RISK_ASSESSMENT: { words: 'Risk assessments of site and activities', theme: 'HEALTH', lasts: 'ENDS' },
  FIRE_SAFETY: { words: 'Fire risk assessment and evacuation plan', theme: 'HEALTH', lasts: 'ENDS' },
  FIRST_AID: { words: 'First aid certificate', theme: 'HEALTH', lasts: 'ENDS' },
  ADMISSIONS_POLICY: { words: 'Admissions policy', theme: 'ADMISSIONS', lasts: 'REVIEWED' },
  ATTENDANCE_POLICY: { words: 'Attendance policy', theme: 'ADMISSIONS', lasts: 'REVIEWED' },
  EQUALITY_POLICY: { words: 'Equality policy', theme: 'ADMISSIONS', lasts: 'REVIEWED' },
  CURRICULUM: { words: 'Curriculum and how progress is tracked', theme: 'EDUCATION', lasts: 'REVIEWED' },
  RELATIONSHIPS_POLICY: { words: 'Relationships and sex education policy', theme: 'EDUCATION', lasts: 'REVIEWED' },
  REGISTRATION_CERTIFICATE: { words: 'Certificate of registration as a school', theme: 'STANDING', lasts: 'REVIEWED' },
  INSPECTION_REPORT: { words: 'Latest inspection report', theme: 'STANDING', lasts: 'REVIEWED' },
  DATA_PROTECTION: {
    words: 'Data protection registration and policy',
    theme: 'STANDING',
    lasts: 'ENDS',
    hint: 'The registration with the Information Commissioner, which is renewed every year.',
  },
  SITES_AND_SUBCONTRACTORS: { words: 'List of all sites and subcontractors', theme: 'STANDING', lasts: 'REVIEWED' },
  OTHER: { words: 'Another document', theme: 'STANDING', lasts: 'REVIEWED' },
} as const satisfies Readonly<Record<string, Kind>>;
export type EvidenceKind = keyof typeof EVIDENCE_KINDS;

export const kindOf = (kind: EvidenceKind): Kind => EVIDENCE_KINDS[kind];

/** As it stands in an address: `public-liability`. */
export const slugOf = (kind: EvidenceKind): string => kind.toLowerCase().replaceAll('_', '-');
export const kindFromSlug = (slug: string): EvidenceKind | undefined =>
  (Object.keys(EVIDENCE_KINDS) as EvidenceKind[]).find((kind) => slugOf(kind) === slug);
