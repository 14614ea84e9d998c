import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatPounds, maxDate, may, NO_PENCE, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission } from '../../../platform/index.js';
import { type FormView, Page, problemWords, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { LendBlock } from '../application/lend-block.js';
import { SignBlock } from '../application/sign-block.js';
import { UseBlock } from '../application/use-block.js';
import { type BlockView, ViewBlock } from '../application/view-block.js';
import { inUnits } from '../domain/units.js';
import type { Loan } from '../persistence/loan.store.js';
import { cancelForm, lendForm, loanForm, useForm } from './block-forms.js';
import { loanTag } from './block-views.js';

const ACT = 'modules/purchasing/pages/act.njk';
const LOAN = 'modules/purchasing/pages/loan.njk';

/** What is done with a block once it is signed, one thing a page. */
@ApiExcludeController()
@Controller()
@RequirePermission('purchase.read')
export class BlockUseController {
  constructor(
    private readonly views: ViewBlock,
    private readonly using: UseBlock,
    private readonly lending: LendBlock,
    private readonly signing: SignBlock,
  ) {}

  @Get('blocks/:id/use')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async asksUse(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.view(actor, id);
    return usePage(view, useForm(view.schools).start(daysOf(view)));
  }

  @Post('blocks/:id/use')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async use(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.view(actor, id);
    const filled = useForm(view.schools).read(body);
    if (!filled.result.ok) return withStatus(422, usePage(view, filled.view()));
    const used = await this.using.use(actor, { blockId: id, ...filled.result.value });
    if (!used.ok) return withStatus(422, usePage(view, filled.view(shownHere(used.problem))));
    return seeOther(`/blocks/${id}`, 'The use is recorded');
  }

  @Get('blocks/:id/lend')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async asksLend(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const view = await this.view(actor, id);
    return lendPage(view, lendForm(view.borrowers).start(daysOf(view)));
  }

  @Post('blocks/:id/lend')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async lend(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.view(actor, id);
    const filled = lendForm(view.borrowers).read(body);
    if (!filled.result.ok) return withStatus(422, lendPage(view, filled.view()));
    const { unitPence, ...values } = filled.result.value;
    const lent = await this.lending.propose(actor, { blockId: id, ...values, unitPence: unitPence ?? NO_PENCE });
    if (!lent.ok) return withStatus(422, lendPage(view, filled.view(shownHere(lent.problem))));
    return seeOther(`/block-loans/${lent.value}`, 'The other side is asked. Nothing moves until it agrees');
  }

  @Get('blocks/:id/cancel')
  @RequirePermission('purchase.sign')
  @Page(ACT)
  async asksCancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return cancelPage(await this.view(actor, id), cancelForm.start());
  }

  @Post('blocks/:id/cancel')
  @RequirePermission('purchase.sign')
  @Page(ACT)
  async cancel(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.view(actor, id);
    const filled = cancelForm.read(body);
    if (!filled.result.ok) return withStatus(422, cancelPage(view, filled.view()));
    const cancelled = await this.signing.cancel(actor, id, filled.result.value.words);
    if (!cancelled.ok) return withStatus(422, cancelPage(view, filled.view(shownHere(cancelled.problem))));
    return seeOther(`/blocks/${id}`, 'The block is cancelled');
  }

  @Post('block-uses/:id/give-back')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async giveBack(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const given = await this.using.giveBack(actor, id);
    if (given.ok) return seeOther(`/blocks/${given.value.blockId}`, 'What is still to come is given back');
    throw new ProblemException(given.problem);
  }

  @Get('block-loans/:id')
  @Page(LOAN)
  async loan(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.loanPage(actor, await this.oneLoan(actor, id));
  }

  @Post('block-loans/:id/answer')
  @RequirePermission('purchase.sign')
  @Page(LOAN)
  async answer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const loan = await this.oneLoan(actor, id);
    const { funds } = await this.view(actor, loan.blockId);
    const filled = loanForm(funds).read(body);
    if (!filled.result.ok) return withStatus(422, await this.loanPage(actor, loan, filled.view()));
    const { agree, ...pays } = filled.result.value;
    const answered = await this.lending.answer(actor, { loanId: id, agree: agree === 'yes', ...pays });
    // Whoever refuses has nothing of the block, and reads it no more.
    const next = agree === 'yes' ? `/blocks/${loan.blockId}` : '/blocks';
    if (answered.ok) return seeOther(next, 'Your answer is recorded');
    return withStatus(422, await this.loanPage(actor, loan, filled.view(shownHere(answered.problem))));
  }

  @Post('block-loans/:id/withdraw')
  @RequirePermission('purchase.make')
  @Page(LOAN)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.afterLoan(actor, id, await this.lending.withdraw(actor, id), 'The offer is withdrawn');
  }

  @Post('block-loans/:id/return')
  @RequirePermission('purchase.make')
  @Page(LOAN)
  async giveLoanBack(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.afterLoan(actor, id, await this.lending.giveBack(actor, id), 'The units are given back');
  }

  private async afterLoan(
    actor: Actor,
    id: string,
    done: Awaited<ReturnType<LendBlock['withdraw']>>,
    said: string,
  ): Promise<object> {
    if (done.ok) return seeOther(`/blocks/${done.value.blockId}`, said);
    const refusal = problemWords(shownHere(done.problem));
    return withStatus(422, { ...(await this.loanPage(actor, await this.oneLoan(actor, id))), refusal });
  }

  private async loanPage(actor: Actor, loan: Loan, form?: FormView): Promise<object> {
    const { block, funds } = await this.view(actor, loan.blockId);
    const [own, open] = [actor.organisationId, loan.status === 'PROPOSED'];
    const mayAnswer =
      open && own === loan.borrowerId && may(actor, 'purchase.sign') && loan.proposedBy !== actor.userId;
    const price = loan.unitPence === 0 ? 'Free of charge' : `${formatPounds(loan.unitPence)} each, net of VAT`;
    return {
      title: `Units of block ${block.reference} for ${loan.borrowerName}`,
      backHref: `/blocks/${block.id}`,
      id: loan.id,
      status: loanTag(loan),
      next: nextOfLoan(loan, mayAnswer),
      facts: [
        { label: 'Block', value: `${block.reference}, ${block.providerName}`, href: `/blocks/${block.id}` },
        { label: 'From', value: loan.lenderName },
        { label: 'To', value: loan.borrowerName },
        { label: 'How many', value: `${inUnits(loan.units, block.unit)} a week` },
        { label: 'When', value: `Weeks of ${formatDate(loan.fromWeek)} to ${formatDate(loan.toWeek)}` },
        { label: 'Price', value: price },
        ...(loan.orderReference === null ? [] : [{ label: 'Order', value: loan.orderReference }]),
      ],
      form: form ?? loanForm(funds).start(),
      mayAnswer,
      mayWithdraw: open && own === loan.lenderId && may(actor, 'purchase.make'),
      mayReturn:
        loan.status === 'AGREED' && own === loan.borrowerId && loan.unitPence === 0 && may(actor, 'purchase.make'),
    };
  }

  private async view(actor: Actor, id: string): Promise<BlockView> {
    const view = await this.views.run(actor, id);
    if (!view) throw new ProblemException(notFound('block').problem);
    return view;
  }

  private async oneLoan(actor: Actor, id: string): Promise<Loan> {
    const loan = await this.views.blockOfLoan(actor, id);
    if (!loan) throw new ProblemException(notFound('loan').problem);
    return loan;
  }
}

