import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatPounds, notFound, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { type FormView, offsetOf, Page, problemWords, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { type BuyingChoices, FindBuyable } from '../application/buyable.js';
import { DraftBlock } from '../application/draft-block.js';
import { ListBlocks } from '../application/list-blocks.js';
import { SignBlock } from '../application/sign-block.js';
import { type BlockView, ViewBlock } from '../application/view-block.js';
import { totalUse } from '../domain/use-of-block.js';
import { purchasingPolicy } from '../purchasing.policy.js';
import { answerForm, blockForm } from './block-forms.js';
import {
  blockFacts,
  blocksTable,
  blockTag,
  drawsTable,
  LIST_SIZE,
  loansTable,
  nextOfBlock,
  weeksTable,
} from './block-views.js';

const ACT = 'modules/purchasing/pages/act.njk';
const BLOCK = 'modules/purchasing/pages/block.njk';

/** Places bought ahead of need: by schools, their groups and the authority; sold by providers. */
@ApiExcludeController()
@Controller('blocks')
@RequirePermission('purchase.read')
export class BlocksController {
  constructor(
    private readonly lists: ListBlocks,
    private readonly views: ViewBlock,
    private readonly buyable: FindBuyable,
    private readonly drafting: DraftBlock,
    private readonly signing: SignBlock,
  ) {}

  @Get()
  @Page('modules/purchasing/pages/blocks.njk')
  async list(@CurrentActor() actor: Actor, @Query() query: Readonly<Record<string, unknown>>): Promise<object> {
    const offset = offsetOf(query['offset']);
    const table = blocksTable(unwrap(await this.lists.run(actor, { offset, limit: LIST_SIZE })), offset);
    if (query['format'] === 'csv') return table.toCsv('blocks.csv');
    const mayBuy = purchasingPolicy.canBuy(actor);
    const intro = mayBuy
      ? 'Places, days or hours bought before it is known for whom. A second person signs each purchase; what is not used stays visible, in units and in money.'
      : 'Places, days or hours bought ahead of need, and how many of them are used.';
    return { title: 'Bought ahead of need', table, mayBuy, intro };
  }

  @Get('new')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async start(@CurrentActor() actor: Actor): Promise<object> {
    const choices = await this.buyable.choices(actor);
    return newPage(choices, blockForm(choices).start({ noticeDays: 28 }));
  }

  @Post('new')
  @RequirePermission('purchase.make')
  @Page(ACT)
  async draft(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const choices = await this.buyable.choices(actor);
    const filled = blockForm(choices).read(body);
    if (!filled.result.ok) return withStatus(422, newPage(choices, filled.view()));
    const drafted = await this.drafting.run(actor, filled.result.value);
    if (!drafted.ok) return withStatus(422, newPage(choices, filled.view(shownHere(drafted.problem))));
    return seeOther(`/blocks/${drafted.value}`, 'The purchase is prepared. A second person must sign it');
  }

  @Get(':id')
  @Page(BLOCK)
  async show(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query('format') format: unknown,
  ): Promise<object> {
    const view = await this.view(actor, id);
    if (format === 'csv') return weeksTable(view).toCsv(`block-${view.block.reference}.csv`);
    return blockPage(actor, view, answerForm.start());
  }

  @Post(':id/sign')
  @RequirePermission('purchase.sign')
  @Page(BLOCK)
  async sign(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const done = await this.signing.sign(actor, id);
    return this.after(actor, id, done, 'The purchase is signed and the places are kept');
  }

  @Post(':id/refuse')
  @RequirePermission('purchase.sign')
  @Page(BLOCK)
  async refuse(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const view = await this.view(actor, id);
    const filled = answerForm.read(body);
    if (!filled.result.ok) return withStatus(422, blockPage(actor, view, filled.view()));
    const done = await this.signing.refuse(actor, id, filled.result.value.words);
    return this.after(actor, id, done, 'The purchase is refused');
  }

  @Post(':id/withdraw')
  @RequirePermission('purchase.make')
  @Page(BLOCK)
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return this.after(actor, id, await this.drafting.withdraw(actor, id), 'The draft is withdrawn');
  }

  private async after(actor: Actor, id: string, done: Result<unknown>, said: string): Promise<object> {
    if (done.ok) return seeOther(`/blocks/${id}`, said);
    const refusal = problemWords(shownHere(done.problem));
    const view = await this.view(actor, id);
    return withStatus(422, { ...blockPage(actor, view, answerForm.start()), refusal });
  }

  private async view(actor: Actor, id: string): Promise<BlockView> {
    const view = await this.views.run(actor, id);
    if (!view) throw new ProblemException(notFound('block').problem);
    return view;
  }
}

const WHAT = ['patternId', 'unit', 'unitsPerWeek', 'firstDay', 'lastDay', 'unitPence', 'noticeDays'] as const;

function newPage({ buyer }: BuyingChoices, form: FormView): object {
  const own = ['orderReference', 'orderAuthorisedBy'];
  const payer = buyer === 'AUTHORITY' ? ['fund'] : buyer === 'GROUP' ? ['schoolIds', ...own] : own;
  return {
    title: 'Buy ahead of need',
    intro:
      'Nothing is bought until a second person has signed. Then the places are kept for you and nobody else can be placed there.',
    action: '/blocks/new',
    button: 'Prepare the purchase',
    backHref: '/blocks',
    form,
    shown: [...WHAT, ...payer, 'reason'],
  };
}

function blockPage(actor: Actor, view: BlockView, form: FormView): object {
  const { block, rights, loans, draws, over, use } = view;
  const total = totalUse(use);
  const isProvider = actor.organisationId === block.providerId;
  return {
    title: `Block ${block.reference}`,
    backHref: '/blocks',
    id: block.id,
    status: blockTag(block, over),
    next: nextOfBlock(view),
    rights,
    form,
    figures: use.length > 0 && [
      { label: 'Used', value: String(total.used), note: `of ${total.paid} paid for` },
      { label: 'Lent or sold', value: String(total.lent) },
      { label: 'Still to be used', value: String(total.left), note: formatPounds(total.leftPence) },
      {
        label: 'Paid for and not used',
        value: formatPounds(total.lostPence),
        note: `${total.lost} in weeks that are over`,
      },
    ],
    facts: blockFacts(actor, view),
    weeks: weeksTable(view),
    draws: drawsTable(draws, block),
    loans: isProvider ? undefined : loansTable(loans, block),
    loanLinks: loans.map((one) => ({
      href: `/block-loans/${one.id}`,
      text: `${one.status === 'PROPOSED' ? 'Offer' : 'Agreement'} of ${one.units} a week to ${one.borrowerName}`,
    })),
    giveBacks: draws
      .filter((one) => rights.use && one.purpose === 'DIRECT' && one.givenBackFrom === null && one.toWeek > view.today)
      .filter((one) => [one.holderId, one.schoolId].includes(actor.organisationId ?? ''))
      .map(({ id, pupilReference }) => ({ id, text: `Give back what ${pupilReference} does not use from next week` })),
  };
}
