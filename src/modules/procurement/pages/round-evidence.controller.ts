import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, forbidden, type Result } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormView, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { ManageRounds } from '../application/manage-rounds.js';
import { ViewRounds } from '../application/view-rounds.js';
import { procurementPolicy } from '../procurement.policy.js';
import type { Round } from '../persistence/round.store.js';
import { askedForm } from './evidence-forms.js';

/** The documents that a round asks for, added and taken back while it is a draft. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('rounds/:roundId/documents')
export class RoundEvidenceController {
  constructor(
    private readonly rounds: ManageRounds,
    private readonly view: ViewRounds,
  ) {}

  @Get('new')
  @Page(FORM_PAGE)
  async form(@CurrentActor() actor: Actor, @Param('roundId', IdPipe) roundId: string): Promise<object> {
    return frame(roundId, askedForm(await this.led(actor, roundId)).start());
  }

  @Post('new')
  @Page(FORM_PAGE)
  async add(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const filled = askedForm(await this.led(actor, roundId)).read(body);
    if (!filled.result.ok) return withStatus(422, frame(roundId, filled.view()));
    const added = await this.rounds.addEvidence(actor, roundId, filled.result.value);
    if (added.ok) return seeOther(`/rounds/${roundId}`, 'The document is asked for');
    return withStatus(422, frame(roundId, filled.view(shownHere(added.problem))));
  }

  @Post(':askedId/removal')
  @Page(FORM_PAGE)
  async remove(
    @CurrentActor() actor: Actor,
    @Param('roundId', IdPipe) roundId: string,
    @Param('askedId', IdPipe) askedId: string,
  ): Promise<object> {
    unwrap(await this.rounds.removeEvidence(actor, roundId, askedId));
    return seeOther(`/rounds/${roundId}`, 'The document is not asked for any more');
  }

  private async led(actor: Actor, roundId: string): Promise<Round> {
    const { round } = unwrap(await this.view.one(actor, roundId));
    if (!procurementPolicy.canChange(actor, round)) unwrap(forbidden('framework.manage') as Result<never>);
    return round;
  }
}

const frame = (roundId: string, form: FormView): object => ({
  title: 'Ask for a document',
  intro: 'Bidders show one that they keep. It must be in date on the day they submit.',
  action: `/rounds/${roundId}/documents/new`,
  button: 'Ask for it',
  backHref: `/rounds/${roundId}`,
  form,
});
