import { type Actor, formatDate, may } from '../../../kernel/index.js';
import type { Deadline, DeadlineKind, DeadlineSource } from '../../deadlines/index.js';
import { BOARD_SCHOOL_DAYS } from '../domain/exclusion-steps.js';
import { OPEN_STATUSES, OVER_STATUSES } from '../domain/referral-states.js';

const quoted = (codes: readonly string[]): string => codes.map((code) => `'${code}'`).join(', ');
const OPEN = `r.authority_id = $1 AND r.status IN (${quoted(OPEN_STATUSES)})`;
const LONDON_DAY = `(r.submitted_at AT TIME ZONE 'Europe/London')::date`;
const MOVE = `CASE r.status WHEN 'RETURNED' THEN 'SCHOOL' ELSE 'AUTHORITY' END,
  CASE r.status WHEN 'RETURNED' THEN ARRAY[r.school_organisation_id] END`;
const CASE_COLUMNS = 'r.id, NULL::uuid, r.reference, r.school_organisation_id';
const SCHOOL = `'SCHOOL', ARRAY[r.school_organisation_id]`;
const PROCESS = `FROM exclusion_process e JOIN referral r ON r.id = e.referral_id
  WHERE e.authority_id = $1 AND r.status NOT IN (${quoted(OVER_STATUSES)})`;

const AIM_REASONS: Readonly<Record<string, string>> = {
  SIXTH_DAY: 'Sixth school day of the exclusion or suspension',
  NEXT_DAY: 'Next school day, because the child is looked after',
  START_ASKED: 'The start asked for',
  HEALTH_DAYS: 'The school days of absence for health that the policy sets',
  SEPARATION: 'The school days that the policy gives from the first day away',
  FAIR_ACCESS: 'The school days that the policy gives from the request',
};
const COUNTED = 'school’s calendar';

const reasoned = (rule: string, { countedFrom }: Deadline, calendar = COUNTED): string =>
  countedFrom === null ? `${rule}; ${calendar}` : `${rule}, from ${formatDate(countedFrom)}; ${calendar}`;
const atReferral = ({ referralId }: Deadline): string => `/referrals/${referralId}`;
const atSteps = ({ referralId }: Deadline, reader: Actor): string =>
  may(reader, 'referral.submit') ? `/referrals/${referralId}/exclusion-steps` : `/referrals/${referralId}`;
const step = (words: string, rule: string): DeadlineKind => ({
  words,
  reason: (deadline) => reasoned(rule, deadline),
  href: atSteps,
});
const SCHOOL_DAYS = `${BOARD_SCHOOL_DAYS} school days after`;

/** What requests carry: the day to work to, the last lawful day, and the steps that follow a permanent exclusion. */
export const REFERRAL_DEADLINES: DeadlineSource = {
  kinds: {
    EDUCATION: {
      words: 'Education begins',
      reason: (deadline) =>
        deadline.why === 'START_ASKED'
          ? 'The start asked for'
          : reasoned(AIM_REASONS[deadline.why ?? ''] ?? 'The day to work to', deadline),
      href: atReferral,
    },
    LAST_LAWFUL: {
      words: 'Last lawful day for education to begin',
      reason: (deadline) => reasoned('Sixth school day after the first day of the exclusion', deadline),
      href: atReferral,
    },
    EXCLUSION_NOTICE: {
      words: 'Record when the parents were given notice',
      reason: () => 'Written notice is given by the end of the first excluded day',
      href: atSteps,
    },
    BOARD_MEETS: step('Governing board meets on reinstatement', `${SCHOOL_DAYS} the notice`),
    REVIEW_ASKED: step(
      'Last day to ask for an independent review',
      `${SCHOOL_DAYS} the notice of the board’s decision`,
    ),
    REVIEW_MEETS: step('Independent review panel meets', `${SCHOOL_DAYS} it was asked for`),
  },
  select: `
    SELECT 'EDUCATION', r.id, 0, ${CASE_COLUMNS}, ${MOVE}, r.aim_on,
        CASE r.aim_why WHEN 'SIXTH_DAY' THEN r.first_excluded_on WHEN 'NEXT_DAY' THEN r.first_excluded_on
          WHEN 'FAIR_ACCESS' THEN ${LONDON_DAY} WHEN 'HEALTH_DAYS' THEN ${LONDON_DAY} END, r.aim_why
      FROM referral r WHERE ${OPEN} AND r.aim_on IS NOT NULL
    UNION ALL SELECT 'LAST_LAWFUL', r.id, 0, ${CASE_COLUMNS}, ${MOVE}, r.day_six_last, r.first_excluded_on, NULL
      FROM referral r WHERE ${OPEN} AND r.type = 'PERMANENT_EXCLUSION' AND r.day_six_last IS NOT NULL AND NOT r.day_six_exempt
    UNION ALL SELECT 'EXCLUSION_NOTICE', r.id, 0, ${CASE_COLUMNS}, ${SCHOOL}, r.first_excluded_on, NULL, NULL
      FROM referral r WHERE r.authority_id = $1 AND r.type = 'PERMANENT_EXCLUSION' AND r.first_excluded_on IS NOT NULL
        AND r.status IN (${quoted([...OPEN_STATUSES, 'PLACED'])})
        AND NOT EXISTS (SELECT FROM exclusion_process e WHERE e.referral_id = r.id)
    UNION ALL SELECT 'BOARD_MEETS', r.id, 0, ${CASE_COLUMNS}, ${SCHOOL}, e.board_due_on, e.notice_on, NULL
      ${PROCESS} AND e.board_decided_on IS NULL
    UNION ALL SELECT 'REVIEW_ASKED', r.id, 0, ${CASE_COLUMNS}, 'FAMILY', NULL, e.review_ask_by, e.board_decided_on, NULL
      ${PROCESS} AND e.review_asked_on IS NULL AND e.review_ask_by >= $2
    UNION ALL SELECT 'REVIEW_MEETS', r.id, 0, ${CASE_COLUMNS}, 'AUTHORITY', NULL, e.review_due_on, e.review_asked_on, NULL
      ${PROCESS} AND e.review_asked_on IS NOT NULL AND e.review_met_on IS NULL`,
};
