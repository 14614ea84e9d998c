import { createServer } from 'node:net';
import { type AppConfig, ConfigError } from '../../config/index.js';
import type { Say } from './progress.js';

const STEPS = 50;

/**
 * The port to listen on. A port somebody asked for is refused by name when it is taken; the default is stepped over.
 * Throws ConfigError.
 */
export async function choosePort(config: AppConfig, say: Say): Promise<number> {
  if (config.portIsExplicit) {
    const port = await tryPort(config.host, config.port);
    if (port !== null) return port;
    throw new ConfigError([
      { variable: 'PORT', message: `${config.port} is in use by another program on this computer` },
    ]);
  }
  for (let port = config.port; port < config.port + STEPS; port += 1) {
    const free = await tryPort(config.host, port);
    if (free !== null) return free;
    say(`Port ${port} is in use; trying ${port + 1}`);
  }
  throw new ConfigError([{ variable: 'PORT', message: `${config.port} to ${config.port + STEPS - 1} are all in use` }]);
}

/** The port that could be opened, which for 0 is one the system picked; null when it is taken. */
function tryPort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else if (error.code === 'EACCES') reject(fault('PORT', `${port} may not be opened by this account`));
      else if (error.code === 'EADDRNOTAVAIL') reject(fault('HOST', 'is not an address of this computer'));
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : port));
    });
  });
}

const fault = (variable: string, message: string) => new ConfigError([{ variable, message }]);
