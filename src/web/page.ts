import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  SetMetadata,
  UseInterceptors,
  applyDecorators,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { PageAnswer, SeeOther } from './answers.js';
import { CsvAnswer } from './csv.js';
import { flash } from './flash.js';
import { PageRenderer } from './page-renderer.js';

/**
 * A page that is a form and no more: `title`, `form`, `action` and `button`; where there are such, `caption`, `warning`,
 * `intro`, `facts` above the form, the `version` that the form was filled in from, and `groups` of fields under headings.
 */
export const FORM_PAGE = 'web/pages/form.njk';

/**
 * A page about one record: `title`, its `status` tag and `next` (what happens next), `buttons` that lead on and `acts` that
 * send, `facts`, and `sections` of a table, or of a title with lines; where there are such, `caption` and `warning`.
 */
export const DETAIL_PAGE = 'web/pages/detail.njk';

/** A page of lists: `title` and `tables`; where there are such, `intro`, `links` and the one thing to `start`. */
export const LIST_PAGE = 'web/pages/list.njk';

const TEMPLATE = 'placeway:page-template';

/**
 * The handler returns its view model and the named template shows it. It may also return `seeOther(path)`,
 * `withStatus(422, model)` or a table's `toCsv(name)`.
 */
export const Page = (template: string): MethodDecorator =>
  applyDecorators(SetMetadata(TEMPLATE, template), UseInterceptors(PageInterceptor));

@Injectable()
export class PageInterceptor implements NestInterceptor<unknown, unknown> {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    private readonly renderer: PageRenderer,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const template = this.reflector.get<string>(TEMPLATE, context.getHandler());
    const http = context.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];
    return next.handle().pipe(map((answer) => this.answer(request, response, template, answer)));
  }

  private answer(request: Request, response: Response, template: string, answer: unknown): unknown {
    if (answer instanceof SeeOther) {
      if (answer.message) flash(request, { kind: 'success', text: answer.message });
      response.status(303).location(answer.location);
      // No body: browsers follow as soon as they have the headers, and only without a body does the session
      // middleware keep the headers back until the session is saved.
      return undefined;
    }
    if (answer instanceof CsvAnswer) {
      response.type('text/csv; charset=utf-8').attachment(answer.fileName);
      return answer.text;
    }
    const page = answer instanceof PageAnswer ? answer : new PageAnswer(200, Object(answer ?? {}) as object);
    response.status(page.status).type('text/html; charset=utf-8');
    return this.renderer.page(request, response, page.template ?? template, page.model);
  }
}
