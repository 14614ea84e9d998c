import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { type Actor, type Clock, londonDate, parseDate } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { type Marked, MarkRegister } from '../application/mark-register.js';
import { ViewRegister } from '../application/view-register.js';
import { missed } from '../domain/rates.js';
import { RegisterBody } from './attendance.dto.js';

/** Attendance by half day, in the codes of the School Attendance (Pupil Registration) (England) Regulations 2024. */
@ApiTags('attendance')
@ApiBearerAuth()
@Controller('api/v1')
export class AttendanceApi {
  constructor(
    private readonly mark: MarkRegister,
    private readonly view: ViewRegister,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('attendance')
  @HttpCode(200)
  @Idempotent()
  @RequirePermission('attendance.mark')
  @ApiOperation({
    operationId: 'markAttendance',
    description: 'All or none. The same marks again change nothing; a mark that stands is corrected, with a reason.',
  })
  async marks(@CurrentActor() actor: Actor, @Body() { marks, reason = null }: RegisterBody): Promise<Marked> {
    const read = marks.map(({ placementId, on, half, code, minutesLate, detail }, index) => ({
      placementId,
      on: unwrap(parseDate(on, `marks.${index}.on`)),
      half,
      code,
      minutesLate: minutesLate ?? null,
      detail: detail ?? null,
    }));
    return unwrap(await this.mark.run(actor, { marks: read, reason }));
  }

  @Get('placements/:id/attendance')
  @RequirePermission('placement.read')
  @ApiOperation({
    operationId: 'getAttendance',
    description: 'The last 180 days, corrections with what they replaced.',
  })
  @ApiQuery({ name: 'until', required: false, description: 'A day, such as 2026-11-20; today when left out' })
  async ofPlacement(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query('until') until: string | undefined,
  ): Promise<object> {
    const day = until === undefined ? londonDate(this.clock.now()) : unwrap(parseDate(until, 'until'));
    const { reference, counts, marks } = unwrap(await this.view.ofPlacement(actor, id, day));
    return { placement: { id, reference }, counts: counts && { ...counts, missed: missed(counts) }, marks };
  }
}
