import type { MigrationInterface } from 'typeorm';
import { Platform1790000000010 } from './010-platform.js';
import { Organisations1790000000020 } from './020-organisations.js';
import { Identity1790000000030 } from './030-identity.js';
import { Policies1790000000040 } from './040-policies.js';

/** Every migration, in the order in which it runs. Append only: a released file is never edited. */
export const migrations: (new () => MigrationInterface)[] = [
  Platform1790000000010,
  Organisations1790000000020,
  Identity1790000000030,
  Policies1790000000040,
];
