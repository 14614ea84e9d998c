import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, formatDateTime, may } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, unwrap } from '../../../platform/index.js';
import {
  FORM_PAGE,
  dataTable,
  defineForm,
  Page,
  radios,
  seeOther,
  shownHere,
  textarea,
  withStatus,
} from '../../../web/index.js';
import { APPEAL_OUTCOMES, type AppealOutcome, Letters } from '../application/letters.js';
import { type Feedback, letterParagraphs } from '../domain/admission-paper.js';
import type { Letter } from '../persistence/letter.store.js';
import { OUTCOME_WORDS } from '../domain/outcome-words.js';

const LETTER = 'modules/governance/pages/letter.njk';

const appealForm = defineForm({
  grounds: textarea({ label: 'Why it should be looked at again', max: 8000 }),
});
const answerForm = defineForm({
  outcome: radios<AppealOutcome>({
    label: 'The answer',
    choices: (Object.keys(APPEAL_OUTCOMES) as AppealOutcome[]).map((value) => ({
      value,
      text: APPEAL_OUTCOMES[value],
    })),
  }),
  answer: textarea({ label: 'Reasons', hint: 'The provider reads them below its letter', max: 8000 }),
});

/** Letters to applicants, as they were sent, and appeals against what they say. */
@ApiExcludeController()
@Controller('letters')
export class LettersController {
  constructor(private readonly letters: Letters) {}

  @Get()
  @Page('modules/governance/pages/letters.njk')
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const letters = await this.letters.list(actor);
    return {
      title: 'Letters about applications',
      letters: dataTable({
        caption: 'Letters',
        captionHidden: true,
        columns: ['Provider', 'Lot', 'Decided', 'Decision', 'Appeal'].map((heading) => ({ heading })),
        rows: letters.map(({ id, content, appeal }) => [
          { text: content.provider, href: `/letters/${id}` },
          content.lot,
          formatDate(content.decidedOn),
          OUTCOME_WORDS[content.outcome] ?? content.outcome,
          appealWords(appeal),
        ]),
        empty: 'No letter has been written yet.',
      }),
    };
  }

  @Get(':letterId')
  @Page(LETTER)
  async letter(@CurrentActor() actor: Actor, @Param('letterId', IdPipe) letterId: string): Promise<object> {
    return letterModel(actor, unwrap(await this.letters.view(actor, letterId)));
  }

  @Get(':letterId/appeal')
  @Page(FORM_PAGE)
  async appealForm(@CurrentActor() actor: Actor, @Param('letterId', IdPipe) letterId: string): Promise<object> {
    return { ...appealFrame(unwrap(await this.letters.view(actor, letterId))), form: appealForm.start() };
  }

  @Post(':letterId/appeal')
  @Page(FORM_PAGE)
  async appeal(
    @CurrentActor() actor: Actor,
    @Param('letterId', IdPipe) letterId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = appealFrame(unwrap(await this.letters.view(actor, letterId)));
    const filled = appealForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const received = await this.letters.appeal(actor, letterId, filled.result.value.grounds);
    if (received.ok) return seeOther(`/letters/${letterId}`, 'The appeal is received');
    return withStatus(422, { ...frame, form: filled.view(shownHere(received.problem)) });
  }

  @Get(':letterId/answer')
  @Page(FORM_PAGE)
  async answerForm(@CurrentActor() actor: Actor, @Param('letterId', IdPipe) letterId: string): Promise<object> {
    return { ...answerFrame(unwrap(await this.letters.view(actor, letterId))), form: answerForm.start() };
  }

  @Post(':letterId/answer')
  @Page(FORM_PAGE)
  async answer(
    @CurrentActor() actor: Actor,
    @Param('letterId', IdPipe) letterId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = answerFrame(unwrap(await this.letters.view(actor, letterId)));
    const filled = answerForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const answered = await this.letters.answer(actor, letterId, filled.result.value);
    if (answered.ok) return seeOther(`/letters/${letterId}`, 'The appeal is answered');
    return withStatus(422, { ...frame, form: filled.view(shownHere(answered.problem)) });
  }
}

function appealWords(appeal: Letter['appeal']): string {
  if (appeal === null) return 'None';
  return appeal.outcome === null ? 'Waits for an answer' : APPEAL_OUTCOMES[appeal.outcome];
}

const judged = ({ points, passed }: Feedback): string => {
  if (passed !== null) return passed ? 'Met' : 'Not met';
  return points === null ? '' : `${points} points`;
};

function letterModel(actor: Actor, { id, authorityId, organisationId, content, writtenAt, appeal }: Letter): object {
  const own = may(actor, 'application.make') && actor.organisationId === organisationId;
  const authority = may(actor, 'framework.manage') && actor.authorityId === authorityId;
  return {
    title: `${OUTCOME_WORDS[content.outcome] ?? 'Decided'}: ${content.lot}`,
    id,
    to: content.provider,
    from: content.authority,
    at: formatDate(content.decidedOn),
    written: formatDateTime(writtenAt),
    paragraphs: letterParagraphs(content),
    reasons: content.reasons,
    conditions: content.conditions,
    feedback: dataTable({
      caption: 'Feedback',
      captionHidden: true,
      columns: ['Question or condition', 'Result', 'Feedback'].map((heading) => ({ heading })),
      rows: content.feedback.map((one) => [one.title, judged(one), one.feedback]),
      empty: 'Nothing was scored.',
    }),
    appeal: appeal && {
      grounds: appeal.grounds,
      received: formatDateTime(new Date(appeal.receivedAt)),
      outcome: appeal.outcome && APPEAL_OUTCOMES[appeal.outcome],
      answer: appeal.answer,
    },
    may: {
      appeal: appeal === null && (own || authority),
      answer: authority && appeal !== null && appeal.outcome === null,
    },
    backHref: '/letters',
  };
}

const appealFrame = ({ id, content }: Letter): object => ({
  title: 'Appeal against the decision',
  intro: 'Somebody who took no part in the decision looks at it again and answers.',
  facts: [{ label: 'Letter', value: `${content.provider}, ${content.lot}` }],
  action: `/letters/${id}/appeal`,
  button: 'Send the appeal',
  backHref: `/letters/${id}`,
});
const answerFrame = ({ id, content, appeal }: Letter): object => ({
  title: 'Answer an appeal',
  intro: 'Somebody who took no part in the decision answers. Upheld, the provider is put to the board again.',
  facts: [
    { label: 'Letter', value: `${content.provider}, ${content.lot}` },
    { label: 'Grounds', value: appeal?.grounds ?? 'None' },
  ],
  action: `/letters/${id}/answer`,
  button: 'Send the answer',
  backHref: `/letters/${id}`,
});
