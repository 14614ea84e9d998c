import type { MigrationInterface } from 'typeorm';
import { Platform1790000000010 } from './010-platform.js';
import { Organisations1790000000020 } from './020-organisations.js';
import { Identity1790000000030 } from './030-identity.js';
import { Policies1790000000040 } from './040-policies.js';
import { Decisions1790000000045 } from './045-decisions.js';
import { Providers1790000000050 } from './050-providers.js';
import { Procurement1790000000060 } from './060-procurement.js';
import { Tariffs1790000000065 } from './065-tariffs.js';
import { Capacity1790000000070 } from './070-capacity.js';
import { PupilsAndReferrals1790000000080 } from './080-pupils-and-referrals.js';
import { Budget1790000000090 } from './090-budget.js';
import { Matching1790000000100 } from './100-matching.js';
import { Placements1790000000110 } from './110-placements.js';
import { Notifications1790000000120 } from './120-notifications.js';
import { ReasonsForReadersOfTheCase1790000000130 } from './130-reasons-for-readers-of-the-case.js';
import { ConfidentialRules1790000000131 } from './131-confidential-rules.js';
import { OneSchoolForAPlacedPupil1790000000132 } from './132-one-school-for-a-placed-pupil.js';
import { ClosedCasesKeepTheirCopy1790000000133 } from './133-closed-cases-keep-their-copy.js';
import { IdentifierOnPlacements1790000000134 } from './134-identifier-on-placements.js';
import { ComparisonOfRuns1790000000135 } from './135-comparison-of-runs.js';
import { SecondPerson1790000000140 } from './140-second-person.js';
import { PinsAndWhatIfs1790000000141 } from './141-pins-and-what-ifs.js';
import { ImportsBelongToWhoLoadedThem1790000000142 } from './142-imports-belong-to-who-loaded-them.js';
import { OptionsOfTheParties1790000000143 } from './143-options-of-the-parties.js';
import { Rounds1790000000150 } from './150-rounds.js';
import { UrgentWork1790000000151 } from './151-urgent-work.js';
import { CancelledRuns1790000000152 } from './152-cancelled-runs.js';
import { ProvisionalOptions1790000000153 } from './153-provisional-options.js';
import { Displacement1790000000154 } from './154-displacement.js';
import { Applications1790000000160 } from './160-applications.js';
import { Clarifications1790000000161 } from './161-clarifications.js';
import { Evidence1790000000162 } from './162-evidence.js';
import { RequiredEvidence1790000000163 } from './163-required-evidence.js';
import { EvidenceWatch1790000000164 } from './164-evidence-watch.js';
import { DueDiligence1790000000165 } from './165-due-diligence.js';
import { Evaluation1790000000166 } from './166-evaluation.js';
import { Recommendations1790000000167 } from './167-recommendations.js';
import { QuestionsWithoutWords1790000000168 } from './168-questions-without-words.js';
import { DecidingBodies1790000000169 } from './169-deciding-bodies.js';
import { LawfulDecisions1790000000170 } from './170-lawful-decisions.js';
import { OpenContracting1790000000171 } from './171-open-contracting.js';
import { PolicyDrafts1790000000172 } from './172-policy-drafts.js';
import { OffersAsBid1790000000173 } from './173-offers-as-bid.js';
import { AdmissionsByTheBoard1790000000174 } from './174-admissions-by-the-board.js';
import { Qualifications1790000000180 } from './180-qualifications.js';
import { CallOffs1790000000181 } from './181-call-offs.js';
import { QualityVisits1790000000190 } from './190-quality-visits.js';
import { Concerns1790000000191 } from './191-concerns.js';
import { RegisterTasks1790000000192 } from './192-register-tasks.js';
import { SchoolAssurance1790000000193 } from './193-school-assurance.js';
import { ProviderChanges1790000000194 } from './194-provider-changes.js';
import { OpeningClock1790000000200 } from './200-opening-clock.js';
import { OpeningBatches1790000000201 } from './201-opening-batches.js';
import { SiteCaps1790000000202 } from './202-site-caps.js';
import { PlaceReservations1790000000203 } from './203-place-reservations.js';
import { Blocks1790000000210 } from './210-blocks.js';
import { PlacementsFromBlocks1790000000211 } from './211-placements-from-blocks.js';
import { TermsOfCallOffs1790000000212 } from './212-terms-of-call-offs.js';
import { SchoolPurchases1790000000213 } from './213-school-purchases.js';
import { ChecksInThePaper1790000000220 } from './220-checks-in-the-paper.js';
import { ReadersDeclareFirst1790000000221 } from './221-readers-declare-first.js';
import { LapsesAtASite1790000000222 } from './222-lapses-at-a-site.js';
import { Consultations1790000000223 } from './223-consultations.js';
import { KnownQuality1790000000230 } from './230-known-quality.js';
import { Siblings1790000000231 } from './231-siblings.js';
import { AdmittedIntoSupply1790000000240 } from './240-admitted-into-supply.js';
import { Attendance1790000000250 } from './250-attendance.js';
import { CalendarsAreReadByAll1790000000251 } from './251-calendars-are-read-by-all.js';
import { ManyMarksAtOnce1790000000252 } from './252-many-marks-at-once.js';
import { RoutineStaysRoutine1790000000260 } from './260-routine-stays-routine.js';
import { LimitsOfProgrammesAndProviders1790000000261 } from './261-limits-of-programmes-and-providers.js';
import { PackagesKeptWhole1790000000262 } from './262-packages-kept-whole.js';
import { SitesThatClose1790000000263 } from './263-sites-that-close.js';
import { EvaluatorsLearnWhatWasDecided1790000000264 } from './264-evaluators-learn-what-was-decided.js';
import { WhatAMotionNames1790000000290 } from './290-what-a-motion-names.js';
import { PacksOfReferrals1790000000291 } from './291-packs-of-referrals.js';
import { RatifiedOnce1790000000292 } from './292-ratified-once.js';
import { ToldOfStops1790000000300 } from './300-told-of-stops.js';
import { ClosingsWithdrawn1790000000301 } from './301-closings-withdrawn.js';
import { FrameworksInFull1790000000310 } from './310-frameworks-in-full.js';
import { DecidedRoundsStand1790000000311 } from './311-decided-rounds-stand.js';
import { PricesOnRequest1790000000312 } from './312-prices-on-request.js';
import { ExtensionsReachCases1790000000320 } from './320-extensions-reach-cases.js';
import { LateForTheBidderToo1790000000321 } from './321-late-for-the-bidder-too.js';
import { MessagesOfNoAuthority1790000000330 } from './330-messages-of-no-authority.js';
import { DecidedBidsStand1790000000331 } from './331-decided-bids-stand.js';
import { LettersOfAPanel1790000000340 } from './340-letters-of-a-panel.js';
import { Reconsiderations1790000000341 } from './341-reconsiderations.js';
import { ActionsOfAMeeting1790000000342 } from './342-actions-of-a-meeting.js';
import { ToldOfLifting1790000000360 } from './360-told-of-lifting.js';
import { BiddersAreTold1790000000361 } from './361-bidders-are-told.js';
import { ReferralTypes1790000000370 } from './370-referral-types.js';
import { SchoolPlaces1790000000371 } from './371-school-places.js';
import { PlansOfPlacements1790000000380 } from './380-plans-of-placements.js';
import { ReviewsOfPlacements1790000000381 } from './381-reviews-of-placements.js';
import { MeasuresOfPupils1790000000382 } from './382-measures-of-pupils.js';
import { PartsWithDays1790000000390 } from './390-parts-with-days.js';
import { ChangesOfPlacements1790000000391 } from './391-changes-of-placements.js';
import { Destinations1790000000392 } from './392-destinations.js';
import { FailedProvision1790000000393 } from './393-failed-provision.js';
import { Reintegration1790000000394 } from './394-reintegration.js';
import { AnswersInWriting1790000000400 } from './400-answers-in-writing.js';
import { WhatWasSent1790000000410 } from './410-what-was-sent.js';
import { ManyReferrals1790000000411 } from './411-many-referrals.js';
import { TeamsOfSpecialists1790000000420 } from './420-teams-of-specialists.js';
import { SupportShortOfAPlace1790000000421 } from './421-support-short-of-a-place.js';
import { ListsOfSchools1790000000422 } from './422-lists-of-schools.js';
import { Deadlines1790000000430 } from './430-deadlines.js';
import { ExportsOfAChild1790000000431 } from './431-exports-of-a-child.js';
import { RetentionAndHolds1790000000432 } from './432-retention-and-holds.js';
import { CasesGoingOn1790000000433 } from './433-cases-going-on.js';

