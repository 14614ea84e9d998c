import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { serviceActor } from '../../kernel/index.js';
import { UnitOfWork } from '../database/unit-of-work.js';

const reader = serviceActor('metrics', null, ['platform.outbox']);

/** What Prometheus reads. Labels are route patterns and codes, never ids. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Histogram;
  private readonly problems: Counter;

  constructor(work: UnitOfWork) {
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'placeway_request_seconds',
      help: 'How long requests took, by method, route pattern and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.registry],
    });
    this.problems = new Counter({
      name: 'placeway_problems_total',
      help: 'Answers that refused, by problem code',
      labelNames: ['code'],
      registers: [this.registry],
    });
    const waiting = new Gauge({
      name: 'placeway_outbox_rows',
      help: 'Outbox rows that are not done: due now, scheduled for later, given up',
      labelNames: ['state'],
      registers: [this.registry],
      collect: async () => {
        const [counts] = await work.read(reader, (tx) =>
          tx.query<{ due: number; scheduled: number; failed: number }>(
            `select count(*) filter (where failed_at is null and run_at <= clock_timestamp())::int as due,
               count(*) filter (where failed_at is null and run_at > clock_timestamp())::int as scheduled,
               count(failed_at)::int as failed
             from outbox where done_at is null`,
          ),
        );
        for (const state of ['due', 'scheduled', 'failed'] as const) waiting.set({ state }, counts?.[state] ?? 0);
      },
    });
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  problem(code: string): void {
    this.problems.inc({ code });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
