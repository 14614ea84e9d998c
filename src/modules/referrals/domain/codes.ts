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

/** Groups of the fair access protocol, School Admissions Code 2021, paragraph 3.17. */
export const FAIR_ACCESS_GROUPS: CodeSet = [
  choice('a', 'Child in need or child protection plan, now or in the last 12 months'),
  choice('b', 'Living in a refuge or other relevant accommodation'),
  choice('c', 'Coming from the criminal justice system'),
  choice(
    'd',
    'In alternative provision and to go back to a school, or permanently excluded and suited to a mainstream school',
  ),
  choice('e', 'Special educational needs without an EHC plan, a disability or a medical condition'),
  choice('f', 'Carer'),
  choice('g', 'Homeless'),
  choice('h', 'In formal kinship care'),
  choice('i', 'Of, or from, Gypsy, Roma and Traveller, refugee or asylum-seeking families'),
  choice('j', 'Refused a place because of challenging behaviour, and referred to the protocol'),
  choice('k', 'No place was sought, because of exceptional circumstances'),
  choice('l', 'Out of education for four weeks or more, without a place within a reasonable distance'),
  choice('m', 'Previously looked after, and the council could not place the child promptly'),
];

/** What a notice of an off-site direction must say (SI 2010/1156, regulation 3). */
export const NOTICE_CONTENT: CodeSet = [
  choice('ADDRESS', 'The address'),
  choice('REPORT_TO', 'The person to report to'),
  choice('DAYS', 'For how many days'),
  choice('REASONS', 'The reasons and the objectives'),
  choice('TIMES', 'When each session starts and ends, and the break'),
];

export const MEDICAL_EVIDENCE: CodeSet = [
  choice('CONSULTANT', 'A hospital consultant'),
  choice('MENTAL_HEALTH', 'A child and adolescent mental health service'),
  choice('GP', 'A general practitioner'),
  choice('OTHER', 'Another health professional'),
  choice('AWAITED', 'It has been asked for'),
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

/** Left empty: nothing was specified. */
export const WISH_STRENGTHS: CodeSet = [
  choice('PREFERRED', 'Preferred'),
  choice('SUITABLE', 'Would suit'),
  choice('UNSUITABLE', 'Would not suit'),
];

export const WHO_SAID_SO: CodeSet = [
  choice('PUPIL', 'The pupil'),
  choice('PARENT', 'A parent or carer'),
  choice('SCHOOL', 'The school'),
  choice('PROFESSIONAL', 'Another professional'),
];

/** What a school does before it asks for a place, and how it went. */
export const SUPPORT_TRIED: CodeSet = [
  choice('MENTOR', 'A mentor or key adult'),
  choice('SMALL_GROUP', 'Small groups or another class'),
  choice('TIMETABLE', 'Another timetable'),
  choice('BEHAVIOUR_PLAN', 'A behaviour or pastoral support plan'),
  choice('SEN_SUPPORT', 'SEN support with a plan and reviews'),
  choice('RESTORATIVE', 'Restorative work'),
  choice('FAMILY', 'Work with the family'),
  choice('OUTSIDE', 'Help from outside the school'),
  choice('IN_SCHOOL_UNIT', 'A place in a unit of the school'),
  choice('OTHER', 'Something else'),
];

export const HOW_IT_WENT: CodeSet = [
  choice('BETTER', 'Things got better'),
  choice('FOR_A_TIME', 'Better for a time'),
  choice('NO_CHANGE', 'No change'),
  choice('WORSE', 'Things got worse'),
];

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