/** Every migration, in the order in which it runs. Append only: a released file is never edited. */
export const migrations: (new () => MigrationInterface)[] = [
  Platform1790000000010,
  Organisations1790000000020,
  Identity1790000000030,
  Policies1790000000040,
  Decisions1790000000045,
  Providers1790000000050,
  Procurement1790000000060,
  Tariffs1790000000065,
  Capacity1790000000070,
  PupilsAndReferrals1790000000080,
  Budget1790000000090,
  Matching1790000000100,
  Placements1790000000110,
  Notifications1790000000120,
  ReasonsForReadersOfTheCase1790000000130,
  ConfidentialRules1790000000131,
  OneSchoolForAPlacedPupil1790000000132,
  ClosedCasesKeepTheirCopy1790000000133,
  IdentifierOnPlacements1790000000134,
  ComparisonOfRuns1790000000135,
  SecondPerson1790000000140,
  PinsAndWhatIfs1790000000141,
  ImportsBelongToWhoLoadedThem1790000000142,
  OptionsOfTheParties1790000000143,
  Rounds1790000000150,
  UrgentWork1790000000151,
  CancelledRuns1790000000152,
  ProvisionalOptions1790000000153,
  Displacement1790000000154,
  Applications1790000000160,
  Clarifications1790000000161,
  Evidence1790000000162,
  RequiredEvidence1790000000163,
  EvidenceWatch1790000000164,
  DueDiligence1790000000165,
  Evaluation1790000000166,
  Recommendations1790000000167,
  QuestionsWithoutWords1790000000168,
  DecidingBodies1790000000169,
  LawfulDecisions1790000000170,
  OpenContracting1790000000171,
  PolicyDrafts1790000000172,
  OffersAsBid1790000000173,
  AdmissionsByTheBoard1790000000174,
  Qualifications1790000000180,
  CallOffs1790000000181,
  QualityVisits1790000000190,
  Concerns1790000000191,
  RegisterTasks1790000000192,
  SchoolAssurance1790000000193,
  ProviderChanges1790000000194,
  OpeningClock1790000000200,
  OpeningBatches1790000000201,
  SiteCaps1790000000202,
  PlaceReservations1790000000203,
  Blocks1790000000210,
  PlacementsFromBlocks1790000000211,
  TermsOfCallOffs1790000000212,
  SchoolPurchases1790000000213,
  ChecksInThePaper1790000000220,
  ReadersDeclareFirst1790000000221,
  LapsesAtASite1790000000222,
  Consultations1790000000223,
  KnownQuality1790000000230,
  Siblings1790000000231,
  AdmittedIntoSupply1790000000240,
  Attendance1790000000250,
  CalendarsAreReadByAll1790000000251,
  ManyMarksAtOnce1790000000252,
  RoutineStaysRoutine1790000000260,
  LimitsOfProgrammesAndProviders1790000000261,
  PackagesKeptWhole1790000000262,
  SitesThatClose1790000000263,
  EvaluatorsLearnWhatWasDecided1790000000264,
  WhatAMotionNames1790000000290,
  PacksOfReferrals1790000000291,
  RatifiedOnce1790000000292,
  ToldOfStops1790000000300,
  ClosingsWithdrawn1790000000301,
  FrameworksInFull1790000000310,
  DecidedRoundsStand1790000000311,
  PricesOnRequest1790000000312,
  ExtensionsReachCases1790000000320,
  LateForTheBidderToo1790000000321,
  MessagesOfNoAuthority1790000000330,
  DecidedBidsStand1790000000331,
  LettersOfAPanel1790000000340,
  Reconsiderations1790000000341,
  ActionsOfAMeeting1790000000342,
  ToldOfLifting1790000000360,
  BiddersAreTold1790000000361,
  ReferralTypes1790000000370,
  SchoolPlaces1790000000371,
  PlansOfPlacements1790000000380,
  ReviewsOfPlacements1790000000381,
  MeasuresOfPupils1790000000382,
  PartsWithDays1790000000390,
  ChangesOfPlacements1790000000391,
  Destinations1790000000392,
  FailedProvision1790000000393,
  Reintegration1790000000394,
  AnswersInWriting1790000000400,
  WhatWasSent1790000000410,
  ManyReferrals1790000000411,
  TeamsOfSpecialists1790000000420,
  SupportShortOfAPlace1790000000421,
  ListsOfSchools1790000000422,
  Deadlines1790000000430,
  ExportsOfAChild1790000000431,
  RetentionAndHolds1790000000432,
  CasesGoingOn1790000000433,
];
