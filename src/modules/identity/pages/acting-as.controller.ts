import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Actor, invalid } from '../../../kernel/index.js';
import { CurrentActor, Public } from '../../../platform/index.js';
import { IdentityDirectory } from '../../../platform/sign-in/index.js';
import { defineForm, Page, radios, type SeeOther, seeOther, text, withStatus } from '../../../web/index.js';
import { SignIn } from '../application/sign-in.js';
import { safeReturn } from './safe-return.js';

/** Choosing in which of one's roles to act, openly: the choice stands at the top of every page. */
@ApiExcludeController()
@Controller()
export class ActingAsController {
  constructor(
    private readonly signIn: SignIn,
    private readonly directory: IdentityDirectory,
  ) {}

  @Get('acting-as')
  @Public()
  @Page('modules/identity/pages/acting-as.njk')
  choose(@Req() request: Request, @Query('return') wanted: unknown): object {
    if (!request.memberships) return seeOther('/sign-in');
    const form = formFor(request).start({
      membership: request.actor?.membershipId ?? null,
      return: safeReturn(wanted),
    });
    return { title: 'Choose who you are acting as', form, return: safeReturn(wanted) };
  }

  @Post('acting-as')
  @Public()
  @Page('modules/identity/pages/acting-as.njk')
  async change(@Req() request: Request, @Body() body: unknown): Promise<object> {
    const { userId } = request.session;
    if (!request.memberships || !userId) return seeOther('/sign-in');
    const filled = formFor(request).read(body);
    const membershipId = filled.result.ok ? filled.result.value.membership : null;
    const back = filled.result.ok ? safeReturn(filled.result.value.return) : '/';
    const person = membershipId ? await this.directory.person(userId, membershipId) : undefined;
    if (!membershipId || !person?.actor) {
      const refused = filled.result.ok ? invalid('membership', 'choose-one').problem : undefined;
      return withStatus(422, { title: 'Choose who you are acting as', form: filled.view(refused), return: back });
    }
    request.session.membershipId = membershipId;
    // Forms of the other role that are still open in a tab must not be sent in this one.
    delete request.session.csrf;
    await this.signIn.switched(person.actor);
    return seeOther(back);
  }

  @Get('account')
  @Page('modules/identity/pages/account.njk')
  account(@Req() request: Request, @CurrentActor() actor: Actor): object {
    return { title: 'Your account', name: actor.name, memberships: request.memberships ?? [] };
  }

  @Post('account/sign-out-everywhere')
  @Page('modules/identity/pages/account.njk')
  async signOutEverywhere(@Req() request: Request, @CurrentActor() actor: Actor): Promise<SeeOther> {
    await this.signIn.signOutEverywhere(actor);
    await new Promise<void>((resolve) => {
      request.session.destroy(() => resolve());
    });
    return seeOther('/signed-out');
  }
}

const formFor = (request: Request) =>
  defineForm({
    membership: radios({
      label: 'Who are you acting as?',
      choices: (request.memberships ?? []).map(({ membershipId, roleName, organisationName }) => ({
        value: membershipId,
        text: `${roleName.charAt(0).toUpperCase()}${roleName.slice(1)} at ${organisationName}`,
      })),
      optional: true,
    }),
    return: text({ label: 'Where to go next', max: 500, optional: true }),
  });
