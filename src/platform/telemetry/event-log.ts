import { Injectable, Logger } from '@nestjs/common';

/** Ids, codes and counts only: never names, needs, free text or tokens. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Structured log lines: one event name, a few facts. */
@Injectable()
export class EventLog {
  private readonly logger = new Logger('placeway');

  event(name: string, facts: LogFacts = {}): void {
    this.logger.log({ event: name, ...facts });
  }

  warning(name: string, facts: LogFacts = {}): void {
    this.logger.warn({ event: name, ...facts });
  }

  /** An error's class, code and stack; its message stays out, because a database puts the row's values into it. */
  failure(name: string, error: unknown, facts: LogFacts = {}): void {
    const known = error instanceof Error;
    this.logger.error({
      event: name,
      ...facts,
      error: known ? error.name : typeof error,
      code: known && 'code' in error ? String(error.code) : undefined,
      at: known ? stackWithoutMessage(error) : undefined,
    });
  }
}

const stackWithoutMessage = (error: Error): string | undefined =>
  error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8)
    .map((line) => line.trim())
    .join(' | ');
