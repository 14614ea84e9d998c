import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { type Actor, forbidden, may, type Permission } from '../../kernel/index.js';
import { ProblemException } from './problems.js';

/** Sign-in puts the actor here; a request without one may reach public routes only. */
export interface ActorRequest extends Request {
  actor?: Actor;
}

const PUBLIC = 'placeway:public';
const PERMISSION = 'placeway:permission';

/** Reachable without signing in. */
export const Public = (): ClassDecorator & MethodDecorator => applyDecorators(SetMetadata(PUBLIC, true));

/** Turns away early who lacks the permission altogether; which rows they see is decided below. */
export const RequirePermission = (permission: Permission): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PERMISSION, permission));

export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<ActorRequest>();
  if (!actor) throw new UnauthorizedException();
  return actor;
});

/** Every route needs an actor unless it says that it is public. */
@Injectable()
export class ActorGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, places)) return true;
    const { actor } = context.switchToHttp().getRequest<ActorRequest>();
    if (!actor) throw new UnauthorizedException();
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(PERMISSION, places);
    if (permission && !may(actor, permission)) throw new ProblemException(forbidden(permission).problem);
    return true;
  }
}
