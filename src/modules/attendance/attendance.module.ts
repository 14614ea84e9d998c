import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { OrganisationsModule } from '../organisations/index.js';
import { PoliciesModule } from '../policies/index.js';
import { AttendanceApi } from './api/attendance.controller.js';
import { AttendanceHeld } from './application/attendance-held.js';
import { AttendanceTasks } from './application/attendance-tasks.js';
import { ImportRegister } from './application/import-register.js';
import { MarkRegister } from './application/mark-register.js';
import { ViewRegister } from './application/view-register.js';
import { AttendanceController } from './pages/attendance.controller.js';
import { RegisterFileController } from './pages/register-file.controller.js';
import { MarkStore } from './persistence/mark.store.js';
import { RegisterStore } from './persistence/register.store.js';
import './words.js';
import './kept-records.js';

@Module({
  imports: [OrganisationsModule, PoliciesModule],
  controllers: [AttendanceApi, AttendanceController, RegisterFileController],
  providers: [MarkRegister, ImportRegister, ViewRegister, AttendanceHeld, AttendanceTasks, MarkStore, RegisterStore],
  exports: [AttendanceHeld, MarkRegister, ViewRegister],
})
export class AttendanceModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly tasks: AttendanceTasks,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({
      text: 'Attendance',
      href: '/attendance',
      order: 55,
      needs: 'placement.read',
      anyOf: ['case.party', 'referral.read', 'profile.authority'],
    });
    this.web.addTaskSource(this.tasks);
  }
}
