import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime, londonDate, type Permission } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import {
  checkboxes,
  dataTable,
  date,
  dayCell,
  defineForm,
  Page,
  seeOther,
  select,
  tag,
  text,
  withStatus,
} from '../../../web/index.js';
import { IssueToken } from '../application/issue-token.js';
import { People } from '../application/people.js';
import { PERMISSION_WORDS } from '../domain/permission-words.js';
import { grantablePermissions } from '../domain/roles.js';
import type { TokenView } from '../persistence/identity.store.js';

/** Machines that may call the API: issuing a token, seeing when it was last used, withdrawing it. */
@ApiExcludeController()
@RequirePermission('token.issue')
@Controller('machines')
export class MachinesController {
  constructor(
    private readonly people: People,
    private readonly issue: IssueToken,
  ) {}

  @Get()
  @Page('modules/identity/pages/machines.njk')
  async list(@CurrentActor() actor: Actor, @Query('format') format: unknown): Promise<object> {
    const tokens = await this.people.tokens(actor);
    const table = dataTable({
      caption: 'Machines',
      captionHidden: true,
      columns: ['Name', 'Organisation', 'May', 'Works until', 'Last used', 'Status'].map((heading) => ({ heading })),
      rows: tokens.map(rowOf),
      empty: 'No machine may call the API for an organisation that you administer.',
      csvHref: '/machines?format=csv',
    });
    if (format === 'csv') return table.toCsv('machines.csv');
    return { title: 'Machines', table, open: tokens.filter(({ revokedAt }) => revokedAt === null) };
  }

  @Get('new')
  @Page('modules/identity/pages/new-machine.njk')
  async form(@CurrentActor() actor: Actor): Promise<object> {
    return { title: 'Let a machine in', form: (await this.tokenForm(actor)).start() };
  }

  @Post('new')
  @Page('modules/identity/pages/new-machine.njk')
  async add(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = (await this.tokenForm(actor)).read(body);
    if (!filled.result.ok) return withStatus(422, { title: 'Let a machine in', form: filled.view() });
    const issued = await this.issue.run(actor, filled.result.value);
    if (!issued.ok) return withStatus(422, { title: 'Let a machine in', form: filled.view(issued.problem) });
    const model = { title: 'Token made', name: filled.result.value.name, token: issued.value.token };
    return withStatus(200, model, 'modules/identity/pages/machine-made.njk');
  }

  @Post(':id/revoke')
  @Page('modules/identity/pages/machines.njk')
  async revoke(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.issue.revoke(actor, id));
    return seeOther('/machines', 'The token is withdrawn. It stopped working at once');
  }

  private async tokenForm(actor: Actor) {
    const places = await this.people.organisations(actor);
    const permissions = [...new Set(places.flatMap(({ kind }) => grantablePermissions(actor, kind)))].sort();
    return defineForm({
      name: text({ label: 'What the machine is', hint: 'For example, the school’s information system', max: 100 }),
      organisationId: select({
        label: 'Organisation it acts for',
        choices: places.map(({ id, name }) => ({ value: id, text: name })),
      }),
      permissions: checkboxes<Permission>({
        label: 'What it may do',
        hint: 'Give it no more than it needs. Deciding and approving are for people only.',
        choices: permissions.map((value) => ({ value, text: PERMISSION_WORDS[value], hint: value })),
      }),
      lastDay: date({ label: 'Last day on which it works', hint: 'At most one year ahead' }),
    });
  }
}

function rowOf(token: TokenView) {
  const lastDay = londonDate(new Date(token.expiresAt.getTime() - 1));
  return [
    token.name,
    token.organisationName,
    token.permissions.map((permission) => PERMISSION_WORDS[permission]).join(', '),
    dayCell(lastDay),
    token.lastUsedAt ? formatDateTime(token.lastUsedAt) : 'Never',
    { text: '', tag: token.revokedAt ? tag('Withdrawn', 'grey') : tag('Works until its last day', 'green') },
  ];
}
