import { Injectable } from '@nestjs/common';
import { type DateOnly, invalid, ok, problem, type Result } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { Policies } from '../../policies/index.js';
import { FULL_HUNDREDTHS, type Intensity, plannedEnd, weeksOf } from '../domain/cycle.js';
import { CaseloadStore } from '../persistence/caseload.store.js';
import { CycleStore } from '../persistence/cycle.store.js';
import { type Team, TeamStore } from '../persistence/team.store.js';

export interface RoundOf {
  readonly requestId: string;
  readonly authorityId: string;
  readonly schoolId: string;
}

export interface RoundGiven {
  readonly teamId: string;
  readonly startsOn: DateOnly;
  /** Null for as many as the policy says of what the team does. */
  readonly weeks: number | null;
  readonly intensity: Intensity;
}

/** A round that has its weeks, as long as the transaction that planned it lasts. */
export interface PlannedRound {
  readonly team: Team;
  readonly startsOn: DateOnly;
  readonly plannedEnd: DateOnly;
  readonly mondays: readonly DateOnly[];
  readonly intensity: Intensity;
  readonly hundredths: number;
}

const WEEKS_MOST = 52;

/**
 * Begins a round of support and takes its part of the team's caseload in each of its weeks, inside the caller's transaction,
 * which holds the request. Locks: team, then its weeks in their order.
 */
@Injectable()
export class GrantSupport {
  constructor(
    private readonly teams: TeamStore,
    private readonly caseload: CaseloadStore,
    private readonly cycles: CycleStore,
    private readonly policies: Policies,
  ) {}

  /** As `plan` and `begin` in one. Refused besides: `support.under-way`. */
  async run(tx: Tx, of: RoundOf, given: RoundGiven): Promise<Result<{ cycleId: string }>> {
    const planned = await this.plan(tx, of.authorityId, given);
    return planned.ok ? ok({ cycleId: await this.begin(tx, of, planned.value) }) : planned;
  }

  /**
   * Looks whether the team has the weeks, and holds it so that nobody else takes them meanwhile. Rules: `teamId`, `startsOn`,
   * `weeks`. Refused: `support.full-in` with the week, `policy.none-in-force`.
   */
  async plan(tx: Tx, authorityId: string, given: RoundGiven): Promise<Result<PlannedRound>> {
    const { teamId, startsOn, intensity } = given;
    const policy = await this.policies.at(tx, authorityId, tx.today);
    if (policy === undefined) return problem('policy.none-in-force', { date: tx.today });
    const team = await this.teams.lock(tx, teamId);
    if (team === undefined || team.authorityId !== authorityId) return invalid('teamId', 'choose-one');
    const { support } = policy.document;
    const weeks = given.weeks ?? (intensity === 'LIGHT' ? support.lightTouchWeeks : support.weeks[team.kind]);
    const ends = plannedEnd(startsOn, weeks);
    const checked = checkRound({ startsOn, weeks, ends }, team, tx.today);
    if (!checked.ok) return checked;
    const mondays = weeksOf(startsOn, ends);
    const hundredths = intensity === 'LIGHT' ? support.lightTouchHundredths : FULL_HUNDREDTHS;
    const full = await this.caseload.firstFull(tx, teamId, mondays, hundredths);
    if (full !== undefined) return problem('support.full-in', { week: full });
    return ok({ team, startsOn, plannedEnd: ends, mondays, intensity, hundredths });
  }

  /** Refused by the database: `support.full`, `support.under-way`. */
  async begin(tx: Tx, of: RoundOf, planned: PlannedRound): Promise<string> {
    const { team, mondays, startsOn, intensity, hundredths } = planned;
    await this.caseload.take(tx, team, mondays, hundredths);
    const round = (await this.cycles.ofRequest(tx, of.requestId)).length + 1;
    const { requestId, authorityId, schoolId } = of;
    const whose = { requestId, authorityId, schoolId, teamId: team.id };
    const dates = { startsOn, plannedEnd: planned.plannedEnd };
    const id = await this.cycles.add(tx, { ...whose, ...dates, round, intensity, hundredths });
    await tx.audit('support.round-begun', { type: 'support-cycle', id }, { round, intensity, ...dates });
    return id;
  }
}

function checkRound(
  { startsOn, weeks, ends }: { startsOn: DateOnly; weeks: number; ends: DateOnly },
  team: Team,
  today: DateOnly,
): Result<undefined> {
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > WEEKS_MOST)
    return invalid('weeks', 'range', { min: 1, max: WEEKS_MOST });
  if (startsOn < today) return invalid('startsOn', 'too-early', { min: today });
  if (startsOn < team.startsOn) return invalid('startsOn', 'too-early', { min: team.startsOn });
  if (team.endsOn !== null && ends > team.endsOn) return invalid('weeks', 'team-ends', { last: team.endsOn });
  return ok();
}
