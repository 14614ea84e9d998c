import { Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, daysBetween } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  choicesOf,
  dataTable,
  dayCell,
  defineForm,
  offsetOf,
  Page,
  pageLinks,
  select,
  tag,
  withStatus,
} from '../../../web/index.js';
import { type DeadlinePage, ListDeadlines } from '../application/list-deadlines.js';
import { DEADLINE_PARTIES, leftWords } from '../domain/deadline.js';

const SIZE = 50;
const COLUMNS = ['Due', 'Left', 'What', 'Case', 'School', 'Whose move', 'Why this day'];
/** Fewer days than these are marked. */
const NEAR_DAYS = 3;

/** The clock list: what is due next, across all open cases of the authority. */
@ApiExcludeController()
@Controller('deadlines')
@RequirePermission('deadline.read')
export class DeadlinesController {
  constructor(private readonly lists: ListDeadlines) {}

  @Get()
  @Page('modules/deadlines/pages/deadlines.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const form = defineForm({
      kind: select<string>({ label: 'What is due', choices: this.lists.kinds(), optional: true }),
      party: select({ label: 'Whose move', choices: choicesOf(DEADLINE_PARTIES), optional: true }),
    });
    const asked = form.read(query);
    const offset = offsetOf(query['offset']);
    const model = {
      title: 'Deadlines',
      intro:
        'Every deadline that runs in an open case, the nearest first. Whoever must act is told some days before, then the coordinator, then the chair.',
      form: asked.view(),
    };
    if (!asked.result.ok) return withStatus(422, { ...model, table: tableOf(undefined, '', 0) });
    const { kind, party } = asked.result.value;
    const found = unwrap(await this.lists.run(actor, { kind, party, offset, limit: SIZE }));
    const narrowed = new URLSearchParams({ ...(kind && { kind }), ...(party && { party }) }).toString();
    const table = tableOf(found, narrowed, offset);
    return query['format'] === 'csv' ? table.toCsv('deadlines.csv') : { ...model, form: asked.view(), table };
  }
}

function tableOf(found: DeadlinePage | undefined, narrowed: string, offset: number) {
  const at = (more: string): string => `/deadlines?${[narrowed, more].filter((part) => part !== '').join('&')}`;
  return dataTable({
    caption: found === undefined ? 'Deadlines' : `${found.total} ${found.total === 1 ? 'deadline' : 'deadlines'}`,
    columns: COLUMNS.map((heading) => ({ heading })),
    rows: (found?.rows ?? []).map((one) => {
      const left = daysBetween(found?.today ?? one.dueOn, one.dueOn);
      const words = leftWords(left);
      return [
        dayCell(one.dueOn),
        left > NEAR_DAYS
          ? { text: words, csv: left }
          : { text: '', csv: left, tag: tag(words, left < 0 ? 'red' : 'orange') },
        one.words,
        { text: one.reference, href: one.href },
        one.schoolName,
        DEADLINE_PARTIES[one.party],
        one.reason,
      ];
    }),
    empty: 'No deadline runs that fits what you asked for.',
    ...(found !== undefined && found.rows.length > 0 && { csvHref: at(`offset=${offset}&format=csv`) }),
    ...(found !== undefined && {
      pages: pageLinks((next) => at(`offset=${next}`), { total: found.total, offset, size: SIZE }),
    }),
  });
}
