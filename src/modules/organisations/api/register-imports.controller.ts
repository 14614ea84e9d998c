import { Controller, Get, Header, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Actor, invalid, type Result } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  Idempotent,
  IdPipe,
  pageOf,
  parseCursor,
  parsePageSize,
  ProblemException,
  RequirePermission,
  UnitOfWork,
  unwrap,
} from '../../../platform/index.js';
import { ApplyRegisterImport } from '../application/apply-register-import.js';
import { RegisterImports } from '../application/register-imports.js';
import { StartRegisterImport } from '../application/start-register-import.js';
import { ROW_OUTCOMES } from '../domain/import-states.js';
import type { RegisterImport } from '../persistence/register-import.store.js';
import type { ReportFilter, ReportRow } from '../persistence/register-row.store.js';

@ApiTags('registers')
@ApiBearerAuth()
@Controller('api/v1/register-imports')
@RequirePermission('register.import')
export class RegisterImportsApi {
  constructor(
    private readonly work: UnitOfWork,
    private readonly imports: RegisterImports,
    private readonly start: StartRegisterImport,
    private readonly apply: ApplyRegisterImport,
  ) {}

  @Post()
  @Idempotent()
  @HttpCode(202)
  @Header('Cache-Control', 'no-store')
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The CSV file, as the register offers it.' })
  @ApiOperation({
    operationId: 'startRegisterImport',
    summary: 'Takes a file in; its preview is made in the background.',
  })
  async create(
    @CurrentActor() actor: Actor,
    @Req() request: Request,
    @Query('name') name: unknown,
  ): Promise<{ id: string }> {
    if (request.is('text/csv') !== 'text/csv') throw new ProblemException(invalid('file', 'text-csv').problem);
    const fileName = typeof name === 'string' ? name : 'register.csv';
    return { id: unwrap(await this.start.run(actor, { name: fileName, content: request })) };
  }

  @Get()
  @ApiOperation({ operationId: 'listRegisterImports', summary: 'The newest first.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<object>> {
    const size = unwrap(parsePageSize(query['limit']));
    const cursor = unwrap(parseCursor(query['cursor'], 1));
    const { imports, total } = await this.imports.list(actor, size + 1, numberIn(cursor));
    const page = pageOf(imports, size, total, ({ number }) => [number]);
    return { ...page, items: page.items.map(importBody) };
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getRegisterImport', summary: 'How far it is, and what it would change.' })
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return importBody(unwrap(await this.imports.find(actor, id)));
  }

  @Get(':id/rows')
  @ApiOperation({ operationId: 'listRegisterImportRows', summary: 'The report, in the order of the file.' })
  async rows(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<ReportRow>> {
    const size = unwrap(parsePageSize(query['limit']));
    const after = numberIn(unwrap(parseCursor(query['cursor'], 1))) ?? 0;
    unwrap(await this.imports.find(actor, id));
    const filter = unwrap(filterOf(query));
    const { rows, total } = await this.work.read(actor, (tx) =>
      this.imports.report(tx, id, filter, { size: size + 1, after }),
    );
    return pageOf(rows, size, total, ({ n }) => [n]);
  }

  @Get(':id/report.csv')
  @ApiOperation({ operationId: 'getRegisterImportReport' })
  async report(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    unwrap(await this.imports.find(actor, id));
    return new StreamableFile(this.imports.reportCsv(actor, id, {}), { type: 'text/csv; charset=utf-8' });
  }

  @Post(':id/application')
  @Idempotent()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'applyRegisterImport',
    summary: 'Applies the file whole, or not at all, in the background.',
  })
  async decide(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.apply.ask(actor, id));
    return { id };
  }

  @Post(':id/discard')
  @Idempotent()
  @HttpCode(200)
  @ApiOperation({ operationId: 'discardRegisterImport' })
  async discard(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ id: string }> {
    unwrap(await this.apply.discard(actor, id));
    return { id };
  }
}

function numberIn(cursor: readonly (string | number)[] | undefined): number | undefined {
  const [number] = cursor ?? [];
  if (number === undefined) return undefined;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || Math.abs(number) > 2_000_000_000) {
    throw new ProblemException(invalid('cursor', 'cursor').problem);
  }
  return number;
}

function filterOf(query: Readonly<Record<string, unknown>>): Result<ReportFilter> {
  const { outcome, warnings } = query;
  const known = ROW_OUTCOMES.find((each) => each === outcome);
  if (outcome !== undefined && known === undefined) return invalid('outcome', 'choice');
  return { ok: true, value: { ...(known && { outcome: known }), withWarnings: warnings === 'true' } };
}

/** What the API shows of an import: no ids of people or files. */
function importBody(file: RegisterImport): object {
  const { id, kind, status, fileName, byteSize, sha256, encoding, rowsTotal, rowsDone, counts } = file;
  const { missingColumns, ignoredColumns, problem, createdAt, previewedAt, appliedAt } = file;
  const head = { id, kind, status, fileName, byteSize, sha256, encoding, rowsTotal, rowsDone, counts };
  return { ...head, missingColumns, ignoredColumns, problem, createdAt, previewedAt, appliedAt };
}
