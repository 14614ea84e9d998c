import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  choicesOf,
  dataTable,
  defineForm,
  DETAIL_PAGE,
  FORM_PAGE,
  type FormFrame,
  LIST_PAGE,
  Page,
  radios,
  submit,
  tag,
  textarea,
} from '../../../web/index.js';
import { RecheckRegister, type RegisterTaskView } from '../application/recheck-register.js';
import { REGISTER_DONE, REGISTER_OUTCOMES, type RegisterDone } from '../domain/register-changes.js';
import type { RegisterTask } from '../persistence/register-task.store.js';
import { touchedFacts } from './touched.view.js';

const doneForm = defineForm({
  done: radios<RegisterDone>({ label: 'What was done?', choices: choicesOf(REGISTER_DONE) }),
  note: textarea({ label: 'What you looked at, and why that follows', max: 4000 }),
});

/** What the national register says differently of admitted providers. */
@ApiExcludeController()
@RequirePermission('quality.manage')
@Controller('register-changes')
export class RegisterChangesController {
  constructor(private readonly register: RecheckRegister) {}

  @Get()
  @Page(LIST_PAGE)
  async list(@CurrentActor() actor: Actor): Promise<object> {
    const tasks = unwrap(await this.register.list(actor));
    return {
      title: 'What the register says',
      intro: 'Each import of the national register is compared with the schools at which admitted providers work.',
      tables: [
        dataTable({
          caption: 'Differences found',
          captionHidden: true,
          columns: ['Site', 'URN', 'What', 'Found', 'Status'].map((heading) => ({ heading })),
          rows: tasks.map((one) => [
            { text: `${one.providerName}, ${one.siteName}`, href: `/register-changes/${one.id}` },
            one.urn,
            REGISTER_OUTCOMES[one.outcome],
            formatDateTime(one.foundAt),
            { text: '', tag: statusOf(one) },
          ]),
          empty: 'Nothing has changed at admitted providers since they were admitted.',
        }),
      ],
    };
  }

  @Get(':taskId')
  @Page(DETAIL_PAGE)
  async detail(@CurrentActor() actor: Actor, @Param('taskId', IdPipe) taskId: string): Promise<object> {
    return model(unwrap(await this.register.one(actor, taskId)));
  }

  @Get(':taskId/closing')
  @Page(FORM_PAGE)
  async closeForm(@CurrentActor() actor: Actor, @Param('taskId', IdPipe) taskId: string): Promise<object> {
    return { ...frameOf(unwrap(await this.register.one(actor, taskId))), form: doneForm.start() };
  }

  @Post(':taskId/closing')
  @Page(FORM_PAGE)
  async close(
    @CurrentActor() actor: Actor,
    @Param('taskId', IdPipe) taskId: string,
    @Body() body: unknown,
  ): Promise<object> {
    return submit(
      { form: doneForm, frame: frameOf(unwrap(await this.register.one(actor, taskId))), body },
      (values) => this.register.close(actor, taskId, values),
      () => ({ to: `/register-changes/${taskId}`, say: 'What was done is kept' }),
    );
  }
}

const statusOf = ({ done }: RegisterTask) =>
  done === null ? tag('Authority to look', 'yellow') : tag('Done', 'green');

function model({ task, touched, mayChange }: RegisterTaskView): object {
  const open = task.done === null && mayChange;
  return {
    title: REGISTER_OUTCOMES[task.outcome],
    caption: `${task.providerName}, ${task.siteName}, URN ${task.urn}`,
    status: statusOf(task),
    next: open
      ? 'Look whether the site may still take whom it takes, do what follows, and say here what that was.'
      : '',
    buttons: open ? [{ text: 'Say what was done', href: `/register-changes/${task.id}/closing` }] : [],
    facts: [
      { label: 'Found', value: formatDateTime(task.foundAt) },
      ...touchedFacts(touched),
      ...(task.done === null ? [] : [{ label: 'What was done', value: REGISTER_DONE[task.done] }]),
      ...(task.doneNote === null ? [] : [{ label: 'Why', value: task.doneNote }]),
    ],
    sections: [
      {
        table: dataTable({
          caption: 'What changed',
          columns: ['What', 'Before', 'Now'].map((heading) => ({ heading })),
          rows: task.changes.map(({ what, before, after }) => [what, before, after]),
          empty: 'The import has no row for it.',
        }),
        links: [
          { text: `Open ${task.providerName}`, href: `/providers/${task.providerId}` },
          { text: 'Change the registration of the site', href: `/sites/${task.siteId}/registration` },
        ],
      },
    ],
    backHref: '/register-changes',
  };
}

const frameOf = ({ task }: RegisterTaskView): FormFrame => ({
  title: 'Say what was done',
  caption: `${task.providerName}, ${task.siteName}`,
  action: `/register-changes/${task.id}/closing`,
  button: 'Keep it',
  backHref: `/register-changes/${task.id}`,
});
