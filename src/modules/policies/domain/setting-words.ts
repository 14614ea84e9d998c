import { formatDate, isDateOnly, SUPPORT_KINDS } from '../../../kernel/index.js';
import type { Leaf } from './policy-draft.js';
import { TYPE_WORDS, RULE_WORDS, WEIGHT_WORDS } from './policy-words.js';

/** The parts of a policy, as a draft is edited part by part. */
export const POLICY_PARTS: Readonly<Record<string, string>> = {
  title: 'Title',
  commissioning: 'Commissioning model',
  delegation: 'Delegation',
  panel: 'The panel',
  bands: 'Who comes first',
  rules: 'Rules that every placement must keep',
  weights: 'What makes one option a better fit',
  quality: 'What evidence of quality is made of',
  matching: 'How the matching works',
  funding: 'Who pays',
  purchasing: 'Buying ahead and by schools',
  support: 'Support short of a place',
  clocks: 'Clocks',
  transition: 'Cohorts in transition',
  assumptions: 'What is not confirmed yet',
  notes: 'Notes',
};

const LABELS: Readonly<Record<string, string>> = {
  title: 'Title of the policy',
  'commissioning.model': 'Commissioning model, 1 to 7',
  'commissioning.decisionBody': 'Who decides on placements',
  'commissioning.fundHolder': 'Who holds the funds',
  'commissioning.chargeOnPex': 'Charge after a permanent exclusion',
  'commissioning.chargeOnPreventative': 'Charge for a preventative place',
  'commissioning.surplusRule': 'What happens to a surplus',
  'commissioning.reintegrationIncentivePence': 'Paid to a school that takes a pupil back, in pence',
  'commissioning.publishes': 'What is published',
  'delegation.placements': 'Who decides for the panel',
  'delegation.power': 'The delegated power, in words',
  'panel.firstMeetingOn': 'First meeting',
  'panel.everyDays': 'Days between meetings',
  'panel.schoolLeaders': 'School leaders in its quorum',
  'panel.authorityMembers': 'People of the authority in its quorum',
  'panel.papersSchoolDays': 'School days before a meeting when papers go out',
  'panel.letterSchoolDays': 'School days within which letters go out',
  'panel.minutesSchoolDays': 'School days within which minutes go out',
  bands: 'Bands, the first to be placed first',
  'rules.distance.keyStage1And2Metres': 'Distance, key stages 1 and 2, in metres',
  'rules.distance.keyStage3Metres': 'Distance, key stage 3, in metres',
  'rules.distance.keyStage4Metres': 'Distance, key stage 4, in metres',
  'rules.registration.fullTimeOverHours': 'Settings that are not registered: full time above these hours a week',
  'rules.registration.warnFromHours': 'Settings that are not registered: warning from these hours a week',
  'rules.registration.pupils': 'Settings that are not registered: full-time pupils never reached',
  'rules.registration.protectedPupils':
    'Settings that are not registered: looked-after or EHC-plan pupils never reached',
  'rules.fund.applies': 'The fund must cover the price',
  'rules.fairShare.applies': 'Fair share of preventative places',
  'rules.fairShare.placesPerThousandPupils': 'Fair share: places for every 1,000 pupils',
  'rules.fairShare.atLeast': 'Fair share: places a school has at least',
  'rules.sessions.mayLackPerTen': 'Half days that may be missing for every ten wanted',
  'rules.travelBetween.metres': 'Two sites on one day: metres apart at most',
  'rules.riskSeparation.codes': 'Separated risks, one code a line',
  'rules.riskSeparation.fromLevel': 'Separated from this level of risk',
  'rules.riskSeparation.pupilsAtOneSite': 'Pupils with a separated risk at one site, at most',
  'rules.needs.leastMetBasisPoints': 'Needs a programme must meet, in hundredths of a per cent',
  'rules.waivable': 'Rules that may be set aside with a reason',
  'quality.inspectionCounts': 'How much inspections count',
  'quality.scoreCounts': 'How much the moderated score of a bid counts',
  'quality.visitCounts': 'How much quality visits count',
  'quality.lastsDays': 'Days for which evidence of quality counts',
  'matching.mode': 'Mode',
  'matching.timeLimitSeconds': 'Time limit, in seconds',
  'matching.alternatives': 'Alternatives shown for each pupil',
  'matching.optionsShownToSchools': 'When schools see options',
  'matching.runsKept': 'Runs kept',
  'matching.packages.components': 'Parts of a package, at most',
  'matching.packages.optionsPerPupil': 'Options for each pupil, at most',
  'matching.packages.combinationsTried': 'Combinations tried, at most',
  'purchasing.offFrameworkSubsidy': 'Subsidy for what a school buys outside the framework',
  'purchasing.unusedWeeksAhead': 'Weeks ahead in which unused places are pointed out',
  'support.lightTouchWeeks': 'Weeks of a light touch',
  'support.lightTouchHundredths': 'What a light touch takes of a caseload, in hundredths of a pupil',
  'clocks.countFirstExcludedDay': 'The first excluded day is counted as day one',
  'clocks.offSiteNoticeClearDays': 'Off-site direction: notice in clear days',
  'clocks.offerDays': 'Days a provider has to answer an offer',
  'clocks.holdDays': 'Days a place is held for an offer',
  'clocks.reserveDays': 'Days a place may be kept for a pupil before a decision, 0 for never',
  'clocks.openingConfirmedDays': 'Days an opening counts as confirmed',
  'clocks.openingRemindDays': 'Openings: days before then on which the provider is reminded',
  'clocks.openingStaleDays': 'Openings: days without confirmation after which nothing new is proposed',
  'clocks.openingClosedDays': 'Openings: days without confirmation after which they close to new pupils',
  'clocks.reviewDays': 'Days between reviews of a placement',
  'clocks.reviewLateDays': 'Days after which a late review is told to the authority',
  'clocks.reviewInviteDays': 'Days before a review on which its invitations have gone out',
  'clocks.reviewRequestWeeks': 'Weeks before a written request in which a review makes that none is owed',
  'clocks.reviewRequestSchoolDays': 'School days within which a review that was asked for is held',
  'clocks.absenceReasonSchoolDays': 'School days within which the reason for an absence is established',
  'clocks.reconsiderAskSchoolDays': 'School days after its letter within which a panel’s decision may be questioned',
  'clocks.reconsiderAnswerSchoolDays': 'School days within which that is answered',
  'clocks.reconsiderRemindSchoolDays':
    'School days before the last of them on which everybody who may answer is reminded',
  'clocks.suspensionSchoolDaysMost': 'School days a pupil may be suspended for in one school year',
  'clocks.healthAbsenceSchoolDays': 'School days of absence for health from which education is arranged',
  'clocks.fullTimeHours': 'Hours a week that count as full time',
  'clocks.separationSchoolDays': 'School days within which education starts for a pupil kept away for safeguarding',
  'clocks.fairAccessSchoolDays': 'School days from a request to a place under the fair access protocol',
  'clocks.offSiteReviewWeeks': 'Weeks after a review of an off-site direction before the next may be asked for',
  'clocks.reintegrationFirstCheckWeeks': 'Weeks after a return to school at which it is looked at whether it lasts',
  'clocks.reintegrationSecondCheckWeeks': 'Weeks after a return to school at which it is looked at again',
  'clocks.supportAnswerSchoolDays': 'School days within which a request for support is answered',
  'clocks.supportRemindSchoolDays': 'School days before the last of them on which the coordinator is reminded',
  'clocks.deadlineChaseDays': 'Days before a deadline on which whoever must act is told',
  'clocks.deadlineCoordinatorDays': 'Days before a deadline on which the coordinator is told',
  'clocks.deadlineLeadDays': 'Days before a deadline on which the chair of the panel is told',
  'clocks.recordExportDays': 'Days for which a file with everything held on one child is kept',
  'clocks.retainEducationBirthYears': 'Years from the date of birth for which an education record is kept',
  'clocks.retainSenBirthYears': 'Years from the date of birth for which a file with an EHC plan is kept',
  'clocks.retainExclusionEndYears': 'Years from the end of the case for which an exclusion file is kept at least',
  transition: 'Year groups that stay on the old system',
  assumptions: 'Assumptions, one a line',
  notes: 'Notes',
};

