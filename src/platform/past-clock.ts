import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../kernel/index.js';

const storage = new AsyncLocalStorage<Date>();

/** The clock that use cases read: the given one, unless the work under way was told to happen at another time. */
export const settableClock = (clock: Clock): Clock => ({ now: () => storage.getStore() ?? clock.now() });

/**
 * Lets everything in `work` happen at `at`. For loading what happened before the service existed, such as the
 * demonstration's history; a person's act never goes through here.
 */
export const runAt = <T>(at: Date, work: () => Promise<T>): Promise<T> => storage.run(at, work);
