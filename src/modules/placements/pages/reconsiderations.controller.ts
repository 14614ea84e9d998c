import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateTime } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import {
  checkboxes,
  choicesOf,
  dataTable,
  date,
  dayCell,
  defineForm,
  FORM_PAGE,
  offsetOf,
  Page,
  pageLinks,
  radios,
  seeOther,
  shownHere,
  text,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { outcomeWords } from '../../panels/index.js';
import { asksFor, Reconsiderations, type ReconsiderationView } from '../application/reconsiderations.js';
import { REFERRAL } from '../application/referral-paper.js';
import { LETTER_AUDIENCES } from '../domain/panel-letter.js';
import {
  ASKERS,
  becauseWords,
  QUESTIONED_BECAUSE,
  type QuestionedBecause,
  RECONSIDERED,
  type Reconsidered,
} from '../domain/reconsideration.js';
import type { PanelLetter } from '../persistence/panel-letter.store.js';
import type { Reconsideration } from '../persistence/reconsideration.store.js';

const LIST_SIZE = 25;

const questionFields = {
  factors: checkboxes<QuestionedBecause>({
    label: 'Why it should be looked at again',
    hint: 'Choose all that are so',
    choices: choicesOf(QUESTIONED_BECAUSE),
  }),
  grounds: textarea({ label: 'What should be known or weighed', max: 8000 }),
};
const schoolForm = defineForm(questionFields);
const familyForm = defineForm({
  asker: text({ label: 'Who asks', hint: 'Such as the mother, the grandparents or the child. No name', max: 80 }),
  askedOn: date({ label: 'When they asked' }),
  ...questionFields,
});
const answerForm = defineForm({
  outcome: radios<Reconsidered>({ label: 'The answer', choices: choicesOf(RECONSIDERED) }),
  answer: textarea({ label: 'Reasons', hint: 'School and family read them', max: 8000 }),
});

/** A panel's decision is questioned, and somebody who took no part in it answers. */
@ApiExcludeController()
@Controller()
export class ReconsiderationsController {
  constructor(private readonly reconsiderations: Reconsiderations) {}

  @Get('panel/reconsiderations')
  @Page('modules/placements/pages/reconsiderations.njk')
  async list(@CurrentActor() actor: Actor, @Query('offset') from: unknown): Promise<object> {
    const offset = offsetOf(from);
    const { asked, total } = unwrap(await this.reconsiderations.list(actor, { offset, limit: LIST_SIZE }));
    return {
      title: 'Decisions that are questioned',
      asked: dataTable({
        caption: 'Decisions that are questioned',
        captionHidden: true,
        columns: ['Request', 'School', 'Asked by', 'Asked', 'Answer by', 'Answer'].map((heading) => ({ heading })),
        rows: asked.map((one) => [
          { text: one.reference, href: `/reconsiderations/${one.id}` },
          one.schoolName,
          ASKERS[one.askedBy],
          dayCell(one.askedOn),
          dayCell(one.dueOn),
          one.outcome === null ? 'Not yet' : RECONSIDERED[one.outcome],
        ]),
        empty: 'No decision of the panel has been questioned.',
        pages: pageLinks((at) => `/panel/reconsiderations?offset=${at}`, { total, offset, size: LIST_SIZE }),
      }),
      backHref: '/panel',
    };
  }

  @Get('decision-letters/:letterId/reconsideration')
  @Page(FORM_PAGE)
  async askForm(@CurrentActor() actor: Actor, @Param('letterId', IdPipe) letterId: string): Promise<object> {
    const letter = unwrap(await this.reconsiderations.letter(actor, letterId));
    return {
      ...askFrame(letter, actor),
      form: (asksFor(actor, letter) === 'FAMILY' ? familyForm : schoolForm).start(),
    };
  }

  @Post('decision-letters/:letterId/reconsideration')
  @Page(FORM_PAGE)
  async ask(
    @CurrentActor() actor: Actor,
    @Param('letterId', IdPipe) letterId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const letter = unwrap(await this.reconsiderations.letter(actor, letterId));
    const frame = askFrame(letter, actor);
    const askedBy = asksFor(actor, letter);
    const filled = askedBy === 'FAMILY' ? familyForm.read(body) : schoolForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    // A school asks today: the use case takes the day.
    const question = { asker: '', askedOn: letter.askBy ?? '9999-12-31', askedBy, ...filled.result.value };
    const asked = await this.reconsiderations.ask(actor, letterId, question as Parameters<Reconsiderations['ask']>[2]);
    if (!asked.ok) return withStatus(422, { ...frame, form: filled.view(shownHere(asked.problem)) });
    return seeOther(
      `/reconsiderations/${asked.value}`,
      'It is written down. Somebody who took no part in the decision answers',
    );
  }

  @Get('reconsiderations/:id')
  @Page('modules/placements/pages/reconsideration.njk')
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return oneModel(unwrap(await this.reconsiderations.view(actor, id)));
  }

  @Get('reconsiderations/:id/answer')
  @Page(FORM_PAGE)
  async answerForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...answerFrame(unwrap(await this.reconsiderations.view(actor, id)).asked), form: answerForm.start() };
  }

  @Post('reconsiderations/:id/answer')
  @Page(FORM_PAGE)
  async answer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = answerFrame(unwrap(await this.reconsiderations.view(actor, id)).asked);
    const filled = answerForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const answered = await this.reconsiderations.answer(actor, id, filled.result.value);
    if (answered.ok) return seeOther(`/reconsiderations/${id}`, 'The answer is sent');
    return withStatus(422, { ...frame, form: filled.view(shownHere(answered.problem)) });
  }
}

