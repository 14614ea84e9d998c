import { createReadStream } from 'node:fs';
import { Body, Controller, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor, Problem, Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, UnitOfWork, unwrap } from '../../../platform/index.js';
import {
  defineForm,
  file,
  offsetOf,
  Page,
  problemWords,
  seeOther,
  type UploadedFile,
  Uploads,
  withStatus,
} from '../../../web/index.js';
import { ApplyRegisterImport } from '../application/apply-register-import.js';
import { RegisterImports } from '../application/register-imports.js';
import { REGISTER_BYTES_MAX, StartRegisterImport } from '../application/start-register-import.js';
import { ROW_OUTCOMES } from '../domain/import-states.js';
import type { RegisterImport } from '../persistence/register-import.store.js';
import type { ReportFilter } from '../persistence/register-row.store.js';
import { hrefOf, one } from './query.js';
import { mayDecideOn } from '../organisations.policy.js';
import { importProgress, importsTable, importView, OUTCOMES, reportTable } from './registers.view.js';

const SIZE = 50;
const PREVIEW = 'modules/organisations/pages/register.njk';
const CHOOSE = 'modules/organisations/pages/register-new.njk';

const uploadForm = defineForm({
  file: file({
    label: 'Register file',
    hint: 'The CSV file of all establishments, or of their links, from Get Information about Schools',
    maxMegabytes: REGISTER_BYTES_MAX / 1024 / 1024,
    endings: ['.csv'],
  }),
});

/** Choosing a register file, its preview, and the decision to apply it. */
@ApiExcludeController()
@Controller('registers')
@RequirePermission('register.import')
export class RegistersController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImports,
    private readonly start: StartRegisterImport,
    private readonly apply: ApplyRegisterImport,
  ) {}

  @Get()
  @Page('modules/organisations/pages/registers.njk')
  async list(@CurrentActor() actor: Actor, @Query('before') before: unknown): Promise<object> {
    const number = offsetOf(before);
    const { imports, total } = await this.imports.list(actor, SIZE, number === 0 ? undefined : number);
    const last = imports.at(-1);
    const older = imports.length === SIZE && last !== undefined ? hrefOf('/registers', { before: last.number }) : null;
    return { title: 'Registers', table: importsTable(imports), total, older };
  }

  @Get('new')
  @Page(CHOOSE)
  choose(): object {
    return this.choosing(uploadForm.start());
  }

  @Post('new')
  @Page(CHOOSE)
  async upload(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Uploads() files: Readonly<Record<string, UploadedFile>>,
  ): Promise<object> {
    const filled = uploadForm.read(body, files);
    if (!filled.result.ok) return withStatus(422, this.choosing(filled.view()));
    const { path, name } = filled.result.value.file;
    const started = await this.start.run(actor, { name, content: createReadStream(path) });
    if (!started.ok) return withStatus(422, this.choosing(filled.view(started.problem)));
    return seeOther(`/registers/${started.value}`);
  }

  @Get(':id')
  @Page(PREVIEW)
  async show(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<object> {
    return this.preview(actor, unwrap(await this.imports.find(actor, id)), query);
  }

  @Get(':id/report.csv')
  async csv(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<StreamableFile> {
    const found = unwrap(await this.imports.find(actor, id));
    const disposition = `attachment; filename="register-import-${found.number}.csv"`;
    const report = this.imports.reportCsv(actor, id, filterOf(query));
    return new StreamableFile(report, { type: 'text/csv; charset=utf-8', disposition });
  }

  @Post(':id/apply')
  @Page(PREVIEW)
  async decide(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.answer(actor, id, await this.apply.ask(actor, id));
  }

  @Post(':id/discard')
  @Page(PREVIEW)
  async discard(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.answer(actor, id, await this.apply.discard(actor, id), 'The file is discarded');
  }

  private async answer(actor: Actor, id: string, result: Result<undefined>, message?: string): Promise<object> {
    if (result.ok) return seeOther(`/registers/${id}`, message);
    if (result.problem.kind !== 'conflict') return unwrap(result) ?? {};
    const found = unwrap(await this.imports.find(actor, id));
    return withStatus(409, await this.preview(actor, found, {}, result.problem));
  }

  private choosing(form: object): object {
    return { title: 'Choose a register file', form, backHref: '/registers' };
  }

  private async preview(
    actor: Actor,
    found: RegisterImport,
    query: Readonly<Record<string, unknown>>,
    refused?: Problem,
  ): Promise<object> {
    const path = `/registers/${found.id}`;
    const filter = filterOf(query);
    const asked = { outcome: filter.outcome, warnings: filter.withWarnings === true ? 'yes' : undefined };
    const after = offsetOf(query['after']);
    const { rows, total } = await this.work.read(actor, (tx) =>
      this.imports.report(tx, found.id, filter, { size: SIZE, after }),
    );
    const last = rows.at(-1);
    const table = reportTable(rows, hrefOf(`${path}/report.csv`, asked));
    return {
      title: found.fileName,
      file: found,
      view: importView(found, mayDecideOn(actor, found)),
      progress: importProgress(found),
      form: refused === undefined ? undefined : { errorSummary: [{ text: problemWords(refused) }] },
      path,
      table,
      total,
      next: rows.length === SIZE && last !== undefined ? hrefOf(path, { ...asked, after: last.n }) : null,
      filters: [
        { text: 'All rows', href: path, current: filter.outcome === undefined && filter.withWarnings !== true },
        ...OUTCOMES.map(({ outcome, text }) => ({
          text: `${text} (${found.counts[outcome]})`,
          href: hrefOf(path, { outcome }),
          current: filter.outcome === outcome,
        })),
        {
          text: `With warnings (${found.counts.WARNED})`,
          href: hrefOf(path, { warnings: 'yes' }),
          current: filter.withWarnings === true,
        },
      ],
      breadcrumbs: [{ text: 'Registers', href: '/registers' }, { text: found.fileName }],
    };
  }
}

function filterOf(query: Readonly<Record<string, unknown>>): ReportFilter {
  const outcome = ROW_OUTCOMES.find((known) => known === one(query['outcome']));
  return { ...(outcome && { outcome }), withWarnings: one(query['warnings']) === 'yes' };
}
