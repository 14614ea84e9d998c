import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { notFound, ok, type Result } from '../../kernel/index.js';
import type { Tx } from '../database/tx.js';

const LIFETIME_MS = 2 * 60_000;

/** What a link leads to. `subject` says on whose behalf the file is read, for the record of who read. */
export interface LinkedFile {
  readonly fileId: string;
  readonly subject: { readonly type: string; readonly id: string };
}

/**
 * Links to a file that work once, for two minutes, and only for whoever asked for them. Kept as hashes: reading the
 * table gives nobody a file.
 */
@Injectable()
export class DownloadLinks {
  /** The code for the address. Whether the actor may have the file is for the caller to have checked. */
  async issue(tx: Tx, { fileId, subject }: LinkedFile): Promise<string> {
    const code = randomBytes(32).toString('base64url');
    await tx.query(`DELETE FROM download_link WHERE expires_at < $1`, [tx.now]);
    await tx.query(
      `INSERT INTO download_link (code_hash, file_id, subject_type, subject_id, organisation_id, user_id, issued_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        hashOf(code),
        fileId,
        subject.type,
        subject.id,
        tx.actor.organisationId,
        tx.actor.userId,
        tx.now,
        new Date(tx.now.getTime() + LIFETIME_MS),
      ],
    );
    return code;
  }

  /** Uses the link up. Two who use it at once: one of them gets the file. Problem: `download.not-found`. */
  async take(tx: Tx, code: string): Promise<Result<LinkedFile>> {
    const [row] = await tx.query<{ fileId: string; type: string; id: string }>(
      `DELETE FROM download_link WHERE code_hash = $1 AND expires_at > $2
       RETURNING file_id AS "fileId", subject_type AS type, subject_id AS id`,
      [hashOf(code), tx.now],
    );
    return row ? ok({ fileId: row.fileId, subject: { type: row.type, id: row.id } }) : notFound('download');
  }
}

const hashOf = (code: string): string => createHash('sha256').update(code).digest('hex');
