import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateTime } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  choicesOf,
  dataTable,
  defineForm,
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  LIST_PAGE,
  Page,
  radios,
  submit,
  tag,
  textarea,
} from '../../../web/index.js';
import { Removals } from '../application/removals.js';
import { type RemovalView, ViewRemovals } from '../application/view-removals.js';
import { REMOVAL_GROUNDS, type RemovalGround, type RemovalStatus } from '../domain/provider-change.js';
import type { RemovableAdmission } from '../persistence/removal.store.js';
import { touchedFacts } from './touched.view.js';

const noticeForm = defineForm({
  ground: radios<RemovalGround>({ label: 'Ground', choices: choicesOf(REMOVAL_GROUNDS) }),
  reasons: textarea({ label: 'Reasons', hint: 'The provider reads them and may reply', max: 8000, rows: 8 }),
});
const replyForm = defineForm({ reply: textarea({ label: 'Your reply', max: 8000, rows: 8 }) });
const OUTCOMES = { REMOVED: 'The admission ends', KEPT: 'The admission goes on' } as const;
const decisionForm = defineForm({
  outcome: radios<keyof typeof OUTCOMES>({ label: 'Decision', choices: choicesOf(OUTCOMES) }),
  decision: textarea({ label: 'Reasons for the decision', hint: 'The provider reads them', max: 8000 }),
});

const STATUS_TAGS: Readonly<Record<RemovalStatus, ReturnType<typeof tag>>> = {
  NOTICE: tag('Provider to reply', 'orange'),
  REPLIED: tag('Authority to decide', 'yellow'),
  REMOVED: tag('Ended', 'red'),
  KEPT: tag('Goes on', 'green'),
};

/** Ending admissions: notice, reply, decision. */
@ApiExcludeController()
@Controller()
export class RemovalsController {
  constructor(
    private readonly view: ViewRemovals,
    private readonly removals: Removals,
  ) {}

  @Get('removals')
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const found = unwrap(await this.view.list(actor));
    return {
      title: 'Removals',
      intro: 'An admission ends early with notice, the provider’s right of reply, and the decision of a second person.',
      tables: [
        dataTable({
          caption: 'Removals',
          captionHidden: true,
          columns: ['Provider', 'Admission', 'Last day', 'Status'].map((heading) => ({ heading })),
          rows: found.map((one) => [
            { text: one.providerName, href: `/removals/${one.id}` },
            `${one.frameworkName}, lot ${one.lotNumber}`,
            formatDate(one.lastDay),
            { text: '', tag: STATUS_TAGS[one.status] },
          ]),
          empty: 'No notice has been given.',
        }),
      ],
    };
  }

  @Get('admissions/:admissionId/removal')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async noticeForm(@CurrentActor() actor: Actor, @Param('admissionId', IdPipe) id: string): Promise<object> {
    return { ...noticeFrame(unwrap(await this.view.admission(actor, id))), form: noticeForm.start() };
  }

  @Post('admissions/:admissionId/removal')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async notice(
    @CurrentActor() actor: Actor,
    @Param('admissionId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: noticeForm, frame: noticeFrame(unwrap(await this.view.admission(actor, id))), body },
      (values) => this.removals.notice(actor, id, values),
      (removalId) => ({ to: `/removals/${removalId}`, say: 'Notice is given. The provider may reply' }),
    );
  }

  @Get('removals/:removalId')
  @Page(DETAIL_PAGE)
  async detail(@CurrentActor() actor: Actor, @Param('removalId', IdPipe) id: string): Promise<object> {
    return model(unwrap(await this.view.one(actor, id)));
  }

  @Get('removals/:removalId/reply')
  @RequirePermission('quality.answer')
  @Page(FORM_PAGE)
  async replyForm(@CurrentActor() actor: Actor, @Param('removalId', IdPipe) id: string): Promise<object> {
    return { ...REPLY(unwrap(await this.view.one(actor, id))), form: replyForm.start() };
  }

  @Post('removals/:removalId/reply')
  @RequirePermission('quality.answer')
  @Page(FORM_PAGE)
  async reply(
    @CurrentActor() actor: Actor,
    @Param('removalId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: replyForm, frame: REPLY(unwrap(await this.view.one(actor, id))), body },
      ({ reply }) => this.removals.reply(actor, id, reply),
      () => ({ to: `/removals/${id}`, say: 'Your reply is sent' }),
    );
  }

  @Get('removals/:removalId/decision')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async decisionForm(@CurrentActor() actor: Actor, @Param('removalId', IdPipe) id: string): Promise<object> {
    return { ...DECIDE(unwrap(await this.view.one(actor, id))), form: decisionForm.start() };
  }

  @Post('removals/:removalId/decision')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async decide(
    @CurrentActor() actor: Actor,
    @Param('removalId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: decisionForm, frame: DECIDE(unwrap(await this.view.one(actor, id))), body },
      (values) => this.removals.decide(actor, id, values),
      () => ({ to: `/removals/${id}`, say: 'The decision is recorded, and the provider is told' }),
    );
  }
}

