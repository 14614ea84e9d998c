import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  dayCell,
  defineForm,
  FORM_PAGE,
  type FormFrame,
  LIST_PAGE,
  offsetOf,
  Page,
  pageLinks,
  submit,
  tag,
  text,
  textarea,
} from '../../../web/index.js';
import { REASON_MAX } from '../domain/child-and-reason.js';
import { Retention } from '../application/retention.js';
import { RETENTION_CLASSES } from '../domain/retention.js';
import type { LegalHold } from '../persistence/retention.store.js';

const SIZE = 50;
const headings = (...names: string[]) => names.map((heading) => ({ heading }));

const holdForm = defineForm({
  reference: text({ label: 'Reference of the pupil or of a case', hint: 'Such as P-000123', max: 40 }),
  reason: textarea({ label: 'Why must nothing go?', hint: 'Such as a claim or an inquiry', max: REASON_MAX, rows: 4 }),
});
const liftForm = defineForm({ reason: textarea({ label: 'Why may it go now?', max: REASON_MAX, rows: 4 }) });

const HOLD_FRAME: FormFrame = {
  title: 'Put a legal hold on a child’s record',
  intro: 'While it stands the database refuses that anything of the record goes, whoever asks.',
  action: '/retention/holds/new',
  button: 'Put the hold on',
  backHref: '/retention',
};

/** What is due to go, and what must not. */
@ApiExcludeController()
@Controller('retention')
@RequirePermission('record.keep')
export class RetentionController {
  constructor(private readonly retention: Retention) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const offset = offsetOf(query['offset']);
    const { due, holds } = unwrap(await this.retention.view(actor, { offset, limit: SIZE }));
    return {
      title: 'How long records are kept',
      intro:
        'Cases whose years are over come first. The years of each class are in the policy; days are worked out daily.',
      start: { text: 'Put a legal hold on', href: '/retention/holds/new' },
      tables: [
        dataTable({
          caption: 'Due to go',
          columns: headings('Case', 'Class', 'Ended', 'Kept until', 'Hold'),
          rows: due.rows.map((one) => [
            one.reference,
            RETENTION_CLASSES[one.class],
            dayCell(one.endedOn),
            dayCell(one.disposeOn),
            one.held ? { text: '', tag: tag('Must stay', 'red') } : 'None',
          ]),
          empty: 'No case is due.',
          pages: pageLinks((at) => `/retention?offset=${at}`, { total: due.total, offset, size: SIZE }),
        }),
        dataTable({
          caption: 'Legal holds',
          columns: headings('Pupil', 'Since', 'Why', 'State'),
          rows: holds.map((one) => [
            one.liftedAt === null
              ? { text: one.pupilReference, href: `/retention/holds/${one.id}` }
              : one.pupilReference,
            formatDateTime(one.putOnAt),
            one.reason,
            { text: '', tag: one.liftedAt === null ? tag('Stands', 'red') : tag('Lifted') },
          ]),
          empty: 'No record is held.',
        }),
      ],
    };
  }

  @Get('holds/new')
  @Page(FORM_PAGE)
  ask(): object {
    return { ...HOLD_FRAME, form: holdForm.start() };
  }

  @Post('holds/new')
  @Page(FORM_PAGE)
  putOn(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    return submit(
      { form: holdForm, frame: HOLD_FRAME, body },
      (given) => this.retention.putOn(actor, given),
      () => ({ to: '/retention', say: 'The hold is on' }),
    );
  }

  @Get('holds/:id')
  @Page(FORM_PAGE)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...liftFrame(unwrap(await this.retention.hold(actor, id))), form: liftForm.start() };
  }

  @Post('holds/:id')
  @Page(FORM_PAGE)
  async lift(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = liftFrame(unwrap(await this.retention.hold(actor, id)));
    return submit(
      { form: liftForm, frame, body },
      ({ reason }) => this.retention.lift(actor, id, reason),
      () => ({ to: '/retention', say: 'The hold is lifted' }),
    );
  }
}

const liftFrame = ({ id, pupilReference, reason, putOnAt }: LegalHold): FormFrame => ({
  title: 'Lift the legal hold',
  caption: pupilReference,
  intro: `Put on ${formatDateTime(putOnAt)}: ${reason}`,
  action: `/retention/holds/${id}`,
  button: 'Lift the hold',
  backHref: '/retention',
});
