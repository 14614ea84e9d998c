/** Names under which the platform's ports are injected. */
export const CLOCK = Symbol('clock');
export const APP_CONFIG = Symbol('app-config');
