import { Injectable } from '@nestjs/common';
import { type DateOnly, newId, type SupportKind } from '../../../kernel/index.js';
import { explainConstraint, insertRows, type Tx } from '../../../platform/index.js';
import type { Strength } from '../domain/team.js';

explainConstraint('support_team_name_once', 'support.team-exists');
explainConstraint('support_team_place_once', 'support.place-exists');
explainConstraint('support_team_member_once', 'support.member-exists');
explainConstraint('support_team_strength_pk', 'support.strength-exists');

export interface Team {
  readonly id: string;
  readonly authorityId: string;
  readonly name: string;
  readonly kind: SupportKind;
  readonly employerId: string;
  readonly employer: string;
  readonly startsOn: DateOnly;
  readonly endsOn: DateOnly | null;
}

/** A team with what it offers and what is taken this week, in hundredths of a pupil, and who waits for it. */
export interface TeamNow extends Team {
  readonly offered: number;
  readonly taken: number;
  readonly waiting: number;
}

export interface DatedStrength extends Strength {
  readonly from: DateOnly;
}

export interface TeamPlace {
  readonly id: string;
  readonly name: string;
}

export interface TeamMember {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly leads: boolean;
  readonly from: DateOnly;
  readonly until: DateOnly | null;
}

export interface TeamWeek {
  readonly week: DateOnly;
  readonly offered: number;
  readonly taken: number;
}

const TEAM = `select t.id, t.authority_id as "authorityId", t.name, t.kind, t.employer_organisation_id as "employerId",
  o.name as employer, t.starts_on as "startsOn", t.ends_on as "endsOn" from support_team t
  join organisation o on o.id = t.employer_organisation_id`;
const NOW = TEAM.replace(
  ' from support_team t',
  `, support_offered(t.id, $1) as offered, coalesce((select w.taken from support_week w where w.team_id = t.id and w.week = $1), 0) as taken,
  support_waiting(t.id) as waiting from support_team t`,
);

/** Teams of specialists. Row security: whoever works in the authority reads, who keeps them writes. */
@Injectable()
export class TeamStore {
  async add(tx: Tx, team: Omit<Team, 'employer'>): Promise<void> {
    await insertRows(tx, 'support_team', [
      {
        id: team.id,
        authority_id: team.authorityId,
        name: team.name,
        kind: team.kind,
        employer_organisation_id: team.employerId,
        starts_on: team.startsOn,
        ends_on: team.endsOn,
        kept_at: tx.now,
        kept_by: tx.actor.userId,
      },
    ]);
  }

  async find(tx: Tx, id: string): Promise<Team | undefined> {
    const [row] = await tx.query<Team>(`${TEAM} where t.id = $1`, [id]);
    return row;
  }

  /** One after the other: whoever grants, and whoever makes the team stronger or weaker. */
  async lock(tx: Tx, id: string): Promise<Team | undefined> {
    const [row] = await tx.query<Team>(`${TEAM} where t.id = $1 for update of t`, [id]);
    return row;
  }

  /** Those there are today or will be, by kind and name; at most 200. */
  list(tx: Tx, week: DateOnly): Promise<TeamNow[]> {
    return tx.query<TeamNow>(
      `${NOW} where t.ends_on is null or t.ends_on >= $2 order by t.kind, t.name, t.id limit 200`,
      [week, tx.today],
    );
  }

  /** Those at work on a day that work at this school, or for every school; at most 100. */
  forSchool(tx: Tx, schoolId: string, on: DateOnly): Promise<Team[]> {
    return tx.query<Team>(
      `${TEAM} where t.starts_on <= $2 and (t.ends_on is null or t.ends_on >= $2)
         and (not exists (select from support_team_place p where p.team_id = t.id and p.school_organisation_id is not null)
           or exists (select from support_team_place p where p.team_id = t.id and p.school_organisation_id = $1))
       order by t.kind, t.name, t.id limit 100`,
      [schoolId, on],
    );
  }

  async end(tx: Tx, id: string, lastDay: DateOnly): Promise<void> {
    await tx.query(`update support_team set ends_on = $2 where id = $1`, [id, lastDay]);
  }

