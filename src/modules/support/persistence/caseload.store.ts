import { Injectable } from '@nestjs/common';
import type { DateOnly } from '../../../kernel/index.js';
import { explainConstraint, type Tx } from '../../../platform/index.js';

explainConstraint('support_week_full', 'support.full');

/** The counters of teams, by week. The database refuses more than a team offers, however many people grant at once. */
@Injectable()
export class CaseloadStore {
  /** Takes so much of each week, in their order. Refused by the database: `support.full`. */
  async take(
    tx: Tx,
    team: { readonly id: string; readonly authorityId: string },
    weeks: readonly DateOnly[],
    hundredths: number,
  ): Promise<void> {
    await tx.query(
      `insert into support_week (team_id, authority_id, week, offered, taken)
       select $1, $2, w, 0, $4 from unnest($3::date[]) w order by w
       on conflict (team_id, week) do update set taken = support_week.taken + excluded.taken`,
      [team.id, team.authorityId, weeks, hundredths],
    );
  }

  async giveBack(tx: Tx, teamId: string, weeks: readonly DateOnly[], hundredths: number): Promise<void> {
    await tx.query(`update support_week set taken = taken - $3 where team_id = $1 and week = any($2::date[])`, [
      teamId,
      weeks,
      hundredths,
    ]);
  }

  /** The first of these weeks in which so much is not free. */
  async firstFull(
    tx: Tx,
    teamId: string,
    weeks: readonly DateOnly[],
    hundredths: number,
  ): Promise<DateOnly | undefined> {
    const [row] = await tx.query<{ week: DateOnly }>(
      `select m.week from unnest($2::date[]) m(week) left join support_week w on w.team_id = $1 and w.week = m.week
       where coalesce(w.taken, 0) + $3 > support_offered($1, m.week) order by m.week limit 1`,
      [teamId, weeks, hundredths],
    );
    return row?.week;
  }
}
