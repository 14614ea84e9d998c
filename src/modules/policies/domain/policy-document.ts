import {
  type FieldFault,
  FUNDS,
  HIGH_NEEDS,
  invalidFields,
  ok,
  PROVISION_TYPES,
  type ProvisionType,
  type Result,
  SUPPORT_KINDS,
  type SupportKind,
} from '../../../kernel/index.js';
import { date, flag, listOf, nullable, object, oneOf, type Read, readShape, since, whole, words } from './shape.js';

/** Kinds of referral a policy sets shares and bands for: those that look for a place in alternative provision. */
export const REFERRAL_TYPES = PROVISION_TYPES;

/** Hard rules of matching, by the name under which every explanation reports them. */
export const RULE_KEYS = [
  'age',
  'year',
  'sex',
  'registration',
  'places',
  'siteCap',
  'distance',
  'fund',
  'access',
  'needs',
  'admission',
  'standing',
  'keepApart',
  'riskSeparation',
  'sessions',
  'travelBetween',
  'fairShare',
  'transition',
  'price',
  'confirmed',
] as const;

/** Who is put first: a band holds the pupils that meet its test and none before it. */
export const BAND_TESTS = [
  'DAY_SIX_BEFORE_MEETING',
  'PERMANENTLY_EXCLUDED',
  'EDUCATION_OWED',
  'ALTERNATIVE_TO_EXCLUSION',
  'EVERYONE_ELSE',
] as const;

const basisPoints = whole(0, 10_000);
/** Who pays: a part from a fund of the high needs budget, the rest by the school. */
const share = object({
  fund: since(oneOf(...FUNDS), HIGH_NEEDS),
  highNeedsBasisPoints: basisPoints,
  schoolBasisPoints: basisPoints,
});
const weight = whole(0, 1000);
const metres = whole(100, 200_000);
/** Of what documents of before say nothing: a duty of the authority is paid by it, one of the school by the school. */
const AUTHORITY_PAYS: Read<typeof share> = { fund: HIGH_NEEDS, highNeedsBasisPoints: 10_000, schoolBasisPoints: 0 };
const SCHOOL_PAYS: Read<typeof share> = { fund: HIGH_NEEDS, highNeedsBasisPoints: 0, schoolBasisPoints: 10_000 };

const commissioning = object({
  model: whole(1, 7),
  decisionBody: oneOf('LA', 'SCHOOL', 'PARTNERSHIP_PANEL', 'COLLECTIVE_PANEL'),
  fundHolder: oneOf('LA', 'SCHOOL', 'PARTNERSHIP'),
  chargeOnPex: oneOf('NONE', 'STATUTORY', 'STATUTORY_PLUS_SIGNED_TARIFF'),
  chargeOnPreventative: oneOf('NONE', 'DAY_RATE', 'TERM_RATE', 'PERCENT_AWPU', 'FULL_COST_MINUS_SUBSIDY'),
  surplusRule: oneOf('KEEP', 'CARRY_CAP', 'RETURN_TO_BLOCK'),
  reintegrationIncentivePence: whole(0, 100_000_000),
  publishes: listOf(oneOf('BUDGET', 'NUMBERS_BY_SCHOOL', 'PRICE_LIST'), 3),
});

const rules = object({
  /** Straight-line metres from home to the site, by key stage; a page calls it "as the crow flies". */
  distance: object({ keyStage1And2Metres: metres, keyStage3Metres: metres, keyStage4Metres: metres }),
  /** s.463 Education Act 1996. The hours are the Department's working figures, not law, so they are data. */
  registration: object({
    fullTimeOverHours: whole(1, 40),
    warnFromHours: whole(1, 40),
    pupils: whole(1, 100),
    protectedPupils: whole(1, 100),
  }),
  fund: object({ applies: flag }),
  /** Preventative places one school may hold at a time; permanently excluded pupils never count. */
  fairShare: object({ applies: flag, placesPerThousandPupils: whole(0, 1000), atLeast: whole(0, 1000) }),
  /** Half days that may be missing for every ten wanted: 1 lets nine stand for ten, and never one for two. */
  sessions: object({ mayLackPerTen: whole(0, 9) }),
  travelBetween: object({ metres }),
  /** Confidential: pupils with one of these risks at the level or above, at one site at a time. */
  riskSeparation: object({
    codes: listOf(words(60), 20),
    fromLevel: oneOf('LOW', 'MEDIUM', 'HIGH'),
    pupilsAtOneSite: whole(1, 1000),
  }),
  /** Share of needs that a programme must meet to be considered, in hundredths of one per cent. */
  needs: object({ leastMetBasisPoints: basisPoints }),
  /** Rules that whoever decides may set aside for one pupil, with a reason. All others bind. */
  waivable: listOf(oneOf(...RULE_KEYS), RULE_KEYS.length),
});

