import { describe, expect, it } from '@jest/globals';
import { Stopping } from '../../../platform/index.js';
import { ComputeClient, Stopped } from './compute-client.js';
import type { RunInput } from './run-input.js';

const task = { kind: 'run' as const, input: {} as RunInput, last: null };
const quietly = (): void => undefined;

describe('a run in its own thread', () => {
  it('ends with the process that handed its jobs back, and none begins after that', async () => {
    const stopping = new Stopping();
    const client = new ComputeClient(stopping);
    const running = client.run(task, quietly);
    stopping.handedBack();
    await expect(running).rejects.toThrow('The process stops');
    await expect(client.run(task, quietly)).rejects.toThrow('The process stops');
  });

  it('ends when somebody asks it to stop', async () => {
    const stop = new AbortController();
    const running = new ComputeClient(new Stopping()).run(task, quietly, stop.signal);
    stop.abort(new Stopped());
    await expect(running).rejects.toBeInstanceOf(Stopped);
  });
});
