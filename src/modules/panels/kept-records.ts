import { keepsOfChild } from '../records/index.js';

keepsOfChild({
  table: 'agenda_item',
  title: 'Items of the panel',
  where: `subject_type = 'REFERRAL' AND subject_id IN (SELECT id FROM referral WHERE pupil_id = $1)`,
});
