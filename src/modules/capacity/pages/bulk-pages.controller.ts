import { createReadStream } from 'node:fs';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, isUuid, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  FORM_PAGE,
  checkboxes,
  date,
  defineForm,
  file,
  type FormView,
  Page,
  problemWords,
  seeOther,
  type UploadedFile,
  Uploads,
  withStatus,
} from '../../../web/index.js';
import { type BatchView, BulkOpenings } from '../application/bulk-openings.js';
import { readBulkFile } from '../application/read-bulk-file.js';
import type { Copyable } from '../persistence/batch.store.js';
import { batchTable, bookTable, bulkTemplate } from './bulk-views.js';

const START = 'modules/capacity/pages/bulk.njk';
const BATCH = 'modules/capacity/pages/batch.njk';

const uploadForm = defineForm({
  file: file({
    label: 'File of openings',
    hint: 'CSV, up to 200 openings',
    maxMegabytes: 1,
    endings: ['.csv', '.txt'],
  }),
});

/** Many openings at once: a file, or earlier ones with new dates; looked at first, then all of them or none. */
@ApiExcludeController()
@RequirePermission('opening.manage')
@Controller('openings/many')
export class BulkPagesController {
  constructor(private readonly bulk: BulkOpenings) {}

  @Get()
  @Page(START)
  async start(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const providerId = providerOf(actor, query['provider']);
    const book = unwrap(await this.bulk.choices(actor, providerId));
    if (query['format'] === 'csv') return bulkTemplate(book).toCsv('openings-template.csv');
    return this.startModel(actor, providerId, uploadForm.start());
  }

  @Post()
  @Page(START)
  async upload(
    @CurrentActor() actor: Actor,
    @Body() body: Readonly<Record<string, unknown>>,
    @Uploads() files: Readonly<Record<string, UploadedFile>>,
  ): Promise<object> {
    const providerId = providerOf(actor, body['provider']);
    const filled = uploadForm.read(body, files);
    const again = async (problem?: Problem): Promise<object> =>
      withStatus(422, await this.startModel(actor, providerId, filled.view(problem)));
    if (!filled.result.ok) return again();
    const { path, name } = filled.result.value.file;
    const rows = await readBulkFile(() => createReadStream(path));
    if (!rows.ok) return again(rows.problem);
    const started = await this.bulk.start(actor, { providerId, source: 'FILE', name, rows: rows.value });
    if (started.ok) return seeOther(`/openings/many/${started.value}`);
    if (started.problem.kind !== 'invalid') unwrap(started);
    return again(started.problem);
  }

  @Get('copy')
  @Page(FORM_PAGE)
  async choose(@CurrentActor() actor: Actor, @Query('provider') provider: unknown): Promise<object> {
    const providerId = providerOf(actor, provider);
    const known = unwrap(await this.bulk.copyable(actor, providerId));
    const form = copyForm(known).start({ openings: known.map(({ id }) => id) });
    return copyModel(providerId, form);
  }

  @Post('copy')
  @Page(FORM_PAGE)
  async copy(
    @CurrentActor() actor: Actor,
    @Query('provider') provider: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    const providerId = providerOf(actor, provider);
    const filled = copyForm(unwrap(await this.bulk.copyable(actor, providerId))).read(body);
    if (!filled.result.ok) return withStatus(422, copyModel(providerId, filled.view()));
    const { openings, ...dates } = filled.result.value;
    const started = await this.bulk.copy(actor, { providerId, openingIds: openings, ...dates });
    if (started.ok) return seeOther(`/openings/many/${started.value}`);
    if (started.problem.kind !== 'invalid') unwrap(started);
    return withStatus(422, copyModel(providerId, filled.view(started.problem)));
  }

  @Get(':id')
  @Page(BATCH)
  async preview(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return batchModel(unwrap(await this.bulk.view(actor, id)));
  }

  @Post(':id/apply')
  @Page(BATCH)
  async apply(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const done = await this.bulk.apply(actor, id);
    if (done.ok) {
      const { batch } = unwrap(await this.bulk.view(actor, id));
      const words = done.value === 1 ? '1 opening is made' : `${done.value} openings are made`;
      return seeOther(`/openings?provider=${batch.providerId}`, words);
    }
    if (done.problem.kind === 'forbidden' || done.problem.kind === 'not-found') unwrap(done);
    return withStatus(422, batchModel(unwrap(await this.bulk.view(actor, id)), done.problem));
  }

  private async startModel(actor: Actor, providerId: string, form: FormView): Promise<object> {
    const book = unwrap(await this.bulk.choices(actor, providerId));
    return { title: 'Enter many openings', providerId, form, table: bookTable(book), backHref: listOf(providerId) };
  }
}

const listOf = (providerId: string): string => `/openings?provider=${providerId}`;

/** The provider that was named, or one's own. */
function providerOf(actor: Actor, provider: unknown): string {
  const providerId = provider === undefined || provider === '' ? actor.organisationId : provider;
  if (!isUuid(providerId)) throw new ProblemException(notFound('provider').problem);
  return providerId;
}

const copyForm = (known: readonly Copyable[]) =>
  defineForm({
    openings: checkboxes({
      label: 'Openings to make again',
      hint: 'With the same places, half days and price',
      choices: known.map((one) => ({
        value: one.id,
        text: `${one.programme} at ${one.site}, ${one.places} places`,
        hint: `${one.patterns.map(({ label }) => label).join(' · ')}. ${formatDate(one.validFrom)} to ${formatDate(one.validTo)}`,
      })),
    }),
    validFrom: date({ label: 'Open from' }),
    validTo: date({ label: 'Open until' }),
    firmBy: date({
      label: 'Certain by',
      hint: 'Only if the places are not certain yet: the last day on which you will say',
      optional: true,
    }),
  });

const copyModel = (providerId: string, form: FormView): object => ({
  title: 'Make earlier openings again',
  intro:
    'Choose the openings of the last term or year, and when they are open next. You see all of them before any is made.',
  action: `/openings/many/copy?provider=${providerId}`,
  button: 'Look at them',
  backHref: `/openings/many?provider=${providerId}`,
  form,
});

function batchModel(view: BatchView, refused?: Problem): object {
  const count = (...kinds: string[]): number => view.rows.filter(({ outcome }) => kinds.includes(outcome.kind)).length;
  const { batch } = view;
  return {
    title: batch.name,
    provider: batch.providerName,
    batch,
    fresh: count('NEW'),
    same: count('SAME'),
    faults: count('FAULT', 'REFUSED'),
    table: batchTable(view),
    again: batch.source === 'FILE' ? 'many' : 'many/copy',
    form: refused === undefined ? undefined : { errorSummary: [{ text: problemWords(refused) }] },
    backHref: listOf(batch.providerId),
  };
}
