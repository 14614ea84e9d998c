import { Body, Controller, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  defineForm,
  type FormView,
  offsetOf,
  Page,
  pageLinks,
  progressView,
  seeOther,
  shownHere,
  text,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { Exports } from '../application/exports.js';
import { REASON_MAX } from '../domain/child-and-reason.js';
import { keptTables } from '../domain/kept-records.js';
import type { ExportStatus, SubjectExport } from '../persistence/export.store.js';

const LIST = 'modules/records/pages/exports.njk';
const SIZE = 25;
type Query_ = Readonly<Record<string, unknown>>;

const form = defineForm({
  reference: text({ label: 'Reference of the pupil or of a case', hint: 'Such as P-000123', max: 40 }),
  reason: textarea({
    label: 'Why is it asked for?',
    hint: 'Who asked, in which capacity, and when. It is kept with the export.',
    max: REASON_MAX,
    rows: 4,
  }),
});

const STATUS: Readonly<Record<ExportStatus, string>> = {
  QUEUED: 'Waiting to start',
  RUNNING: 'Being gathered',
  FINISHED: 'Ready',
  FAILED: 'Failed',
  EXPIRED: 'Gone: its days are over',
};
const NEXT: Readonly<Record<ExportStatus, string>> = {
  QUEUED: 'It is gathered in the background. You can leave this page.',
  RUNNING: 'It is gathered in the background. You can leave this page.',
  FINISHED:
    'Read it before you send it: what people typed may name somebody else. Answer within one calendar month of being asked.',
  FAILED: 'It could not be gathered. Ask for it again, and tell whoever runs the service if it fails again.',
  EXPIRED: 'Ask for it again if it is still needed.',
};

/** Everything held on one child, asked for with a reason, gathered in the background, taken by whoever asked. */
@ApiExcludeController()
@Controller('records')
@RequirePermission('record.export')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  @Get()
  @Page(LIST)
  list(@CurrentActor() actor: Actor, @Query() query: Query_): Promise<object> {
    return this.page(actor, form.start(), offsetOf(query['offset']));
  }

  @Post()
  @Page(LIST)
  async ask(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = form.read(body);
    if (!filled.result.ok) return withStatus(422, await this.page(actor, filled.view(), 0));
    const asked = await this.exports.ask(actor, filled.result.value);
    if (!asked.ok) return withStatus(422, await this.page(actor, filled.view(shownHere(asked.problem)), 0));
    return seeOther(`/records/${asked.value.id}`);
  }

  @Get(':id')
  @Page('modules/records/pages/export.njk')
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return exportView(unwrap(await this.exports.view(actor, id)));
  }

  @Get(':id/page')
  async whole(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    const { reference, content } = unwrap(await this.exports.take(actor, id, 'PAGE'));
    return fileOf(content, { type: 'text/html; charset=utf-8', name: `${reference}.html` });
  }

  @Get(':id/data')
  async data(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<StreamableFile> {
    const { reference, content } = unwrap(await this.exports.take(actor, id, 'DATA'));
    return fileOf(content, { type: 'application/json; charset=utf-8', name: `${reference}.json` });
  }

  private async page(actor: Actor, view: FormView, offset: number): Promise<object> {
    const { rows, total } = unwrap(await this.exports.list(actor, { offset, limit: SIZE }));
    const table = dataTable({
      caption: 'What you asked for',
      columns: ['Pupil', 'Asked', 'State', 'Records'].map((heading) => ({ heading })),
      rows: rows.map((one) => [
        { text: one.reference, href: `/records/${one.id}` },
        formatDateTime(one.askedAt),
        STATUS[one.status],
        one.records,
      ]),
      empty: 'You have asked for nothing yet.',
      pages: pageLinks((at) => `/records?offset=${at}`, { total, offset, size: SIZE }),
    });
    return {
      title: 'Everything held on one child',
      intro:
        'For whoever may ask what is held on a child. It is gathered from every part of the service, for you alone, and its taking is recorded.',
      form: view,
      table,
    };
  }
}

const fileOf = (content: string, { type, name }: { readonly type: string; readonly name: string }): StreamableFile =>
  new StreamableFile(Buffer.from(content, 'utf8'), { type, disposition: `attachment; filename="${name}"` });

function exportView(one: SubjectExport): object {
  const path = `/records/${one.id}`;
  const moving = one.status === 'QUEUED' || one.status === 'RUNNING';
  const { stage, done, total } = one;
  const fact = (key: string, value: string) => ({ key: { text: key }, value: { text: value } });
  return {
    title: one.reference,
    path,
    next: NEXT[one.status],
    ...(moving && {
      progress: progressView({
        state: one.status === 'QUEUED' ? 'QUEUED' : 'RUNNING',
        stage,
        done,
        total,
        unit: 'parts',
      }),
    }),
    files:
      one.status === 'FINISHED'
        ? [
            { href: `${path}/page`, text: 'Take the page, to read and print' },
            { href: `${path}/data`, text: 'Take the data, for programs' },
          ]
        : [],
    facts: [
      fact('State', STATUS[one.status]),
      fact('Asked for', formatDateTime(one.askedAt)),
      fact('Why', one.reason),
      fact('Records', String(one.records)),
      ...(one.expiresAt === null ? [] : [fact('The file goes', formatDateTime(one.expiresAt))]),
    ],
    withheld: keptTables().flatMap(({ title, withheld }) => (withheld === undefined ? [] : [`${title}. ${withheld}`])),
  };
}
