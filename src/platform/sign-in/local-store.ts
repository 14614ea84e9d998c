import type { Adapter, AdapterPayload } from 'oidc-provider';

const ENTRIES_MAX = 5000;

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

/** What the local issuer remembers, in memory and bounded: the oldest goes when there is no more room. */
export function localStore(now: () => number = Date.now): (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  const live = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry && entry.expiresAt > now()) return entry.payload;
    entries.delete(key);
    return undefined;
  };
  const matching = (model: string, fits: (payload: AdapterPayload) => boolean): string[] =>
    [...entries].filter(([key, { payload }]) => key.startsWith(`${model}:`) && fits(payload)).map(([key]) => key);
  return (model) => ({
    upsert: async (id, payload, expiresIn?: number) => {
      const key = `${model}:${id}`;
      // Written again at the end, so that what is in use is not the oldest.
      entries.delete(key);
      const lasts = expiresIn === undefined ? Number.POSITIVE_INFINITY : expiresIn * 1000;
      entries.set(key, { payload, expiresAt: now() + lasts });
      const [oldest] = entries.keys();
      if (entries.size > ENTRIES_MAX && oldest !== undefined) entries.delete(oldest);
    },
    find: async (id) => live(`${model}:${id}`),
    findByUid: async (uid) => {
      const [key] = matching(model, (payload) => payload.uid === uid);
      return key === undefined ? undefined : live(key);
    },
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = live(`${model}:${id}`);
      if (payload) payload.consumed = Math.floor(now() / 1000);
    },
    destroy: async (id) => {
      entries.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const key of matching(model, (payload) => payload.grantId === grantId)) entries.delete(key);
    },
  });
}
