import { ACCESS_FEATURES, CURRICULUM, NEEDS } from '../../../kernel/index.js';

/** A code that is stored and sent, and the words that a page shows for it. */
export interface Choice {
  readonly code: string;
  readonly label: string;
  readonly hint?: string;
}

export type CodeSet = readonly Choice[];

const choice = (code: string, label: string, hint?: string): Choice =>
  hint === undefined ? { code, label } : { code, label, hint };

const choicesOf = (labels: Readonly<Record<string, string>>): CodeSet =>
  Object.entries(labels).map(([code, label]) => choice(code, label));

export const REFERRAL_TYPES = [
  'PREVENTATIVE_DUAL',
  'PREVENTATIVE_EARLY',
  'PERMANENT_EXCLUSION',
  'OFF_SITE_DIRECTION',
] as const;
export type ReferralType = (typeof REFERRAL_TYPES)[number];

export const TYPE_CHOICES: CodeSet = [
  choice(
    'PERMANENT_EXCLUSION',
    'The pupil has been permanently excluded',
    'Full-time education must start by the sixth school day. You need ten answers to start.',
  ),
  choice(
    'PREVENTATIVE_DUAL',
    'A place instead of an exclusion',
    'The pupil stays on your roll and is registered at the other school as well.',
  ),
  choice(
    'PREVENTATIVE_EARLY',
    'Early help, a day or two a week',
    'The pupil stays on your roll and comes to you on the other days.',
  ),
  choice(
    'OFF_SITE_DIRECTION',
    'An off-site direction to improve behaviour',
    'Parents must have written notice at least two school days before the first day.',
  ),
];

/** School census exclusion reasons; up to three an exclusion since 2020/21. Not the same DS as in `SEN_NEEDS`. */
export const EXCLUSION_REASONS: CodeSet = [
  choice('PP', 'Physical assault against a pupil'),
  choice('PA', 'Physical assault against an adult'),
  choice('VP', 'Verbal abuse or threatening behaviour against a pupil'),
  choice('VA', 'Verbal abuse or threatening behaviour against an adult'),
  choice('OW', 'Use or threat of use of an offensive weapon or prohibited item'),
  choice('BU', 'Bullying'),
  choice('RA', 'Racist abuse'),
  choice('LG', 'Abuse against sexual orientation and gender identity'),
  choice('DS', 'Abuse relating to disability'),
  choice('SM', 'Sexual misconduct'),
  choice('DA', 'Drug and alcohol related'),
  choice('DM', 'Damage'),
  choice('TH', 'Theft'),
  choice('DB', 'Persistent or general disruptive behaviour'),
  choice('MT', 'Inappropriate use of social media or online technology'),
  choice('PH', 'Wilful and repeated transgression of protective measures in place to protect public health'),
];

/** SEN type of need, national codes. */
export const SEN_NEEDS: CodeSet = choicesOf(NEEDS);

export const SEN_PROVISION: CodeSet = [
  choice('N', 'No special educational needs'),
  choice('K', 'SEN support'),
  choice('E', 'Education, health and care (EHC) plan'),
];

export const SEXES: CodeSet = [choice('F', 'Female'), choice('M', 'Male'), choice('U', 'Not known')];

export const YES_NO: CodeSet = [choice('YES', 'Yes'), choice('NO', 'No')];

export const YES_NO_UNKNOWN: CodeSet = [...YES_NO, choice('UNKNOWN', 'Not known yet')];

export const SOCIAL_WORKER: CodeSet = [
  choice('NONE', 'No social worker'),
  choice('IN_NEED', 'Yes, as a child in need'),
  choice('PROTECTION', 'Yes, under a child protection plan'),
  choice('OTHER', 'Yes, for another reason'),
  choice('UNKNOWN', 'Not known yet'),
];

/** National curriculum years; 0 is reception. */
export const YEAR_GROUPS: CodeSet = [
  choice('0', 'Reception'),
  ...Array.from({ length: 14 }, (_, index) => choice(String(index + 1), `Year ${index + 1}`)),
];

export const ACCESS_NEEDS: CodeSet = choicesOf(ACCESS_FEATURES);

export const WISHES: CodeSet = [
  choice('SMALL_GROUP', 'Small groups'),
  choice('ONE_TO_ONE', 'One-to-one teaching'),
  choice('THERAPEUTIC', 'Therapy on site'),
  choice('MENTORING', 'A mentor'),
  choice('OUTDOOR', 'Learning outdoors'),
  choice('VOCATIONAL', 'Vocational courses'),
  choice('ACADEMIC', 'GCSE courses'),
  choice('SINGLE_SEX', 'A single-sex place'),
  choice('FAITH', 'A place of a particular faith'),
  choice('NEAR_HOME', 'Close to home'),
];

export const WISH_STRENGTHS: CodeSet = [choice('SUITABLE', 'Would suit'), choice('PREFERRED', 'Preferred')];

export const SIBLING_WISHES: CodeSet = [
  choice('TOGETHER', 'Yes, at the same place'),
  choice('APART', 'No, at another place'),
];

export const INTERESTS: CodeSet = choicesOf(CURRICULUM);

export const RISKS: CodeSet = [
  choice('VIOLENCE', 'Violence to others'),
  choice('WEAPONS', 'Carrying weapons'),
  choice('SELF_HARM', 'Self-harm'),
  choice('EXPLOITATION', 'Exploitation by others'),
  choice('HARMFUL_SEXUAL', 'Harmful sexual behaviour'),
  choice('SUBSTANCES', 'Drugs or alcohol'),
  choice('GOING_MISSING', 'Going missing'),
  choice('FIRE', 'Setting fires'),
  choice('ONLINE', 'Harm online'),
];

export const RISK_LEVELS: CodeSet = [choice('LOW', 'Low'), choice('MEDIUM', 'Medium'), choice('HIGH', 'High')];

export const RISK_ASSESSED: CodeSet = [
  choice('NONE', 'We have looked, and know of none'),
  choice('SOME', 'Yes, there are risks to plan for'),
];

/** The ten Greater Manchester authorities and their nearest neighbour; any other three-digit code is accepted too. */
export const KNOWN_AUTHORITIES: CodeSet = [
  choice('350', 'Bolton'),
  choice('351', 'Bury'),
  choice('352', 'Manchester'),
  choice('353', 'Oldham'),
  choice('354', 'Rochdale'),
  choice('355', 'Salford'),
  choice('356', 'Stockport'),
  choice('357', 'Tameside'),
  choice('358', 'Trafford'),
  choice('359', 'Wigan'),
  choice('830', 'Derbyshire'),
];

export const hasCode = (set: CodeSet, code: unknown): code is string => set.some((each) => each.code === code);

/** The words for a code; the code itself where a set has since lost it. */
export const labelOf = (set: CodeSet, code: string): string => set.find((each) => each.code === code)?.label ?? code;
