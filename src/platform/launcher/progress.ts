import { performance } from 'node:perf_hooks';

/** Tells whoever started the process what it is doing. */
export type Say = (message: string) => void;

/** One line a step, with the seconds since the process started. */
export const sayWithSeconds: Say = (message) => {
  const seconds = (performance.now() / 1000).toFixed(1).padStart(5);
  process.stdout.write(`[${seconds} s] ${message}\n`);
};

/** The same as structured lines, for processes whose output a machine collects. */
export const sayAsJson: Say = (message) => {
  process.stdout.write(`${JSON.stringify({ timestamp: Date.now(), level: 'log', event: 'start', message })}\n`);
};
