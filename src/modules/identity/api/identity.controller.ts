import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, cleanText, notFound, ok, parseDate } from '../../../kernel/index.js';
import { CurrentActor, Idempotent, IdPipe, RequirePermission, unwrap } from '../../../platform/index.js';
import type { SignInSettings } from '../../../platform/sign-in/index.js';
import { APP_CONFIG } from '../../../platform/tokens.js';
import { AdministerMembership } from '../application/administer-membership.js';
import { InvitePerson } from '../application/invite-person.js';
import { IssueToken } from '../application/issue-token.js';
import { People } from '../application/people.js';
import { RequireAdministrator } from '../pages/require-administrator.js';
import { InvitationBody, MoveBody, RoleBody, TokenBody } from './identity.dto.js';

/** People and machines, for scripts. A machine can never administer: these permissions are for people only. */
@ApiTags('identity')
@ApiBearerAuth()
@Controller('api/v1')
export class IdentityController {
  constructor(
    private readonly people: People,
    private readonly invite: InvitePerson,
    private readonly administer: AdministerMembership,
    private readonly issue: IssueToken,
    @Inject(APP_CONFIG) private readonly settings: SignInSettings,
  ) {}

  /** Who the caller is to the service. */
  @Get('me')
  @ApiOperation({ operationId: 'whoAmI' })
  whoAmI(@CurrentActor() actor: Actor): object {
    const { kind, role, organisationId, authorityId, permissions } = actor;
    return { kind, role, organisationId, authorityId, permissions: [...permissions].sort() };
  }

  @Get('memberships/:id')
  @RequireAdministrator()
  @ApiOperation({ operationId: 'getMembership' })
  async membership(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    const found = await this.people.one(actor, id);
    return unwrap(found ? ok(found) : notFound('membership'));
  }

  @Post('invitations')
  @Idempotent()
  @RequireAdministrator()
  @ApiOperation({ operationId: 'invitePerson' })
  async invitePerson(@CurrentActor() actor: Actor, @Body() body: InvitationBody): Promise<object> {
    const name = unwrap(cleanText(body.name, { field: 'name', max: 200, required: true }));
    const { email, organisationId, role } = body;
    const invitee = { name, email: email.toLowerCase(), organisationId, role };
    const { id, code } = unwrap(await this.invite.run(actor, invitee));
    return { id, link: code ? `${this.settings.baseUrl}/invitation/${code}` : null };
  }

  @Post('memberships/:id/moves')
  @HttpCode(200)
  @RequireAdministrator()
  @ApiOperation({ operationId: 'moveMembership' })
  async move(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string, @Body() body: MoveBody): Promise<object> {
    return { id, status: unwrap(await this.administer.move(actor, id, body.event)) };
  }

  @Put('memberships/:id/role')
  @RequireAdministrator()
  @ApiOperation({ operationId: 'changeRole' })
  async changeRole(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: RoleBody,
  ): Promise<object> {
    unwrap(await this.administer.changeRole(actor, id, body.role));
    return { id, role: body.role };
  }

  @Post('tokens')
  @Idempotent()
  @RequirePermission('token.issue')
  @ApiOperation({
    operationId: 'issueToken',
    description: 'The token is answered once; the same request sent again answers null.',
  })
  async issueToken(@CurrentActor() actor: Actor, @Body() body: TokenBody): Promise<object> {
    const name = unwrap(cleanText(body.name, { field: 'name', max: 100, required: true }));
    const lastDay = unwrap(parseDate(body.lastDay, 'lastDay'));
    const { organisationId, permissions } = body;
    return unwrap(await this.issue.run(actor, { name, organisationId, permissions, lastDay }));
  }

  @Post('tokens/:id/revocation')
  @HttpCode(200)
  @RequirePermission('token.issue')
  @ApiOperation({ operationId: 'revokeToken' })
  async revokeToken(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.issue.revoke(actor, id));
    return { id };
  }
}