function askFrame(letter: PanelLetter, actor: Actor): object {
  const { id, content, askBy } = letter;
  const family = asksFor(actor, letter) === 'FAMILY';
  return {
    title: family ? 'Write down that the family asks to look again' : 'Ask that the decision be looked at again',
    intro: 'Somebody who took no part in the decision answers. It stands, or it goes back to the next panel.',
    facts: [
      { label: 'Letter', value: content.title.replaceAll('{forename}', 'the pupil') },
      { label: 'May be asked until', value: askBy === null ? 'Not for this decision' : formatDate(askBy) },
    ],
    action: `/decision-letters/${id}/reconsideration`,
    button: family ? 'Write it down' : 'Ask',
    backHref: `/decision-letters/${id}`,
  };
}

const answerFrame = ({ id, reference, grounds, dueOn }: Reconsideration): object => ({
  title: 'Does the decision stand?',
  intro:
    'Somebody who took no part in the decision answers. What goes back comes to the next meeting of the panel by itself.',
  facts: [
    { label: 'Request', value: reference },
    { label: 'Answer by', value: formatDate(dueOn) },
    { label: 'What was said', value: grounds },
  ],
  action: `/reconsiderations/${id}/answer`,
  button: 'Send the answer',
  backHref: `/reconsiderations/${id}`,
});

function oneModel({ asked, decision, letterId, answers, mayAnswer }: ReconsiderationView): object {
  const fits = (decision?.optionsSeen ?? []).map(
    ({ rank, fit }) => `Option ${rank ?? '?'}: fit ${fit ?? 'not known'} of 1,000`,
  );
  return {
    title: `Decision on ${asked.reference}, questioned`,
    id: asked.id,
    facts: [
      { label: 'Asked by', value: asked.asker === null ? asked.schoolName : `The family: ${asked.asker}` },
      { label: 'Asked', value: formatDate(asked.askedOn) },
      { label: 'Because', value: becauseWords(asked.factors) },
      { label: 'What was said', value: asked.grounds },
      { label: 'Answer by', value: formatDate(asked.dueOn) },
    ],
    rested: decision && [
      { label: 'Decided', value: `${outcomeWords(REFERRAL, decision.outcome)}, ${formatDateTime(decision.decidedAt)}` },
      { label: 'Reasons', value: decision.reasons },
      { label: 'Options before the panel', value: fits.length === 0 ? 'None' : fits.join('; ') },
      { label: 'Under', value: decision.delegatedPower },
    ],
    answer:
      asked.outcome === null
        ? null
        : [
            { label: 'Answer', value: RECONSIDERED[asked.outcome] },
            { label: 'Reasons', value: asked.answer },
            { label: 'Answered', value: asked.answeredAt === null ? '' : formatDateTime(asked.answeredAt) },
          ],
    next:
      asked.outcome === 'TO_PANEL'
        ? 'It comes to the next meeting of the panel by itself.'
        : asked.outcome === null
          ? `Somebody who took no part in the decision answers by ${formatDate(asked.dueOn)}.`
          : 'The decision stands.',
    letterHref: letterId === null ? null : `/decision-letters/${letterId}`,
    referralHref: `/referrals/${asked.referralId}`,
    letters: answers.map(({ id, audience }) => ({
      href: `/decision-letters/${id}`,
      to: LETTER_AUDIENCES[audience].words,
    })),
    mayAnswer,
  };
}
