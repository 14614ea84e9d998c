export { AttendanceHeld } from './application/attendance-held.js';
export { ImportRegister } from './application/import-register.js';
export { type Marked, MarkRegister, type RegisterCommand } from './application/mark-register.js';
export { ViewRegister } from './application/view-register.js';
export { attendancePerMille, describeRate } from './domain/rates.js';
export { AttendanceModule } from './attendance.module.js';
