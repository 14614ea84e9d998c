import { Injectable } from '@nestjs/common';
import { serviceActor } from '../../../kernel/index.js';
import {
  EventLog,
  failJobUnlessOk,
  type Job,
  JobHandler,
  RegularLook,
  type RunningJob,
  UnitOfWork,
} from '../../../platform/index.js';
import { Retention, WORK_OUT_RETENTION } from '../application/retention.js';
import { RetentionStore } from '../persistence/retention.store.js';
import { GATHERS } from './exports.job.js';

/** One transaction an authority: killed anywhere, it begins again and comes to the same days. */
@JobHandler(WORK_OUT_RETENTION, { queue: 'maintenance', service: 'records', permissions: GATHERS })
export class WorkOutRetentionJob implements Job {
  constructor(private readonly retention: Retention) {}

  async handle(job: RunningJob): Promise<void> {
    failJobUnlessOk(await this.retention.workOut(job.actor, (tx) => job.complete(tx)));
  }
}

/** Cases end and policies change by the day: once on each, every authority has its days worked out. */
@Injectable()
export class RetentionDay extends RegularLook {
  constructor(
    private readonly work: UnitOfWork,
    private readonly store: RetentionStore,
    log: EventLog,
  ) {
    super(log, 'retention.day-not-looked-at');
  }

  protected override async ask(): Promise<void> {
    const clock = serviceActor('retention-clock', null, ['record.gather']);
    const authorities = await this.work.read(clock, (tx) => this.store.unwatched(tx));
    await this.askForEach(this.work, clock.name, authorities, WORK_OUT_RETENTION);
  }
}
