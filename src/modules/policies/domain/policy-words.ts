import { formatDate, formatPounds, fundName, pence, SUPPORT_KINDS, type SupportKind } from '../../../kernel/index.js';
import type { PolicyDocument, PolicyRuleKey, ReferralType } from './policy-document.js';
import { REFERRAL_TYPES } from './policy-document.js';

/** One rule of the policy as a reader sees it: what it is about, and what it says. */
export interface PolicyLine {
  readonly label: string;
  readonly value: string;
}

export interface PolicySection {
  readonly title: string;
  readonly rows: readonly PolicyLine[];
}

const MODELS = [
  'Traditional: the authority decides and pays',
  'Governance of provision: the authority decides, with school leaders on the provider’s committee',
  'Tariff based: schools pay a price when they place or exclude',
  'Devolved preventative support: schools buy preventative places from a devolved share',
  'Devolved to individual schools',
  'Devolved to a partnership of schools',
  'Collective decision-making, with central funds that everyone can see',
];

export const TYPE_WORDS: Readonly<Record<ReferralType, string>> = {
  PREVENTATIVE_DUAL: 'Alternative to permanent exclusion, dual registered',
  PREVENTATIVE_EARLY: 'Early preventative help, on the home roll',
  PERMANENT_EXCLUSION: 'Permanent exclusion',
  OFF_SITE_DIRECTION: 'Off-site direction',
  SUSPENSION: 'Suspension of six school days or more',
  SAFEGUARDING_SEPARATION: 'Separation of pupils for safeguarding',
  SECTION_19_HEALTH: 'Too ill for school',
};

export const RULE_WORDS: Readonly<Record<PolicyRuleKey, string>> = {
  age: 'Age',
  year: 'Year group',
  sex: 'Single-sex registration',
  registration: 'Registration of the setting',
  places: 'Open places',
  siteCap: 'The limits of site, programme and provider',
  distance: 'Distance from home',
  fund: 'Price within the fund',
  access: 'Access needs',
  needs: 'Needs the programme meets',
  admission: 'Admission to the framework',
  standing: 'The provider’s standing',
  keepApart: 'Pupils kept apart',
  riskSeparation: 'Separation of risks',
  sessions: 'Half days wanted',
  travelBetween: 'Travel between two sites on one day',
  fairShare: 'The school’s fair share',
  transition: 'Cohorts in transition',
  price: 'An approved price',
  confirmed: 'When the opening was last confirmed',
};

export const WEIGHT_WORDS: Readonly<Record<keyof PolicyDocument['weights'], string>> = {
  needs: 'Needs met',
  travel: 'Short travel',
  curriculum: 'Curriculum and interests',
  preference: 'The family’s ranking',
  quality: 'Evidence of quality',
  continuity: 'Continuity',
  siblings: 'Brothers and sisters',
  price: 'Price',
  balance: 'Balance of the group',
  reintegration: 'The way back to school',
};

const DECIDES: Readonly<Record<PolicyDocument['commissioning']['decisionBody'], string>> = {
  LA: 'The authority',
  SCHOOL: 'Each school',
  PARTNERSHIP_PANEL: 'A panel of the school partnership',
  COLLECTIVE_PANEL: 'A panel of school leaders, the authority and partners',
};

const percent = (basisPoints: number): string => `${basisPoints / 100}%`;
const kilometres = (metres: number): string => `${metres / 1000} km`;
const line = (label: string, value: string | number): PolicyLine => ({ label, value: String(value) });
const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** The whole document in plain words, for the page that shows the policy in force. */
export function policyInWords(policy: PolicyDocument): readonly PolicySection[] {
  return [
    whoDecides(policy),
    whoComesFirst(policy),
    whatBinds(policy),
    whatCounts(policy),
    whoPays(policy),
    when(policy),
  ];
}

