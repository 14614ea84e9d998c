import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Actor, cleanText, may, notFound, type Result } from '../../../kernel/index.js';
import {
  CurrentActor,
  IdPipe,
  parseCursor,
  ProblemException,
  RequirePermission,
  unwrap,
} from '../../../platform/index.js';
import { defineForm, Page, seeOther, select, text, textarea, WebRegistry, withStatus } from '../../../web/index.js';
import { ChangeReferralStatus, REASON_MAX } from '../application/change-status.js';
import { ListReferrals } from '../application/list-referrals.js';
import { NamedPlaces } from '../application/named-places.js';
import { ReadReferral } from '../application/read-referral.js';
import { LIST_SIZE, listTable, STATUS_CHOICES, TYPE_FILTER } from './list-view.js';
import { nextSteps, referralPage } from './referral-view.js';

type Query_ = Readonly<Record<string, unknown>>;

const filterForm = defineForm({
  text: text({ label: 'Reference or last name', max: 100, optional: true, autocomplete: 'off' }),
  status: select({ label: 'State', choices: STATUS_CHOICES, optional: true }),
  type: select({ label: 'Why', choices: TYPE_FILTER, optional: true }),
});

const reasonForm = defineForm({
  reason: textarea({ label: 'Why?', hint: 'The school and the council can read this.', max: REASON_MAX }),
});

/** What can be done with a referral and needs a reason: the words of the page, and the use case. */
const STEPS = {
  withdraw: { title: 'Withdraw this referral', done: 'The referral is withdrawn', button: 'Withdraw the referral' },
  return: { title: 'Ask for more information', done: 'The referral is back with the school', button: 'Return it' },
  'send-to-sen': { title: 'Send to the SEN officer', done: 'The referral is with the SEN officer', button: 'Send it' },
  'send-to-panel': { title: 'Send to the panel', done: 'The referral is waiting for a place', button: 'Send it' },
} as const;
type Step = keyof typeof STEPS;

const REASON = 'modules/referrals/pages/reason.njk';
const STEP_PATHS = Object.keys(STEPS).map((step) => `:referralId/${step}`);

/** The last part of the address, which the router matches in any case. */
function stepOf(request: Request): Step {
  const last = (request.path.split('/').findLast((part) => part !== '') ?? '').toLowerCase();
  if (!Object.hasOwn(STEPS, last)) throw new ProblemException(notFound('step').problem);
  return last as Step;
}

@ApiExcludeController()
@RequirePermission('referral.read')
@Controller('referrals')
export class ReferralPagesController {
  constructor(
    private readonly lists: ListReferrals,
    private readonly read: ReadReferral,
    private readonly change: ChangeReferralStatus,
    private readonly places: NamedPlaces,
    private readonly web: WebRegistry,
  ) {}

  @Get()
  @Page('modules/referrals/pages/list.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Query_): Promise<object> {
    const asked = filterForm.read(query);
    const model = { title: 'Referrals', mayCreate: may(actor, 'referral.create'), form: asked.view() };
    if (!asked.result.ok) return withStatus(422, model);
    const { status, type, text: words } = asked.result.value;
    const cursor = oneText(query['cursor']);
    const filter = { status: status ?? 'OPEN', type: type ?? undefined, text: words ?? undefined };
    const after = unwrap(parseCursor(cursor, 3));
    const page = unwrap(await this.lists.run(actor, { ...filter, after, size: LIST_SIZE }));
    const table = listTable(page, actor, {
      ...filter,
      cursor,
      from: after === undefined ? 1 : wholeFrom(query['from']),
    });
    if (query['format'] === 'csv') return table.toCsv('referrals.csv');
    return { ...model, form: filterForm.start({ ...filter, text: words, type }), table };
  }

  @Get(':referralId')
  @Page('modules/referrals/pages/referral.njk')
  async one(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.read.run(actor, id));
    if (view.referral.status === 'DRAFT') return seeOther(`/referrals/${id}/tasks`);
    const places = await this.places.of(actor, view.answers);
    const wentOn = await this.web.linksFor(actor, { type: 'referral', id });
    return { ...referralPage(view, actor, places), wentOn };
  }

  @Get(':referralId/submitted')
  @Page('modules/referrals/pages/submitted.njk')
  async submitted(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const view = unwrap(await this.read.run(actor, id));
    if (view.referral.status === 'DRAFT') return seeOther(`/referrals/${id}/tasks`);
    return { title: 'Referral submitted', id, reference: view.referral.reference, next: nextSteps(view) };
  }

  @Get(':referralId/discard')
  @Page('modules/referrals/pages/discard.njk')
  async askDiscard(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    const { referral } = unwrap(await this.read.run(actor, id));
    if (referral.status !== 'DRAFT') return seeOther(`/referrals/${id}`);
    return { title: 'Throw this draft away', id, backHref: `/referrals/${id}/tasks` };
  }

  @Post(':referralId/discard')
  @Page('modules/referrals/pages/discard.njk')
  async discard(@CurrentActor() actor: Actor, @Param('referralId', IdPipe) id: string): Promise<object> {
    unwrap(await this.change.discard(actor, id));
    return seeOther('/referrals', 'The draft is gone');
  }

  @Get(STEP_PATHS)
  @Page(REASON)
  async ask(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Req() request: Request,
  ): Promise<object> {
    const { referral } = unwrap(await this.read.run(actor, id));
    const step = stepOf(request);
    return reasonModel(id, step, referral.reference, reasonForm.start());
  }

  @Post(STEP_PATHS)
  @Page(REASON)
  async take(
    @CurrentActor() actor: Actor,
    @Param('referralId', IdPipe) id: string,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<object> {
    const step = stepOf(request);
    const filled = reasonForm.read(body);
    const taken = filled.result.ok ? await this.run(actor, id, step, filled.result.value.reason) : filled.result;
    if (taken.ok) return seeOther(`/referrals/${id}`, STEPS[step].done);
    const { problem } = taken;
    if (problem.kind === 'not-found' || problem.kind === 'forbidden') return unwrap(taken);
    return withStatus(problem.kind === 'conflict' ? 409 : 422, reasonModel(id, step, null, filled.view(problem)));
  }

  private run(actor: Actor, id: string, step: Step, reason: string): Promise<Result<unknown>> {
    const cases = {
      withdraw: () => this.change.withdraw(actor, id, reason),
      return: () => this.change.return(actor, id, reason),
      'send-to-sen': () => this.change.sendToSen(actor, id, reason),
      'send-to-panel': () => this.change.sendToPool(actor, id, reason),
    };
    return cases[step]();
  }
}

function reasonModel(id: string, step: Step, reference: string | null, form: object): object {
  const { title, button } = STEPS[step];
  return { title, button, id, reference, form, action: `/referrals/${id}/${step}`, backHref: `/referrals/${id}` };
}

function oneText(value: unknown): string | undefined {
  const read = cleanText(value, { field: 'cursor', max: 500 });
  return read.ok && read.value !== '' ? read.value : undefined;
}

const wholeFrom = (value: unknown): number =>
  typeof value === 'string' && /^[1-9]\d{0,6}$/.test(value) ? Number(value) : 1;
