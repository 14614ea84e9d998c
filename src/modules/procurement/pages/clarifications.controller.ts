import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, defineForm, Page, seeOther, shownHere, textarea, withStatus } from '../../../web/index.js';
import { Clarify } from '../application/clarify.js';
import type { Clarification } from '../persistence/clarification.store.js';

const answerForm = defineForm({
  question: textarea({
    label: 'The question, as every bidder will read it',
    hint: 'Take out whatever says who asked.',
    max: 4000,
  }),
  answer: textarea({ label: 'The answer', max: 8000 }),
});

/** A bidder's question, answered for all bidders by the lead authority. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('clarifications')
export class ClarificationsController {
  constructor(private readonly clarify: Clarify) {}

  @Get(':id')
  @Page(FORM_PAGE)
  async answerForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const asked = unwrap(await this.clarify.one(actor, id));
    return { ...answerFrame(asked), form: answerForm.start({ question: asked.question }) };
  }

  @Post(':id')
  @Page(FORM_PAGE)
  async answer(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const asked = unwrap(await this.clarify.one(actor, id));
    const filled = answerForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...answerFrame(asked), form: filled.view() });
    const answered = await this.clarify.answer(actor, id, filled.result.value);
    if (answered.ok) return seeOther(`/rounds/${asked.roundId}`, 'Every bidder can read the answer');
    return withStatus(422, { ...answerFrame(asked), form: filled.view(shownHere(answered.problem)) });
  }
}

const answerFrame = ({ id, roundId, roundName, answered }: Clarification): object => ({
  title: `Answer a question about ${roundName}`,
  intro: answered
    ? 'This question has been answered. An answer is never changed.'
    : 'All bidders read it at the same moment.',
  action: `/clarifications/${id}`,
  button: 'Publish the answer',
  backHref: `/rounds/${roundId}`,
});
