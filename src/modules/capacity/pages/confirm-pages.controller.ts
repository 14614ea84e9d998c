import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, isUuid, notFound, type Problem } from '../../../kernel/index.js';
import { CurrentActor, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { type FormView, Page, seeOther, type StatusTag, withStatus } from '../../../web/index.js';
import { ConfirmOpenings } from '../application/confirm-openings.js';
import { ListOpenings, type OpeningView } from '../application/list-openings.js';
import { earliest } from '../domain/opening-clock.js';
import { answersOf, confirmForm, startOf } from './confirm-form.js';
import { openingTag } from './opening-views.js';

const PAGE = 'modules/capacity/pages/confirm.njk';
/** So many stand on one page; what is left is listed next. */
export const CONFIRM_SIZE = 60;

/** What is confirmed is listed first, each opening with the answer "still true"; exceptions are changed on the way. */
@ApiExcludeController()
@RequirePermission('provider.read')
@Controller('openings/confirm')
export class ConfirmPagesController {
  constructor(
    private readonly openings: ListOpenings,
    private readonly confirm: ConfirmOpenings,
  ) {}

  @Get()
  @Page(PAGE)
  async list(@CurrentActor() actor: Actor, @Query('provider') provider: unknown): Promise<object> {
    const listed = await this.listed(actor, provider);
    return model(listed, confirmForm(listed.openings).start(startOf(listed.openings)));
  }

  @Post()
  @Page(PAGE)
  async answer(@CurrentActor() actor: Actor, @Body() body: Readonly<Record<string, unknown>>): Promise<object> {
    const listed = await this.listed(actor, body['provider']);
    const seen = listed.openings.filter(({ id }) => body[`version-${id}`] !== undefined);
    const filled = confirmForm(seen).read(body);
    const again = (problem?: Problem): object =>
      withStatus(422, model({ ...listed, openings: seen }, filled.view(problem)));
    if (!filled.result.ok) return again();
    const done = await this.confirm.answer(actor, listed.providerId, answersOf(seen, filled.result.value, body));
    if (!done.ok) {
      if (done.problem.kind === 'forbidden' || done.problem.kind === 'not-found') unwrap(done);
      return again(done.problem);
    }
    const words = done.value === 1 ? '1 opening is confirmed' : `${done.value} openings are confirmed`;
    return seeOther(`/openings?provider=${listed.providerId}`, `${words} as still true today`);
  }

  private async listed(actor: Actor, provider: unknown): Promise<Listed> {
    const providerId = provider === undefined ? actor.organisationId : provider;
    const may = isUuid(providerId) && (await this.openings.rightsAt(actor, providerId)).mayConfirm;
    if (!may) throw new ProblemException(notFound('provider').problem);
    const wanted = { providerId, offset: 0, size: CONFIRM_SIZE, show: 'to-confirm' } as const;
    const { openings, total } = unwrap(await this.openings.run(actor, wanted));
    return { providerId, openings, total };
  }
}

interface Listed {
  readonly providerId: string;
  readonly openings: readonly OpeningView[];
  readonly total: number;
}

function model({ providerId, openings, total }: Listed, form: FormView): object {
  const by = earliest(openings.map(({ confirmBy }) => confirmBy));
  return {
    title: 'Confirm what is open',
    provider: openings[0]?.providerName,
    providerId,
    confirmBy: by === undefined ? null : formatDate(by),
    more: total > openings.length ? total - openings.length : 0,
    lines: openings.map((one) => ({
      id: one.id,
      version: one.version,
      answer: form.fields[`answer-${one.id}`],
      places: form.fields[`places-${one.id}`],
      tag: tagOf(one),
    })),
    form,
    backHref: `/openings?provider=${providerId}`,
  };
}

const tagOf = (one: OpeningView): StatusTag | null =>
  one.status === 'OPEN' && one.step === 'FRESH' ? null : openingTag(one, one.validFrom);
