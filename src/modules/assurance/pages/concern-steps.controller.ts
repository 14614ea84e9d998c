import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, notFound } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, RequirePermission, unwrap } from '../../../platform/index.js';
import { FORM_PAGE, type FormFrame, Page, submit } from '../../../web/index.js';
import { HandleConcerns } from '../application/handle-concerns.js';
import { type ConcernView, ViewConcerns } from '../application/view-concerns.js';
import {
  concernActionForm,
  doneForm,
  liftForm,
  noteForm,
  outcomeForm,
  suspendForm,
  triageForm,
} from './concern-forms.js';

/** What is done about a concern, a page for each step. */
@ApiExcludeController()
@RequirePermission('concern.handle')
@Controller('concerns/:concernId')
export class ConcernStepsController {
  constructor(
    private readonly view: ViewConcerns,
    private readonly handle: HandleConcerns,
  ) {}

  @Get('triage')
  @Page(FORM_PAGE)
  async triageForm(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) id: string): Promise<object> {
    return { ...TRIAGE(await this.one(actor, id)), form: triageForm.start() };
  }

  @Post('triage')
  @Page(FORM_PAGE)
  async triage(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: triageForm, frame: TRIAGE(await this.one(actor, id)), body },
      (values) => this.handle.triage(actor, id, values),
      () => back(id, 'The concern is sorted'),
    );
  }

  @Get('notes/new')
  @Page(FORM_PAGE)
  async noteForm(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) id: string): Promise<object> {
    return { ...NOTE(await this.one(actor, id)), form: noteForm.start() };
  }

  @Post('notes/new')
  @Page(FORM_PAGE)
  async note(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: noteForm, frame: NOTE(await this.one(actor, id)), body },
      ({ words }) => this.handle.note(actor, id, words),
      () => back(id, 'The note is kept'),
    );
  }

  @Get('actions/new')
  @Page(FORM_PAGE)
  async actionForm(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) id: string): Promise<object> {
    return { ...ACTION(await this.one(actor, id)), form: concernActionForm.start() };
  }

  @Post('actions/new')
  @Page(FORM_PAGE)
  async agreeAction(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: concernActionForm, frame: ACTION(await this.one(actor, id)), body },
      (values) => this.handle.agreeAction(actor, id, values),
      () => back(id, 'The action is agreed'),
    );
  }

  @Get('actions/:actionId')
  @Page(FORM_PAGE)
  async doneForm(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Param('actionId', IdPipe) actionId: string,
  ): Promise<object> {
    return { ...doneFrame(await this.one(actor, id), actionId), form: doneForm.start() };
  }

  @Post('actions/:actionId')
  @Page(FORM_PAGE)
  async done(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Param('actionId', IdPipe) actionId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: doneForm, frame: doneFrame(await this.one(actor, id), actionId), body },
      ({ note }) => this.handle.doAction(actor, id, actionId, note),
      () => back(id, 'The action is done'),
    );
  }

  @Get('suspension')
  @Page(FORM_PAGE)
  async suspendForm(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) id: string): Promise<object> {
    const view = await this.one(actor, id);
    return { ...SUSPEND(view), form: suspendForm(choicesIn(view)).start({ admissionIds: idsIn(view) }) };
  }

  @Post('suspension')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async suspend(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const view = await this.one(actor, id);
    return submit(
      { form: suspendForm(choicesIn(view)), frame: SUSPEND(view), body },
      ({ admissionIds }) => this.handle.suspend(actor, id, admissionIds),
      () => back(id, 'The admissions are suspended from today'),
    );
  }

  @Get('lifting')
  @Page(FORM_PAGE)
  async liftForm(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) id: string): Promise<object> {
    return { ...LIFT(await this.one(actor, id)), form: liftForm.start() };
  }

  @Post('lifting')
  @RequirePermission('framework.manage')
  @Page(FORM_PAGE)
  async lift(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: liftForm, frame: LIFT(await this.one(actor, id)), body },
      () => this.handle.lift(actor, id),
      () => back(id, 'The suspension is lifted from today'),
    );
  }

  @Get('closing')
  @Page(FORM_PAGE)
  async closeForm(@CurrentActor() actor: Actor, @Param('concernId', IdPipe) id: string): Promise<object> {
    return { ...CLOSE(await this.one(actor, id)), form: outcomeForm.start() };
  }

  @Post('closing')
  @Page(FORM_PAGE)
  async close(
    @CurrentActor() actor: Actor,
    @Param('concernId', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: outcomeForm, frame: CLOSE(await this.one(actor, id)), body },
      (values) => this.handle.close(actor, id, values),
      () => back(id, 'The concern is closed'),
    );
  }

  private async one(actor: Actor, id: string): Promise<ConcernView> {
    return unwrap(await this.view.one(actor, id));
  }
}

const back = (id: string, say: string) => ({ to: `/concerns/${id}`, say });
const choicesIn = ({ suspendable }: ConcernView) =>
  suspendable.map(({ id, lotNumber, frameworkName }) => ({ value: id, text: `${frameworkName}, lot ${lotNumber}` }));
const idsIn = ({ suspendable }: ConcernView) => suspendable.map(({ id }) => id);

const frameOf =
  (title: string, part: string, button: string, intro = '') =>
  ({ concern }: ConcernView): FormFrame => ({
    title,
    caption: `${concern.reference}, about ${concern.providerName}`,
    intro,
    action: `/concerns/${concern.id}/${part}`,
    button,
    backHref: `/concerns/${concern.id}`,
  });
const TRIAGE = frameOf('Sort the concern', 'triage', 'Keep it');
const NOTE = frameOf('Add a note', 'notes/new', 'Keep the note');
const ACTION = frameOf('Agree an action', 'actions/new', 'Keep the action');
const SUSPEND = frameOf('Suspend admissions', 'suspension', 'Suspend from today');
const CLOSE = frameOf('Close the concern', 'closing', 'Close the concern');
const LIFT = frameOf(
  'Lift the suspension',
  'lifting',
  'Lift it from today',
  'From today the provider may be called off from again, and matching proposes it again.',
);

function doneFrame(view: ConcernView, actionId: string): FormFrame {
  const action = view.actions.find(({ id }) => id === actionId);
  if (action === undefined) throw new ProblemException(notFound('concern-action').problem);
  return {
    ...frameOf('Record what was done', `actions/${actionId}`, 'Record it')(view),
    facts: [{ label: 'What has to be done', value: action.what }],
  };
}
