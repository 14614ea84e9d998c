import type { CommandIo } from '../engine/index.js';
import { ENGINE_VERSION } from '../engine/index.js';
import { computeRun } from './compute-run.js';
import { hashOf, type RunInput } from './run-input.js';

/** A run's input as it is downloaded: what the rules saw, and the hash that the run's page shows. */
export interface ReplayFile {
  readonly version: 1;
  readonly engine: string;
  readonly hash: string;
  readonly input: RunInput;
}

export const REPLAY_USAGE = 'RUN.json [--out RESULT.json]';

/** The file, or one line that says why it is none. What was altered after it was written has another hash. */
export function readReplayFile(text: string): ReplayFile | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
  const { version, engine, hash, input } = value as Partial<ReplayFile>;
  if (version !== 1) return 'version: must be 1';
  if (typeof engine !== 'string') return 'engine: must be a text';
  if (typeof hash !== 'string') return 'hash: must be a text';
  if (typeof input !== 'object' || input === null) return 'input: must be an object';
  if (hashOf(input, engine) !== hash) return 'hash: the input is not what the run saw';
  return { version, engine, hash, input };
}

/**
 * Computes a run again from its file: rules, options, engine. Exit 0 with the result, 2 with one line for a bad file. An
 * engine of another version is told on the error stream: its result may differ.
 */
export async function runReplayCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const at = args.indexOf('--out');
  const out = at < 0 ? undefined : args[at + 1];
  const files = at < 0 ? args : args.toSpliced(at, 2);
  const [path] = files;
  if (path === undefined || files.length > 1 || path.startsWith('--') || (at >= 0 && out === undefined)) {
    io.stderr(`usage: replay ${REPLAY_USAGE}\n`);
    return 2;
  }
  let text: string;
  try {
    text = Buffer.from(await io.readFile(path)).toString('utf8');
  } catch {
    io.stderr(`${JSON.stringify(path)}: cannot be read\n`);
    return 2;
  }
  const file = readReplayFile(text);
  if (typeof file === 'string') {
    io.stderr(`${file}\n`);
    return 2;
  }
  if (file.engine !== ENGINE_VERSION)
    io.stderr(`The run was made by engine ${file.engine}, this is ${ENGINE_VERSION}\n`);
  const { result, counts, comparison, proposal, milliseconds } = await computeRun(file.input);
  io.stderr(`elapsed ${milliseconds.rules + milliseconds.engine} ms\n`);
  const told = JSON.stringify({ hash: file.hash, ...result, counts, proposal, groups: comparison.run.groups });
  if (out === undefined) io.stdout(`${told}\n`);
  else await io.writeFile(out, `${told}\n`);
  return 0;
}
