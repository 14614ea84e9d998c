import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, median } from '../support.mjs';

/** What this machine is worth today: absolutes below are to be read beside these two. */
export async function calibrate() {
  const block = Buffer.alloc(1 << 20, 7);
  const hashing = Array.from({ length: 5 }, () => {
    const started = performance.now();
    const hash = createHash('sha256');
    for (let n = 0; n < 64; n++) hash.update(block);
    hash.digest();
    return 64 / ((performance.now() - started) / 1000);
  });
  const syncing = await inFolder((folder) => {
    const file = openSync(join(folder, 'sync'), 'w');
    const milliseconds = Array.from({ length: 40 }, () => {
      const started = performance.now();
      writeSync(file, block, 0, 8192, 0);
      fsyncSync(file);
      return performance.now() - started;
    });
    closeSync(file);
    return milliseconds;
  });
  return [
    { row: 'calibration: SHA-256, one core', value: median(hashing), unit: 'MiB/s' },
    { row: 'calibration: write 8 KiB and fsync', value: median(syncing), unit: 'ms' },
  ];
}
