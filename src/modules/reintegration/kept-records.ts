import { keepsOfChild, OF_PLACEMENT } from '../records/index.js';

keepsOfChild(
  { table: 'reintegration', title: 'Ways back to school', where: OF_PLACEMENT },
  {
    table: 'reintegration_step',
    title: 'Steps back to school',
    where: `plan_id IN (SELECT id FROM reintegration WHERE ${OF_PLACEMENT})`,
  },
  {
    table: 'reintegration_check',
    title: 'Whether a return lasted',
    where: `plan_id IN (SELECT id FROM reintegration WHERE ${OF_PLACEMENT})`,
  },
);