  async addStrength(tx: Tx, team: Team, { from, fteHundredths, caseloadPerFte }: DatedStrength): Promise<void> {
    await insertRows(tx, 'support_team_strength', [
      {
        team_id: team.id,
        authority_id: team.authorityId,
        from_date: from,
        fte_hundredths: fteHundredths,
        caseload_per_fte: caseloadPerFte,
        set_at: tx.now,
        set_by: tx.actor.userId,
      },
    ]);
  }

  /** The latest first; at most 50. */
  strengths(tx: Tx, id: string): Promise<DatedStrength[]> {
    return tx.query<DatedStrength>(
      `select from_date as "from", fte_hundredths as "fteHundredths", caseload_per_fte as "caseloadPerFte"
       from support_team_strength where team_id = $1 order by from_date desc limit 50`,
      [id],
    );
  }

  async addPlace(
    tx: Tx,
    team: Team,
    place: { readonly siteId: string | null; readonly schoolId: string | null },
  ): Promise<void> {
    await insertRows(tx, 'support_team_place', [
      {
        id: newId(),
        team_id: team.id,
        authority_id: team.authorityId,
        site_id: place.siteId,
        school_organisation_id: place.schoolId,
      },
    ]);
  }

  /** Sites and schools, by name; at most 200. */
  places(tx: Tx, id: string): Promise<TeamPlace[]> {
    return tx.query<TeamPlace>(
      `select p.id, coalesce(o.name, v.name || ': ' || s.name) as name from support_team_place p
         left join organisation o on o.id = p.school_organisation_id
         left join site s on s.id = p.site_id left join organisation v on v.id = s.provider_organisation_id
       where p.team_id = $1 order by 2, p.id limit 200`,
      [id],
    );
  }

  /** Sites a team may be said to work at, with their provider; at most 1,000. */
  sites(tx: Tx): Promise<TeamPlace[]> {
    return tx.query<TeamPlace>(
      `select s.id, o.name || ': ' || s.name as name from site s join organisation o on o.id = s.provider_organisation_id
       where s.closed_on is null or s.closed_on > $1 order by 2, s.id limit 1000`,
      [tx.today],
    );
  }

  /** Who may employ specialists: the authority itself, and providers; at most 1,000. */
  employers(tx: Tx): Promise<TeamPlace[]> {
    return tx.query<TeamPlace>(
      `select o.id, o.name from organisation o where o.id = $1 or o.id in (select organisation_id from provider)
       order by o.id <> $1, o.name, o.id limit 1000`,
      [tx.actor.organisationId],
    );
  }

  async addMember(tx: Tx, team: Team, member: { userId: string; leads: boolean; from: DateOnly }): Promise<void> {
    await insertRows(tx, 'support_team_member', [
      {
        id: newId(),
        team_id: team.id,
        authority_id: team.authorityId,
        user_id: member.userId,
        leads: member.leads,
        from_date: member.from,
        until_date: null,
      },
    ]);
  }

  /** Those who have not left; at most 100. Names come from the caller's register of people. */
  members(tx: Tx, id: string): Promise<Omit<TeamMember, 'name'>[]> {
    return tx.query(
      `select id, user_id as "userId", leads, from_date as "from", until_date as "until" from support_team_member
       where team_id = $1 and (until_date is null or until_date >= $2) order by leads desc, from_date, id limit 100`,
      [id, tx.today],
    );
  }

  async leave(tx: Tx, teamId: string, memberId: string, lastDay: DateOnly): Promise<boolean> {
    const rows = await tx.query(
      `update support_team_member set until_date = greatest($3, from_date) where id = $2 and team_id = $1 and until_date is null
       returning id`,
      [teamId, memberId, lastDay],
    );
    return rows.length > 0;
  }

  /** Teams that the actor is in today, and whether they lead them. */
  ofActor(tx: Tx): Promise<{ id: string; leads: boolean }[]> {
    return tx.query(
      `select t.id, t.id in (select actor_support_teams(true)) as leads from actor_support_teams(false) t(id) order by t.id`,
    );
  }

  /** What each week of a time offers and has taken, also those that nothing is taken of yet. */
  weeks(tx: Tx, id: string, mondays: readonly DateOnly[]): Promise<TeamWeek[]> {
    return tx.query<TeamWeek>(
      `select m.week, support_offered($1, m.week) as offered, coalesce(w.taken, 0) as taken
       from unnest($2::date[]) m(week) left join support_week w on w.team_id = $1 and w.week = m.week order by m.week`,
      [id, mondays],
    );
  }
}
