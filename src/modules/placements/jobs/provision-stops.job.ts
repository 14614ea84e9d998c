import { serviceActor } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { Organisations } from '../../organisations/index.js';
import { TELLING, TellOfStops } from '../application/tell-of-stops.js';
import { readStop } from '../domain/provision-stops.js';

/** Sites and admissions serve several authorities: each one's pupils are looked for as a service of its own. */
@JobHandler('provision.stops', { queue: 'maintenance', service: 'offers', permissions: [] })
export class ProvisionStopsJob implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly organisations: Organisations,
    private readonly tell: TellOfStops,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const stop = readStop(job.payload);
    if (stop === undefined) throw new Error('Neither a site nor an admission');
    const authorities = await this.work.read(job.actor, (tx) => this.organisations.authorities(tx));
    for (const { id } of authorities) {
      failJobUnlessOk(await this.tell.run(serviceActor('offers', id, TELLING), job.id, stop));
    }
  }
}
