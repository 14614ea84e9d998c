import { Injectable } from '@nestjs/common';
import {
  type Actor,
  cleanText,
  type DateOnly,
  forbidden,
  invalid,
  isCode,
  move,
  notFound,
  ok,
  problem,
  type Result,
} from '../../../kernel/index.js';
import { type Tx, UnitOfWork } from '../../../platform/index.js';
import { announce, type MessageKind } from '../../notifications/index.js';
import { type Answer, ANSWERS, needsTeam, requestMoves } from '../domain/request.js';
import { RequestStore, type SupportRequest } from '../persistence/request.store.js';
import { TeamStore } from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';
import { GrantSupport } from './grant-support.js';

export interface AnswerGiven {
  readonly answer: string;
  readonly words: unknown;
  readonly teamId: string | null;
  readonly startsOn: DateOnly | null;
  readonly weeks: number | null;
}

const TELLS: Readonly<Record<Answer, MessageKind>> = {
  advise: 'support.answered',
  grant: 'support.granted',
  wait: 'support.waiting',
  suggest: 'support.referral-suggested',
  decline: 'support.answered',
};

/** The coordinator, or who leads the team, answers a request once. Locks: request, team, weeks. */
@Injectable()
export class AnswerRequest {
  constructor(
    private readonly work: UnitOfWork,
    private readonly requests: RequestStore,
    private readonly teams: TeamStore,
    private readonly grant: GrantSupport,
  ) {}

  /** Rules: the fields. Refused: `support.answered`, `support.full-in`. */
  run(actor: Actor, id: string, given: AnswerGiven): Promise<Result<{ cycleId: string | null }>> {
    const { answer } = given;
    if (!isCode(ANSWERS, answer)) return Promise.resolve(invalid('answer', 'choose-one'));
    const words = cleanText(given.words, { field: 'words', max: 4000, multiline: true, required: true });
    if (!words.ok) return Promise.resolve(words);
    return this.locked(actor, id, async (tx, request) => {
      const moved = move(requestMoves, request.status, answer);
      if (!moved.ok) return problem('support.answered');
      const teamId = given.teamId ?? request.teamId;
      const placed = await this.checkTeam(tx, request, { answer, teamId });
      if (!placed.ok) return placed;
      const to = needsTeam(answer) ? teamId : null;
      await this.requests.answer(tx, id, { status: moved.value, answer: words.value, teamId: to });
      await tx.audit('support.answered', { type: 'support-request', id }, { answer });
      const begun = answer === 'grant' && teamId !== null ? await this.begin(tx, request, given, teamId) : ok(null);
      if (!begun.ok) return begun;
      const about = { subjectType: 'support-request', subjectId: id, reference: request.reference };
      await announce(tx, { kind: TELLS[answer], organisationId: request.schoolId, ...about });
      return ok({ cycleId: begun.value });
    });
  }

  /** To another team, whose lead may answer from now on; the clock runs on. Rules: `teamId`. Refused: `support.answered`. */
  passOn(actor: Actor, id: string, teamId: string): Promise<Result<undefined>> {
    return this.locked(actor, id, async (tx, request) => {
      if (request.status !== 'ASKED') return problem('support.answered');
      const placed = await this.checkTeam(tx, request, { answer: 'wait', teamId });
      if (!placed.ok) return placed;
      await this.requests.passOn(tx, id, teamId);
      await tx.audit('support.passed-on', { type: 'support-request', id });
      return ok();
    });
  }

  private async begin(
    tx: Tx,
    { id, authorityId, schoolId }: SupportRequest,
    { startsOn, weeks }: AnswerGiven,
    teamId: string,
  ): Promise<Result<string | null>> {
    if (startsOn === null) return invalid('startsOn', 'required');
    const round = { teamId, startsOn, weeks, intensity: 'FULL' } as const;
    const begun = await this.grant.run(tx, { requestId: id, authorityId, schoolId }, round);
    return begun.ok ? ok(begun.value.cycleId) : begun;
  }

  /** A team that is at work for this school; who leads a team answers for that team alone. */
  private async checkTeam(
    tx: Tx,
    { schoolId }: SupportRequest,
    { answer, teamId }: { readonly answer: Answer; readonly teamId: string | null },
  ): Promise<Result<undefined>> {
    if (!needsTeam(answer)) return ok();
    const offered = await teamsFor(tx, this.teams, schoolId);
    return offered.some(({ id }) => id === teamId) ? ok() : invalid('teamId', 'choose-one');
  }

  private locked<T>(
    actor: Actor,
    id: string,
    act: (tx: Tx, request: SupportRequest) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return this.work.inTransaction(actor, async (tx) => {
      const request = await this.requests.lock(tx, id);
      if (request === undefined) return notFound('support-request');
      const leads = await leadsTeam(tx, this.teams, request.teamId);
      return supportPolicy.canAnswer(actor, request, leads) ? act(tx, request) : forbidden('support.answer');
    });
  }
}

/** Whether the actor leads this team today. */
export async function leadsTeam(tx: Tx, teams: TeamStore, teamId: string | null): Promise<boolean> {
  return teamId !== null && (await teams.ofActor(tx)).some(({ id, leads }) => leads && id === teamId);
}

/** Teams that may take a pupil of this school, of those that the actor answers for. */
export async function teamsFor(tx: Tx, teams: TeamStore, schoolId: string) {
  const all = await teams.forSchool(tx, schoolId, tx.today);
  if (tx.actor.permissions.has('support.authority')) return all;
  const own = (await teams.ofActor(tx)).filter(({ leads }) => leads).map(({ id }) => id);
  return all.filter(({ id }) => own.includes(id));
}
