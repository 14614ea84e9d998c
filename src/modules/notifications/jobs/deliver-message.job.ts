import { isDateOnly, isUuid, ok } from '../../../kernel/index.js';
import { failJobUnlessOk, type Job, JobHandler, type RunningJob, UnitOfWork } from '../../../platform/index.js';
import { Messages, type Told } from '../application/messages.js';
import { isMessageKind } from '../domain/kinds.js';

/** Writes the message where its readers find it. Twice is once: the outbox row's id is the key. */
@JobHandler('notifications.deliver', { queue: 'messages', service: 'notifications', permissions: ['message.read'] })
export class DeliverMessage implements Job {
  constructor(
    private readonly work: UnitOfWork,
    private readonly messages: Messages,
  ) {}

  async handle(job: RunningJob): Promise<void> {
    const announcement = toldOf(job.payload);
    const done = await this.work.inTransaction(job.actor, async (tx) => {
      // Said when the thing was done, however long the queue took; rows of an earlier release do not say when.
      await this.messages.deliver(tx, { at: tx.now, ...announcement }, job.id);
      await job.complete(tx);
      return ok();
    });
    failJobUnlessOk(done);
  }
}

/** A message as its outbox row carries it. */
export function toldOf(payload: RunningJob['payload']): Omit<Told, 'at'> & Partial<Pick<Told, 'at'>> {
  const { kind, organisationId, subjectType, subjectId, reference, dueOn, at } = payload;
  if (!isMessageKind(kind) || !isUuid(organisationId) || !isUuid(subjectId)) throw new Error('Not a message');
  return {
    kind,
    organisationId,
    subjectId,
    subjectType: String(subjectType),
    reference: String(reference),
    dueOn: isDateOnly(dueOn) ? dueOn : null,
    ...(at === undefined ? {} : { at: new Date(at) }),
  };
}
