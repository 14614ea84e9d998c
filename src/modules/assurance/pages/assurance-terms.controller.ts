import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate } from '../../../kernel/index.js';
import { CurrentActor, RequirePermission, unwrap } from '../../../platform/index.js';
import { dataTable, date, defineForm, Page, submit, text, wholeNumber } from '../../../web/index.js';
import { SayTerms, type TermsView } from '../application/say-terms.js';
import { type AssuranceTerms, TERM_DAYS, type TermDay } from '../domain/assurance-terms.js';

const PAGE = 'modules/assurance/pages/assurance-terms.njk';
const DAYS = Object.keys(TERM_DAYS) as TermDay[];

const numberOf = (day: TermDay) =>
  wholeNumber({ label: TERM_DAYS[day].words, least: TERM_DAYS[day].least, most: TERM_DAYS[day].most });
const termsForm = defineForm({
  fromDate: date({ label: 'From', hint: 'Today at the earliest' }),
  replyDays: numberOf('replyDays'),
  lateDays: numberOf('lateDays'),
  noticeDays: numberOf('noticeDays'),
  checkDays: numberOf('checkDays'),
  remindDays: numberOf('remindDays'),
  source: text({ label: 'Where that was decided', max: 500 }),
});

/** The days an authority works with in looking after its providers. */
@ApiExcludeController()
@Controller('assurance-terms')
export class AssuranceTermsController {
  constructor(private readonly terms: SayTerms) {}

  @Get()
  @RequirePermission('quality.manage')
  @Page(PAGE)
  async show(@CurrentActor() actor: Actor): Promise<object> {
    const view = unwrap(await this.terms.view(actor));
    const { replyDays, lateDays, noticeDays, checkDays, remindDays } = view.today;
    const form = termsForm.start({ replyDays, lateDays, noticeDays, checkDays, remindDays });
    return { ...frameOf(view), form: view.mayChange ? form : null };
  }

  @Post()
  @RequirePermission('framework.manage')
  @Page(PAGE)
  async say(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    return submit(
      { form: termsForm, frame: frameOf(unwrap(await this.terms.view(actor))), body },
      (values) => this.terms.say(actor, values),
      () => ({ to: '/assurance-terms', say: 'The days are recorded' }),
    );
  }
}

const frameOf = ({ today, said }: TermsView) => ({
  title: 'Days for replies, checks and notice',
  action: '/assurance-terms',
  button: 'Record the days',
  backHref: '/visits',
  facts: [
    ...DAYS.map((day) => ({ label: TERM_DAYS[day].words, value: today[day] })),
    { label: 'Where that was decided', value: today.source },
  ],
  said: dataTable({
    caption: 'What your authority has said',
    columns: ['From', 'Reply', 'Late after', 'Notice', 'Checks last', 'Reminder', 'Decided'].map((heading) => ({
      heading,
    })),
    rows: said.map((one: AssuranceTerms) => [
      one.fromDate === null ? '' : formatDate(one.fromDate),
      ...DAYS.map((day) => one[day]),
      one.source,
    ]),
    empty: 'Nothing yet: the starting terms count.',
  }),
});
