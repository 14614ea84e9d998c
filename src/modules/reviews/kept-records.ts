import { keepsOfChild, OF_PLACEMENT, THIRD_PARTY } from '../records/index.js';

keepsOfChild(
  { table: 'placement_plan', title: 'Plans', where: OF_PLACEMENT },
  { table: 'plan_objective', title: 'Objectives', where: OF_PLACEMENT },
  {
    table: 'plan_agreement',
    title: 'Who agreed to plans',
    where: `plan_id IN (SELECT id FROM placement_plan WHERE ${OF_PLACEMENT})`,
  },
  { table: 'placement_review', title: 'Reviews', where: OF_PLACEMENT },
  { table: 'review_invitee', title: 'Who was invited to reviews', where: OF_PLACEMENT },
  { table: 'review_progress', title: 'Progress found by reviews', where: OF_PLACEMENT },
  { table: 'review_step', title: 'Next steps of reviews', where: OF_PLACEMENT },
  { table: 'review_request', title: 'Reviews asked for in writing', where: OF_PLACEMENT },
  { table: 'pupil_measure', title: 'Measures', where: OF_PLACEMENT },
  { table: 'placement_contact', title: 'People to ring about a placement', withheld: THIRD_PARTY },
);
