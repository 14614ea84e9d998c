import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  dayCell,
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  LIST_PAGE,
  Page,
  seeOther,
  submit,
  tag,
} from '../../../web/index.js';
import { KeepWorries } from '../application/keep-worries.js';
import { ViewRequests } from '../application/view-requests.js';
import type { Worry } from '../persistence/worry.store.js';
import { askForm, toRequest } from './request-forms.js';
import { ASK } from './requests.controller.js';
import { lookForm, worryForm } from './worry-forms.js';

const LIST = '/worries';

/** A school's own list of pupils it worries about, and what it leads to. */
@ApiExcludeController()
@Controller('worries')
@RequirePermission('worry.keep')
export class WorriesController {
  constructor(
    private readonly worries: KeepWorries,
    private readonly view: ViewRequests,
  ) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const worries = unwrap(await this.worries.list(actor));
    return {
      title: 'Pupils you worry about',
      intro:
        'Only people of your school see this list: not the authority, and no other school. Nobody is put on it but by you; the service works out nothing about your pupils. Whom you take off is gone from it.',
      start: { text: 'Put a pupil on the list', href: `${LIST}/new` },
      tables: [
        dataTable({
          caption: 'By the day on which you look again',
          columns: ['Pupil', 'Look again on', 'Why', 'What came of it'].map((heading) => ({ heading })),
          rows: worries.map((one) => [
            { text: one.name, href: `${LIST}/${one.id}` },
            dayCell(one.lookOn),
            one.why.split('\n')[0] ?? '',
            cameOf(one),
          ]),
          empty: 'Nobody is on your list.',
        }),
      ],
    };
  }

  @Get('new')
  @Page(FORM_PAGE)
  blank(): object {
    return { ...NEW, form: worryForm.start() };
  }

  @Post('new')
  @Page(FORM_PAGE)
  add(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    return submit(
      { form: worryForm, frame: NEW, body },
      (given) => this.worries.add(actor, given),
      ({ worryId }) => ({ to: `${LIST}/${worryId}`, say: 'The pupil is on your list' }),
    );
  }

  @Get(':id')
  @Page(DETAIL_PAGE)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return worryPage(unwrap(await this.worries.one(actor, id)));
  }

  @Get(':id/look')
  @Page(FORM_PAGE)
  async lookBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const worry = unwrap(await this.worries.one(actor, id));
    return { ...lookFrame(worry), form: lookForm.start({ why: worry.why }) };
  }

  @Post(':id/look')
  @Page(FORM_PAGE)
  async look(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = lookFrame(unwrap(await this.worries.one(actor, id)));
    return submit(
      { form: lookForm, frame, body },
      (given) => this.worries.change(actor, id, given),
      () => ({ to: `${LIST}/${id}`, say: 'You look again on that day' }),
    );
  }

  @Get(':id/ask')
  @Page(FORM_PAGE)
  async askBlank(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { upn, why } = unwrap(await this.worries.one(actor, id));
    const form = askForm(await this.view.teamsToName(actor));
    return { ...askFrame(id), form: form.start({ about: 'PUPIL', upn, seen: why }) };
  }

  @Post(':id/ask')
  @Page(FORM_PAGE)
  async ask(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    unwrap(await this.worries.one(actor, id));
    return submit(
      { form: askForm(await this.view.teamsToName(actor)), frame: askFrame(id), body },
      (given) => this.worries.ask(actor, id, toRequest(given)),
      ({ requestId, reference }) => ({ to: `/support/requests/${requestId}`, say: `Your request is ${reference}` }),
    );
  }

  @Post(':id/referral')
  @Page(DETAIL_PAGE)
  async refer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const { referralId } = unwrap(await this.worries.refer(actor, id));
    return seeOther(`/referrals/${referralId}`, 'A draft is begun. Nobody sees it until you send it');
  }

  @Post(':id/removal')
  @Page(DETAIL_PAGE)
  async remove(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.worries.remove(actor, id));
    return seeOther(LIST, 'The pupil is off your list');
  }
}

const cameOf = ({ requestId, referralId }: Worry) =>
  referralId !== null
    ? { text: 'A referral is begun', href: `/referrals/${referralId}` }
    : requestId !== null
      ? { text: 'Support is asked for', href: `/support/requests/${requestId}` }
      : '';

const NEW: FormFrame = {
  title: 'Put a pupil on your list',
  intro: 'Only people of your school see it.',
  action: `${LIST}/new`,
  button: 'Put on the list',
  backHref: LIST,
};

const lookFrame = ({ id, name }: Worry): FormFrame => ({
  title: 'Look again',
  caption: name,
  action: `${LIST}/${id}/look`,
  button: 'Keep it',
  backHref: `${LIST}/${id}`,
});

const askFrame = (id: string): FormFrame => ({ ...ASK, action: `${LIST}/${id}/ask`, backHref: `${LIST}/${id}` });

const worryPage = ({ id, name, upn, why, lookOn, requestId, referralId }: Worry): object => ({
  title: name,
  caption: 'Your own list',
  status: tag('Only your school sees this', 'grey'),
  next: `You look again on ${formatDate(lookOn)}.`,
  buttons: [
    { text: 'Look again', href: `${LIST}/${id}/look` },
    { text: 'Ask for support', href: `${LIST}/${id}/ask` },
  ],
  acts: [
    ...(referralId === null ? [{ text: 'Begin a referral', action: `${LIST}/${id}/referral` }] : []),
    { text: 'Take off the list', action: `${LIST}/${id}/removal` },
  ],
  facts: [
    { label: 'Unique pupil number', value: upn },
    ...(requestId === null ? [] : [{ label: 'Asked for', value: 'Open it', href: `/support/requests/${requestId}` }]),
    ...(referralId === null ? [] : [{ label: 'Referral', value: 'Open it', href: `/referrals/${referralId}` }]),
  ],
  sections: [{ title: 'Why', lines: why.split('\n') }],
  backHref: LIST,
});
