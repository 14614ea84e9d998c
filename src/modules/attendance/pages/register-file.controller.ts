import { createReadStream } from 'node:fs';
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, londonDate, type Problem, type Result } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  choicesOf,
  defineForm,
  file,
  type FormView,
  Page,
  seeOther,
  select,
  type UploadedFile,
  Uploads,
  withStatus,
} from '../../../web/index.js';
import { readTable } from '../../organisations/index.js';
import { ImportRegister } from '../application/import-register.js';
import { ViewRegister } from '../application/view-register.js';
import type { Marked } from '../application/mark-register.js';
import { CORRECTION_REASONS, type CorrectionReason } from '../domain/corrections.js';
import { LINE_COLUMNS, LINES_MAX } from '../domain/register-lines.js';
import { faultTable, markedWords, templateTable } from './register-file.view.js';

const FORM = 'modules/attendance/pages/file.njk';

const fileForm = defineForm({
  file: file({
    label: 'File of marks',
    hint: `CSV, up to ${LINES_MAX.toLocaleString('en-GB')} half days`,
    maxMegabytes: 20,
    endings: ['.csv', '.txt'],
  }),
  reason: select({
    label: 'If the file changes marks that stand, why',
    hint: 'Leave it empty if the file has new marks only: then nothing that stands is changed',
    choices: choicesOf(CORRECTION_REASONS),
    optional: true,
  }),
});

/** Marks from another system: all lines of a file or none. */
@ApiExcludeController()
@RequirePermission('attendance.mark')
@Controller('attendance/file')
export class RegisterFileController {
  constructor(
    private readonly imports: ImportRegister,
    private readonly view: ViewRegister,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page(FORM)
  async start(@CurrentActor() actor: Actor, @Query('format') format: unknown): Promise<object> {
    if (format !== 'csv') return model(fileForm.start());
    const on = londonDate(this.clock.now());
    return templateTable(unwrap(await this.view.due(actor, on)), on).toCsv(`register-${on}.csv`);
  }

  @Post()
  @Page(FORM)
  async send(
    @CurrentActor() actor: Actor,
    @Body() body: Readonly<Record<string, unknown>>,
    @Uploads() files: Readonly<Record<string, UploadedFile>>,
  ): Promise<object> {
    const filled = fileForm.read(body, files);
    if (!filled.result.ok) return withStatus(422, model(filled.view()));
    const { path } = filled.result.value.file;
    const marked = await this.take(actor, path, filled.result.value.reason);
    if (marked.ok) return seeOther('/attendance', markedWords(marked.value));
    const { problem } = marked;
    if (problem.kind === 'forbidden' || problem.kind === 'not-found') unwrap(marked);
    return withStatus(422, model(filled.view(problem), problem));
  }

  private async take(actor: Actor, path: string, reason: CorrectionReason | null): Promise<Result<Marked>> {
    const shape = { columns: LINE_COLUMNS, needed: ['placement', 'day', 'half', 'code'], rowsMax: LINES_MAX } as const;
    const lines = await readTable(() => createReadStream(path), shape);
    return lines.ok ? this.imports.run(actor, lines.value, reason) : lines;
  }
}

const model = (form: FormView, problem?: Problem): object => ({
  title: 'Send a file of marks',
  form,
  faults: problem && faultTable(problem),
  backHref: '/attendance',
});
