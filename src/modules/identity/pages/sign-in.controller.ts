import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { type Clock, type Problem, notFound, type Result } from '../../../kernel/index.js';
import { CLOCK, ProblemException, Public } from '../../../platform/index.js';
import {
  endSession,
  OidcClient,
  rotate,
  type SignedIn,
  SignInFailures,
  type SignInSettings,
  tokenHash,
} from '../../../platform/sign-in/index.js';
import { APP_CONFIG } from '../../../platform/tokens.js';
import { Page, type SeeOther, seeOther, withStatus } from '../../../web/index.js';
import { type Entry, SignIn } from '../application/sign-in.js';
import { safeReturn } from './safe-return.js';

/** Signing in and out. Nothing here is asked of somebody who is not known, and nothing is given to them. */
@ApiExcludeController()
@Public()
@Controller()
export class SignInController {
  constructor(
    private readonly oidc: OidcClient,
    private readonly signIn: SignIn,
    private readonly failures: SignInFailures,
    @Inject(APP_CONFIG) private readonly settings: SignInSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('sign-in')
  @Page('modules/identity/pages/sign-in.njk')
  start(@Req() request: Request, @Query('return') wanted: unknown): object {
    const back = safeReturn(wanted);
    if (request.actor) return seeOther(back);
    if (request.session.userId) return seeOther('/acting-as');
    const issuers = this.oidc.issuers().map(({ key, label }) => ({
      label,
      // The address people use, whatever name they typed: the session cookie must be there when the issuer sends them back.
      href: `${this.settings.baseUrl}/sign-in/with/${key}?return=${encodeURIComponent(back)}`,
    }));
    return { title: 'Sign in', issuers };
  }

  @Get('sign-in/with/:issuer')
  @Page('modules/identity/pages/sign-in.njk')
  async begin(
    @Req() request: Request,
    @Param('issuer') key: string,
    @Query('return') wanted: unknown,
  ): Promise<SeeOther> {
    const issuer = this.oidc.issuer(key);
    if (!issuer) throw new ProblemException(notFound('issuer').problem);
    const { url, pending } = await this.oidc.begin(issuer, safeReturn(wanted));
    request.session.pending = pending;
    return seeOther(url);
  }

  @Get('sign-in/callback/:issuer')
  @Page('modules/identity/pages/not-signed-in.njk')
  async finish(@Req() request: Request, @Param('issuer') key: string): Promise<object> {
    const { pending, invitationHash } = request.session;
    const issuer = this.oidc.issuer(key);
    // One exchange is good once: coming back a second time begins again.
    delete request.session.pending;
    if (!issuer || pending?.issuerKey !== key) return notSignedIn('sign-in.failed');
    const query = new URL(request.originalUrl, this.settings.baseUrl).search;
    const signedIn = await this.oidc.complete(issuer, pending, query);
    if (!signedIn.ok) return notSignedIn(signedIn.problem.code);
    return this.enter(request, { ...pending, invitationHash }, signedIn.value);
  }

  /** Only asks: a link that is opened, by a person or by a mail scanner, changes nothing. */
  @Get('invitation/:code')
  @Page('modules/identity/pages/invitation.njk')
  invitation(@Req() request: Request, @Param('code') code: string): object {
    const signedIn = request.session.userId !== undefined;
    return { title: 'You have been invited', signedIn, action: `/invitation/${encodeURIComponent(code)}` };
  }

  @Post('invitation/:code')
  @Page('modules/identity/pages/sign-in.njk')
  async takeInvitation(@Req() request: Request, @Param('code') code: string): Promise<SeeOther> {
    // Anybody signed in is signed out first: the invitation is for whoever signs in next.
    if (request.session.userId) await rotate(request);
    request.session.invitationHash = tokenHash(code.slice(0, 200)).toString('base64url');
    return seeOther('/sign-in');
  }

  @Post('sign-out')
  @Page('modules/identity/pages/signed-out.njk')
  async signOut(@Req() request: Request): Promise<SeeOther> {
    const { issuerKey, idToken } = request.session;
    // An issuer that does not answer must not keep anybody signed in here.
    const end = await this.oidc.endUrl(issuerKey, idToken).catch(() => null);
    if (request.actor) await this.signIn.signedOut(request.actor);
    if (request.session.userId) await endSession(request);
    return seeOther(end ?? '/signed-out');
  }

  @Get('signed-out')
  @Page('modules/identity/pages/signed-out.njk')
  signedOut(): object {
    return { title: 'You are signed out' };
  }

  private async enter(
    request: Request,
    pending: { issuerKey: string; returnTo: string; invitationHash: string | undefined },
    signedIn: SignedIn,
  ): Promise<object> {
    if (pending.invitationHash) {
      delete request.session.invitationHash;
      const hash = Buffer.from(pending.invitationHash, 'base64url');
      const accepted = await this.limited(request, signedIn, () => this.signIn.accept(hash, signedIn));
      if (!accepted.ok) return notSignedIn(accepted.problem.code);
      const known = await this.signIn.enter(signedIn);
      if (!known.ok) return notSignedIn('invitation.accepted', 200);
      return this.open(request, pending, signedIn, known.value);
    }
    const known = await this.limited(request, signedIn, () => this.signIn.enter(signedIn));
    return known.ok ? this.open(request, pending, signedIn, known.value) : notSignedIn(known.problem.code);
  }

  private limited<T>(
    request: Request,
    { issuer, subject }: SignedIn,
    attempt: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.failures.attempt(request, `${issuer} ${subject}`, attempt);
  }

  /** A new session id from here on: whatever was planted before signing in is worth nothing. */
  private async open(
    request: Request,
    pending: { issuerKey: string; returnTo: string },
    signedIn: SignedIn,
    { userId, membershipId }: Entry,
  ): Promise<SeeOther> {
    await rotate(request);
    Object.assign(request.session, {
      userId,
      membershipId,
      issuerKey: pending.issuerKey,
      idToken: signedIn.idToken,
      signedInAt: this.clock.now().getTime(),
    });
    return seeOther(membershipId ? pending.returnTo : `/acting-as?return=${encodeURIComponent(pending.returnTo)}`);
  }
}

const REASONS: Readonly<Record<string, { title: string; lines: readonly string[] }>> = {
  'sign-in.unknown': {
    title: 'We do not know you',
    lines: [
      'You have signed in, but nobody has invited you to this service. You cannot see anything in it.',
      'Ask the administrator of your organisation for an invitation. Follow its link and sign in again.',
    ],
  },
  'sign-in.nowhere': {
    title: 'You cannot use the service at the moment',
    lines: [
      'You hold no role here now. You may be waiting for approval, or your access may have ended or been suspended.',
      'Ask the administrator of your organisation.',
    ],
  },
  'identity.invitation-spent': {
    title: 'This invitation cannot be used',
    lines: ['It has been used, withdrawn or has expired. Ask whoever invited you for a new one.'],
  },
  'invitation.accepted': {
    title: 'Your invitation is accepted',
    lines: [
      'Somebody else must approve you before you can see anything. They see your request in the service.',
      'Sign in again when they tell you that they have.',
    ],
  },
};
const FAILED = { title: 'Signing in did not finish', lines: ['It took too long, or it was stopped. Try again.'] };

const notSignedIn = (code: Problem['code'], status = 403): object =>
  withStatus(code === 'sign-in.failed' ? 400 : status, REASONS[code] ?? FAILED);
