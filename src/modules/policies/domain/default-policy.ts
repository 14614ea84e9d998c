import { dateOnly, HIGH_NEEDS } from '../../../kernel/index.js';
import type { PolicyDocument } from './policy-document.js';

/**
 * Version 1 of Manchester's policy: collective decision-making with transparent central funds, delegated to the panel
 * coordinator until the panel itself sits in the service. Bounds that are law are cited in the schema; every other
 * figure is local, and the ones nobody has confirmed are listed in the document itself.
 */
export const defaultPolicy: PolicyDocument = {
  schemaVersion: 1,
  title: 'Manchester alternative provision: commissioning policy',
  commissioning: {
    model: 7,
    decisionBody: 'COLLECTIVE_PANEL',
    fundHolder: 'LA',
    chargeOnPex: 'STATUTORY',
    chargeOnPreventative: 'FULL_COST_MINUS_SUBSIDY',
    surplusRule: 'RETURN_TO_BLOCK',
    reintegrationIncentivePence: 0,
    publishes: ['BUDGET', 'NUMBERS_BY_SCHOOL', 'PRICE_LIST'],
  },
  delegation: {
    placements: 'PANEL_COORDINATOR',
    power: 'The panel coordinator decides single placements for the panel, and reports each to its next meeting.',
  },
  panel: {
    firstMeetingOn: dateOnly('2026-09-09'),
    everyDays: 14,
    schoolLeaders: 3,
    authorityMembers: 1,
    papersSchoolDays: 5,
    letterSchoolDays: 2,
    minutesSchoolDays: 10,
  },
  bands: [
    {
      test: 'DAY_SIX_BEFORE_MEETING',
      words: 'Permanently excluded pupils whose sixth school day comes before the next panel meeting',
    },
    { test: 'PERMANENTLY_EXCLUDED', words: 'Other permanently excluded pupils' },
    { test: 'ALTERNATIVE_TO_EXCLUSION', words: 'Pupils placed as an alternative to permanent exclusion' },
    { test: 'EVERYONE_ELSE', words: 'Everyone else' },
  ],
  rules: {
    distance: { keyStage1And2Metres: 8_000, keyStage3Metres: 12_000, keyStage4Metres: 16_000 },
    registration: { fullTimeOverHours: 18, warnFromHours: 15, pupils: 5, protectedPupils: 1 },
    fund: { applies: true },
    fairShare: { applies: true, placesPerThousandPupils: 11, atLeast: 6 },
    sessions: { mayLackPerTen: 1 },
    travelBetween: { metres: 8_000 },
    riskSeparation: { codes: ['EXPLOITATION'], fromLevel: 'HIGH', pupilsAtOneSite: 2 },
    needs: { leastMetBasisPoints: 5_000 },
    waivable: ['distance', 'registration', 'needs', 'sessions', 'travelBetween', 'fairShare', 'transition'],
  },
  weights: {
    needs: 250,
    travel: 150,
    curriculum: 120,
    preference: 150,
    quality: 80,
    continuity: 80,
    siblings: 100,
    price: 70,
    balance: 40,
    reintegration: 60,
  },
  quality: { inspectionCounts: 3, scoreCounts: 1, visitCounts: 2, lastsDays: 1461 },
  matching: {
    mode: 'optimal',
    timeLimitSeconds: 20,
    alternatives: 5,
    optionsShownToSchools: 'AT_ONCE',
    runsKept: 20,
    packages: { components: 3, optionsPerPupil: 20, combinationsTried: 2_000 },
  },
  funding: {
    PREVENTATIVE_DUAL: { fund: HIGH_NEEDS, highNeedsBasisPoints: 6_000, schoolBasisPoints: 4_000 },
    PREVENTATIVE_EARLY: { fund: HIGH_NEEDS, highNeedsBasisPoints: 5_000, schoolBasisPoints: 5_000 },
    PERMANENT_EXCLUSION: { fund: HIGH_NEEDS, highNeedsBasisPoints: 10_000, schoolBasisPoints: 0 },
    OFF_SITE_DIRECTION: { fund: HIGH_NEEDS, highNeedsBasisPoints: 3_000, schoolBasisPoints: 7_000 },
  },
  purchasing: { offFrameworkSubsidy: 'WITHHELD', unusedWeeksAhead: 4 },
  clocks: {
    countFirstExcludedDay: true,
    offSiteNoticeClearDays: false,
    offerDays: 3,
    holdDays: 5,
    reserveDays: 5,
    openingConfirmedDays: 30,
    openingRemindDays: 7,
    openingStaleDays: 45,
    openingClosedDays: 60,
    reviewDays: 42,
    absenceReasonSchoolDays: 5,
    reconsiderAskSchoolDays: 15,
    reconsiderAnswerSchoolDays: 10,
    reconsiderRemindSchoolDays: 2,
  },
  transition: [],
  assumptions: [
    'The shares paid from high needs are made up for the demonstration.',
    'Distance limits, the fair share of places and the weights of the score and of evidence of quality are made up for the demonstration.',
    'Withholding the subsidy for places bought outside the framework is made up for the demonstration.',
    'The days to question a panel’s decision, and to answer that, are made up for the demonstration.',
    'The panel is assumed to meet every second Wednesday from 9 September 2026.',
  ],
  notes: null,
};