function whoDecides({ commissioning, delegation, panel }: PolicyDocument): PolicySection {
  return {
    title: 'Who decides',
    rows: [
      line('Commissioning model', `${commissioning.model}. ${MODELS[commissioning.model - 1] ?? ''}`),
      line('Decisions', DECIDES[commissioning.decisionBody]),
      line('Delegated to', delegation.placements === 'PANEL' ? 'Nobody: the panel decides' : 'The panel coordinator'),
      line('Delegated power', delegation.power),
      line('Panel meets', `From ${formatDate(panel.firstMeetingOn)}, every ${days(panel.everyDays)}`),
      line(
        'Quorum',
        `The chair or a deputy, ${panel.schoolLeaders} school leaders from different schools and ` +
          `${panel.authorityMembers} from the authority’s SEN or social care service`,
      ),
    ],
  };
}

const whoComesFirst = ({ bands }: PolicyDocument): PolicySection => ({
  title: 'Who comes first',
  rows: bands.map((band, index) => line(`Band ${index}`, band.words)),
});

function whatBinds({ rules }: PolicyDocument): PolicySection {
  const { distance, registration, fairShare, sessions, travelBetween, needs } = rules;
  return {
    title: 'Rules that every placement must keep',
    rows: [
      line(
        'Distance, key stages 1 and 2',
        `No more than ${kilometres(distance.keyStage1And2Metres)} in a straight line`,
      ),
      line('Distance, key stage 3', `No more than ${kilometres(distance.keyStage3Metres)} in a straight line`),
      line('Distance, key stage 4', `No more than ${kilometres(distance.keyStage4Metres)} in a straight line`),
      line(
        'Settings that are not registered',
        `More than ${registration.fullTimeOverHours} hours a week counts as full time. Never proposed where that would ` +
          `make ${registration.pupils} full-time pupils, or ${registration.protectedPupils} who is looked after or has ` +
          `an EHC plan. A warning is shown from ${registration.warnFromHours} hours.`,
      ),
      line('Price', rules.fund.applies ? 'The fund must cover the cost' : 'Not checked against the fund'),
      line(
        'Fair share of preventative places',
        fairShare.applies
          ? `${fairShare.placesPerThousandPupils} places for every 1,000 pupils, and at least ${fairShare.atLeast} for each school`
          : 'Not used',
      ),
      line('Half days', `At most ${sessions.mayLackPerTen} missing for every ten wanted`),
      line('Two sites on one day', `No more than ${kilometres(travelBetween.metres)} apart`),
      line('Needs', `A programme must meet at least ${percent(needs.leastMetBasisPoints)} of the needs named`),
      line('Rules that may be set aside with a reason', rules.waivable.map((key) => RULE_WORDS[key]).join('; ')),
    ],
  };
}

const whatCounts = ({ weights, quality }: PolicyDocument): PolicySection => ({
  title: 'What makes one option a better fit than another',
  rows: [
    ...Object.entries(weights).map(([key, weight]) => line(WEIGHT_WORDS[key as keyof typeof weights], weight)),
    line(
      'What evidence of quality is made of',
      `Inspections count ${quality.inspectionCounts}, the score of a bid ${quality.scoreCounts}, visits ` +
        `${quality.visitCounts}; nothing older than ${days(quality.lastsDays)}`,
    ),
  ],
});

function whoPays({ commissioning, funding, purchasing }: PolicyDocument): PolicySection {
  const rows = REFERRAL_TYPES.map((type) =>
    line(
      TYPE_WORDS[type],
      `${percent(funding[type].highNeedsBasisPoints)} from the ${fundName(funding[type].fund).toLowerCase()}, ` +
        `${percent(funding[type].schoolBasisPoints)} from the school`,
    ),
  );
  const incentive = pence(commissioning.reintegrationIncentivePence);
  return {
    title: 'Who pays',
    rows: [
      ...rows,
      line(
        'What a school buys outside the framework',
        purchasing.offFrameworkSubsidy === 'PAID' ? 'Paid for in the same parts' : 'The school pays all of it',
      ),
      line('Paid to a school that takes a pupil back', incentive === 0 ? 'Nothing' : formatPounds(incentive)),
    ],
  };
}

