import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, invalid, ok, type Result } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, unwrap } from '../../../platform/index.js';
import { type BatchView, BulkOpenings } from '../application/bulk-openings.js';
import { readBulkFile } from '../application/read-bulk-file.js';
import { BULK_COLUMNS, type BulkCells, type BulkColumn, type BulkRow } from '../domain/bulk-rows.js';
import { OpeningBatchBody, type OpeningRowBody } from './openings.dto.js';

/** Many openings at once: sent, read back row by row, then all of them applied or none. */
@ApiTags('openings')
@ApiBearerAuth()
@Controller('api/v1')
export class OpeningBatchesController {
  constructor(private readonly bulk: BulkOpenings) {}

  @Post('providers/:id/opening-batches')
  @Idempotent()
  @ApiOperation({
    operationId: 'sendOpeningBatch',
    summary: 'Send up to 200 openings, as the text of a CSV file or as rows',
    description: 'Nothing is opened yet: read the batch to see what would become of each row, then apply it.',
  })
  async send(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) providerId: string,
    @Body() body: OpeningBatchBody,
  ): Promise<{ id: string }> {
    unwrap(await this.bulk.choices(actor, providerId));
    const rows = unwrap(await rowsOf(body));
    const name = body.name ?? 'openings.csv';
    return { id: unwrap(await this.bulk.start(actor, { providerId, source: 'FILE', name, rows })) };
  }

  @Get('opening-batches/:id')
  @ApiOperation({ operationId: 'getOpeningBatch', summary: 'What would become of each row, or has' })
  async read(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return shown(unwrap(await this.bulk.view(actor, id)));
  }

  @Post('opening-batches/:id/application')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({
    operationId: 'applyOpeningBatch',
    summary: 'Open every new row, or none',
    description: 'Refused with openings.rows-refused and the numbers of the rows while one of them cannot be.',
  })
  async apply(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<{ opened: number }> {
    return { opened: unwrap(await this.bulk.apply(actor, id)) };
  }
}

/** One of the two; rows are numbered from one, as they were sent. */
async function rowsOf({ csv, rows }: OpeningBatchBody): Promise<Result<readonly BulkRow[]>> {
  if ((csv === undefined) === (rows === undefined)) return invalid('rows', 'one-of', { fields: ['csv', 'rows'] });
  if (csv !== undefined) return readBulkFile(() => Readable.from([Buffer.from(csv, 'utf8')]));
  return ok((rows ?? []).map((row, at) => ({ line: at + 1, cells: cellsOf(row) })));
}

const cellsOf = (row: OpeningRowBody): BulkCells =>
  Object.fromEntries(
    (Object.keys(BULK_COLUMNS) as BulkColumn[]).map((column) => [column, String(row[column] ?? '').trim()]),
  ) as BulkCells;

const shown = ({ batch, rows }: BatchView): object => ({
  id: batch.id,
  providerId: batch.providerId,
  name: batch.name,
  appliedAt: batch.appliedAt,
  opened: batch.opened,
  rows: rows.map(({ row, outcome }) => ({
    line: row.line,
    result: outcome.kind === 'FAULT' ? 'REFUSED' : outcome.kind,
    faults: outcome.kind === 'FAULT' ? outcome.faults : [],
    problem: outcome.kind === 'REFUSED' && !outcome.refused.ok ? outcome.refused.problem : null,
    row: row.cells,
  })),
});
