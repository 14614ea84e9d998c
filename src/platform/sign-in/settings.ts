import type { AppConfig } from '../../config/index.js';

/** What signing in needs to know once the address and the secret are known. */
export interface SignInSettings extends AppConfig {
  readonly baseUrl: string;
  readonly sessionSecret: string;
  /** Whether this process runs the local issuer: only beside the embedded database on a loopback address. */
  readonly localSignIn: boolean;
}

/** Signed out after this long without a request. */
export const IDLE_MS = 60 * 60 * 1000;
/** Signed out after this long in any case. */
export const ABSOLUTE_MS = 12 * 60 * 60 * 1000;
/** Sessions one person may have at once; the oldest ends when another begins. */
export const SESSIONS_MAX = 5;

export const isHttps = (settings: Pick<SignInSettings, 'baseUrl'>): boolean => settings.baseUrl.startsWith('https:');

/** Over HTTPS the prefix makes browsers refuse a cookie that another host or plain HTTP tries to set. */
export const sessionCookieName = (settings: Pick<SignInSettings, 'baseUrl'>): string =>
  isHttps(settings) ? '__Host-placeway' : 'placeway';
