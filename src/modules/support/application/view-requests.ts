import { Injectable } from '@nestjs/common';
import { type Actor, forbidden, notFound, ok, type Result } from '../../../kernel/index.js';
import { type Counted, type IdPage, UnitOfWork } from '../../../platform/index.js';
import { type Cycle, CycleStore } from '../persistence/cycle.store.js';
import { type RequestPupil, RequestStore, type SupportRequest } from '../persistence/request.store.js';
import { type Team, TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';
import { leadsTeam, teamsFor } from './answer-request.js';

export interface RequestView {
  readonly request: SupportRequest;
  readonly pupil: RequestPupil | null;
  readonly cycles: readonly Cycle[];
  readonly own: boolean;
  readonly answers: boolean;
  /** Those that it may be granted by or passed on to, for whoever answers. */
  readonly teams: readonly Team[];
}

export interface SupportDesk {
  readonly open: readonly SupportRequest[];
  readonly cycles: readonly Cycle[];
  readonly closed: readonly SupportRequest[];
  readonly asks: boolean;
  readonly readsTeams: boolean;
}

const MOST = 200;
const CLOSED_MOST = 50;

/** Requests and what became of them, as far as the reader sees them. Reading one is audited: it is about a child. */
@Injectable()
export class ViewRequests {
  constructor(
    private readonly work: UnitOfWork,
    private readonly requests: RequestStore,
    private readonly cycles: CycleStore,
    private readonly teams: TeamStore,
  ) {}

  desk(actor: Actor): Promise<Result<SupportDesk>> {
    return this.work.read(actor, async (tx): Promise<Result<SupportDesk>> => {
      if (!supportPolicy.canRead(actor)) return forbidden('support.ask');
      return ok({
        open: await this.requests.open(tx, MOST),
        cycles: await this.cycles.open(tx, MOST),
        closed: await this.requests.closed(tx, CLOSED_MOST),
        asks: supportPolicy.canAsk(actor),
        readsTeams: supportPolicy.canReadTeams(actor),
      });
    });
  }

  page(actor: Actor, page: IdPage): Promise<Result<Counted<SupportRequest>>> {
    return this.work.read(actor, async (tx): Promise<Result<Counted<SupportRequest>>> =>
      supportPolicy.canRead(actor) ? ok(await this.requests.page(tx, page)) : forbidden('support.ask'),
    );
  }

  one(actor: Actor, id: string): Promise<Result<RequestView>> {
    return this.work.read(actor, async (tx): Promise<Result<RequestView>> => {
      const request = supportPolicy.canRead(actor) ? await this.requests.find(tx, id) : undefined;
      if (request === undefined) return notFound('support-request');
      await tx.audit('support.read', { type: 'support-request', id });
      const leads = await leadsTeam(tx, this.teams, request.teamId);
      const answers = supportPolicy.canAnswer(actor, request, leads);
      return ok({
        request,
        pupil: (await this.requests.pupil(tx, id)) ?? null,
        cycles: await this.cycles.ofRequest(tx, id),
        own: supportPolicy.isOwn(actor, request),
        answers,
        teams: answers ? await teamsFor(tx, this.teams, request.schoolId) : [],
      });
    });
  }

  /** Teams that a school may name when it asks. */
  teamsToName(actor: Actor): Promise<readonly Team[]> {
    return this.work.read(actor, (tx) => this.teams.forSchool(tx, actor.organisationId ?? '', tx.today));
  }
}