const NEXT: Readonly<Record<Exclude<Loan['status'], 'PROPOSED'>, string>> = {
  AGREED: 'Both sides agreed. The units belong to whoever took them for these weeks.',
  REFUSED: 'It was refused, and nothing moved.',
  WITHDRAWN: 'It was withdrawn, and nothing moved.',
  RETURNED: 'What was still to come has been given back.',
};

function nextOfLoan(loan: Loan, mayAnswer: boolean): string {
  if (loan.status !== 'PROPOSED') return NEXT[loan.status];
  return mayAnswer
    ? 'Your answer is needed below. The units move when you take them.'
    : `${loan.borrowerName} must answer.`;
}

const daysOf = ({ block, today }: BlockView) => ({ firstDay: maxDate(today, block.fromWeek), lastDay: block.toWeek });

const usePage = ({ block, schools }: BlockView, form: FormView): object => ({
  title: `Use ${block.reference} for a pupil`,
  intro: 'It is paid for already: nothing more is committed. The provider sees the reference and the weeks.',
  action: `/blocks/${block.id}/use`,
  button: 'Record the use',
  backHref: `/blocks/${block.id}`,
  form,
  shown: ['units', 'firstDay', 'lastDay', 'pupilReference', ...(schools.length > 0 ? ['schoolId'] : []), 'note'],
});

const lendPage = ({ block }: BlockView, form: FormView): object => ({
  title: `Lend or sell units of ${block.reference}`,
  intro:
    'The other side must agree. Until then the units stay yours. What is paid between the two of you is recorded on both sides.',
  action: `/blocks/${block.id}/lend`,
  button: 'Ask the other side',
  backHref: `/blocks/${block.id}`,
  form,
});

const cancelPage = ({ block }: BlockView, form: FormView): object => ({
  title: `Cancel block ${block.reference}`,
  intro: `From the first whole week after ${block.noticeDays} days of notice, what nobody uses is given back and not paid for. What is used or lent by then stays bought.`,
  action: `/blocks/${block.id}/cancel`,
  button: 'Cancel the block',
  buttonClasses: 'govuk-button--warning',
  backHref: `/blocks/${block.id}`,
  form,
});
