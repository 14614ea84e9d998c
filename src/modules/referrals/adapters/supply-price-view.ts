import { Injectable } from '@nestjs/common';
import {
  academicYear,
  academicYearDates,
  type DateOnly,
  financialYear,
  includesSessions,
  maxDate,
  minDate,
  type Pence,
  pence,
  sessionCount,
  subtractPence,
  timesFraction,
} from '../../../kernel/index.js';
import type { Tx } from '../../../platform/index.js';
import { BudgetPosition, schoolPart } from '../../budget/index.js';
import { type Candidate, Supply } from '../../capacity/index.js';
import { Calendars } from '../../organisations/index.js';
import { fundingOf, Policies } from '../../policies/index.js';
import { costPence } from '../../tariffs/index.js';
import { type PriceQuestion, type PriceRange, PriceView } from '../application/price-view.js';

/** The range over what is open now: a school sees it before it submits, and what of it the authority would bear. */
@Injectable()
export class SupplyPriceView extends PriceView {
  constructor(
    private readonly supply: Supply,
    private readonly calendars: Calendars,
    private readonly policies: Policies,
    private readonly position: BudgetPosition,
  ) {
    super();
  }

  override async rangeFor(tx: Tx, question: PriceQuestion): Promise<PriceRange | null> {
    const { authorityId, schoolOrganisationId, startsOn } = question;
    const candidates = await this.supply.candidates(tx, { authorityId, on: startsOn });
    const policy = await this.policies.at(tx, authorityId, tx.today);
    const calendar = await this.calendars.forSchool(tx, schoolOrganisationId);
    // A placement without a planned end is reckoned to the end of its school year.
    const yearEnd = academicYearDates(academicYear(startsOn)).endsOn;
    const until = maxDate(startsOn, minDate(question.endsOn ?? yearEnd, yearEnd));
    const prices = pricesOf(candidates, question, calendar.schoolDays(startsOn, until));
    const [first] = prices;
    const shares = policy && fundingOf(policy.document, question.type);
    if (first === undefined || policy === undefined || shares === undefined) return null;
    const low = prices.reduce((least, { price }) => (price < least ? price : least), first.price);
    const high = prices.reduce((most, { price }) => (price > most ? price : most), first.price);
    const subsidy = (price: Pence): Pence => subtractPence(price, schoolPart(price, shares));
    return {
      lowPence: low,
      highPence: high,
      subsidyLowPence: subsidy(low),
      subsidyHighPence: subsidy(high),
      schoolBalancePence: await this.balance(tx, schoolOrganisationId),
      openings: new Set(prices.map(({ openingId }) => openingId)).size,
      until,
    };
  }

  /** Charged and promised in the financial year that runs. Nought for a school that owes nothing. */
  private async balance(tx: Tx, schoolOrganisationId: string): Promise<Pence> {
    const years = await this.position.ofSchool(tx, schoolOrganisationId);
    const now = years.find((year) => year.financialYear === financialYear(tx.today));
    return pence((now?.committedPence ?? 0) + (now?.chargedPence ?? 0));
  }
}

/**
 * Places that take the year group and sell only half days that are wanted, each at its approved price, scaled to all the
 * half days asked for: two days of a five-day wish are not a cheap offer of the whole.
 */
function pricesOf(
  candidates: readonly Candidate[],
  { yearGroup, sessions }: PriceQuestion,
  schoolDays: readonly DateOnly[],
): { readonly openingId: string; readonly price: Pence }[] {
  return candidates
    .filter(({ programme }) => programme.yearFrom <= yearGroup && yearGroup <= programme.yearTo)
    .flatMap(({ opening, patterns }) =>
      patterns.flatMap((pattern) =>
        pattern.tariff !== null && includesSessions(sessions, pattern.sessions)
          ? [
              {
                openingId: opening.id,
                price: timesFraction(
                  costPence(pattern.tariff, { sessions: pattern.sessions, schoolDays }),
                  sessionCount(sessions),
                  sessionCount(pattern.sessions),
                ),
              },
            ]
          : [],
      ),
    );
}
