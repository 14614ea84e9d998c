import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { AppConfig } from '../config/index.js';
import { APP_CONFIG } from '../platform/tokens.js';
import '../platform/sign-in/request.js';
import { takeFlash } from './flash.js';
import { menuOf } from './menu.js';
import { WebRegistry } from './registry.js';
import { markup, render } from './templates.js';

/** Renders a page inside the frame: navigation, who is acting, messages, and the tokens its forms need. */
@Injectable()
export class PageRenderer {
  constructor(
    private readonly registry: WebRegistry,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  page(request: Request, response: Response, template: string, model: object): string {
    const { actor } = request;
    const path = request.originalUrl.split('?')[0] ?? '/';
    return render(template, {
      ...model,
      path,
      actor,
      acting: request.memberships?.find(({ membershipId }) => membershipId === actor?.membershipId),
      otherMemberships: (request.memberships?.length ?? 0) > 1,
      menu: menuOf(actor ? this.registry.navigationFor(actor) : [], path),
      flash: takeFlash(request),
      demonstration: this.config.demonstration,
      cspNonce: String(response.locals['cspNonce'] ?? ''),
      csrfField: () => markup(`<input type="hidden" name="_csrf" value="${csrfToken(request)}">`),
      csrfToken: csrfToken(request),
    });
  }
}

/** The synchroniser token of this session's forms; made on the first page that a signed-in person sees. */
export function csrfToken(request: Request): string {
  if (!request.session?.userId) return '';
  request.session.csrf ??= randomBytes(32).toString('base64url');
  return request.session.csrf;
}
