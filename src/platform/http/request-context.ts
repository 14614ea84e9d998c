import { AsyncLocalStorage } from 'node:async_hooks';

/** What a creating request said about being sent again; kept until the first transaction takes it. */
export interface IdempotencyClaim {
  readonly route: string;
  readonly key: string;
  readonly bodyHash: string;
}

interface RequestContext {
  readonly requestId: string;
  idempotency?: IdempotencyClaim;
}

const storage = new AsyncLocalStorage<RequestContext>();

export const runInRequest = <T>(requestId: string, work: () => T): T => storage.run({ requestId }, work);

/** The id that ties log lines and audit rows to one request or job; undefined outside of both. */
export const currentRequestId = (): string | undefined => storage.getStore()?.requestId;

export function claimIdempotency(claim: IdempotencyClaim): void {
  const context = storage.getStore();
  if (!context) throw new Error('An idempotency key needs a request context');
  context.idempotency = claim;
}

/** The claim, once: the first transaction of the request takes it, later ones run plainly. */
export function takeIdempotency(): IdempotencyClaim | undefined {
  const context = storage.getStore();
  const claim = context?.idempotency;
  if (context) delete context.idempotency;
  return claim;
}
