import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor, Problem } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormView, Page, seeOther, shownHere, versionOf, withStatus } from '../../../web/index.js';
import { ManageRounds } from '../application/manage-rounds.js';
import { scaleForm, scaleOf, scaleStart } from './evaluation-forms.js';

/** The scale and the threshold of a round, while it is a draft: bidders read both once it is published. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('rounds/:roundId/scoring')
export class ScoringController {
  constructor(private readonly rounds: ManageRounds) {}

  @Get()
  @Page(FORM_PAGE)
  async form(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    const round = unwrap(await this.rounds.ofDraft(actor, roundId));
    return frame(roundId, round.version, scaleForm.start(scaleStart(round)));
  }

  @Post()
  @Page(FORM_PAGE)
  async save(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    unwrap(await this.rounds.ofDraft(actor, roundId));
    const version = versionOf(body);
    const filled = scaleForm.read(body);
    const again = (problem?: Problem) => withStatus(422, frame(roundId, version, filled.view(problem)));
    if (!filled.result.ok) return again();
    const scale = scaleOf(filled.result.value);
    if (!scale.ok) return again(scale.problem);
    const saved = await this.rounds.setScoring(actor, roundId, version, scale.value);
    return saved.ok ? seeOther(`/rounds/${roundId}`, 'The scale is saved') : again(shownHere(saved.problem));
  }
}

const frame = (roundId: string, version: number, form: FormView): object => ({
  title: 'How scores are given',
  intro: 'Bidders read the scale and the least total with the round. From its publication on they stand.',
  action: `/rounds/${roundId}/scoring`,
  button: 'Save the scale',
  version,
  form,
  backHref: `/rounds/${roundId}`,
});
