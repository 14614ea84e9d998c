import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { EventLog } from '../telemetry/event-log.js';
import { isApi, isProbe } from './paths.js';
import { currentRequestId } from './request-context.js';
import { type ExplainedError, explainError } from './problems.js';

/** How pages show an error; the web layer registers it, machines get problem+json. */
export type PageErrorRenderer = (request: Request, response: Response, error: ExplainedError) => void;

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private renderPage: PageErrorRenderer | undefined;

  constructor(private readonly log: EventLog) {}

  usePages(renderer: PageErrorRenderer): void {
    this.renderPage = renderer;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const explained = explainError(error);
    if (!explained.expected) this.log.failure('request.failed', error, { status: explained.status });
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (this.renderPage && !isApi(request.path) && !isProbe(request.path))
      this.renderPage(request, response, explained);
    else answerProblem(response, explained);
  }
}

/** RFC 9457: `type` is a stable URN of the code; the facts and faulty fields stand beside it. */
export function answerProblem(response: Response, { status, problem }: ExplainedError): void {
  response
    .status(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: `urn:placeway:problem:${problem.code}`,
        title: problem.code,
        status,
        code: problem.code,
        ...(Object.keys(problem.facts).length > 0 && { facts: problem.facts }),
        ...(problem.fields.length > 0 && { fields: problem.fields }),
        requestId: currentRequestId(),
      }),
    );
}
