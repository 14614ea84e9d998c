import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { newId } from '../../kernel/index.js';
import { EventLog } from '../telemetry/event-log.js';
import { Metrics } from '../telemetry/metrics.js';
import { runInRequest } from './request-context.js';
import { settleBody } from './settle-body.js';
import { bodyValidation } from './validation.js';

/** Above the megabyte that a field may be sent, so that the field can say so instead of the whole page failing. */
const BODY_LIMIT = '3mb';

/** What every HTTP process does first: a request id, a log line, bounded bodies, validation. Before `app.init()`. */
export function configureHttp(app: NestExpressApplication): void {
  const log = app.get(EventLog);
  const metrics = app.get(Metrics);
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request: Request, response: Response, next: NextFunction) => {
    const id = newId();
    const started = performance.now();
    response.setHeader('x-request-id', id);
    response.on('finish', () => {
      const seconds = (performance.now() - started) / 1000;
      const route = routePattern(request);
      metrics.request(request.method, route, response.statusCode, seconds);
      log.event('request', {
        requestId: id,
        method: request.method,
        route,
        status: response.statusCode,
        milliseconds: Math.round(seconds * 1000),
      });
    });
    runInRequest(id, next);
  });
  app.useBodyParser('json', { limit: BODY_LIMIT });
  app.useBodyParser('urlencoded', { limit: BODY_LIMIT, extended: false, parameterLimit: 2000 });
  app.use(settleBody);
  app.useGlobalPipes(bodyValidation());
}

/** The pattern, never the path: a path may hold an id or what somebody typed. */
function routePattern(request: Request): string {
  const route: unknown = request.route;
  if (typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string')
    return route.path;
  return 'unmatched';
}

/** Generated from the controllers, served to everybody: it names fields, not data. */
export function serveOpenApi(app: NestExpressApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle('Placeway')
      .setDescription('Commissioning alternative provision. Errors are application/problem+json with stable codes.')
      .setVersion('1')
      .addBearerAuth()
      .build(),
    { include: [], deepScanRoutes: true, operationIdFactory: (_controller, method) => method },
  );
  const paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith('/api/')));
  const api: OpenAPIObject = { ...document, paths };
  app.use('/api/openapi.json', (_request: Request, response: Response) => {
    response.json(api);
  });
  return api;
}
