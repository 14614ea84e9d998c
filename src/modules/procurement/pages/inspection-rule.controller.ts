import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  FORM_PAGE,
  date,
  defineForm,
  type FormView,
  Page,
  radios,
  seeOther,
  shownHere,
  text,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { InspectionRules } from '../application/inspection-rules.js';
import type { InspectionRule } from '../domain/diligence.js';

const ruleForm = defineForm({
  fromDate: date({ label: 'From', hint: 'Today at the earliest' }),
  words: textarea({ label: 'The rule in words', max: 1000, rows: 4 }),
  registered: radios<'yes' | 'no'>({
    label: 'Must every site be a registered school?',
    choices: [
      { value: 'yes', text: 'Yes' },
      { value: 'no', text: 'No' },
    ],
  }),
  grades: text({
    label: 'Overall grades that meet it',
    hint: 'For inspections before report cards, for example: Outstanding, Good',
    max: 500,
    optional: true,
  }),
  source: text({ label: 'Where that was decided', max: 500 }),
});

/** The authority's rule on inspections, said by date. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('inspection-rule')
export class InspectionRuleController {
  constructor(private readonly rules: InspectionRules) {}

  @Get()
  @Page(FORM_PAGE)
  async show(@CurrentActor() actor: Actor): Promise<object> {
    const rule = unwrap(await this.rules.today(actor));
    const { words, grades, source } = rule;
    const registered = rule.mustBeRegistered ? 'yes' : 'no';
    return frame(rule, ruleForm.start({ words, registered, grades: grades.join(', '), source }));
  }

  @Post()
  @Page(FORM_PAGE)
  async say(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const rule = unwrap(await this.rules.today(actor));
    const filled = ruleForm.read(body);
    if (!filled.result.ok) return withStatus(422, frame(rule, filled.view()));
    const { registered, grades, ...given } = filled.result.value;
    const listed = (grades ?? '').split(',').map((one) => one.trim());
    const said = await this.rules.say(actor, {
      ...given,
      mustBeRegistered: registered === 'yes',
      grades: listed.filter((one) => one !== ''),
    });
    if (said.ok) return seeOther('/inspection-rule', 'The rule is recorded');
    return withStatus(422, frame(rule, filled.view(shownHere(said.problem))));
  }
}

const frame = (rule: InspectionRule, form: FormView): object => ({
  title: 'Rule on inspections',
  intro: `Today: ${rule.words} (${rule.source})`,
  action: '/inspection-rule',
  button: 'Record the rule',
  backHref: '/frameworks',
  form,
});
