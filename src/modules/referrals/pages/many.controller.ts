import { createReadStream } from 'node:fs';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Problem, REFERRAL_TYPES } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  defineForm,
  file,
  type FormView,
  Page,
  seeOther,
  type UploadedFile,
  Uploads,
  withStatus,
} from '../../../web/index.js';
import { readTable } from '../../organisations/index.js';
import { ManyReferrals } from '../application/many-referrals.js';
import { FILE_COLUMNS, MANY_MAX, NEEDED_COLUMNS } from '../domain/many.js';
import { TYPE_CHOICES } from '../domain/types.js';
import { actsForAuthority } from '../referrals.policy.js';
import { columnsTable, manyPage, manyTemplate } from './many-view.js';

const START = 'modules/referrals/pages/many.njk';
const BATCH = 'modules/referrals/pages/batch.njk';
const WORDS_MAX = 4000;

const uploadForm = defineForm({
  file: file({
    label: 'File of referrals',
    hint: `CSV, up to ${MANY_MAX} pupils`,
    maxMegabytes: 2,
    endings: ['.csv', '.txt'],
  }),
});

/** Many referrals from a file: looked at first, then all of them drafts or none. */
@ApiExcludeController()
@RequirePermission('referral.create')
@Controller('referrals/many')
export class ManyController {
  constructor(private readonly many: ManyReferrals) {}

  @Get()
  @Page(START)
  begin(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): object {
    if (query['format'] !== 'csv') return startPage(actor, uploadForm.start());
    const type = REFERRAL_TYPES.find((one) => one === query['type']);
    return manyTemplate({ type, forAuthority: actsForAuthority(actor) }).toCsv('referrals-template.csv');
  }

  @Post()
  @Page(START)
  async upload(
    @CurrentActor() actor: Actor,
    @Body() body: unknown,
    @Uploads() files: Readonly<Record<string, UploadedFile>>,
  ): Promise<object> {
    const filled = uploadForm.read(body, files);
    const again = (problem?: Problem): object => withStatus(422, startPage(actor, filled.view(problem)));
    if (!filled.result.ok) return again();
    const { path, name } = filled.result.value.file;
    const rows = await readTable(() => createReadStream(path), {
      columns: FILE_COLUMNS,
      needed: NEEDED_COLUMNS,
      rowsMax: MANY_MAX,
      cellMax: WORDS_MAX,
    });
    if (!rows.ok) return again(rows.problem);
    const kept = await this.many.keep(actor, { name, rows: rows.value });
    if (kept.ok) return seeOther(`/referrals/many/${kept.value}`);
    if (kept.problem.kind !== 'invalid') unwrap(kept);
    return again(kept.problem);
  }

  @Get(':batchId')
  @Page(BATCH)
  async look(@CurrentActor() actor: Actor, @Param('batchId', IdPipe) id: string): Promise<object> {
    return manyPage(unwrap(await this.many.view(actor, id)));
  }

  @Post(':batchId/apply')
  @Page(BATCH)
  async apply(@CurrentActor() actor: Actor, @Param('batchId', IdPipe) id: string): Promise<object> {
    const done = await this.many.apply(actor, id);
    if (done.ok) {
      return seeOther(`/referrals/many/${id}`, done.value === 1 ? '1 draft is made' : `${done.value} drafts are made`);
    }
    if (done.problem.kind === 'forbidden' || done.problem.kind === 'not-found') unwrap(done);
    return withStatus(422, manyPage(unwrap(await this.many.view(actor, id)), done.problem));
  }

  @Post(':batchId/send')
  @Page(BATCH)
  async send(@CurrentActor() actor: Actor, @Param('batchId', IdPipe) id: string): Promise<object> {
    const { sent, left } = unwrap(await this.many.send(actor, id));
    const words = sent === 1 ? '1 referral is sent' : `${sent} referrals are sent`;
    return seeOther(`/referrals/many/${id}`, left === 0 ? words : `${words}. ${left} can be sent next`);
  }

  @Post(':batchId/discard')
  @Page(BATCH)
  async discard(@CurrentActor() actor: Actor, @Param('batchId', IdPipe) id: string): Promise<object> {
    unwrap(await this.many.discard(actor, id));
    return seeOther('/referrals/many', 'The file is given up');
  }
}

function startPage(actor: Actor, form: FormView): object {
  const forAuthority = actsForAuthority(actor);
  return {
    title: 'Refer several pupils',
    form,
    types: TYPE_CHOICES.map(({ code, label }) => ({ text: label, href: `/referrals/many?format=csv&type=${code}` })),
    table: columnsTable({ forAuthority }),
    backHref: '/referrals',
  };
}
