import type { MigrationInterface } from 'typeorm';

/** Every migration, in the order in which it runs. Append only: a released file is never edited. */
export const migrations: (new () => MigrationInterface)[] = [];
