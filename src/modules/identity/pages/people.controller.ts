import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type Actor, formatDateTime, isRole, movesFrom, notFound, type Role, ROLES } from '../../../kernel/index.js';
import { CurrentActor, IdPipe, ProblemException, unwrap } from '../../../platform/index.js';
import type { SignInSettings } from '../../../platform/sign-in/index.js';
import { APP_CONFIG } from '../../../platform/tokens.js';
import {
  dataTable,
  defineForm,
  email,
  offsetOf,
  Page,
  pageLinks,
  select,
  seeOther,
  text,
  withStatus,
} from '../../../web/index.js';
import { AdministerMembership } from '../application/administer-membership.js';
import { InvitePerson } from '../application/invite-person.js';
import { People } from '../application/people.js';
import { MEMBERSHIP_EVENTS, type MembershipEvent, membershipMoves } from '../domain/membership-states.js';
import { ROLE_NAMES, rolesOf } from '../domain/roles.js';
import { identityPolicy } from '../identity.policy.js';
import { LIST_SIZE, type MembershipView } from '../persistence/identity.store.js';
import { APPROVAL_WORDS, EVENT_WORDS, statusTag } from './member-words.js';
import { RequireAdministrator } from './require-administrator.js';

/** Who may sign in here: inviting, approving, suspending, leaving, changing roles. */
@ApiExcludeController()
@RequireAdministrator()
@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: People,
    private readonly invite: InvitePerson,
    private readonly administer: AdministerMembership,
    @Inject(APP_CONFIG) private readonly settings: SignInSettings,
  ) {}

  @Get()
  @Page('modules/identity/pages/people.njk')
  async list(
    @CurrentActor() actor: Actor,
    @Query('offset') from: unknown,
    @Query('format') format: unknown,
  ): Promise<object> {
    const offset = offsetOf(from);
    const [{ items, total }, invitations] = [
      await this.people.list(actor, offset),
      await this.people.invitations(actor),
    ];
    const table = dataTable({
      caption: 'People',
      captionHidden: true,
      columns: ['Name', 'Role', 'Organisation', 'Status', 'Last signed in'].map((heading) => ({ heading })),
      rows: items.map((one) => [
        { text: one.name, href: `/people/${one.id}` },
        ROLE_NAMES[one.role],
        one.organisationName ?? 'the platform',
        { text: '', tag: statusTag(one.status) },
        one.lastSignedInAt ? formatDateTime(one.lastSignedInAt) : 'Never',
      ]),
      empty: 'Nobody has a role here yet.',
      csvHref: `/people?format=csv&offset=${offset}`,
      pages: pageLinks((at) => `/people?offset=${at}`, { total, offset, size: LIST_SIZE }),
    });
    if (format === 'csv') return table.toCsv('people.csv');
    return {
      title: 'People',
      table,
      invitations: invitations.map((one) => ({ ...one, roleName: ROLE_NAMES[one.role] })),
    };
  }

  @Get('invite')
  @Page('modules/identity/pages/invite.njk')
  async inviteForm(@CurrentActor() actor: Actor): Promise<object> {
    return { title: 'Invite somebody', form: (await this.form(actor)).start() };
  }

  @Post('invite')
  @Page('modules/identity/pages/invite.njk')
  async send(@CurrentActor() actor: Actor, @Body() body: unknown): Promise<object> {
    const filled = (await this.form(actor)).read(body);
    if (!filled.result.ok) return withStatus(422, { title: 'Invite somebody', form: filled.view() });
    const invited = await this.invite.run(actor, filled.result.value);
    if (!invited.ok) return withStatus(422, { title: 'Invite somebody', form: filled.view(invited.problem) });
    const { name } = filled.result.value;
    const link = `${this.settings.baseUrl}/invitation/${invited.value.code ?? ''}`;
    return withStatus(200, { title: 'Invitation made', name, link }, 'modules/identity/pages/invited.njk');
  }

  @Post('invitations/:id/withdraw')
  @Page('modules/identity/pages/people.njk')
  async withdraw(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    unwrap(await this.invite.withdraw(actor, id));
    return seeOther('/people', 'The invitation is withdrawn');
  }

  @Get(':id')
  @Page('modules/identity/pages/person.njk')
  async one(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<object> {
    return personModel(actor, await this.find(actor, id));
  }

  @Post(':id/role')
  @Page('modules/identity/pages/person.njk')
  async changeRole(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: unknown,
  ): Promise<object> {
    const member = await this.find(actor, id);
    const filled = roleForm(member).read(body);
    const { result } = filled;
    if (!result.ok) return withStatus(422, { ...personModel(actor, member), form: filled.view() });
    const changed = await this.administer.changeRole(actor, id, result.value.role);
    if (changed.ok) return seeOther(`/people/${id}`, 'The role is changed. The person has to sign in again');
    if (changed.problem.kind === 'not-found' || changed.problem.kind === 'forbidden') unwrap(changed);
    return withStatus(422, { ...personModel(actor, member), form: filled.view(changed.problem) });
  }

  @Post(':id/:event')
  @Page('modules/identity/pages/person.njk')
  async move(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('event') event: string,
  ): Promise<object> {
    if (!isEvent(event)) throw new ProblemException(notFound('action').problem);
    unwrap(await this.administer.move(actor, id, event));
    return seeOther(`/people/${id}`, EVENT_WORDS[event].done);
  }

  private async find(actor: Actor, id: string): Promise<MembershipView> {
    const found = await this.people.one(actor, id);
    if (!found) throw new ProblemException(notFound('membership').problem);
    return found;
  }

  private async form(actor: Actor) {
    const places = await this.people.organisations(actor);
    const roles = ROLES.filter((role) => places.some(({ kind }) => rolesOf(kind).includes(role)));
    return defineForm({
      name: text({ label: 'Full name', max: 200, autocomplete: 'off' }),
      email: email({ label: 'Work email address', autocomplete: 'off' }),
      organisationId: select({
        label: 'Organisation',
        choices: places.map(({ id, name }) => ({ value: id, text: name })),
      }),
      role: select<Role>({ label: 'Role', choices: roles.map((role) => ({ value: role, text: ROLE_NAMES[role] })) }),
    });
  }
}

const isEvent = (event: string): event is MembershipEvent => (MEMBERSHIP_EVENTS as readonly string[]).includes(event);

const roleForm = (member: MembershipView) =>
  defineForm({
    role: select<Role>({
      label: 'New role',
      choices: (member.organisationKind ? rolesOf(member.organisationKind) : [])
        .filter(isRole)
        .map((role) => ({ value: role, text: ROLE_NAMES[role] })),
    }),
  });

function personModel(actor: Actor, member: MembershipView): object {
  const mayMove = identityPolicy.canMove(actor, member);
  const against = member.status === 'REQUESTED' ? identityPolicy.approvalProblem(actor, member) : undefined;
  const events = mayMove ? movesFrom(membershipMoves, member.status) : [];
  const mayChangeRole = mayMove && member.status !== 'LEFT' && !identityPolicy.isLeftToOwnPeople(actor, member);
  return {
    title: member.name,
    member,
    roleName: ROLE_NAMES[member.role],
    status: statusTag(member.status),
    oneself: member.userId === actor.userId,
    approval: against && APPROVAL_WORDS[against],
    actions: events
      .filter((event) => event !== 'approve' || !against)
      .map((event) => ({ event, ...EVENT_WORDS[event] })),
    form: mayChangeRole ? roleForm(member).start({ role: member.role }) : undefined,
    backHref: '/people',
  };
}
