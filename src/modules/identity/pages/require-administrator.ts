import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException, UseGuards } from '@nestjs/common';
import { forbidden, may } from '../../../kernel/index.js';
import { type ActorRequest, ProblemException } from '../../../platform/index.js';

/** For those who administer people in their organisation or their whole authority. */
@Injectable()
export class AdministratorGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { actor } = context.switchToHttp().getRequest<ActorRequest>();
    if (!actor) throw new UnauthorizedException();
    if (may(actor, 'user.administer') || may(actor, 'user.administer-authority')) return true;
    throw new ProblemException(forbidden('user.administer').problem);
  }
}

export const RequireAdministrator = (): ClassDecorator & MethodDecorator => UseGuards(AdministratorGuard);
