import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/index.js';
import { type CodePoint, readCodePoint } from '../domain/code-point.js';
import { PostcodeStore } from '../persistence/postcode.store.js';

const BATCH = 5000;

/** Fills the list of postcodes that homes are located by. Only a service that may import registers can. */
@Injectable()
export class LoadPostcodes {
  constructor(private readonly postcodes: PostcodeStore) {}

  /** Takes lines `postcode,easting,northing,authority`; others are skipped. Running it again changes nothing. */
  async run(tx: Tx, lines: Iterable<string> | AsyncIterable<string>): Promise<{ loaded: number; skipped: number }> {
    let batch: CodePoint[] = [];
    const count = { loaded: 0, skipped: 0 };
    const flush = async () => {
      if (batch.length > 0) await this.postcodes.add(tx, batch);
      count.loaded += batch.length;
      batch = [];
    };
    for await (const line of lines) {
      const point = readCodePoint(line);
      if (point === undefined) count.skipped += line.trim() === '' ? 0 : 1;
      else batch.push(point);
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return count;
  }
}
