import { Injectable } from '@nestjs/common';
import {
  type DateOnly,
  formatDate,
  invalid,
  isDateOnly,
  isUuid,
  newId,
  ok,
  problem,
  type Result,
  SUPPORT_KINDS,
  type SupportKind,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { announce } from '../../notifications/index.js';
import { Policies } from '../../policies/index.js';
import type { ReferralSummary } from '../../referrals/index.js';
import type { Sort } from '../domain/request.js';
import { CycleStore } from '../persistence/cycle.store.js';
import { RequestStore } from '../persistence/request.store.js';
import { type Team, TeamStore } from '../persistence/team.store.js';
import { GrantSupport } from './grant-support.js';

/** What a decision names of support, as it is kept with it. */
export interface NamedSupport {
  readonly teamId: string;
  readonly startsOn: DateOnly;
  /** Null for as many as the policy says of what the team does. */
  readonly weeks: number | null;
}

/** What a decision’s letters say of it. */
export interface SupportOfDecision {
  readonly team: string;
  readonly kind: SupportKind;
  readonly startsOn: DateOnly | null;
  readonly plannedEnd: DateOnly | null;
}

const SORT_OF: Partial<Record<SupportKind, Sort>> = { MENTOR: 'MENTOR', OUTREACH: 'OUTREACH' };

/**
 * Support that a body decides on, instead of a place or with one: the door for the module that acts on decisions. All of it
 * runs in the caller's transaction, which holds the case.
 */
@Injectable()
export class DecidedSupport {
  constructor(
    private readonly teams: TeamStore,
    private readonly requests: RequestStore,
    private readonly cycles: CycleStore,
    private readonly grant: GrantSupport,
    private readonly policies: Policies,
  ) {}

  /** Teams that may take a pupil of this school. */
  choices(tx: Tx, schoolId: string): Promise<readonly Team[]> {
    return this.teams.forSchool(tx, schoolId, tx.today);
  }

  /** What a motion names, as it was typed, sent or kept. Rules: `support.teamId`, `support.startsOn`, `support.weeks`. */
  async read(tx: Tx, schoolId: string, given: unknown): Promise<Result<{ named: NamedSupport; words: string }>> {
    const {
      teamId,
      startsOn,
      weeks = null,
    } = (typeof given === 'object' && given !== null ? given : {}) as Partial<Record<keyof NamedSupport, unknown>>;
    const team = isUuid(teamId) ? (await this.choices(tx, schoolId)).find(({ id }) => id === teamId) : undefined;
    if (team === undefined) return invalid('support.teamId', 'choose-one');
    if (!isDateOnly(startsOn)) return invalid('support.startsOn', 'required');
    if (startsOn < tx.today) return invalid('support.startsOn', 'too-early', { min: tx.today });
    if (weeks !== null && !(Number.isInteger(weeks) && Number(weeks) >= 1 && Number(weeks) <= 52))
      return invalid('support.weeks', 'range', { min: 1, max: 52 });
    const named = { teamId: team.id, startsOn, weeks: weeks === null ? null : Number(weeks) };
    const length = named.weeks === null ? '' : `, ${named.weeks} weeks`;
    return ok({
      named,
      words: `${team.name} (${SUPPORT_KINDS[team.kind]}), from ${formatDate(startsOn)}${length}, or from when it has a place`,
    });
  }

  /**
   * Begins the round, or puts the pupil on the team's waiting list where it is full. What the case says is copied, so that the
   * team reads it without opening the case. Refused: `support.granted-already`, `policy.none-in-force`, fields.
   */
  async carryOut(
    tx: Tx,
    { referral, identity, profile, parts }: ReferralSummary,
    decided: { readonly decisionId: string; readonly reasons: string; readonly named: NamedSupport },
  ): Promise<Result<{ requestId: string; begun: 'BEGUN' | 'WAITS' }>> {
    if (identity === null || profile === null) return problem('support.no-pupil');
    const { authorityId, schoolOrganisationId: schoolId } = referral;
    const read = await this.read(tx, schoolId, decided.named);
    if (!read.ok) return read;
    const policy = await this.policies.at(tx, authorityId, tx.today);
    if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
    const planned = await this.grant.plan(tx, authorityId, { ...read.value.named, intensity: 'FULL' });
    if (!planned.ok && planned.problem.code !== 'support.full-in') return planned;
    const team = planned.ok ? planned.value.team : await this.teams.find(tx, read.value.named.teamId);
    if (team === undefined) return invalid('support.teamId', 'choose-one');
    const requestId = newId();
    const of = { id: requestId, authorityId, schoolId, origin: 'PANEL' } as const;
    const asked = { sort: SORT_OF[team.kind] ?? 'SPECIALIST', kind: team.kind, about: 'PUPIL', who: null } as const;
    const answered = planned.ok
      ? ({ status: 'GRANTED', waitingSince: null } as const)
      : ({ status: 'WAITING', waitingSince: tx.today } as const);
    const said = {
      seen: wordsOf(parts['needs.description'], decided.reasons),
      tried: wordsOf(parts['history.tried'], ''),
    };
    const why = { answer: decided.reasons.slice(0, 4000), decisionId: decided.decisionId, referralId: referral.id };
    const clock = { dueOn: tx.today, policyId: policy.id, teamId: team.id };
    const pupil = { ...identity, yearGroup: profile.yearGroup };
    const reference = await this.requests.add(tx, { ...of, ...asked, ...answered, ...said, ...why, ...clock }, pupil);
    if (planned.ok) await this.grant.begin(tx, { requestId, authorityId, schoolId }, planned.value);
    const subject = { type: 'support-request', id: requestId, referralId: referral.id };
    await tx.audit('support.granted-by-decision', subject, { status: answered.status });
    const about = { subjectType: 'support-request', subjectId: requestId, reference };
    await announce(tx, {
      kind: planned.ok ? 'support.granted' : 'support.waiting',
      organisationId: schoolId,
      ...about,
    });
    return ok({ requestId, begun: planned.ok ? 'BEGUN' : 'WAITS' });
  }

  /** Undefined where the decision granted none. */
  async ofDecision(tx: Tx, decisionId: string): Promise<SupportOfDecision | undefined> {
    const found = await this.requests.ofDecision(tx, decisionId);
    if (found === undefined || found.kind === null) return undefined;
    const [round] = await this.cycles.ofRequest(tx, found.id);
    return {
      team: found.team ?? '',
      kind: found.kind,
      startsOn: round?.startsOn ?? null,
      plannedEnd: round?.plannedEnd ?? null,
    };
  }
}

const wordsOf = (text: string | undefined, otherwise: string): string =>
  (text === undefined || text === '' ? otherwise : text).slice(0, 2000);
