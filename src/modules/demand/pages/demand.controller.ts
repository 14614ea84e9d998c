import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, LEAST_TOLD, notFound } from '../../../kernel/index.js';
import { CurrentActor, ProblemException, RequirePermission } from '../../../platform/index.js';
import { type DataTable, dataTable, Page } from '../../../web/index.js';
import { type Demand, ViewDemand } from '../application/view-demand.js';
import type { DemandRow } from '../domain/demand.js';

const TABLES = ['phases', 'needs', 'areas'] as const;
const HEADINGS = {
  phases: ['By phase', 'Years'],
  needs: ['By need', 'First need'],
  areas: ['By area', 'Postcode district'],
} as const;

/** What is needed against what is offered, for commissioners and for providers. */
@ApiExcludeController()
@RequirePermission('provider.read')
@Controller('demand')
export class DemandController {
  constructor(private readonly view: ViewDemand) {}

  @Get()
  @Page('modules/demand/pages/demand.njk')
  async demand(@CurrentActor() actor: Actor, @Query('table') wanted: unknown): Promise<object> {
    const demand = await this.view.run(actor);
    if (demand === undefined) throw new ProblemException(notFound('demand').problem);
    const file = TABLES.find((key) => key === wanted);
    if (file !== undefined) return rowsTable(file, demand[file]).toCsv(`demand-${file}.csv`);
    if (wanted === 'empty') return emptyTable(demand).toCsv('demand-empty.csv');
    return {
      title: 'What is needed',
      since: formatDate(demand.since),
      week: formatDate(demand.week),
      least: LEAST_TOLD,
      tables: TABLES.map((key) => rowsTable(key, demand[key])),
      empty: emptyTable(demand),
    };
  }
}

const told = (count: number | null): string | number => count ?? 'Withheld';

const rowsTable = (key: (typeof TABLES)[number], rows: readonly DemandRow[]): DataTable =>
  dataTable({
    caption: HEADINGS[key][0],
    columns: [
      { heading: HEADINGS[key][1] },
      ...['Waiting now', 'Asked in a year', 'Placed of those', 'Places offered', 'Free', 'Likely', 'Short by'].map(
        (heading) => ({
          heading,
          numeric: true,
        }),
      ),
    ],
    rows: rows.map((row) => [
      row.label,
      told(row.waiting),
      told(row.asked),
      told(row.placed),
      row.places,
      row.free,
      row.likely,
      told(row.short),
    ]),
    empty: 'Nobody has asked and nobody offers anything yet.',
    csvHref: `/demand?table=${key}`,
  });

const emptyTable = ({ empty }: Demand): DataTable =>
  dataTable({
    caption: 'What stood empty in the last six weeks',
    columns: [
      { heading: 'Provider' },
      { heading: 'Programme' },
      { heading: 'Places offered', numeric: true },
      { heading: 'Empty on average', numeric: true },
    ],
    rows: empty.map((one) => [
      one.provider,
      { text: one.programme, href: `/openings/${one.openingId}` },
      one.places,
      ((one.emptyTenths ?? 0) / 10).toFixed(1),
    ]),
    empty: 'Nothing stood empty by a whole place.',
    csvHref: '/demand?table=empty',
  });
