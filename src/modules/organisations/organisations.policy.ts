import type { Actor } from '../../kernel/index.js';
import type { RegisterImport } from './persistence/register-import.store.js';

/** Whoever loaded the file, the colleagues of that organisation, and services, which finish what people asked for. */
export const mayDecideOn = (actor: Actor, file: Pick<RegisterImport, 'organisationId' | 'createdBy'>): boolean =>
  actor.kind === 'service' ||
  (file.organisationId !== null && file.organisationId === actor.organisationId) ||
  (file.createdBy !== null && file.createdBy === actor.userId);
