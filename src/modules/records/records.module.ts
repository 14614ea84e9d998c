import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { PoliciesModule } from '../policies/index.js';
import { Exports } from './application/exports.js';
import { GatherExport } from './application/gather-export.js';
import { Retention } from './application/retention.js';
import { keepsOfChild } from './domain/kept-records.js';
import { ExpireExportJob, GatherExportJob } from './jobs/exports.job.js';
import { RetentionDay, WorkOutRetentionJob } from './jobs/retention.job.js';
import { ExportsController } from './pages/exports.controller.js';
import { RetentionController } from './pages/retention.controller.js';
import { ExportStore } from './persistence/export.store.js';
import { RetentionStore } from './persistence/retention.store.js';
import './words.js';

keepsOfChild(
  {
    table: 'audit_entry',
    title: 'Who read or changed the file',
    where: `(referral_id IN (SELECT id FROM referral WHERE pupil_id = $1) OR (subject_type = 'pupil' AND subject_id = $1::text))`,
  },
  { table: 'case_retention', title: 'Until when cases are kept', where: 'pupil_id = $1' },
  { table: 'legal_hold', title: 'Legal holds', where: 'pupil_id = $1' },
  { table: 'subject_export', title: 'Earlier exports like this one', where: 'pupil_id = $1' },
);

/** What is held on one child, across all modules. Each says what it keeps; this one reaches into none. */
@Module({
  imports: [PoliciesModule],
  controllers: [ExportsController, RetentionController],
  providers: [
    Exports,
    GatherExport,
    GatherExportJob,
    ExpireExportJob,
    ExportStore,
    Retention,
    RetentionStore,
    WorkOutRetentionJob,
    RetentionDay,
  ],
  exports: [Exports, Retention],
})
export class RecordsModule implements OnModuleInit {
  constructor(
    private readonly web: WebRegistry,
    private readonly retention: Retention,
  ) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Exports', href: '/records', group: 'Records', order: 87, needs: 'record.export' });
    this.web.addNavigation({
      text: 'Retention',
      href: '/retention',
      group: 'Records',
      order: 88,
      needs: 'record.keep',
    });
    this.web.addLinkSource(this.retention);
  }
}
