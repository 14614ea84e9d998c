import type { DeadlineSource } from '../../deadlines/index.js';
import { DUE_BECAUSE, type DueBecause } from '../domain/review-dates.js';

const because = (why: string | null): string =>
  why !== null && Object.hasOwn(DUE_BECAUSE, why) ? DUE_BECAUSE[why as DueBecause] : 'the policy says so';
const PROVIDERS = `ARRAY(SELECT o.provider_organisation_id FROM placement_offer o WHERE o.placement_id = p.id AND o.answer = 'ACCEPTED')`;

/** Reviews that are ahead, among them those that were asked for in writing, and what reviews agreed that somebody does. */
export const REVIEW_DEADLINES: DeadlineSource = {
  kinds: {
    REVIEW: {
      words: 'Placement is reviewed',
      reason: ({ why }) => `Because ${because(why)}; school’s calendar`,
      href: ({ subjectId }) => `/reviews/${subjectId}`,
    },
    REVIEW_STEP: {
      words: 'Next step of a review is done',
      reason: () => 'The day that the review agreed on',
      href: ({ placementId }) => `/placements/${placementId ?? ''}/reviews`,
    },
  },
  select: `
    SELECT 'REVIEW', v.id, 0, v.referral_id, v.placement_id, p.reference, v.school_organisation_id, 'SCHOOL',
        ARRAY[v.school_organisation_id], v.due_on, NULL::date, v.because
      FROM placement_review v JOIN placement p ON p.id = v.placement_id
      WHERE v.authority_id = $1 AND v.held_on IS NULL AND v.called_off_at IS NULL
    UNION ALL SELECT 'REVIEW_STEP', t.id, 0, t.referral_id, t.placement_id, p.reference, t.school_organisation_id, t.owner,
        CASE t.owner WHEN 'SCHOOL' THEN ARRAY[t.school_organisation_id] WHEN 'PROVIDER' THEN ${PROVIDERS} END,
        t.due_on, NULL, NULL
      FROM review_step t JOIN placement p ON p.id = t.placement_id
      WHERE t.authority_id = $1 AND t.done_on IS NULL AND p.status IN ('AGREED', 'ACTIVE')`,
};
