import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { GOVUK_DIST } from './templates.js';

const OWN = join(import.meta.dirname, 'assets');
const MINUTES_KEPT = 60;

/**
 * GOV.UK Frontend's styles without the typeface and the crest, which are the Crown's and not ours to show: the rules
 * that load them are cut out and Arial, its own fallback, is named alone.
 */
export function withoutCrownProperty(css: string): string {
  return css
    .replaceAll(/@font-face\{[^}]*\}/g, '')
    .replaceAll(/"?GDS Transport"?,/g, '')
    .replaceAll(/font-family:"?GDS Transport"?/g, 'font-family:arial,sans-serif')
    .replaceAll(/url\([^)]*govuk-crest[^)]*\)/g, 'none')
    .replaceAll(/\/\*# sourceMappingURL=.*?\*\//g, '');
}

/** Serves the few files that pages need from memory, before sessions and everything else. */
export function serveAssets(app: NestExpressApplication): void {
  const govuk = (name: string): string => readFileSync(join(GOVUK_DIST, 'govuk', name), 'utf8');
  serve(app, '/assets/govuk.css', 'text/css', withoutCrownProperty(govuk('govuk-frontend.min.css')));
  const script = govuk('govuk-frontend.min.js').replaceAll(/\/\/# sourceMappingURL=.*$/gm, '');
  serve(app, '/assets/govuk-frontend.min.js', 'text/javascript', script);
  for (const [name, type] of [
    ['placeway.css', 'text/css'],
    ['placeway.js', 'text/javascript'],
    ['placeway.svg', 'image/svg+xml'],
  ] as const) {
    serve(app, `/assets/${name}`, type, readFileSync(join(OWN, name), 'utf8'));
  }
}

function serve(app: NestExpressApplication, path: string, type: string, text: string): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  app.use(path, (request: Request, response: Response) => {
    response.setHeader('cache-control', `public, max-age=${MINUTES_KEPT * 60}`);
    response.setHeader('etag', etag);
    if (request.headers['if-none-match'] === etag) response.status(304).end();
    else response.type(`${type}; charset=utf-8`).send(text);
  });
}
