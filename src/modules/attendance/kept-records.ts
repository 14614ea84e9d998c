import { keepsOfChild, OF_PLACEMENT } from '../records/index.js';

keepsOfChild(
  { table: 'attendance_mark', title: 'Attendance', where: OF_PLACEMENT },
  { table: 'attendance_mark_before', title: 'Attendance before it was corrected', where: OF_PLACEMENT },
);
