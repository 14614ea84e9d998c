import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Actor } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { ManageConditions } from '../application/manage-conditions.js';
import { ManageFramework } from '../application/manage-framework.js';
import { conditionForm } from './round-forms.js';

/** Conditions of membership, added and taken back by the lead authority. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('frameworks/:id/conditions')
export class ConditionsController {
  constructor(
    private readonly conditions: ManageConditions,
    private readonly frameworks: ManageFramework,
  ) {}

  @Get('new')
  @Page(FORM_PAGE)
  async form(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const framework = unwrap(await this.frameworks.led(actor, id));
    return { ...frame(id), form: conditionForm(framework).start() };
  }

  @Post('new')
  @Page(FORM_PAGE)
  async add(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const framework = unwrap(await this.frameworks.led(actor, id));
    const filled = conditionForm(framework).read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame(id), form: filled.view() });
    const added = await this.conditions.add(actor, id, filled.result.value);
    if (added.ok) return seeOther(`/frameworks/${id}`, 'The condition is added');
    return withStatus(422, { ...frame(id), form: filled.view(shownHere(added.problem)) });
  }

  @Post(':conditionId/removal')
  @Page(FORM_PAGE)
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('conditionId', IdPipe) conditionId: string,
  ): Promise<object> {
    unwrap(await this.conditions.remove(actor, id, conditionId));
    return seeOther(`/frameworks/${id}`, 'The condition is taken back');
  }
}

const frame = (frameworkId: string): object => ({
  title: 'Add a condition of membership',
  intro: 'Providers meet it or they do not. On a dynamic market it stands for good once a round is published.',
  action: `/frameworks/${frameworkId}/conditions/new`,
  button: 'Add the condition',
  backHref: `/frameworks/${frameworkId}`,
});
