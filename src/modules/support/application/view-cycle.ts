import { Injectable } from '@nestjs/common';
import { type Actor, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { People } from '../../identity/index.js';
import { type Progress, progressOf } from '../domain/views.js';
import { type Contact, type Cycle, CycleStore, type KeptForm } from '../persistence/cycle.store.js';
import { type RequestPupil, RequestStore, type SupportRequest } from '../persistence/request.store.js';
import { TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';
import { leadsTeam } from './answer-request.js';

export interface CycleView {
  readonly cycle: Cycle;
  readonly request: SupportRequest;
  readonly pupil: RequestPupil | null;
  readonly contacts: readonly (Contact & { readonly by: string })[];
  readonly forms: readonly KeptForm[];
  readonly progress: readonly Progress[];
  readonly logs: boolean;
  readonly writesForms: boolean;
  readonly decides: boolean;
}

/** One round of support with what was done and what is said of it; reading it is audited. */
@Injectable()
export class ViewCycle {
  constructor(
    private readonly work: UnitOfWork,
    private readonly cycles: CycleStore,
    private readonly requests: RequestStore,
    private readonly teams: TeamStore,
    private readonly people: People,
  ) {}

  one(actor: Actor, id: string): Promise<Result<CycleView>> {
    return this.work.read(actor, async (tx): Promise<Result<CycleView>> => {
      const cycle = supportPolicy.canRead(actor) ? await this.cycles.find(tx, id) : undefined;
      const request = cycle && (await this.requests.find(tx, cycle.requestId));
      if (cycle === undefined || request === undefined) return notFound('support-cycle');
      await tx.audit('support.cycle-read', { type: 'support-cycle', id });
      const [contacts, forms] = [await this.cycles.contacts(tx, id), await this.cycles.forms(tx, cycle)];
      const names = await this.people.names(
        tx,
        contacts.flatMap(({ recordedBy }) => recordedBy ?? []),
      );
      const open = cycle.status !== 'ENDED';
      return ok({
        cycle,
        request,
        pupil: (await this.requests.pupil(tx, request.id)) ?? null,
        contacts: contacts.map((one) => ({ ...one, by: names.get(one.recordedBy ?? '') ?? '' })),
        forms,
        progress: progressOf(forms),
        logs: open && supportPolicy.canLog(actor, cycle),
        writesForms: open && supportPolicy.canWriteForms(actor, cycle),
        decides: open && supportPolicy.canAnswer(actor, cycle, await leadsTeam(tx, this.teams, cycle.teamId)),
      });
    });
  }
}
