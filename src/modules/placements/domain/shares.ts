import { type DateOnly, type Pence, pence, sumPence, timesFraction } from '../../../kernel/index.js';

/** One financial year of a price. */
export interface YearOfPrice {
  readonly financialYear: string;
  readonly from: DateOnly;
  readonly to: DateOnly;
  readonly pence: Pence;
}

export interface SharedYear extends YearOfPrice {
  readonly schoolPence: Pence;
  readonly fundPence: Pence;
}

/** The school's part of each year, rounded once; the fund takes the remainder, so that no penny is lost. */
export function shareYears(years: readonly YearOfPrice[], schoolBasisPoints: number): SharedYear[] {
  return years.map((year) => {
    const schoolPence = timesFraction(year.pence, schoolBasisPoints, 10_000);
    return { ...year, schoolPence, fundPence: pence(year.pence - schoolPence) };
  });
}

export const schoolTotal = (years: readonly SharedYear[]): Pence => sumPence(years.map((year) => year.schoolPence));
export const fundTotal = (years: readonly SharedYear[]): Pence => sumPence(years.map((year) => year.fundPence));

/** What a commitment of one payer and year still costs when the placement is shorter; nought when the year fell away. */
export function keptOf(
  years: readonly SharedYear[],
  commitment: { readonly payer: 'FUND' | 'SCHOOL'; readonly financialYear: string },
): Pence {
  const year = years.find((one) => one.financialYear === commitment.financialYear);
  if (year === undefined) return pence(0);
  return commitment.payer === 'SCHOOL' ? year.schoolPence : year.fundPence;
}
