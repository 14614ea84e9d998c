import { keepsOfChild } from '../records/index.js';

const NAMED = 'pupil_reference IN (SELECT reference FROM pupil WHERE id = $1)';

keepsOfChild(
  { table: 'block_draw', title: 'Places bought ahead that were used', where: NAMED },
  { table: 'school_purchase', title: 'What a school bought itself', where: NAMED },
);
