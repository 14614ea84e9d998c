import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inFolder, median, projectRoot } from '../support.mjs';

const ROWS = 26_509;
const RUNS = 3;

/** As many rows as the national register has open establishments: those of Greater Manchester under other numbers. */
function nationalFile() {
  const text = readFileSync(join(projectRoot, 'src/demo/data/register/gm_establishments.csv'), 'utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const rows = Array.from({ length: ROWS }, (_, n) =>
    (lines[n % lines.length] ?? '').replace(/^\d+/, String(200_000 + n)),
  );
  return Buffer.from([header, ...rows].join('\r\n'), 'utf8');
}

function givenFile(path) {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

const inPieces = (bytes) =>
  async function* () {
    for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
  };

/** From the first byte to the last committed row: read, compare, preview and apply, then the same file again. */
export function importRegister({ register } = {}) {
  return inFolder(async (dataDir) => {
    const from = (path) => import(join(projectRoot, 'dist/src', path));
    const [{ readConfig }, { openServiceDatabase, startCommand }, { closeService }] = [
      await from('config/index.js'),
      await from('service.js'),
      await from('platform/close-service.js'),
    ];
    const [{ LoadRegister }, { serviceActor }] = [
      await from('modules/organisations/index.js'),
      await from('kernel/index.js'),
    ];
    const config = readConfig({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
    const database = await openServiceDatabase(config, () => undefined);
    const { app } = await startCommand(config, database);
    const loader = app.get(LoadRegister, { strict: false });
    const actor = serviceActor('demonstration', null, ['register.import']);
    const bytes = register ? givenFile(register) : nationalFile();
    const rows = bytes.toString('latin1').trim().split('\n').length - 1;
    const rate = async (content) => {
      const started = performance.now();
      const result = await loader.run(actor, 'register.csv', inPieces(content));
      if (!result.ok) throw new Error(result.problem.code);
      return rows / ((performance.now() - started) / 1000);
    };
    try {
      const first = await rate(bytes);
      const again = [];
      for (let run = 0; run < RUNS; run += 1) again.push(await rate(bytes));
      const changed = await rate(Buffer.from(bytes.toString('utf8').replaceAll(',Open,', ',Closed,'), 'utf8'));
      const unit = 'rows/s';
      return [
        { row: `register import, ${rows} new rows`, value: first, unit, target: '>= 5,000' },
        { row: 'register import, the same file again', value: median(again), unit, target: '>= 5,000' },
        { row: 'register import, every row changed', value: changed, unit, target: '>= 5,000' },
        { row: 'memory of that process, at most (RSS)', value: process.resourceUsage().maxRSS / 1024, unit: 'MiB' },
      ];
    } finally {
      await closeService(app);
      await database.close();
    }
  });
}
