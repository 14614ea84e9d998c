import { ConfigError, readConfig } from './config/index.js';
import { explainStartFailure } from './platform/launcher/explain.js';
import { runtimeConfig } from './platform/launcher/runtime-config.js';
import { stopOnSignals } from './platform/launcher/stop-signals.js';
import { closeService } from './platform/close-service.js';
import { openServiceDatabase, sayFor, startWorker } from './service.js';

/** Takes jobs from the queues; any number of these run beside any number of `main`. */
async function main(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const config = readConfig();
  if (config.databaseUrl === null) {
    throw new ConfigError([{ variable: 'DATABASE_URL', message: 'is needed; npm start runs its jobs by itself' }]);
  }
  const say = sayFor(config);
  let drain = () => Promise.resolve();
  stopOnSignals({ drain: () => drain(), release: () => Promise.resolve() }, say);
  const database = await openServiceDatabase(config, say);
  const app = await startWorker(runtimeConfig(config, { appUrl: database.appUrl, port: config.port }));
  drain = () => closeService(app);
  say('Placeway worker is ready');
}

await main().catch(explainStartFailure);
