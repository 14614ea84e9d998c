import { Module, type OnModuleInit } from '@nestjs/common';
import { WebRegistry } from '../../web/index.js';
import { PoliciesModule } from '../policies/index.js';
import { Exports } from './application/exports.js';
import { GatherExport } from './application/gather-export.js';
import { keepsOfChild } from './domain/kept-records.js';
import { ExpireExportJob, GatherExportJob } from './jobs/exports.job.js';
import { ExportsController } from './pages/exports.controller.js';
import { ExportStore } from './persistence/export.store.js';
import './words.js';

keepsOfChild(
  {
    table: 'audit_entry',
    title: 'Who read or changed the file',
    where: `(referral_id IN (SELECT id FROM referral WHERE pupil_id = $1) OR (subject_type = 'pupil' AND subject_id = $1::text))`,
  },
  { table: 'subject_export', title: 'Earlier exports like this one', where: 'pupil_id = $1' },
);

/** What is held on one child, across all modules. Each says what it keeps; this one reaches into none. */
@Module({
  imports: [PoliciesModule],
  controllers: [ExportsController],
  providers: [Exports, GatherExport, GatherExportJob, ExpireExportJob, ExportStore],
  exports: [Exports],
})
export class RecordsModule implements OnModuleInit {
  constructor(private readonly web: WebRegistry) {}

  onModuleInit(): void {
    this.web.addNavigation({ text: 'Records', href: '/records', order: 87, needs: 'record.export' });
  }
}
