const PLAIN = ['ConfigError', 'DataFolderError', 'BootstrapError'];

/** Errors that a person can put right are told in their own words; all others with their stack. Ends the process. */
export function explainStartFailure(error: unknown): never {
  const plain = error instanceof Error && PLAIN.includes(error.name);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`Placeway did not start.\n${plain ? error.message : text}\n`);
  process.exit(1);
}