const SHARES: Readonly<Record<string, string>> = {
  fund: 'fund',
  highNeedsBasisPoints: 'from the fund, in hundredths of a per cent',
  schoolBasisPoints: 'from the school, in hundredths of a per cent',
};

const PARTS_OF_LISTS: Readonly<Record<string, string>> = {
  bands: 'One a line: the test, then its words. For example, EVERYONE_ELSE: Everyone else',
  transition: 'One a line: year group, route, last day. For example, 10: FRAMEWORK: 2027-07-31',
};

const isKey = <K extends string>(words: Readonly<Record<K, string>>, key: string): key is K =>
  Object.hasOwn(words, key);

/** What a setting is called on a page. */
export function settingLabel(path: string): string {
  const label = LABELS[path];
  if (label !== undefined) return label;
  const [part, key = '', share = ''] = path.split('.');
  if (part === 'weights' && isKey(WEIGHT_WORDS, key)) return WEIGHT_WORDS[key];
  if (part === 'support' && isKey(SUPPORT_KINDS, share)) return `${SUPPORT_KINDS[share]}: planned weeks`;
  if (part === 'funding' && isKey(TYPE_WORDS, key)) return `${TYPE_WORDS[key]}: ${SHARES[share] ?? share}`;
  return path;
}

export const settingHint = ({ path }: Leaf): string | undefined => PARTS_OF_LISTS[path];

/** A code as people read it; rules have their own words. */
export const codeWords = (code: string): string => {
  if (isKey(RULE_WORDS, code)) return RULE_WORDS[code];
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** A setting's value as a difference shows it. */
export function settingValue(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'Nothing';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return value.toLocaleString('en-GB');
  if (Array.isArray(value)) return value.length === 0 ? 'Nothing' : value.map(settingValue).join('; ');
  if (typeof value === 'object') return Object.values(value).map(settingValue).join(', ');
  if (typeof value !== 'string') return '';
  if (isDateOnly(value)) return formatDate(value);
  return /^[A-Z][A-Z_]+$/.test(value) || isKey(RULE_WORDS, value) ? codeWords(value) : value;
}
