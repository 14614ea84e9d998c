import { checkResult } from './check-result.js';
import { MODES, type Mode } from './exchange.js';
import { readProblemFile } from './read-problem.js';
import { solve } from './solve.js';

/** How the command reaches files and the terminal; the entry point passes the real ones in. */
export interface CommandIo {
  readonly readFile: (path: string) => Promise<Uint8Array | string>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

export const MATCH_USAGE =
  'usage: match PROBLEM.json [--out RESULT.json] [--mode optimal|stable|greedy] [--time-limit SECONDS], or match --check PROBLEM.json RESULT.json';

interface Arguments {
  readonly problem: string;
  readonly out: string | undefined;
  readonly mode: Mode;
  readonly timeLimitSeconds: number | undefined;
}

const isMode = (text: string): text is Mode => MODES.some((mode) => mode === text);

/** The arguments, or one line that says what is wrong with them. */
function parse(argv: readonly string[]): Arguments | string {
  const files: string[] = [];
  const given = new Map<string, string>();
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] as string;
    if (!word.startsWith('--')) {
      files.push(word);
      continue;
    }
    const [name, joined] = word.split(/=(.*)/s, 2) as [string, string | undefined];
    if (name !== '--out' && name !== '--mode' && name !== '--time-limit')
      return `unknown option ${oneLine(name)}; ${MATCH_USAGE}`;
    const value = joined ?? argv[(i += 1)];
    if (value === undefined || value === '') return `${name} needs a value; ${MATCH_USAGE}`;
    if (given.has(name)) return `${name} is given twice; ${MATCH_USAGE}`;
    given.set(name, value);
  }
  const [problem] = files;
  if (problem === undefined || files.length > 1) return MATCH_USAGE;
  const mode = given.get('--mode') ?? 'optimal';
  if (!isMode(mode)) return `--mode must be optimal, stable or greedy, not ${oneLine(mode)}`;
  const limit = given.get('--time-limit');
  const seconds = limit === undefined ? undefined : Number(limit);
  if (seconds !== undefined && !(Number.isFinite(seconds) && seconds > 0)) {
    return `--time-limit must be a number of seconds above 0, not ${oneLine(limit ?? '')}`;
  }
  return { problem, out: given.get('--out'), mode, timeLimitSeconds: seconds };
}

const oneLine = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);

const reasonOf = (error: unknown): string => {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error instanceof Error ? oneLine(error.message) : 'unknown reason';
};

/**
 * `match --check PROBLEM RESULT`: 0 and a line that says what holds; 1 and the line that names what does not; 2 if a file cannot be read
 * as what it should be.
 */
async function runCheck(argv: readonly string[], io: CommandIo): Promise<number> {
  const files = argv.filter((word) => word !== '--check');
  const fault = (line: string, code: 1 | 2): number => {
    io.stderr(`${line}\n`);
    return code;
  };
  const [problemFile, resultFile] = files;
  if (problemFile === undefined || resultFile === undefined || files.length > 2 || files.length < argv.length - 1) {
    return fault(MATCH_USAGE, 2);
  }
  const texts: string[] = [];
  for (const file of [problemFile, resultFile]) {
    try {
      const bytes = await io.readFile(file);
      texts.push(typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (error) {
      return fault(`cannot read ${oneLine(file)}: ${reasonOf(error)}`, 2);
    }
  }
  const read = readProblemFile(texts[0] ?? '');
  if (!read.ok) return fault(read.fault, 2);
  let result: unknown;
  try {
    result = JSON.parse(texts[1] ?? '');
  } catch {
    return fault(`${oneLine(resultFile)}: is not JSON`, 2);
  }
  const checked = checkResult(read.problem, result);
  if (!checked.ok) return fault(checked.fault, 1);
  const { onSearch, prices } = checked;
  const rest = onSearch === 0 ? '' : `; for ${onSearch} of them the bound rests on a search`;
  const priced =
    prices.prices === 0 ? '' : `, ${prices.prices - prices.onSearch} of ${prices.prices} prices worked out again`;
  const searched = prices.onSearch === 0 ? '' : `; ${prices.onSearch} rest on a search`;
  io.stdout(`holds for ${checked.pupils} pupils${rest}${priced}${searched}\n`);
  return 0;
}

/**
 * The `match` command. 0: a result went to the file or to standard output, and `elapsed N ms` to standard error. 2: one line on
 * standard error names the fault in the arguments or the file. 1: the engine itself failed.
 */
export async function runMatchCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  if (argv.includes('--check')) return runCheck(argv, io);
  const started = performance.now();
  const fault = (line: string): number => {
    io.stderr(`${line}\n`);
    return 2;
  };
  const parsed = parse(argv);
  if (typeof parsed === 'string') return fault(parsed);
  let bytes: Uint8Array | string;
  try {
    bytes = await io.readFile(parsed.problem);
  } catch (error) {
    return fault(`cannot read ${oneLine(parsed.problem)}: ${reasonOf(error)}`);
  }
  const read = readProblemFile(bytes, parsed.mode);
  if (!read.ok) return fault(read.fault);
  let text: string;
  try {
    const { mode, timeLimitSeconds } = parsed;
    text = `${JSON.stringify(await solve(read.problem, { mode, ...(timeLimitSeconds === undefined ? {} : { timeLimitSeconds }) }))}\n`;
  } catch (error) {
    io.stderr(`the engine failed: ${reasonOf(error)}\n`);
    return 1;
  }
  if (parsed.out === undefined) io.stdout(text);
  else {
    try {
      await io.writeFile(parsed.out, text);
    } catch (error) {
      return fault(`cannot write ${oneLine(parsed.out)}: ${reasonOf(error)}`);
    }
  }
  io.stderr(`elapsed ${Math.round(performance.now() - started)} ms\n`);
  return 0;
}
