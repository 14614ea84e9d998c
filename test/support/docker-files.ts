import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { project } from './processes.js';

export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** The stages of a Dockerfile, each with its instructions; continued lines are joined. */
export function readDockerfile(path = 'docker/Dockerfile'): Instruction[][] {
  const lines = readFileSync(join(project, path), 'utf8')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [word = '', ...rest] = line.split(' ');
    if (word === 'FROM') stages.push([]);
    stages.at(-1)?.push({ word, rest: rest.join(' ').trim() });
  }
  return stages;
}

export const instructions = (stage: readonly Instruction[], word: string): string[] =>
  stage.filter((each) => each.word === word).map((each) => each.rest);

/** What an ENV instruction sets, for the form NAME=value NAME=value. */
export const environmentOf = (stage: readonly Instruction[]): Record<string, string> =>
  Object.fromEntries(
    instructions(stage, 'ENV').flatMap((rest) => rest.split(' ').map((pair) => pair.split('=', 2) as [string, string])),
  );

export interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly deploy?: { readonly replicas?: number };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** The compose file with its variables filled in, as compose itself does it. Throws when a required one is unset. */
export function readCompose(variables: Readonly<Record<string, string>>): Compose {
  const text = readFileSync(join(project, 'docker/compose.yml'), 'utf8');
  const filled = text.replaceAll(
    /\$\{(\w+)(:[-?])?([^}]*)\}/g,
    (_all, name: string, mark: string | undefined, word: string) => {
      const value = variables[name];
      if (value !== undefined && value !== '') return value;
      if (mark === ':-') return word;
      throw new Error(`${name} is required: ${word}`);
    },
  );
  return load(filled, { schema: CORE_SCHEMA.withTags(mergeTag) }) as Compose;
}

/** NAME=value lines. */
export function readEnvFile(path: string): Record<string, string> {
  const lines = readFileSync(join(project, path), 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s, 2) as [string, string]),
  );
}