const matching = object({
  mode: oneOf('optimal', 'stable', 'greedy'),
  timeLimitSeconds: whole(1, 600),
  alternatives: whole(0, 20),
  optionsShownToSchools: oneOf('AT_ONCE', 'WITH_PANEL_PACK'),
  runsKept: whole(1, 1000),
  packages: object({
    components: whole(1, 3),
    optionsPerPupil: whole(1, 200),
    combinationsTried: whole(1, 100_000),
  }),
});

/** Of what is bought ahead of need, and by schools themselves. */
const purchasing = object({
  /** Whether a school that buys outside the framework still gets the authority's part. */
  offFrameworkSubsidy: oneOf('PAID', 'WITHHELD'),
  /** How many weeks ahead holders are told of what they will not use. */
  unusedWeeksAhead: whole(1, 26),
});

/** What documents of before meant: a school was never paid for what it bought outside the framework. */
const BEFORE_PURCHASING: Read<typeof purchasing> = { offFrameworkSubsidy: 'WITHHELD', unusedWeeksAhead: 4 };

/** Of support short of a place. */
const weeksOfKind = whole(1, 52);
const support = object({
  /** Planned weeks of a cycle, by what the team does. */
  weeks: object(ofEachKind(weeksOfKind)),
  /** Planned weeks of a light touch after a cycle, and what it takes of a caseload, in hundredths of a pupil. */
  lightTouchWeeks: weeksOfKind,
  lightTouchHundredths: whole(0, 100),
});
/** What documents of before meant: nothing was said, so every kind has the length that mentoring has. */
const BEFORE_SUPPORT: Read<typeof support> = {
  weeks: ofEachKind(6),
  lightTouchWeeks: 6,
  lightTouchHundredths: 25,
};

