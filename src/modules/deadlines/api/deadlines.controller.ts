import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import {
  CurrentActor,
  type CursorPage,
  pageOf,
  parseCursor,
  parsePageSize,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { ListDeadlines, type ReasonedDeadline } from '../application/list-deadlines.js';
import { DEADLINE_PARTIES } from '../domain/deadline.js';

/** The clock list, for programs of the authority. */
@ApiTags('deadlines')
@ApiBearerAuth()
@Controller('api/v1/deadlines')
@RequirePermission('deadline.read')
export class DeadlinesApi {
  constructor(private readonly lists: ListDeadlines) {}

  @Get()
  @ApiOperation({
    operationId: 'listDeadlines',
    summary: 'What is due next in open cases, with whose move it is and why',
  })
  @ApiQuery({ name: 'kind', required: false })
  @ApiQuery({ name: 'party', required: false, enum: Object.keys(DEADLINE_PARTIES) })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 200; 50 when left out.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<CursorPage<ReasonedDeadline>> {
    const size = unwrap(parsePageSize(query['limit']));
    const after = unwrap(parseCursor(query['cursor'], 4));
    const { kind, party } = query;
    const { rows, total } = unwrap(await this.lists.run(actor, { kind, party, limit: size + 1, after }));
    return pageOf(rows, size, total, (one) => [one.dueOn, one.kind, one.subjectId, one.part]);
  }
}
