import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime, may, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  type Choice,
  defineForm,
  type FormView,
  Page,
  radios,
  select,
  seeOther,
  tag,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { FindProviders } from '../../providers/index.js';
import { OffFramework } from '../application/off-framework.js';
import type { OffFrameworkRequest } from '../persistence/off-framework.store.js';
import { referralHref } from './placement-page.js';

const askForm = (providers: readonly Choice[]) =>
  defineForm(
    {
      provider: select({ label: 'Provider', hint: 'On no framework that you may use', choices: providers }),
      reason: textarea({
        label: 'Why nobody on the list will do',
        hint: 'Say what was looked at and what this provider does that the others do not. Do not name the pupil.',
        max: 2000,
        rows: 6,
      }),
    },
    { providerId: 'provider' },
  );

const answerForm = defineForm({
  approve: radios({
    label: 'Your answer',
    choices: [
      { value: 'yes', text: 'Approve buying outside the framework' },
      { value: 'no', text: 'Refuse' },
    ],
  }),
  words: textarea({ label: 'Why', hint: 'Kept with the purchase. Auditors read it.', max: 2000, rows: 4 }),
});

const STATUS = {
  WAITING: tag('Waits for a second person', 'yellow'),
  APPROVED: tag('Approved', 'green'),
  REFUSED: tag('Refused', 'red'),
} as const;

/** Buying where no framework reaches: one person asks, another answers. */
@ApiExcludeController()
@RequirePermission('placement.read')
@Controller()
export class OffFrameworkController {
  constructor(
    private readonly purchases: OffFramework,
    private readonly providers: FindProviders,
  ) {}

  @Get('referrals/:id/off-framework')
  @RequirePermission('decision.make')
  @Page('modules/placements/pages/off-framework-ask.njk')
  async asking(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const asked = unwrap(await this.purchases.ofReferral(actor, id));
    return askPage(id, asked, askForm(await this.choices(actor)).start());
  }

  @Post('referrals/:id/off-framework')
  @RequirePermission('decision.make')
  @Page('modules/placements/pages/off-framework-ask.njk')
  async ask(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const asked = unwrap(await this.purchases.ofReferral(actor, id));
    const filled = askForm(await this.choices(actor)).read(body);
    if (!filled.result.ok) return withStatus(422, askPage(id, asked, filled.view()));
    const { provider, reason } = filled.result.value;
    const result = await this.purchases.ask(actor, { referralId: id, providerId: provider, reason });
    if (!result.ok) return withStatus(422, askPage(id, asked, filled.view(result.problem)));
    return seeOther(`/off-framework/${result.value}`, 'A second person is asked. You can decide when it is approved');
  }

  @Get('off-framework/:id')
  @Page('modules/placements/pages/off-framework.njk')
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return answerPage(actor, await this.request(actor, id), answerForm.start());
  }

  @Post('off-framework/:id')
  @RequirePermission('purchase.approve')
  @Page('modules/placements/pages/off-framework.njk')
  async answer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const request = await this.request(actor, id);
    const filled = answerForm.read(body);
    if (!filled.result.ok) return withStatus(422, answerPage(actor, request, filled.view()));
    const { approve, words } = filled.result.value;
    const result = await this.purchases.answer(actor, { id, approve: approve === 'yes', words });
    if (!result.ok) return withStatus(422, answerPage(actor, request, filled.view(result.problem)));
    return seeOther(`/off-framework/${id}`, approve === 'yes' ? 'The purchase is approved' : 'The purchase is refused');
  }

  private async request(actor: Actor, id: string): Promise<OffFrameworkRequest> {
    const request = await this.purchases.one(actor, id);
    if (!request) throw new ProblemException(notFound('off-framework-request').problem);
    return request;
  }

  private async choices(actor: Actor): Promise<Choice[]> {
    const filter = { text: null, supplyRoute: 'OFF_FRAMEWORK' as const, offset: 0, size: 200 };
    const { providers } = unwrap(await this.providers.list(actor, filter));
    return providers.map(({ id, name }) => ({ value: id, text: name }));
  }
}

const somebody = (name: string | null): string => name ?? 'A colleague';

function askPage(referralId: string, asked: readonly OffFrameworkRequest[], form: FormView): object {
  return {
    title: 'Ask to buy outside the framework',
    backHref: `/referrals/${referralId}/decision`,
    referralId,
    form,
    asked: asked.map((one) => ({
      href: `/off-framework/${one.id}`,
      text: one.providerName,
      status: STATUS[one.status],
    })),
  };
}

function answerPage(actor: Actor, request: OffFrameworkRequest, form: FormView): object {
  const { status, askedBy } = request;
  const rows = [
    { label: 'Referral', value: request.referralReference, href: referralHref(actor, request.referralId) },
    { label: 'Provider', value: request.providerName, href: `/providers/${request.providerId}` },
    { label: 'Asked', value: `${somebody(request.askedByName)}, ${formatDateTime(request.askedAt)}` },
    { label: 'Why nobody on the list will do', value: request.reason },
    ...(request.answeredAt === null
      ? []
      : [
          { label: 'Answered', value: `${somebody(request.answeredByName)}, ${formatDateTime(request.answeredAt)}` },
          { label: 'Why', value: request.answer ?? '' },
        ]),
  ];
  const mayAnswer = may(actor, 'purchase.approve') && status === 'WAITING' && askedBy !== actor.userId;
  return {
    title: `Buy from ${request.providerName} outside the framework`,
    backHref: '/',
    id: request.id,
    status: STATUS[status],
    rows,
    form,
    mayAnswer,
    next: nextStep(actor, request, mayAnswer),
  };
}

function nextStep(actor: Actor, { status, referralId }: OffFrameworkRequest, mayAnswer: boolean): object {
  if (status === 'APPROVED' && may(actor, 'decision.make')) {
    return {
      text: 'You can decide on the place now.',
      href: `/referrals/${referralId}/decision`,
      link: 'Decide on a place',
    };
  }
  if (status !== 'WAITING') return { text: 'Nothing more is to be done here.' };
  return {
    text: mayAnswer ? 'Your answer is needed below.' : 'The chair or a commissioner who did not ask must answer.',
  };
}
