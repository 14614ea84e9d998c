import { readConfig } from './config/index.js';
import { choosePort } from './platform/launcher/choose-port.js';
import { explainStartFailure } from './platform/launcher/explain.js';
import { runtimeConfig } from './platform/launcher/runtime-config.js';
import { stopOnSignals } from './platform/launcher/stop-signals.js';
import { closeService } from './platform/close-service.js';
import { openServiceDatabase, sayFor, startWeb } from './service.js';
import { advice } from './start-up.js';

/** Web and API; beside an embedded database also the worker. */
async function main(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const config = readConfig();
  const say = sayFor(config);
  const port = await choosePort(config, say);
  const opening = openServiceDatabase(config, say);
  let drain = () => Promise.resolve();
  // A signal must find its way to PostgreSQL even while it is still starting; it would outlive this process.
  const release = async () => (await opening).close();
  const stop = stopOnSignals({ drain: () => drain(), release }, say);
  const database = await opening;
  const runtime = runtimeConfig(config, { appUrl: database.appUrl, port });
  say(config.databaseUrl === null ? 'Starting web, API and jobs' : 'Starting web and API');
  await startWeb(runtime, database, say, (app) => {
    drain = () => closeService(app);
  }).catch(async (error: unknown) => {
    // Asked to stop while it started: what fails then is no failed start, and stopping ends the process.
    if (stop.underWay()) await stop.never();
    await database.close();
    throw error;
  });
  say(`Placeway is ready at ${runtime.baseUrl}`);
  for (const line of advice.flatMap((each) => each(runtime))) process.stdout.write(`${line}\n`);
}

await main().catch(explainStartFailure);
