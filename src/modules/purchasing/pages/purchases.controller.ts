import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, type Clock, londonDate, may, notFound, type Result } from '../../../kernel/index.js';
import { CLOCK, CurrentActor, IdPipe, ProblemException, RequirePermission } from '../../../platform/index.js';
import { type FormView, offsetOf, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { ConfirmPurchase } from '../application/confirm-purchase.js';
import { RecordPurchase } from '../application/record-purchase.js';
import { ViewPurchases } from '../application/view-purchases.js';
import type { SchoolPurchase } from '../persistence/purchase.store.js';
import {
  confirmForm,
  nextOfPurchase,
  purchaseCancelForm,
  purchaseFacts,
  purchaseForm,
  purchasesTable,
  PURCHASES_SIZE,
  purchaseTag,
  uncheckedOf,
} from './purchase-views.js';

const ACT = 'modules/purchasing/pages/act.njk';
const ONE = 'modules/purchasing/pages/purchase.njk';

/** Places that schools buy themselves: recorded by the school, read by the authority. */
@ApiExcludeController()
@Controller('purchases')
@RequirePermission('purchase.read')
export class PurchasesController {
  constructor(
    private readonly views: ViewPurchases,
    private readonly recording: RecordPurchase,
    private readonly confirming: ConfirmPurchase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('modules/purchasing/pages/purchases.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const offset = offsetOf(query['offset']);
    const table = purchasesTable(await this.views.list(actor, { offset, limit: PURCHASES_SIZE }), offset);
    if (query['format'] === 'csv') return table.toCsv('purchases-of-schools.csv');
    return { title: 'Bought by schools themselves', table, mayRecord: mayRecord(actor) };
  }

  @Get('new')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async start(@CurrentActor() actor: Actor): Promise<object> {
    const form = purchaseForm(await this.views.sellersFor(actor));
    return newPage(form.start({ startsOn: londonDate(this.clock.now()) }));
  }

  @Post('new')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async record(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = purchaseForm(await this.views.sellersFor(actor)).read(body);
    if (!filled.result.ok) return withStatus(422, newPage(filled.view()));
    const { warned, ...values } = filled.result.value;
    const recorded = await this.recording.run(actor, { ...values, warned: warned.includes('yes') });
    if (!recorded.ok) return withStatus(422, newPage(filled.view(shownHere(recorded.problem))));
    return seeOther(`/purchases/${recorded.value}`, 'Your purchase is recorded, and the authority is told');
  }

  @Get(':id')
  @Page(ONE)
  async show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.page(actor, await this.one(actor, id));
  }

  @Post(':id/confirm')
  @RequirePermission('purchase.approve')
  @Page(ONE)
  async confirm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const purchase = await this.one(actor, id);
    const filled = confirmForm.read(body);
    if (!filled.result.ok) return withStatus(422, this.page(actor, purchase, filled.view()));
    const done = await this.confirming.confirm(actor, id, filled.result.value.words);
    return this.after(actor, purchase, done, (problem) => filled.view(problem), 'You have confirmed that you read it');
  }

  @Get(':id/cancel')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async asksCancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return cancelPage(await this.one(actor, id), purchaseCancelForm.start());
  }

  @Post(':id/cancel')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async cancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const purchase = await this.one(actor, id);
    const filled = purchaseCancelForm.read(body);
    if (!filled.result.ok) return withStatus(422, cancelPage(purchase, filled.view()));
    const done = await this.confirming.cancel(actor, id, filled.result.value.words);
    if (done.ok) return seeOther(`/purchases/${id}`, 'The purchase is cancelled');
    return withStatus(422, cancelPage(purchase, filled.view(shownHere(done.problem))));
  }

  private after(
    actor: Actor,
    purchase: SchoolPurchase,
    done: Result<unknown>,
    view: (problem: Parameters<typeof shownHere>[0]) => FormView,
    said: string,
  ): object {
    if (done.ok) return seeOther(`/purchases/${purchase.id}`, said);
    return withStatus(422, this.page(actor, purchase, view(shownHere(done.problem))));
  }

  private page(actor: Actor, purchase: SchoolPurchase, form: FormView = confirmForm.start()): object {
    const mayConfirm = this.views.mayConfirm(actor, purchase);
    return {
      title: `Purchase ${purchase.reference}`,
      backHref: '/purchases',
      id: purchase.id,
      status: purchaseTag(purchase),
      next: nextOfPurchase(purchase, mayConfirm),
      facts: purchaseFacts(actor, purchase),
      unchecked: uncheckedOf(purchase),
      form,
      mayConfirm,
      mayCancel: this.views.mayCancel(actor, purchase),
    };
  }

  private async one(actor: Actor, id: string): Promise<SchoolPurchase> {
    const purchase = await this.views.one(actor, id);
    if (!purchase) throw new ProblemException(notFound('school-purchase').problem);
    return purchase;
  }
}

/** Schools and their groups; the authority places by decision, or buys a block. */
const mayRecord = (actor: Actor): boolean => may(actor, 'purchase.make') && !may(actor, 'case.authority');

const newPage = (form: FormView): object => ({
  title: 'Record a place your school buys',
  intro: 'For a place that your school finds and pays for itself. Name no pupil. The authority reads what you record.',
  warning:
    'A provider outside the framework was not checked by the authority. The responsibility for safeguarding and quality is then your school’s alone, and the authority may pay nothing towards it.',
  action: '/purchases/new',
  button: 'Record the purchase',
  backHref: '/purchases',
  form,
});

const cancelPage = (purchase: SchoolPurchase, form: FormView): object => ({
  title: `Cancel purchase ${purchase.reference}`,
  intro: 'If it did not come to be. What the authority had committed towards it is let go.',
  action: `/purchases/${purchase.id}/cancel`,
  button: 'Cancel the purchase',
  buttonClasses: 'govuk-button--warning',
  backHref: `/purchases/${purchase.id}`,
  form,
});
