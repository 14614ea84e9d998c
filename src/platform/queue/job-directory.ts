import { Injectable, SetMetadata } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { Actor, Permission } from '../../kernel/index.js';
import type { Tx } from '../database/tx.js';

/** One queue per kind of work, so that a slow import cannot starve offers. */
export const QUEUES = ['matching', 'imports', 'messages', 'maintenance'] as const;
export type QueueName = (typeof QUEUES)[number];

export interface JobOptions {
  readonly queue: QueueName;
  /** How often it is tried before a person is asked; the delay doubles from a second to five minutes. */
  readonly attempts?: number;
  /** The named service as which the handler acts, in the authority of whoever asked. */
  readonly service: string;
  readonly permissions: readonly Permission[];
}

export interface RunningJob {
  readonly id: string;
  readonly payload: Readonly<Record<string, string | number>>;
  /** The service; may do what the handler declared, in one authority. */
  readonly actor: Actor;
  readonly initiator: { readonly kind: string; readonly userId: string | null; readonly membershipId: string | null };
  readonly attempt: number;
  /** Marks the job done inside the handler's own last transaction; throws when another run was faster. */
  complete(tx: Tx): Promise<void>;
}

export interface Job {
  /** May be killed at any line and run again. */
  handle(job: RunningJob): Promise<void>;
}

export interface JobEntry extends JobOptions {
  readonly name: string;
  readonly handler: Job;
}

const JOB_HANDLER = 'placeway:job-handler';

/** Makes a provider the handler of one job. */
export const JobHandler = (name: string, options: JobOptions): ClassDecorator =>
  SetMetadata(JOB_HANDLER, { name, ...options });

/** Every job that can be asked for, with its handler. A job without a handler, or with two, stops start-up. */
@Injectable()
export class JobDirectory {
  private entries: Map<string, JobEntry> | undefined;
  private listener: () => void = () => undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  entry(job: string): JobEntry {
    this.entries ??= this.discover();
    const entry = this.entries.get(job);
    if (!entry) throw new Error(`No handler for the job ${job}`);
    return entry;
  }

  queueOf(job: string): QueueName {
    return this.entry(job).queue;
  }

  /** The relay listens here, so that work leaves as soon as its transaction has committed. */
  onCommitted(listener: () => void): void {
    this.listener = listener;
  }

  committed(): void {
    this.listener();
  }

  private discover(): Map<string, JobEntry> {
    const entries = new Map<string, JobEntry>();
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const found: unknown = metatype ? this.reflector.get(JOB_HANDLER, metatype) : undefined;
      if (!found || !instance) continue;
      const options = found as JobOptions & { name: string };
      if (entries.has(options.name)) throw new Error(`Two handlers for the job ${options.name}`);
      entries.set(options.name, { ...options, handler: instance as Job });
    }
    return entries;
  }
}
