import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const project = join(import.meta.dirname, '..', '..');

/** Imports a compiled file: Jest's own set-up runs outside its TypeScript transform. */
export function importBuilt(path) {
  return import(pathToFileURL(join(project, 'dist', path)).href);
}
