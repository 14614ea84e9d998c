import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { BadRequestException, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import type { UploadedFile } from './forms/index.js';

/** Bounds for one form: a national register is about 30 MB. */
const LIMITS = { fileSize: 100 * 1024 * 1024, files: 5, fields: 200, fieldSize: 1024 * 1024, fieldNameSize: 200 };

/**
 * Reads `multipart/form-data` to disk, so that a large file never stands in memory, and before the forgery check, which
 * needs the token inside. Only for people who are signed in; the files are removed once the answer has been sent.
 */
export function receiveUploads(): RequestHandler {
  const storage = multer.diskStorage({
    destination: tmpdir(),
    filename: (_request, _file, done) => done(null, `placeway-${randomUUID()}`),
  });
  const receive = multer({ storage, limits: LIMITS, defParamCharset: 'utf8' }).any();
  return (request: Request, response: Response, next: NextFunction) => {
    if (!request.actor || request.method !== 'POST' || !request.is('multipart/form-data')) {
      next();
      return;
    }
    response.on('close', () => void removeAll(request));
    // The parser goes on from the socket's own events; the request's context must not be lost there.
    const done = AsyncResource.bind((error?: unknown) => next(error === undefined ? undefined : refusal(error)));
    receive(request, response, done);
  };
}

/** Limits have their own error and a full disk has a code; whatever else the parser throws is a body it cannot read. */
function refusal(error: unknown): unknown {
  const known = error instanceof multer.MulterError || (error instanceof Error && 'code' in error);
  return known ? error : new BadRequestException();
}

async function removeAll(request: Request): Promise<void> {
  const paths = filesOf(request).map(({ path }) => path);
  await Promise.allSettled(paths.map((path) => unlink(path)));
}

const filesOf = (request: Request): Express.Multer.File[] => (Array.isArray(request.files) ? request.files : []);

/** The files of this form by field name: the first of each. */
export function uploadsOf(request: Request): Readonly<Record<string, UploadedFile>> {
  const found: Record<string, UploadedFile> = {};
  for (const { fieldname, path, originalname, size, mimetype } of filesOf(request)) {
    if (!Object.hasOwn(found, fieldname)) found[fieldname] = { path, name: originalname, size, type: mimetype };
  }
  return found;
}

/** For handlers: `post(@Body() body: unknown, @Uploads() files)`, then `form.read(body, files)`. */
export const Uploads = createParamDecorator((_: unknown, context: ExecutionContext) =>
  uploadsOf(context.switchToHttp().getRequest<Request>()),
);