const document = object({
  schemaVersion: whole(1, 1),
  title: words(200),
  commissioning,
  delegation: object({
    placements: oneOf('PANEL_COORDINATOR', 'PANEL'),
    power: words(500),
  }),
  panel: object({
    firstMeetingOn: date,
    everyDays: whole(1, 366),
    schoolLeaders: whole(0, 20),
    authorityMembers: whole(0, 20),
    papersSchoolDays: whole(0, 50),
    letterSchoolDays: whole(0, 50),
    minutesSchoolDays: whole(0, 50),
  }),
  bands: listOf(object({ test: oneOf(...BAND_TESTS), words: words(200) }), 10),
  rules,
  weights: object({
    needs: weight,
    travel: weight,
    curriculum: weight,
    preference: weight,
    quality: weight,
    continuity: weight,
    /** Counts only where the family named brothers or sisters. */
    siblings: since(weight, 0),
    price: weight,
    balance: weight,
    reintegration: weight,
  }),
  /** How much each kind of evidence of quality counts beside the others, and for how many days. */
  quality: since(
    object({
      inspectionCounts: whole(0, 100),
      scoreCounts: whole(0, 100),
      visitCounts: whole(0, 100),
      lastsDays: whole(1, 3660),
    }),
    { inspectionCounts: 0, scoreCounts: 0, visitCounts: 0, lastsDays: 1461 },
  ),
  matching,
  funding: object({
    PREVENTATIVE_DUAL: share,
    PREVENTATIVE_EARLY: share,
    PERMANENT_EXCLUSION: share,
    OFF_SITE_DIRECTION: share,
    SUSPENSION: since(share, SCHOOL_PAYS),
    SAFEGUARDING_SEPARATION: since(share, AUTHORITY_PAYS),
    SECTION_19_HEALTH: since(share, AUTHORITY_PAYS),
  }),
  purchasing: since(purchasing, BEFORE_PURCHASING),
  support: since(support, BEFORE_SUPPORT),
  clocks: object({
    /** True: the first excluded day is day one (SI 2007/1870 reg 4, the earlier reading). */
    countFirstExcludedDay: flag,
    offSiteNoticeClearDays: flag,
    /** Days a provider has to answer an offer before it lapses. */
    offerDays: whole(1, 60),
    /** Days a place is held for an offer, the answer's days included. */
    holdDays: whole(1, 90),
    /** Days a place may be kept for a pupil before anything is decided; nought for never. */
    reserveDays: since(whole(0, 30), 0),
    openingConfirmedDays: whole(1, 366),
    /** Days before it stops counting as confirmed on which its provider is reminded. */
    openingRemindDays: since(whole(1, 90), 7),
    /** Days without being confirmed after which nothing new is proposed there. */
    openingStaleDays: since(whole(1, 366), 366),
    /** Days without being confirmed after which it is closed to new pupils until it is. */
    openingClosedDays: since(whole(1, 732), 732),
    /** Days from one review of a placement to the next at most; never less often than each half-term. */
    reviewDays: whole(1, 366),
    /** Days after it was due on which a review that was not held is told to the authority. */
    reviewLateDays: since(whole(0, 60), 5),
    /** Days before a review on which its invitations have gone out. */
    reviewInviteDays: since(whole(0, 30), 6),
    /** A review in that many weeks before a written request makes that none is owed: ten at most (SI 2010/1156 as amended 2012). */
    reviewRequestWeeks: since(whole(1, 10), 10),
    /** School days within which a review that was asked for in writing is held. */
    reviewRequestSchoolDays: since(whole(1, 60), 15),
    /** School days within which a register must say why a pupil did not come (code N is for until then). */
    absenceReasonSchoolDays: since(whole(1, 20), 5),
    /** School days after a panel's letter within which its decision may be asked to be looked at again. */
    reconsiderAskSchoolDays: since(whole(1, 60), 15),
    /** School days within which that is answered, and how many before the last of them somebody is reminded. */
    reconsiderAnswerSchoolDays: since(whole(1, 60), 10),
    reconsiderRemindSchoolDays: since(whole(0, 20), 2),
    /** School days in one school year that a pupil may be suspended for, over all schools. */
    suspensionSchoolDaysMost: since(whole(1, 195), 45),
    /** School days of absence for health, known or expected in a year, from which education is arranged. */
    healthAbsenceSchoolDays: since(whole(1, 195), 15),
    /** Hours a week that count as full time when somebody asks for fewer. */
    fullTimeHours: since(whole(1, 40), 25),
    /** School days within which education starts for a pupil who is kept away for safeguarding. */
    separationSchoolDays: since(whole(0, 20), 1),
    /** School days from the request to a place under the fair access protocol (School Admissions Code 2021). */
    fairAccessSchoolDays: since(whole(1, 60), 20),
    /** Weeks after a review of an off-site direction within which a further one need not be held on request. */
    offSiteReviewWeeks: since(whole(1, 52), 10),
    /** Weeks after a pupil is back at a school for all half days at which it is looked at whether that lasts. */
    reintegrationFirstCheckWeeks: since(whole(1, 104), 13),
    reintegrationSecondCheckWeeks: since(whole(1, 104), 26),
    /** School days within which a request for support is answered, and how many before the last of them somebody is reminded. */
    supportAnswerSchoolDays: since(whole(1, 60), 10),
    supportRemindSchoolDays: since(whole(0, 20), 2),
    /** Days before a deadline on which whoever must act is told, then the coordinator, then the lead of the panel. */
    deadlineChaseDays: since(whole(0, 60), 5),
    deadlineCoordinatorDays: since(whole(0, 60), 2),
    deadlineLeadDays: since(whole(0, 60), 1),
    /** Days for which a file with everything held on one child is there for whoever asked. */
    recordExportDays: since(whole(1, 90), 14),
    /** Years for which a case that is over is kept: from the date of birth, and an exclusion file from the end of the case. */
    retainEducationBirthYears: since(whole(1, 100), 25),
    retainSenBirthYears: since(whole(1, 100), 31),
    retainExclusionEndYears: since(whole(1, 100), 6),
  }),
  /** Year groups that stay on the system they started in until a date. */
  transition: listOf(
    object({ yearGroup: whole(0, 13), onlyProvidersOn: oneOf('FRAMEWORK', 'MAINTAINED_AP'), until: date }),
    20,
  ),
  /** What in here nobody has confirmed yet; pages say so beside the figures. */
  assumptions: listOf(words(300), 20),
  notes: nullable(words(2000)),
});

