import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatPounds, fundName, notFound, type Pence, pence } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission } from '../../../platform/index.js';
import { dataTable, Page, seeOther, withStatus } from '../../../web/index.js';
import { ApprovePlacement, type DecisionPreview } from '../application/approve-placement.js';
import { type DecisionFacts, ReadDecision } from '../application/read-decision.js';
import type { DecisionCommand } from '../domain/decision-command.js';
import { decisionForm, keyOf, toCommand, typedFields, weekly } from './decision-form.js';

/** Where a coordinator decides: the options, the money beside them, then a check, then the decision. */
@ApiExcludeController()
@Controller('referrals/:id/decision')
@RequirePermission('decision.make')
export class DecisionController {
  constructor(
    private readonly reader: ReadDecision,
    private readonly approve: ApprovePlacement,
  ) {}

  @Get()
  @Page('modules/placements/pages/decision.njk')
  async ask(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const facts = await this.facts(actor, id);
    const { startsOn, plannedEnd } = facts.suggested;
    const [proposed] = facts.form.options;
    const first = proposed ? { option: keyOf(proposed) } : {};
    const form = decisionForm(facts.form).start({ ...first, startsOn, plannedEnd });
    return { ...page(facts, form), isAgain: false };
  }

  /** `step` is check, change or confirm; whatever is refused comes back with everything typed. */
  @Post()
  @Page('modules/placements/pages/decision.njk')
  async decide(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const facts = await this.facts(actor, id);
    const filled = decisionForm(facts.form).read(body);
    const step = stepOf(body);
    if (step === 'change') return page(facts, decisionForm(facts.form).show(filled.typed));
    if (!filled.result.ok) return withStatus(422, page(facts, filled.view()));
    const command = toCommand(id, filled.result.value, facts.form.options);
    if (step === 'confirm') {
      const approved = await this.approve.run(actor, command);
      if (!approved.ok) return withStatus(422, page(facts, filled.view(approved.problem)));
      return seeOther(`/placements/${approved.value.placementId}`, 'The decision is recorded and the place is offered');
    }
    const preview = await this.approve.preview(actor, command);
    if (!preview.ok) return withStatus(422, page(facts, filled.view(preview.problem)));
    const model = checkPage(facts, command, preview.value, typedFields(body));
    return withStatus(200, model, 'modules/placements/pages/check-decision.njk');
  }

  private async facts(actor: Actor, id: string): Promise<DecisionFacts> {
    const facts = await this.reader.run(actor, id);
    if (!facts) throw new ProblemException(notFound('referral').problem);
    return facts;
  }
}

function stepOf(body: unknown): 'check' | 'change' | 'confirm' {
  const step: unknown = typeof body === 'object' && body !== null && 'step' in body ? body.step : undefined;
  return step === 'change' || step === 'confirm' ? step : 'check';
}

function page(facts: DecisionFacts, form: object): object {
  return {
    title: `Decide on ${facts.reference}`,
    backHref: `/referrals/${facts.referralId}`,
    facts,
    form,
    // What was typed already may lie in a part that is folded away at first.
    isAgain: true,
    funds: facts.funds.map((fund) => ({
      label: `Left in the ${fundName(fund.fund).toLowerCase()}, ${fund.financialYear}`,
      value: formatPounds(fund.leftPence),
    })),
  };
}

function checkPage(
  facts: DecisionFacts,
  command: DecisionCommand,
  { plan, funds }: DecisionPreview,
  typed: readonly { name: string; value: string }[],
): object {
  const left = (year: string): Pence => funds.find((fund) => fund.financialYear === year)?.leftPence ?? pence(0);
  const money = dataTable({
    caption: 'What it costs and who pays',
    columns: [
      { heading: 'Financial year' },
      ...['Price', 'School', fundName(plan.fund), 'Left now', 'Left after'].map((heading) => ({
        heading,
        numeric: true,
      })),
    ],
    rows: plan.years.map((year) => [
      year.financialYear,
      ...[year.pence, year.schoolPence, year.fundPence, left(year.financialYear)].map(formatPounds),
      formatPounds(pence(left(year.financialYear) - year.fundPence)),
    ]),
  });
  const nameOf = (patternIds: readonly string[]) =>
    facts.form.options.find((option) => option.patternIds.join() === patternIds.join())?.text ?? 'An option';
  return {
    title: 'Check the decision',
    facts,
    typed,
    action: `/referrals/${facts.referralId}/decision`,
    money,
    assumed: plan.calendarAssumed,
    sections: [
      {
        title: 'Decision',
        rows: [
          { label: 'Pupil', value: facts.pupil },
          { label: 'Place', lines: plan.components.map((one) => `${one.siteName}: ${one.label}`) },
          { label: 'First day', value: formatDate(command.startsOn) },
          { label: 'Planned last day', value: formatDate(command.plannedEnd) },
          {
            label: 'Price',
            value:
              command.blockId === null
                ? `${weekly(plan.weeklyPence)}, ${formatPounds(plan.totalPence)} in all, net of VAT`
                : 'Paid for with the block it is drawn from: nothing more is committed',
          },
          { label: 'If it is declined or lapses', lines: command.next.map(nameOf) },
          { label: 'Rules set aside', lines: command.waivers.map(({ rule, reason }) => `${rule}: ${reason}`) },
          { label: 'Reasons', value: command.reasons },
        ].filter((row) => !('lines' in row) || row.lines === undefined || row.lines.length > 0),
      },
    ],
  };
}
