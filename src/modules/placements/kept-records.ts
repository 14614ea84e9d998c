import { keepsOfChild, OF_PLACEMENT, OF_PUPIL, OF_REFERRAL } from '../records/index.js';

keepsOfChild(
  { table: 'placement', title: 'Placements', where: OF_PUPIL },
  { table: 'placement_component', title: 'Where the pupil is taught', where: OF_PLACEMENT },
  { table: 'placement_offer', title: 'Answers of providers', where: OF_PLACEMENT },
  { table: 'placement_registration', title: 'On whose roll', where: OF_PLACEMENT },
  { table: 'placement_share', title: 'Who pays', where: OF_PLACEMENT },
  { table: 'placement_change', title: 'Changes of placements', where: OF_PLACEMENT },
  { table: 'placement_change_answer', title: 'Answers to changes', where: OF_PLACEMENT },
  { table: 'placement_change_cost', title: 'What changes cost', where: OF_PLACEMENT },
  { table: 'placement_destination', title: 'Where the pupil went', where: OF_PLACEMENT },
  { table: 'provision_failure_placement', title: 'Provision that failed', where: OF_PLACEMENT },
  { table: 'decision', title: 'Decisions', where: OF_REFERRAL },
  { table: 'off_framework_request', title: 'Requests to buy outside the framework', where: OF_REFERRAL },
  { table: 'place_reservation', title: 'Places kept before a decision', where: OF_REFERRAL },
  { table: 'panel_letter', title: 'Letters about decisions', where: OF_REFERRAL },
  { table: 'referral_pack', title: 'Papers put before the panel', where: OF_REFERRAL },
  { table: 'reconsideration', title: 'Decisions that were questioned', where: OF_REFERRAL },
  {
    table: 'placement_notice',
    title: 'Notices about places',
    where: `component_id IN (SELECT id FROM placement_component WHERE ${OF_PLACEMENT})`,
  },
);
