import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  dataTable,
  type Field,
  Form,
  type FormView,
  Page,
  seeOther,
  shownHere,
  tag,
  wholeNumber,
  withStatus,
} from '../../../web/index.js';
import {
  type BidPrice,
  type BidPricesView,
  HALF_DAYS_A_WEEK,
  TakeOverPrices,
} from '../application/take-over-prices.js';
import { priceWords } from '../domain/admission-paper.js';

const PAGE = 'modules/governance/pages/bid-prices.njk';

/** What a provider bid for the lot it was admitted to, taken over into the price list without typing it again. */
@ApiExcludeController()
@RequirePermission('tariff.draft')
@Controller('board/admissions/:caseId/prices')
export class BidPricesController {
  constructor(private readonly prices: TakeOverPrices) {}

  @Get()
  @Page(PAGE)
  async show(@CurrentActor() actor: Actor, @Param('caseId', IdPipe) caseId: string): Promise<object> {
    const view = unwrap(await this.prices.view(actor, caseId));
    const asked = view.prices.filter(asks);
    const start = Object.fromEntries(asked.map(({ offerId }) => [nameOf(offerId), HALF_DAYS_A_WEEK]));
    return model(view, formOf(view).start(start));
  }

  @Post()
  @Page(PAGE)
  async take(
    @CurrentActor() actor: Actor,
    @Param('caseId', IdPipe) caseId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = unwrap(await this.prices.view(actor, caseId));
    const filled = formOf(view).read(body);
    if (!filled.result.ok) return withStatus(422, model(view, filled.view()));
    const { value } = filled.result;
    const halfDays = new Map(view.prices.filter(asks).map(({ offerId }) => [offerId, value[nameOf(offerId)] ?? 0]));
    const taken = await this.prices.take(actor, caseId, halfDays);
    if (!taken.ok) return withStatus(422, model(view, filled.view(shownHere(taken.problem))));
    return seeOther(
      `/prices?provider=${view.found.providerId}`,
      'The prices are drafted with your signature. A second person approves them',
    );
  }
}

const nameOf = (offerId: string): string => `half-days-${offerId}`;
const asks = ({ asksForHalfDays, isListed }: BidPrice): boolean => asksForHalfDays && !isListed;
const named = ({ programmeName, siteName, label }: BidPrice): string =>
  [`${programmeName} at ${siteName}`, label].filter((part) => part !== '').join(', ');

function formOf({ prices }: BidPricesView): Form<Record<string, Field<number>>> {
  const fields = prices.filter(asks).map((one): [string, Field<number>] => [
    nameOf(one.offerId),
    wholeNumber({
      label: `Half days a week: ${named(one)}`,
      hint: `For how many weekly half days ${priceWords(one.netPence, one.basis)} is. 10 are a full week`,
      least: 1,
      most: HALF_DAYS_A_WEEK,
      width: 2,
    }),
  ]);
  return new Form(Object.fromEntries(fields));
}

function model({ found, prices }: BidPricesView, form: FormView): object {
  const left = prices.filter(({ isListed }) => !isListed).length;
  return {
    title: `Prices that ${found.providerName} bid`,
    caption: `${found.frameworkName}, lot ${found.lotNumber}: ${found.lotName}`,
    from: formatDate(found.admittedFrom ?? found.fromDate),
    to: formatDate(found.toDate),
    isAdmitted: found.status === 'ADMITTED',
    left,
    action: `/board/admissions/${found.id}/prices`,
    form,
    table: dataTable({
      caption: 'Prices as they were bid',
      columns: [
        { heading: 'Programme' },
        { heading: 'Price, net of VAT', numeric: true },
        { heading: 'In the price list' },
      ],
      rows: prices.map((one) => [
        { text: `${one.programmeName} at ${one.siteName}`, ...(one.label === '' ? {} : { note: one.label }) },
        priceWords(one.netPence, one.basis),
        { text: '', tag: one.isListed ? tag('Listed', 'green') : tag('To be taken over', 'yellow') },
      ]),
      empty: 'No price was bid for this lot.',
    }),
    backHref: `/board/admissions/${found.id}`,
  };
}
