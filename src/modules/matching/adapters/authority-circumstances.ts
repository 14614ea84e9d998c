import { Injectable } from '@nestjs/common';
import { addDays, type DateOnly, financialYear, mondayOf } from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { BudgetPosition } from '../../budget/index.js';
import { Calendars, Organisations } from '../../organisations/index.js';
import { CircumstanceSource } from '../application/sources.js';

/** Reads the money from the budget, rolls from the register, school weeks from the authority's calendar. */
@Injectable()
export class AuthorityCircumstances extends CircumstanceSource {
  constructor(
    private readonly budget: BudgetPosition,
    private readonly organisations: Organisations,
    private readonly calendars: Calendars,
  ) {
    super();
  }

  override funds(tx: Tx, authorityId: string, on: DateOnly) {
    return this.budget.available(tx, { authorityId, financialYear: financialYear(on) });
  }

  override rolls(tx: Tx, schoolIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.organisations.rolls(tx, schoolIds);
  }

  override async schoolWeeks(tx: Tx, authorityId: string, from: DateOnly, to: DateOnly): Promise<readonly DateOnly[]> {
    const calendar = await this.calendars.forAuthority(tx, authorityId);
    const weeks: DateOnly[] = [];
    for (let week = mondayOf(from); week <= to; week = addDays(week, 7)) {
      const days = [0, 1, 2, 3, 4].map((day) => addDays(week, day));
      // A week that the calendar does not reach is counted: money set aside too early can be given back.
      const known = days.some((day) => calendar.covers(day));
      if (!known || days.some((day) => calendar.isSchoolDay(day))) weeks.push(week);
    }
    return weeks;
  }
}
