import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrganisationsApi } from './api/organisations.controller.js';
import { RegisterImportsApi } from './api/register-imports.controller.js';
import { CalendarsController } from './pages/calendars.controller.js';
import { OrganisationsFrame } from './pages/frame.js';
import { RegistersController } from './pages/registers.controller.js';
import { SchoolsController } from './pages/schools.controller.js';
import { RegisterImports } from './application/register-imports.js';
import { SchoolRegisterStore } from './persistence/school-register.store.js';
import { ApplyRegisterImport } from './application/apply-register-import.js';
import { Calendars } from './application/calendars.js';
import { LoadRegister } from './application/load-register.js';
import { Organisations } from './application/organisations.js';
import { ReadRegisterFile } from './application/read-register-file.js';
import { StartRegisterImport } from './application/start-register-import.js';
import { ApplyRegisterJob } from './jobs/apply-register.job.js';
import { ReadRegisterJob } from './jobs/read-register.job.js';
import { CalendarStore } from './persistence/calendar.store.js';
import { Authority, Organisation } from './persistence/entities.js';
import { OrganisationStore } from './persistence/organisation.store.js';
import { RegisterImportStore } from './persistence/register-import.store.js';
import { RegisterRowStore } from './persistence/register-row.store.js';
import { RegisterStore } from './persistence/register.store.js';

/** Who exists: the national register, schools, trusts and authorities, and the calendars deadlines are counted on. */
@Module({
  imports: [TypeOrmModule.forFeature([Authority, Organisation])],
  controllers: [SchoolsController, RegistersController, CalendarsController, OrganisationsApi, RegisterImportsApi],
  providers: [
    SchoolRegisterStore,
    RegisterImports,
    OrganisationsFrame,
    CalendarStore,
    OrganisationStore,
    RegisterImportStore,
    RegisterRowStore,
    RegisterStore,
    Calendars,
    Organisations,
    ApplyRegisterImport,
    LoadRegister,
    ReadRegisterFile,
    StartRegisterImport,
    ApplyRegisterJob,
    ReadRegisterJob,
  ],
  exports: [Calendars, Organisations, LoadRegister],
})
export class OrganisationsModule {}
