/** Routes are found whatever the capitals of an address, so what depends on an address must be as well. */
export const isApi = (path: string): boolean => /^\/api(\/|$)/i.test(path);

/** Health and metrics: asked by machines without a session. */
export const isProbe = (path: string): boolean => /^\/(health|metrics)(\/|$)/i.test(path);