/** Everything local, as one document that a board approves and that never changes afterwards. */
export type PolicyDocument = Read<typeof document>;
export type ReferralType = ProvisionType;
export type PolicyRuleKey = (typeof RULE_KEYS)[number];

/** Who pays for a referral of this type, or undefined where the policy does not say. */
export function fundingOf(
  { funding }: Pick<PolicyDocument, 'funding'>,
  type: string,
): PolicyDocument['funding'][ReferralType] | undefined {
  const known = REFERRAL_TYPES.find((one) => one === type);
  return known && funding[known];
}

function ofEachKind<T>(value: T): Record<SupportKind, T> {
  const kinds = Object.keys(SUPPORT_KINDS) as SupportKind[];
  return Object.fromEntries(kinds.map((kind) => [kind, value])) as Record<SupportKind, T>;
}

/** The document's JSON Schema, for whoever drafts one outside the service. */
export const POLICY_SCHEMA: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Placeway policy document',
  ...document.schema,
};

/**
 * Reads a draft: the document, or every fault with its dotted path. Beyond the schema: shares sum to the whole, the
 * last band takes everyone, a place is held at least as long as an offer may wait, and some weight is above nought.
 */
export function readPolicy(value: unknown): Result<PolicyDocument> {
  const read = readShape(document, value);
  if (!read.ok) return read;
  const faults = [
    ...shareFaults(read.value),
    ...bandFaults(read.value),
    ...settingFaults(read.value),
    ...openingFaults(read.value),
  ];
  return faults.length > 0 ? invalidFields(faults) : ok(read.value);
}

function shareFaults({ funding }: PolicyDocument): FieldFault[] {
  return REFERRAL_TYPES.filter((type) => {
    const { highNeedsBasisPoints, schoolBasisPoints } = funding[type];
    return highNeedsBasisPoints + schoolBasisPoints !== 10_000;
  }).map((type) => ({ field: `funding.${type}`, rule: 'shares-sum', facts: { sum: 10_000 } }));
}

function bandFaults({ bands }: PolicyDocument): FieldFault[] {
  const tests = bands.map((band) => band.test);
  if (new Set(tests).size !== tests.length) return [{ field: 'bands', rule: 'repeated' }];
  return tests.at(-1) === 'EVERYONE_ELSE' ? [] : [{ field: 'bands', rule: 'last-takes-everyone' }];
}

function openingFaults({ clocks }: PolicyDocument): FieldFault[] {
  const order = ['openingConfirmedDays', 'openingStaleDays', 'openingClosedDays'] as const;
  return order
    .filter((key, n) => n > 0 && clocks[key] < clocks[order[n - 1] ?? key])
    .map((key) => ({ field: `clocks.${key}`, rule: 'before-step-before' }));
}

function settingFaults({ clocks, rules: limits, weights }: PolicyDocument): FieldFault[] {
  const faults: FieldFault[] = [];
  if (clocks.holdDays < clocks.offerDays) faults.push({ field: 'clocks.holdDays', rule: 'shorter-than-offer' });
  if (limits.registration.warnFromHours > limits.registration.fullTimeOverHours) {
    faults.push({ field: 'rules.registration.warnFromHours', rule: 'above-limit' });
  }
  if (Object.values(weights).every((value) => value === 0)) faults.push({ field: 'weights', rule: 'all-nought' });
  return faults;
}
