import { type Pence, pence } from '../../../kernel/index.js';

/** How a check is looked at by itself; what nothing can be found out about is the officer's alone. */
export type Finder =
  | { readonly by: 'REGISTER' | 'RISK' | 'SITES' | 'INSPECTION' | 'OFFICER' }
  | { readonly by: 'DOCUMENTS'; readonly kinds: readonly string[]; readonly leastCoverPence?: Pence };

export const DILIGENCE_THEMES = {
  LAW: 'Registration and inspection',
  INSURANCE: 'Insurance',
  SAFEGUARDING: 'Safeguarding and welfare',
  HEALTH: 'Health and safety',
  ADMISSIONS: 'Admissions, support and guidance',
  EDUCATION: 'Quality of education',
} as const;
export type DiligenceTheme = keyof typeof DILIGENCE_THEMES;

export interface DiligenceCheck {
  readonly code: string;
  readonly theme: DiligenceTheme;
  readonly title: string;
  readonly finder: Finder;
  /** One of the voluntary national standards, which are for settings that are not schools. */
  readonly standard?: true;
}

const OFFICER: Finder = { by: 'OFFICER' };
const documents = (...kinds: string[]): Finder => ({ by: 'DOCUMENTS', kinds });
const check = (code: string, theme: DiligenceTheme, title: string, finder: Finder): DiligenceCheck => ({
  code,
  theme,
  title,
  finder,
});
const standard = (code: string, theme: DiligenceTheme, title: string, finder: Finder): DiligenceCheck => ({
  ...check(code, theme, title, finder),
  standard: true,
});

/** Employers' Liability (Compulsory Insurance) Regulations 1998, regulation 3. */
const EMPLOYERS_LEAST = pence(500_000_000);

/**
 * The list as it stands. Its version is kept with every check. Sources: the commissioner's checks (Arranging Alternative
 * Provision, DfE 2025; Keeping Children Safe in Education) and the voluntary national standards for non-school
 * alternative provision (DfE, August 2025). A change to any line is a new version.
 */
export const DILIGENCE_LIST: { readonly version: string; readonly checks: readonly DiligenceCheck[] } = {
  version: '2026-11 with standards of 2025-08',
  checks: [
    check('REGISTER', 'LAW', 'Every site is in the register of schools as it says', { by: 'REGISTER' }),
    check('RISK', 'LAW', 'No site would have to register for the pupils placed there', { by: 'RISK' }),
    check('INSPECTION', 'LAW', 'The authority’s rule on inspections is met', { by: 'INSPECTION' }),
    check('SITES', 'LAW', 'The address of every site, satellite and subcontractor is known', { by: 'SITES' }),
    check('PUBLIC_LIABILITY', 'INSURANCE', 'Public liability insurance is in date', documents('PUBLIC_LIABILITY')),
    check('EMPLOYERS_LIABILITY', 'INSURANCE', 'Employers’ liability insurance is in date, for £5 million or more', {
      by: 'DOCUMENTS',
      kinds: ['EMPLOYERS_LIABILITY'],
      leastCoverPence: EMPLOYERS_LEAST,
    }),
    check(
      'SAFEGUARDING_CONFIRMATION',
      'SAFEGUARDING',
      'It has confirmed in writing the checks a school would do on its own staff',
      documents('SAFEGUARDING_CONFIRMATION'),
    ),
    check('DATA_PROTECTION', 'LAW', 'It is registered for data protection', documents('DATA_PROTECTION')),
    check('RELATIONSHIPS', 'EDUCATION', 'It has a policy on relationships and sex', documents('RELATIONSHIPS_POLICY')),
    check('EQUALITY', 'ADMISSIONS', 'It has an equality policy', documents('EQUALITY_POLICY')),
    standard(
      'S1_RECORD',
      'SAFEGUARDING',
      'Enhanced DBS and recruitment checks of staff and proprietors, on a single central record',
      documents('SINGLE_CENTRAL_RECORD'),
    ),
    standard(
      'S1_POLICIES',
      'SAFEGUARDING',
      'Policies on child protection, behaviour and staff conduct',
      documents('CHILD_PROTECTION_POLICY', 'BEHAVIOUR_POLICY', 'STAFF_CONDUCT_POLICY'),
    ),
    standard('S1_LEAD', 'SAFEGUARDING', 'A trained, named safeguarding lead', documents('SAFEGUARDING_LEAD')),
    standard('S1_REFERRAL', 'SAFEGUARDING', 'A way to refer concerns', OFFICER),
    standard('S1_ACCESS', 'SAFEGUARDING', 'Secure access to every site', OFFICER),
    standard('S2_POLICY', 'HEALTH', 'A health and safety policy', documents('HEALTH_SAFETY_POLICY')),
    standard('S2_RISKS', 'HEALTH', 'Risk assessments of site, activities and child', documents('RISK_ASSESSMENT')),
    standard('S2_MEDICAL', 'HEALTH', 'Medical needs are met', OFFICER),
    standard('S2_FIRST_AID', 'HEALTH', 'First aiders and kit', documents('FIRST_AID')),
    standard('S2_ACCIDENTS', 'HEALTH', 'Accidents and incidents are reported', OFFICER),
    standard('S2_FIRE', 'HEALTH', 'A fire policy, drills and evacuation', documents('FIRE_SAFETY')),
    standard('S3_ADMISSIONS', 'ADMISSIONS', 'Fair admissions without discrimination', documents('ADMISSIONS_POLICY')),
    standard('S3_RECORDS', 'ADMISSIONS', 'Records of plans, health care and exclusions', OFFICER),
    standard('S3_INDUCTION', 'ADMISSIONS', 'Induction with a baseline and an individual plan', OFFICER),
    standard(
      'S3_ATTENDANCE',
      'ADMISSIONS',
      'Attendance at every session, followed up at once',
      documents('ATTENDANCE_POLICY'),
    ),
    standard('S3_BEHAVIOUR', 'ADMISSIONS', 'Support with behaviour', documents('BEHAVIOUR_POLICY')),
    standard('S4_CURRICULUM', 'EDUCATION', 'A suitable curriculum, aligned with the school’s', documents('CURRICULUM')),
    standard('S4_STAFF', 'EDUCATION', 'Suitably skilled staff', OFFICER),
    standard('S4_PROGRESS', 'EDUCATION', 'Progress is tracked', documents('CURRICULUM')),
    standard('S4_NEXT', 'EDUCATION', 'A way back to school, or a next step', OFFICER),
  ],
};

export const checkOf = (code: string): DiligenceCheck | undefined =>
  DILIGENCE_LIST.checks.find((one) => one.code === code);
