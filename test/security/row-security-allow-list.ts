/**
 * Tables without row security, each with the reason why its rows may be seen by whoever is connected. Everything else
 * must have it enabled and forced. A table leaves or enters this list only with a sentence.
 */
export const WITHOUT_ROW_SECURITY: Readonly<Record<string, string>> = {
  schema_migration: 'Names of migrations; the application may read it and nothing else.',
};

/** Functions that run with their owner's rights, each with the reason; all must pin their search path. */
export const SECURITY_DEFINERS: Readonly<Record<string, string>> = {};
