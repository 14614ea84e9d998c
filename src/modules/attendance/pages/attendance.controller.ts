import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type Actor,
  type Clock,
  type DateOnly,
  formatDate,
  formatDateWithDay,
  isDateOnly,
  londonDate,
  may,
  minDate,
  notFound,
  sessionCount,
} from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { Page, seeOther, withStatus } from '../../../web/index.js';
import { MarkRegister } from '../application/mark-register.js';
import { type Register, stepDay, ViewRegister } from '../application/view-register.js';
import { attendancePolicy } from '../attendance.policy.js';
import { describeRate, missed, NO_SESSIONS_YET } from '../domain/rates.js';
import { dayTable, elsewhereTable, historyTable, warningsOf } from './attendance-views.js';
import { readRegister, registerForm } from './register-form.js';

type Query_ = Readonly<Record<string, unknown>>;

/** Registers for those who teach, and for schools one page of all their pupils who are elsewhere. */
@ApiExcludeController()
@RequirePermission('placement.read')
@Controller('attendance')
export class AttendanceController {
  constructor(
    private readonly view: ViewRegister,
    private readonly mark: MarkRegister,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/attendance/pages/day.njk')
  async day(@CurrentActor() actor: Actor, @Query() query: Query_): Promise<object> {
    const on = this.dayOf(query);
    const isSchool = may(actor, 'referral.create') && !may(actor, 'profile.authority');
    const table = isSchool
      ? elsewhereTable(unwrap(await this.view.elsewhere(actor, on)), on)
      : dayTable(unwrap(await this.view.day(actor, on)), on);
    if (query['format'] === 'csv') return table.toCsv(`attendance-${on}.csv`);
    return {
      title: isSchool ? 'Your pupils elsewhere' : 'Attendance',
      intro: isSchool
        ? 'What the provision marked, and what your own register takes. Never enter B or K for a pupil who was not there.'
        : 'Registers that wait to be marked come first.',
      table,
      mayMark: attendancePolicy.canMark(actor),
      ...this.daysAround(on, '/attendance'),
    };
  }

  @Get('sites/:id')
  @Page('modules/attendance/pages/register.njk')
  async register(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Query_,
  ): Promise<object> {
    const on = this.dayOf(query);
    const register = unwrap(await this.view.register(actor, id, on));
    return this.registerPage(actor, id, register, registerForm(register.rows, on));
  }

  @Post('sites/:id')
  @Page('modules/attendance/pages/register.njk')
  async save(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Query_,
    @Body() body: Query_,
  ): Promise<object> {
    const on = this.dayOf(query);
    const register = unwrap(await this.view.register(actor, id, on));
    if (register.rows.length === 0) throw new ProblemException(notFound('register').problem);
    const command = readRegister(register.rows, on, body);
    const marked = await this.mark.run(actor, command);
    if (marked.ok) {
      const { marked: fresh, corrected } = marked.value;
      const words = [`${fresh} half days marked`, ...(corrected > 0 ? [`${corrected} corrected`] : [])].join(', ');
      return seeOther(`/attendance/sites/${id}?on=${on}`, words);
    }
    const { problem } = marked;
    if (problem.kind === 'forbidden' || problem.kind === 'not-found') throw new ProblemException(problem);
    const isStale = problem.code === 'attendance.marked-meanwhile';
    const form = registerForm(register.rows, on, { body: isStale ? {} : body, command, problem });
    const shown = isStale ? { ...registerForm(register.rows, on), errorSummary: errorsOf(form) } : form;
    return withStatus(422, this.registerPage(actor, id, register, shown));
  }

  @Get('placements/:id')
  @Page('modules/attendance/pages/placement.njk')
  async ofPlacement(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: Query_,
  ): Promise<object> {
    const found = unwrap(await this.view.ofPlacement(actor, id, londonDate(this.clock.now())));
    const counts = found.counts ?? NO_SESSIONS_YET;
    const table = historyTable(found);
    if (query['format'] === 'csv') return table.toCsv(`attendance-${found.reference}.csv`);
    const warnings = found.row === undefined ? [] : warningsOf(counts, sessionCount(found.row.sessions));
    return {
      title: `Attendance in ${found.reference}`,
      warnings,
      facts: [
        ...(found.row ? [{ label: 'Pupil', value: found.row.pupilName ?? found.row.pupilReference }] : []),
        { label: 'Placement', value: found.reference, href: `/placements/${id}` },
        { label: 'Attended', value: `${counts.attended} of ${counts.possible} half days, ${describeRate(counts)}` },
        { label: 'Missed', value: `${missed(counts)}, ${counts.unauthorised} of them unauthorised` },
      ],
      table: { ...table, csvHref: `/attendance/placements/${id}?format=csv` },
      backHref: '/attendance',
    };
  }

  /** The day in the address, never later than today. */
  private dayOf(query: Query_): DateOnly {
    const today = londonDate(this.clock.now());
    return isDateOnly(query['on']) ? minDate(query['on'], today) : today;
  }

  private daysAround(on: DateOnly, path: string): object {
    const today = londonDate(this.clock.now());
    const [before, after] = [stepDay(on, -1), stepDay(on, 1)];
    return {
      on: formatDateWithDay(on),
      days: [
        { text: formatDate(before), href: `${path}?on=${before}` },
        ...(after <= today ? [{ text: formatDate(after), href: `${path}?on=${after}` }] : []),
      ],
    };
  }

  private registerPage(actor: Actor, id: string, { on, rows, isSchoolDay }: Register, form: object): object {
    const [first] = rows;
    return {
      title: first ? `Register of ${first.siteName}` : 'Register',
      form,
      mayMark: attendancePolicy.canMark(actor) && first?.providerId === actor.organisationId,
      action: `/attendance/sites/${id}?on=${on}`,
      isEmpty: first === undefined,
      warning: isSchoolDay === false ? 'This is no school day in the authority’s calendar.' : null,
      ...this.daysAround(on, `/attendance/sites/${id}`),
      backHref: `/attendance?on=${on}`,
    };
  }
}

const errorsOf = (form: object): unknown => ('errorSummary' in form ? form.errorSummary : null);
