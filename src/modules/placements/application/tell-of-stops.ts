import { Injectable } from '@nestjs/common';
import { type Actor, ok, type Permission, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { announceAll, type MessageKind } from '../../notifications/index.js';
import { Organisations } from '../../organisations/index.js';
import type { ProvisionStop, StopKind } from '../domain/provision-stops.js';
import { NoticeStore } from '../persistence/notice.store.js';

/** What a service needs to find whose placements are concerned. */
export const TELLING: readonly Permission[] = ['case.authority', 'placement.read'];

const MESSAGES: Readonly<Record<StopKind, { readonly school: MessageKind; readonly authority: MessageKind }>> = {
  SITE_CLOSES: { school: 'placement.site-closes', authority: 'placement.needs-another' },
  SITE_STAYS: { school: 'placement.site-stays', authority: 'placement.site-stays-at' },
  SUSPENDED: { school: 'placement.suspended', authority: 'placement.suspended-at' },
  LIFTED: { school: 'placement.lifted', authority: 'placement.lifted-at' },
  REMOVED: { school: 'placement.removed', authority: 'placement.needs-another' },
};

/** Tells schools, and those who decide for the authority, what becomes of where their pupils are taught. */
@Injectable()
export class TellOfStops {
  constructor(
    private readonly work: UnitOfWork,
    private readonly notices: NoticeStore,
    private readonly organisations: Organisations,
  ) {}

  /** In the authority of `actor`, a service; how many placements it concerns. Safe to run twice: each is told of an event once. */
  run(actor: Actor, eventId: string, stop: ProvisionStop): Promise<Result<number>> {
    return this.work.inTransaction(actor, async (tx) => {
      const concerned = await this.notices.note(tx, eventId, stop);
      const authority = (await this.organisations.commissioner(tx, actor.authorityId ?? '')).organisationId;
      const { what, onDate } = stop;
      const to = (organisationId: string | null, kind: MessageKind) =>
        organisationId === null ? [] : [{ organisationId, kind }];
      await announceAll(
        tx,
        concerned.flatMap(({ id, reference, schoolId }) =>
          [...to(schoolId, MESSAGES[what].school), ...to(authority, MESSAGES[what].authority)].map((one) => ({
            ...one,
            subjectType: 'placement',
            subjectId: id,
            reference,
            dueOn: onDate,
          })),
        ),
      );
      await tx.auditAll(
        'placement.told-of-stop',
        concerned.map(({ id }) => ({ subject: { type: 'placement', id }, facts: { what, onDate } })),
      );
      return ok(concerned.length);
    });
  }
}