function when({ clocks, panel, support }: PolicyDocument): PolicySection {
  return {
    title: 'Clocks',
    rows: [
      line(
        'Sixth day after a permanent exclusion',
        clocks.countFirstExcludedDay
          ? 'The first excluded day is counted as day one'
          : 'Counting starts on the day after the first excluded day',
      ),
      line('A provider answers an offer within', days(clocks.offerDays)),
      line('A place is held for an offer for', days(clocks.holdDays)),
      line('A place may be kept before a decision for', days(clocks.reserveDays)),
      line('An opening counts as confirmed for', days(clocks.openingConfirmedDays)),
      line('Nothing new is proposed in one not confirmed for', days(clocks.openingStaleDays)),
      line('It closes to new pupils when not confirmed for', days(clocks.openingClosedDays)),
      line('A placement is reviewed each half-term, and at least every', days(clocks.reviewDays)),
      line('Invitations to a review go out', `${days(clocks.reviewInviteDays)} before it`),
      line('A late review is told to the authority after', days(clocks.reviewLateDays)),
      line(
        'A review asked for in writing is owed unless there was one in the',
        `${clocks.reviewRequestWeeks} weeks before`,
      ),
      line('It is then held within', `${clocks.reviewRequestSchoolDays} school days`),
      line('The reason for an absence is established within', `${clocks.absenceReasonSchoolDays} school days`),
      line(
        'A return to school is looked at after',
        `${clocks.reintegrationFirstCheckWeeks} and ${clocks.reintegrationSecondCheckWeeks} weeks`,
      ),
      line(
        'Before a deadline, whoever must act is told, then the coordinator, then the chair',
        `${clocks.deadlineChaseDays}, ${clocks.deadlineCoordinatorDays} and ${clocks.deadlineLeadDays} days`,
      ),
      line(
        'Records are kept from the date of birth, and with an EHC plan',
        `${clocks.retainEducationBirthYears} and ${clocks.retainSenBirthYears} years`,
      ),
      line('An exclusion file is kept from its end for at least', `${clocks.retainExclusionEndYears} years`),
      line('A file with everything held on one child is kept for', days(clocks.recordExportDays)),
      line(
        'A panel’s decision may be questioned for',
        `${clocks.reconsiderAskSchoolDays} school days after its letter`,
      ),
      line('That is answered within', `${clocks.reconsiderAnswerSchoolDays} school days`),
      line('A pupil is suspended in a school year for at most', `${clocks.suspensionSchoolDaysMost} school days`),
      line(
        'Too ill for school: education is arranged from',
        `${clocks.healthAbsenceSchoolDays} school days of absence`,
      ),
      line('Hours a week that count as full time', clocks.fullTimeHours),
      line('Kept away for safeguarding: education starts within', `${clocks.separationSchoolDays} school days`),
      line('Fair access: a place is given within', `${clocks.fairAccessSchoolDays} school days of the request`),
      line(
        'An off-site direction is looked at again on request, unless it was in the last',
        `${clocks.offSiteReviewWeeks} weeks`,
      ),
      line('A request for support is answered within', `${clocks.supportAnswerSchoolDays} school days`),
      ...Object.entries(support.weeks).map(([kind, weeks]) =>
        line(`${SUPPORT_KINDS[kind as SupportKind]} is planned for`, `${weeks} weeks`),
      ),
      line('A light touch afterwards is planned for', `${support.lightTouchWeeks} weeks`),
      line('Panel papers go out', `${panel.papersSchoolDays} school days before the meeting`),
      line('Decision letters go out within', `${panel.letterSchoolDays} school days`),
    ],
  };
}