const noticeFrame = (admission: RemovableAdmission): FormFrame => ({
  title: `Give notice to ${admission.providerName}`,
  caption: `${admission.frameworkName}, lot ${admission.lotNumber}`,
  intro: 'The provider may reply before anybody decides, and somebody other than you decides.',
  action: `/admissions/${admission.id}/removal`,
  button: 'Give notice',
  backHref: `/providers/${admission.providerId}`,
});

const frameOf =
  (title: string, part: string, button: string) =>
  ({ removal }: RemovalView): FormFrame => ({
    title,
    caption: `${removal.providerName}: ${removal.frameworkName}, lot ${removal.lotNumber}`,
    facts: [
      { label: 'Ground', value: REMOVAL_GROUNDS[removal.ground] },
      { label: 'Reasons', value: removal.reasons },
      ...(removal.reply === null ? [] : [{ label: 'The provider’s reply', value: removal.reply }]),
    ],
    action: `/removals/${removal.id}/${part}`,
    button,
    backHref: `/removals/${removal.id}`,
  });
const REPLY = frameOf('Reply to the notice', 'reply', 'Send the reply');
const DECIDE = frameOf('Decide whether the admission ends', 'decision', 'Record the decision');

function nextWords({ removal, mayReply, mayDecide }: RemovalView): string {
  if (mayReply)
    return `Reply by ${formatDate(removal.replyBy)}. Somebody who did not give the notice decides after that.`;
  if (mayDecide) return 'Read the reasons and the reply, and decide.';
  if (removal.status === 'NOTICE') return `The provider may reply until ${formatDate(removal.replyBy)}.`;
  return removal.status === 'REPLIED' ? 'Somebody other than who gave the notice decides.' : '';
}

function model(view: RemovalView): object {
  const { removal, touched, mayReply, mayDecide } = view;
  return {
    title: `Removal of ${removal.providerName}`,
    caption: `${removal.frameworkName}, lot ${removal.lotNumber}`,
    status: STATUS_TAGS[removal.status],
    next: nextWords(view),
    buttons: [
      ...(mayReply ? [{ text: 'Reply', href: `/removals/${removal.id}/reply` }] : []),
      ...(mayDecide ? [{ text: 'Decide', href: `/removals/${removal.id}/decision` }] : []),
    ],
    facts: [
      { label: 'Notice given', value: formatDateTime(removal.noticedAt) },
      { label: 'Ground', value: REMOVAL_GROUNDS[removal.ground] },
      { label: 'Last day of the admission', value: formatDate(removal.lastDay) },
      ...(touched === null ? [] : touchedFacts(touched)),
    ],
    sections: [
      { title: 'Reasons', lines: removal.reasons.split('\n') },
      ...(removal.reply === null ? [] : [{ title: 'The provider’s reply', lines: removal.reply.split('\n') }]),
      ...(removal.decision === null ? [] : [{ title: 'Decision', lines: removal.decision.split('\n') }]),
    ],
    backHref: '/removals',
  };
}
