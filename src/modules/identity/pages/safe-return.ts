const LENGTH_MAX = 500;

/** A path of this service, or the start. Anything that a browser could read as another site is refused. */
export function safeReturn(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > LENGTH_MAX) return '/';
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted) ? wanted : '/';
}
