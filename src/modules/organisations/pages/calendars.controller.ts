import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  academicYear,
  academicYearDates,
  type Actor,
  addYears,
  type DateOnly,
  forbidden,
  notFound,
  ok,
  type Problem,
  type Result,
} from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, type Tx, UnitOfWork, unwrap } from '../../../platform/index.js';
import { type FormView, Page, seeOther, versionOf, withStatus } from '../../../web/index.js';
import { Calendars } from '../application/calendars.js';
import type { Organisation } from '../persistence/entities.js';
import { CalendarStore, type YearOfSchool } from '../persistence/calendar.store.js';
import { OrganisationStore } from '../persistence/organisation.store.js';
import { calendarForm, calendarInput, formValues, onForm } from './calendar.form.js';
import { yearView } from './calendar.view.js';

const TEMPLATE = 'modules/organisations/pages/calendar-edit.njk';

interface Editing {
  readonly organisation: Organisation;
  readonly academicYear: string;
  readonly current: YearOfSchool | undefined;
  /** The organisation's own year, if it has one; nought is the version of none. */
  readonly version: number;
}

/** The days that deadlines are counted on, for a school, a trust or an authority. */
@ApiExcludeController()
@Controller('organisations/:id/calendar')
@RequirePermission('organisation.read')
export class CalendarsController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly organisations: OrganisationStore,
    private readonly store: CalendarStore,
    private readonly calendars: Calendars,
  ) {}

  @Get()
  @Page('modules/organisations/pages/calendar.njk')
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return unwrap(
      await this.work.read(actor, async (tx): Promise<Result<object>> => {
        const organisation = await this.organisations.byId(tx, id);
        if (organisation === undefined || !keepsCalendar(organisation)) return notFound('organisation');
        const years = await this.calendars.yearsOf(tx, id);
        const bankHolidays = await this.store.bankHolidays(tx);
        return ok({
          title: `Calendar of ${organisation.name}`,
          organisation,
          years: years.map((year) => yearView(year, bankHolidays, id)),
          addable: addableYears(years, tx.today),
          mayEdit: await this.calendars.mayKeep(tx, id),
          breadcrumbs: crumbs(organisation, 'Calendar'),
        });
      }),
    );
  }

  @Get(':year')
  @Page(TEMPLATE)
  async edit(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('year') year: string,
  ): Promise<object> {
    const editing = unwrap(await this.work.read(actor, (tx) => this.editing(tx, id, year)));
    const values = editing.current === undefined ? {} : formValues(editing.current);
    return this.model(editing, calendarForm.start(values ?? {}), { tooRich: values === undefined });
  }

  @Post(':year')
  @Page(TEMPLATE)
  async save(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('year') year: string,
    @Body() body: unknown,
  ): Promise<object> {
    const editing = unwrap(await this.work.read(actor, (tx) => this.editing(tx, id, year)));
    const filled = calendarForm.read(body);
    const again = (problem?: Problem) =>
      withStatus(problem?.kind === 'conflict' ? 409 : 422, this.model(editing, filled.view(problem), { body }));
    if (!filled.result.ok) return again();
    const placed = calendarInput(filled.result.value, editing.academicYear);
    if ('kind' in placed) return again(placed);
    const expected = versionOf(body);
    const saved = await this.work.inTransaction(actor, (tx) => this.calendars.save(tx, id, placed.input, expected));
    if (!saved.ok) return again(onForm(saved.problem, placed.places));
    return seeOther(`/organisations/${id}/calendar`, `The calendar of ${editing.academicYear} is saved`);
  }

  @Post(':year/remove')
  @Page(TEMPLATE)
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('year') year: string,
    @Body() body: unknown,
  ): Promise<object> {
    const editing = unwrap(await this.work.read(actor, (tx) => this.editing(tx, id, year)));
    unwrap(
      await this.work.inTransaction(actor, (tx) =>
        this.calendars.remove(tx, id, editing.academicYear, versionOf(body)),
      ),
    );
    return seeOther(`/organisations/${id}/calendar`, `The own calendar of ${editing.academicYear} is removed`);
  }

  private async editing(tx: Tx, id: string, year: string): Promise<Result<Editing>> {
    const organisation = await this.organisations.byId(tx, id);
    if (organisation === undefined || !keepsCalendar(organisation) || !isYear(year)) return notFound('calendar');
    if (!(await this.calendars.mayKeep(tx, id))) return forbidden('calendar.manage');
    const current = (await this.calendars.yearsOf(tx, id)).find((each) => each.academicYear === year);
    const version = current?.organisationId === id ? current.version : 0;
    return ok({ organisation, academicYear: year, current, version });
  }

  private model(
    editing: Editing,
    form: FormView,
    { tooRich = false, body }: { readonly tooRich?: boolean; readonly body?: unknown },
  ): object {
    const { organisation, academicYear: year } = editing;
    const path = `/organisations/${organisation.id}/calendar`;
    return {
      title: `Calendar ${year.replace('-', '/')}`,
      organisation,
      year: year.replace('-', '/'),
      form,
      tooRich,
      action: `${path}/${year}`,
      version: body === undefined ? editing.version : versionOf(body),
      own: editing.version > 0,
      backHref: path,
    };
  }
}

const keepsCalendar = ({ kind }: Organisation) => kind === 'SCHOOL' || kind === 'TRUST' || kind === 'AUTHORITY';

const isYear = (year: string) =>
  /^20\d{2}-\d{2}$/.test(year) && (Number(year.slice(2, 4)) + 1) % 100 === Number(year.slice(5));

/** This school year and the two after it, where nothing is known yet. */
function addableYears(years: readonly YearOfSchool[], today: DateOnly): string[] {
  const first = academicYearDates(academicYear(today)).startsOn;
  return [0, 1, 2]
    .map((ahead) => academicYear(addYears(first, ahead)))
    .filter((year) => !years.some((known) => known.academicYear === year));
}

function crumbs(organisation: Organisation, last: string): object[] {
  const school = organisation.kind === 'SCHOOL';
  return [
    { text: 'Schools', href: '/schools' },
    ...(school ? [{ text: organisation.name, href: `/schools/${organisation.id}` }] : []),
    { text: last },
  ];
}
