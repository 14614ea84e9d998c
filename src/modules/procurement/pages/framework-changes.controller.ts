import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDate, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, Page, seeOther, shownHere, withStatus } from '../../../web/index.js';
import { endingWords, FollowExtensions } from '../application/follow-extensions.js';
import { ManageFramework } from '../application/manage-framework.js';
import type { FrameworkSummary, Lot } from '../persistence/framework.store.js';
import {
  extensionForm,
  participantForm,
  requirementForm,
  requirementsOf,
  startOfRequirements,
  termsForm,
} from './framework-forms.js';

/** What the lead authority changes of a framework: its end, who buys through it, what its lots ask for. */
@ApiExcludeController()
@RequirePermission('framework.manage')
@Controller('frameworks/:id')
export class FrameworkChangesController {
  constructor(
    private readonly frameworks: ManageFramework,
    private readonly extensions: FollowExtensions,
  ) {}

  @Get('extension')
  @Page(FORM_PAGE)
  async extensionForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...(await this.extensionFrame(actor, id)), form: extensionForm.start() };
  }

  @Post('extension')
  @Page(FORM_PAGE)
  async extend(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: unknown): Promise<object> {
    const frame = await this.extensionFrame(actor, id);
    const filled = extensionForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const extended = await this.frameworks.extend(actor, { frameworkId: id, ...filled.result.value });
    if (extended.ok) return seeOther(`/frameworks/${id}`, 'The framework is extended');
    return withStatus(422, { ...frame, form: filled.view(shownHere(extended.problem)) });
  }

  @Get('days')
  @Page(FORM_PAGE)
  async termsForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.frameworks.led(actor, id));
    const { terms } = unwrap(await this.frameworks.detail(actor, id));
    return { ...termsFrame(id), form: termsForm.start({ ...terms, source: '' }) };
  }

  @Post('days')
  @Page(FORM_PAGE)
  async setTerms(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    unwrap(await this.frameworks.led(actor, id));
    const filled = termsForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...termsFrame(id), form: filled.view() });
    const set = await this.frameworks.setTerms(actor, id, filled.result.value);
    if (set.ok) return seeOther(`/frameworks/${id}`, 'The days are recorded');
    return withStatus(422, { ...termsFrame(id), form: filled.view(shownHere(set.problem)) });
  }

  @Get('participants')
  @Page(FORM_PAGE)
  async participantForm(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return { ...participantFrame(id), form: (await this.participants(actor, id)).start() };
  }

  @Post('participants')
  @Page(FORM_PAGE)
  async addParticipant(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) frameworkId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const filled = (await this.participants(actor, frameworkId)).read(body);
    if (!filled.result.ok) return withStatus(422, { ...participantFrame(frameworkId), form: filled.view() });
    const authorityIds = [filled.result.value.authorityId];
    const added = await this.frameworks.addParticipants(actor, { frameworkId, authorityIds });
    if (added.ok) return seeOther(`/frameworks/${frameworkId}`, 'It may buy through the framework now');
    return withStatus(422, { ...participantFrame(frameworkId), form: filled.view(shownHere(added.problem)) });
  }

  @Get('lots/:lotId')
  @Page(FORM_PAGE)
  async requirementForm(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('lotId', IdPipe) lotId: string,
  ): Promise<object> {
    const lot = await this.lot(actor, id, lotId);
    return { ...lotFrame(id, lot), form: requirementForm.start(startOfRequirements(lot.requirements)) };
  }

  @Post('lots/:lotId')
  @Page(FORM_PAGE)
  async setRequirements(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) frameworkId: string,
    @Param('lotId', IdPipe) lotId: string,
    @Body() body: unknown,
  ): Promise<object> {
    const frame = lotFrame(frameworkId, await this.lot(actor, frameworkId, lotId));
    const filled = requirementForm.read(body);
    if (!filled.result.ok) return withStatus(422, { ...frame, form: filled.view() });
    const requirements = requirementsOf(filled.result.value);
    const set = await this.frameworks.setRequirements(actor, { frameworkId, lotId, requirements });
    if (set.ok) return seeOther(`/frameworks/${frameworkId}`, 'What the lot asks for is saved');
    return withStatus(422, { ...frame, form: filled.view(shownHere(set.problem)) });
  }

  private async extensionFrame(actor: Actor, id: string): Promise<object> {
    const framework = unwrap(await this.frameworks.led(actor, id));
    return extensionFrame(framework, endingWords(await this.extensions.endingWith(actor, framework)));
  }

  private async participants(actor: Actor, id: string) {
    const others = unwrap(await this.frameworks.otherAuthorities(actor, id));
    return participantForm(others.map((one) => ({ value: one.id, text: one.name })));
  }

  private async lot(actor: Actor, id: string, lotId: string): Promise<Lot> {
    const { lots } = unwrap(await this.frameworks.led(actor, id));
    const lot = lots.find((each) => each.id === lotId);
    if (lot === undefined) throw new ProblemException(notFound('lot').problem);
    return lot;
  }
}

const frame = (id: string, path: string, page: { title: string; intro: string; button: string }): object => ({
  ...page,
  action: `/frameworks/${id}/${path}`,
  backHref: `/frameworks/${id}`,
});

const extensionFrame = ({ id, name, endsOn, extendableTo }: FrameworkSummary, ending: string): object =>
  frame(id, 'extension', {
    title: `Extend ${name}`,
    intro:
      `It ends on ${formatDate(endsOn)}` +
      `${extendableTo === null ? '' : ` and may be extended to ${formatDate(extendableTo)}`}. ` +
      `Providers admitted to its end go on with it. ${ending === '' ? '' : `${ending} `}` +
      'The public notice of the change is yours to publish.',
    button: 'Extend the framework',
  });

const termsFrame = (id: string): object =>
  frame(id, 'days', {
    title: 'Days to decide, and standstill',
    intro:
      'What was published for a round stands; these count for rounds that open later. Nothing recorded is ever changed.',
    button: 'Record the days',
  });

const participantFrame = (id: string): object =>
  frame(id, 'participants', {
    title: 'Add an authority that may buy',
    intro: 'It may call off from everybody who is admitted, and so may its schools where schools buy.',
    button: 'Add the authority',
  });

const lotFrame = (id: string, { id: lotId, number, name }: Lot): object =>
  frame(id, `lots/${lotId}`, {
    title: `What lot ${number} asks for: ${name}`,
    intro: 'Bidders read it, and it stands once a round with this lot is published. Leave empty what it does not say.',
    button: 'Save',
  });
