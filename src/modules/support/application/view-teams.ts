import { Injectable } from '@nestjs/common';
import { type Actor, addDays, forbidden, mondayOf, notFound, ok, type Result } from '../../../kernel/index.js';
import { UnitOfWork } from '../../../platform/index.js';
import { People } from '../../identity/index.js';
import {
  type DatedStrength,
  type Team,
  type TeamMember,
  type TeamNow,
  type TeamPlace,
  TeamStore,
  type TeamWeek,
} from '../persistence/team.store.js';
import { supportPolicy } from '../support.policy.js';

export interface TeamView {
  readonly team: Team;
  readonly strengths: readonly DatedStrength[];
  readonly places: readonly TeamPlace[];
  readonly members: readonly TeamMember[];
  readonly weeks: readonly TeamWeek[];
  readonly keeps: boolean;
}

/** What a form about teams offers to choose from. */
export interface TeamChoices {
  readonly sites: readonly TeamPlace[];
  readonly employers: readonly TeamPlace[];
  readonly people: readonly { readonly userId: string; readonly name: string }[];
}

const WEEKS_AHEAD = 12;

/** Teams as they are read: by kind, with what is free. Nothing here is about a child. */
@Injectable()
export class ViewTeams {
  constructor(
    private readonly work: UnitOfWork,
    private readonly teams: TeamStore,
    private readonly people: People,
  ) {}

  list(actor: Actor): Promise<Result<{ teams: readonly TeamNow[]; keeps: boolean }>> {
    return this.work.read(actor, async (tx): Promise<Result<{ teams: readonly TeamNow[]; keeps: boolean }>> => {
      if (!supportPolicy.canReadTeams(actor)) return forbidden('support.manage');
      return ok({ teams: await this.teams.list(tx, mondayOf(tx.today)), keeps: supportPolicy.canManage(actor) });
    });
  }

  one(actor: Actor, id: string): Promise<Result<TeamView>> {
    return this.work.read(actor, async (tx): Promise<Result<TeamView>> => {
      const team = supportPolicy.canReadTeams(actor) ? await this.teams.find(tx, id) : undefined;
      if (team === undefined) return notFound('support-team');
      const members = await this.teams.members(tx, id);
      const names = await this.people.names(
        tx,
        members.map(({ userId }) => userId),
      );
      const monday = mondayOf(tx.today);
      const mondays = Array.from({ length: WEEKS_AHEAD }, (_, ahead) => addDays(monday, 7 * ahead));
      return ok({
        team,
        strengths: await this.teams.strengths(tx, id),
        places: await this.teams.places(tx, id),
        members: members.map((one) => ({ ...one, name: names.get(one.userId) ?? 'Somebody' })),
        weeks: await this.teams.weeks(tx, id, mondays),
        keeps: supportPolicy.canManage(actor),
      });
    });
  }

  choices(actor: Actor): Promise<Result<TeamChoices>> {
    return this.work.read(actor, async (tx): Promise<Result<TeamChoices>> => {
      if (!supportPolicy.canManage(actor)) return forbidden('support.manage');
      return ok({
        sites: await this.teams.sites(tx),
        employers: await this.teams.employers(tx),
        people: await this.people.colleagues(tx, 'support.answer'),
      });
    });
  }
}
