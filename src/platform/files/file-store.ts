import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { invalid, newId, notFound, ok, type Result } from '../../kernel/index.js';
import type { Tx } from '../database/tx.js';

const CHUNK_BYTES = 256 * 1024;

export interface IncomingFile {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Buffer>;
  readonly bytesMax: number;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly sha256: string;
}

/** The port for uploaded files. Object storage would be a second adapter with the same promises. */
export abstract class FileStore {
  /** Reads the stream once; refuses with `file: tooLarge` as soon as it passes `bytesMax`. */
  abstract put(tx: Tx, file: IncomingFile): Promise<Result<StoredFile>>;
  abstract find(tx: Tx, id: string): Promise<Result<StoredFile>>;
  /** The n-th part of the bytes, from nought; undefined after the last. */
  abstract chunk(tx: Tx, id: string, n: number): Promise<Buffer | undefined>;

  /** The bytes in order, one chunk in memory at a time. */
  async *read(tx: Tx, id: string): AsyncIterable<Buffer> {
    for (let n = 0; ; n++) {
      const chunk = await this.chunk(tx, id, n);
      if (chunk === undefined) return;
      yield chunk;
    }
  }
}

/** Keeps the bytes beside the rows that speak of them: one backup, one transaction. */
@Injectable()
export class PostgresFileStore extends FileStore {
  async put(tx: Tx, file: IncomingFile): Promise<Result<StoredFile>> {
    const id = newId();
    const digest = createHash('sha256');
    let byteSize = 0;
    await tx.query(
      `insert into stored_file (id, authority_id, organisation_id, name, media_type, byte_size, sha256, created_by, created_at)
       values ($1, $2, $3, $4, $5, 0, '', $6, $7)`,
      [id, tx.actor.authorityId, tx.actor.organisationId, file.name, file.mediaType, tx.actor.userId, tx.now],
    );
    let n = 0;
    for await (const chunk of chunksOf(file.content)) {
      byteSize += chunk.length;
      if (byteSize > file.bytesMax) return invalid('file', 'tooLarge', { bytesMax: file.bytesMax });
      digest.update(chunk);
      await tx.query(`insert into stored_file_chunk (file_id, n, bytes) values ($1, $2, $3)`, [id, n++, chunk]);
    }
    const sha256 = digest.digest('hex');
    await tx.query(`update stored_file set byte_size = $2, sha256 = $3 where id = $1`, [id, byteSize, sha256]);
    return ok({ id, name: file.name, mediaType: file.mediaType, byteSize, sha256 });
  }

  async find(tx: Tx, id: string): Promise<Result<StoredFile>> {
    const [file] = await tx.query<StoredFile>(
      `select id, name, media_type as "mediaType", byte_size as "byteSize", sha256 from stored_file where id = $1`,
      [id],
    );
    return file ? ok(file) : notFound('file');
  }

  async chunk(tx: Tx, id: string, n: number): Promise<Buffer | undefined> {
    const [chunk] = await tx.query<{ bytes: Buffer }>(
      `select bytes from stored_file_chunk where file_id = $1 and n = $2`,
      [id, n],
    );
    return chunk?.bytes;
  }
}

/** Whatever sizes a socket delivers, rows of one size are written. */
async function* chunksOf(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const part of content) {
    waiting.push(part);
    size += part.length;
    if (size < CHUNK_BYTES) continue;
    const joined = Buffer.concat(waiting);
    let start = 0;
    for (; joined.length - start >= CHUNK_BYTES; start += CHUNK_BYTES)
      yield joined.subarray(start, start + CHUNK_BYTES);
    waiting = [joined.subarray(start)];
    size = joined.length - start;
  }
  if (size > 0) yield Buffer.concat(waiting);
}
