import { keepsOfChild, OF_PUPIL } from '../records/index.js';

keepsOfChild(
  { table: 'pupil', title: 'The pupil’s own reference', where: 'id = $1' },
  { table: 'pupil_identity', title: 'Who the pupil is', where: OF_PUPIL },
  { table: 'pupil_profile', title: 'Year, sex and support', where: OF_PUPIL },
  { table: 'closed_case_identity', title: 'Who the pupil was when a case was closed', where: OF_PUPIL },
  { table: 'closed_case_profile', title: 'Year, sex and support when a case was closed', where: OF_PUPIL },
);
