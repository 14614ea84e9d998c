import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  type Actor,
  type Clock,
  forbidden,
  formatDate,
  isDateOnly,
  isUuid,
  londonDate,
  notFound,
  type Result,
} from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, offsetOf, Page, problemWords, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { ApproveTariffLine } from '../application/approve-tariff-line.js';
import { DraftTariffLine } from '../application/draft-tariff-line.js';
import { EndTariffLine } from '../application/end-tariff-line.js';
import { FindPrice, type PriceChoices, type PriceView } from '../application/find-price.js';
import { ListPrices } from '../application/list-prices.js';
import { tariffPolicy } from '../tariffs.policy.js';
import { draftForm, endForm, LIST_SIZE, priceFacts, priceTable, priceTag } from './price-views.js';

const DETAIL = 'modules/tariffs/pages/detail.njk';

/** The price list, and the two signatures that make a price count. */
@ApiExcludeController()
@Controller('prices')
export class PricePagesController {
  constructor(
    private readonly prices: ListPrices,
    private readonly find: FindPrice,
    private readonly draft: DraftTariffLine,
    private readonly approval: ApproveTariffLine,
    private readonly ending: EndTariffLine,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/tariffs/pages/list.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const providerId = isUuid(query['provider']) ? query['provider'] : null;
    const endsOn = isDateOnly(query['ends']) ? query['ends'] : null;
    const all = query['all'] === 'yes' || endsOn !== null;
    const offset = offsetOf(query['offset']);
    const on = all ? null : londonDate(this.clock.now());
    const found = unwrap(await this.prices.run(actor, { providerId, on, endsOn, offset, size: LIST_SIZE }));
    const provider = providerId === null ? '' : `provider=${providerId}&`;
    const shown = endsOn === null ? (all ? 'all=yes&' : '') : `ends=${endsOn}&`;
    const href = (at: number): string => `/prices?${provider}${shown}offset=${at}`;
    const table = priceTable(found, { offset, href, actor });
    if (query['format'] === 'csv') return table.toCsv('prices.csv');
    return {
      title: endsOn === null ? 'Prices' : `Prices that end on ${formatDate(endsOn)}`,
      table,
      providerId,
      all,
      allHref: `/prices?${provider}all=yes`,
      currentHref: `/prices?${provider}`,
      mayDraft: tariffPolicy.canDraft(actor),
    };
  }

  @Get('new')
  @Page('modules/tariffs/pages/choose.njk')
  async start(@CurrentActor() actor: Actor, @Query('provider') provider: unknown): Promise<object> {
    if (provider === undefined) {
      return { title: 'Enter a price', providers: unwrap(await this.find.providers(actor)), backHref: '/prices' };
    }
    const choices = await this.choices(actor, provider);
    return withStatus(200, newModel(choices, draftForm(choices).start({ sessionsCovered: 10 })), FORM_PAGE);
  }

  @Post('new')
  @Page(FORM_PAGE)
  async add(
    @CurrentActor() actor: Actor,
    @Query('provider') provider: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    const choices = await this.choices(actor, provider);
    const filled = draftForm(choices).read(body);
    if (!filled.result.ok) return withStatus(422, newModel(choices, filled.view()));
    const { label, ...values } = filled.result.value;
    const drafted = await this.draft.run(actor, { ...values, label: label ?? '', providerId: choices.provider.id });
    if (drafted.ok)
      return seeOther(
        `/prices/${drafted.value}`,
        'The price is entered and signed by you. It waits for a second person',
      );
    return withStatus(422, newModel(choices, filled.view(shownHere(drafted.problem))));
  }

  @Get(':id')
  @Page(DETAIL)
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return detailModel(actor, unwrap(await this.find.one(actor, id)));
  }

  @Post(':id/approve')
  @Page(DETAIL)
  async approve(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.act(
      actor,
      id,
      await this.approval.run(actor, { lineId: id }),
      'The price is approved and counts from its first day',
    );
  }

  @Post(':id/withdraw')
  @Page(DETAIL)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.act(actor, id, await this.ending.withdraw(actor, { lineId: id }), 'The draft is withdrawn');
  }

  @Post(':id/end')
  @Page(DETAIL)
  async end(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const price = unwrap(await this.find.one(actor, id));
    if (!tariffPolicy.canApprove(actor)) unwrap(forbidden('tariff.approve') as Result<never>);
    const filled = endForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...detailModel(actor, price), form: filled.view() });
    const ended = await this.ending.run(actor, { lineId: id, endsOn: filled.result.value.endsOn });
    if (ended.ok) return seeOther(`/prices/${id}`, 'The price is ended');
    return withStatus(422, { ...detailModel(actor, price), form: filled.view(shownHere(ended.problem)) });
  }

  private async act(actor: Actor, id: string, done: Result<unknown>, words: string): Promise<object> {
    if (done.ok) return seeOther(`/prices/${id}`, words);
    const price = unwrap(await this.find.one(actor, id));
    return withStatus(422, { ...detailModel(actor, price), refusal: problemWords(shownHere(done.problem)) });
  }

  private async choices(actor: Actor, provider: unknown): Promise<PriceChoices> {
    if (!isUuid(provider)) throw new ProblemException(notFound('provider').problem);
    return unwrap(await this.find.choices(actor, provider));
  }
}

const newModel = ({ provider }: PriceChoices, form: object): object => ({
  title: `Enter a price of ${provider.name}`,
  intro: 'Entering it is the first signature, yours. It counts once a second person has approved it.',
  action: `/prices/new?provider=${provider.id}`,
  button: 'Enter and sign the price',
  backHref: '/prices',
  form,
});

const detailModel = (actor: Actor, price: PriceView): object => ({
  title: price.label === '' ? 'Price' : price.label,
  price,
  status: priceTag(price),
  facts: priceFacts(actor, price),
  waitsForAnother: price.status === 'DRAFT' && price.approvedByFirst === actor.userId,
  form: price.mayEnd ? endForm.start() : undefined,
  backHref: '/prices',
});
