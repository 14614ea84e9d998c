import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, cleanText, notFound, ok, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, type Tx, UnitOfWork, unwrap } from '../../../platform/index.js';
import { confirmation, defineForm, offsetOf, Page, pageLinks, select, text } from '../../../web/index.js';
import { Calendars } from '../application/calendars.js';
import type { Authority, Organisation } from '../persistence/entities.js';
import { type OrganisationFilter, OrganisationStore } from '../persistence/organisation.store.js';
import { SchoolRegisterStore } from '../persistence/school-register.store.js';
import { calendarSummary } from './calendar.view.js';
import { hrefOf, one } from './query.js';
import { factRows, linksTable, schoolsTable, statusTag } from './schools.view.js';

const SIZE = 50;
const CSV_MAX = 5_000;

/** Schools as the register has them: found by name, number, postcode or authority. */
@ApiExcludeController()
@Controller('schools')
@RequirePermission('organisation.read')
export class SchoolsController {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: OrganisationStore,
    private readonly register: SchoolRegisterStore,
    private readonly calendars: Calendars,
  ) {}

  @Get()
  @Page('modules/organisations/pages/schools.njk')
  list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    return this.work.read(actor, async (tx) => {
      const authorities = await this.store.authorities(tx);
      const form = filterForm(authorities);
      const filled = form.read(query);
      const asked = filterOf(query);
      const csv = one(query['format']) === 'csv';
      const offset = csv ? 0 : offsetOf(query['offset']);
      const size = csv ? CSV_MAX : SIZE;
      const { organisations, total } = await this.store.search(tx, asked.filter, size, { offset });
      const table = schoolsTable(organisations, authorities, {
        csvHref: hrefOf('/schools', { ...asked.query, format: 'csv' }),
        csvText: csvWords(total),
        pages: pageLinks((at) => hrefOf('/schools', { ...asked.query, offset: at }), { total, offset, size: SIZE }),
      });
      return csv ? table.toCsv('schools.csv') : { title: 'Schools', form: filled.view(), table, total };
    });
  }

  @Get(':id')
  @Page('modules/organisations/pages/school.njk')
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return unwrap(await this.work.read(actor, (tx) => this.model(tx, id)));
  }

  private async model(tx: Tx, id: string): Promise<Result<object>> {
    const school = await this.store.byId(tx, id);
    if (school?.kind !== 'SCHOOL') return notFound('school');
    const facts = school.urn === null ? undefined : await this.register.facts(tx, school.urn);
    const links = school.urn === null ? [] : await this.register.links(tx, school.urn);
    return ok({
      title: school.name,
      school,
      status: statusTag(school.status),
      missing: facts?.missing ?? false,
      rows: factRows(school, facts),
      links: linksTable(links),
      calendar: calendarSummary(await this.calendars.yearsOf(tx, id)),
      calendarHref: `/organisations/${id}/calendar`,
      breadcrumbs: [{ text: 'Schools', href: '/schools' }, { text: school.name }],
    });
  }
}

/** The file is the whole list that the filter finds, not the page of it. */
const csvWords = (total: number): string => {
  const count = new Intl.NumberFormat('en-GB');
  return total > CSV_MAX
    ? `Download the first ${count.format(CSV_MAX)} of the ${count.format(total)} schools found (CSV)`
    : `Download ${total === 1 ? 'the 1 school' : `all ${count.format(total)} schools`} found (CSV)`;
};

function filterForm(authorities: readonly Authority[]) {
  return defineForm({
    q: text({ label: 'Name, URN, DfE number or postcode', optional: true, max: 100, width: 20 }),
    authority: select({
      label: 'Authority',
      optional: true,
      choices: authorities.map(({ code, name }) => ({ value: code, text: name })),
    }),
    closed: confirmation({ label: 'Closed schools', text: 'Show closed schools too' }),
  });
}

/** What cannot be understood in an address narrows nothing; the form says what was wrong with it. */
function filterOf(query: Readonly<Record<string, unknown>>): {
  readonly filter: OrganisationFilter;
  readonly query: Readonly<Record<string, string | undefined>>;
} {
  const words = cleanText(one(query['q']), { max: 100 });
  const found = words.ok && words.value !== '' ? words.value : undefined;
  const code = /^\d{3}$/.test(one(query['authority'])) ? one(query['authority']) : undefined;
  const closed = one(query['closed']) === 'yes';
  const kinds: readonly Organisation['kind'][] = ['SCHOOL'];
  return {
    filter: {
      kinds,
      includeClosed: closed,
      ...(found !== undefined && { text: found }),
      ...(code !== undefined && { authorityCode: code }),
    },
    query: { q: found, authority: code, closed: closed ? 'yes' : undefined },
  };
}
