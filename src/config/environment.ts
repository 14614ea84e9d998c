/** One variable that cannot be used. The value itself is never repeated: it may be a password. */
export interface ConfigFault {
  readonly variable: string;
  readonly message: string;
}

/** Stops start-up. Its message names every variable at fault, one a line. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly ConfigFault[]) {
    super(faults.map((fault) => `${fault.variable}: ${fault.message}`).join('\n'));
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and collects what is wrong with them, so that one start names every fault. */
export class EnvironmentReader {
  private readonly found: ConfigFault[] = [];

  constructor(private readonly environment: Environment) {}

  /** Throws ConfigError when any variable read so far was bad. */
  finish(): void {
    if (this.found.length > 0) throw new ConfigError(this.found);
  }

  /** The first fault of a variable is enough: a second would only follow from it. */
  fault(variable: string, message: string): void {
    if (this.found.some((each) => each.variable === variable)) return;
    this.found.push({ variable, message });
  }

  /** An empty variable counts as unset: compose files and CI systems pass "NAME=" for things nobody filled in. */
  text(name: string): string | null {
    const value = this.environment[name]?.trim();
    return value === undefined || value === '' ? null : value;
  }

  required(name: string, reason: string): string {
    const value = this.text(name);
    if (value === null) this.fault(name, reason);
    return value ?? '';
  }

  whole(name: string, fallback: number, range: { least: number; most: number }): number {
    const value = this.text(name);
    if (value === null) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= range.least && number <= range.most) return number;
    this.fault(name, `must be a whole number from ${range.least} to ${range.most}`);
    return fallback;
  }

  oneOf<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const value = this.text(name);
    if (value === null) return fallback;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) this.fault(name, `must be one of ${choices.join(', ')}`);
    return choice ?? fallback;
  }

  url(name: string, protocols: readonly string[]): string | null {
    const value = this.text(name);
    if (value === null) return null;
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url !== null && protocols.includes(url.protocol) && url.hostname !== '') return value;
    this.fault(name, `must be a URL that starts with ${protocols.map((each) => `${each}//`).join(' or ')}`);
    return null;
  }
}
