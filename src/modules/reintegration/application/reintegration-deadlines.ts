import { formatDate } from '../../../kernel/index.js';
import type { DeadlineSource } from '../../deadlines/index.js';

/** Whether a return lasts is looked at after the weeks of the policy, by the school. */
export const REINTEGRATION_DEADLINES: DeadlineSource = {
  kinds: {
    RETURN_CHECK: {
      words: 'Whether the return to school lasts',
      reason: ({ part, countedFrom }) =>
        `${part} weeks after the return${countedFrom === null ? '' : `, from ${formatDate(countedFrom)}`}; weeks of the calendar`,
      href: ({ subjectId }) => `/reintegrations/${subjectId}`,
    },
  },
  select: `
    SELECT 'RETURN_CHECK', c.plan_id, c.weeks, p.referral_id, r.placement_id, r.reference, r.school_organisation_id, 'SCHOOL',
        ARRAY[r.school_organisation_id], c.due_on, r.settled_on, NULL
      FROM reintegration_check c JOIN reintegration r ON r.id = c.plan_id JOIN placement p ON p.id = r.placement_id
      WHERE c.authority_id = $1 AND c.found_at IS NULL AND r.status = 'COMPLETED'`,
};
