/** One operator command. */
export interface Command {
  /** After the command's name, such as `FILE [--replace]`. */
  readonly usage: string;
  readonly summary: string;
  /** @returns the exit status: 0 done, 1 failed, 2 not understood */
  run(args: readonly string[]): Promise<number>;
}

/** The arguments make no sense; shown with the command's usage. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Takes `names` positional arguments and any of the flags, and refuses everything else. */
export function parseArguments(
  args: readonly string[],
  expected: { readonly names: readonly string[]; readonly flags?: readonly string[] },
): { readonly values: readonly string[]; readonly flags: ReadonlySet<string> } {
  const flags = args.filter((each) => each.startsWith('--'));
  const values = args.filter((each) => !each.startsWith('--'));
  const unknown = flags.find((each) => expected.flags?.includes(each) !== true);
  if (unknown !== undefined) throw new UsageError(`Unknown option ${unknown}`);
  const missing = expected.names[values.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  const extra = values[expected.names.length];
  if (extra !== undefined) throw new UsageError(`Unexpected ${extra}`);
  return { values, flags: new Set(flags) };
}

/** Results go to stdout, and nothing else does. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What a person wants to know while it runs. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
