import { rm } from 'node:fs/promises';

/** Stops by process id what globalSetup started, in the opposite order, and throws its files away. */
export default async function globalTeardown() {
  const started = globalThis.placewayTestServers;
  if (started === undefined) return;
  globalThis.placewayTestServers = undefined;
  for (const stop of started.stop.toReversed()) await stop();
  await rm(started.folder, { recursive: true, force: true });
}
