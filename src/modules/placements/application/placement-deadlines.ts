import type { DeadlineSource } from '../../deadlines/index.js';

const PLACED = 'p.referral_id, p.id, p.reference, p.school_organisation_id';

/** What placements and questioned decisions carry. */
export const PLACEMENT_DEADLINES: DeadlineSource = {
  kinds: {
    OFFER_ANSWER: {
      words: 'Provider answers the offer',
      reason: () => 'The days that the policy gives to answer an offer; then it lapses',
      href: ({ placementId }) => `/placements/${placementId ?? ''}`,
    },
    FIRST_DAY: {
      words: 'First day is recorded',
      reason: () => 'The first day that was agreed',
      href: ({ placementId }) => `/placements/${placementId ?? ''}`,
    },
    RECONSIDERATION: {
      words: 'Question about a decision is answered',
      reason: () => 'The school days that the policy gives from the day it was asked; school’s calendar',
      href: ({ subjectId }) => `/reconsiderations/${subjectId}`,
    },
  },
  select: `
    SELECT 'OFFER_ANSWER', p.id, 0, ${PLACED}, 'PROVIDER', ARRAY(SELECT o.provider_organisation_id FROM placement_offer o
        WHERE o.placement_id = p.id AND o.answer = 'WAITING'), (p.answer_by AT TIME ZONE 'Europe/London')::date, NULL::date, NULL
      FROM placement p WHERE p.authority_id = $1 AND p.status = 'OFFERED'
    UNION ALL SELECT 'FIRST_DAY', p.id, 0, ${PLACED}, 'PROVIDER', ARRAY(SELECT o.provider_organisation_id FROM placement_offer o
        WHERE o.placement_id = p.id AND o.answer = 'ACCEPTED'), p.starts_on, NULL, NULL
      FROM placement p WHERE p.authority_id = $1 AND p.status = 'AGREED'
    UNION ALL SELECT 'RECONSIDERATION', c.id, 0, c.referral_id, NULL, r.reference, c.school_organisation_id, 'AUTHORITY', NULL,
        c.due_on, c.asked_on, NULL
      FROM reconsideration c JOIN referral r ON r.id = c.referral_id WHERE c.authority_id = $1 AND c.answered_at IS NULL`,
};
