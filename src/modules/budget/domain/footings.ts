import {
  ok,
  type Pence,
  problem,
  type Result,
  timesFraction,
  minDate,
  pence,
  type DateOnly,
  SCHOOL_FOOTINGS,
  type SchoolFooting,
  traitsOf,
} from '../../../kernel/index.js';

/**
 * Why a school may be charged. On a permanent exclusion an authority cannot require anything beyond the regulations
 * unless the school signed a separate, binding agreement (DfE exclusion guidance, paragraphs 43 to 46).
 */
export { SCHOOL_FOOTINGS, type SchoolFooting };
export type Footing = SchoolFooting | 'AUTHORITY_FUNDING';

/** Refused as `charge.no-lawful-footing`. */
export function lawfulFooting(referralType: string, footing: SchoolFooting): Result<undefined> {
  const lawful = traitsOf(referralType)?.footings.includes(footing) === true;
  return lawful ? ok() : problem('charge.no-lawful-footing', { referralType, footing });
}

/** Shares in hundredths of one per cent of the price; together 10,000. */
export interface Shares {
  readonly schoolBasisPoints: number;
}

/** The school's part of a price. The authority's fund takes the remainder, so no penny is lost. */
export function schoolPart(price: Pence, { schoolBasisPoints }: Shares): Pence {
  return timesFraction(price, schoolBasisPoints, 10_000);
}

export interface Order {
  readonly limitPence: Pence;
  readonly committedPence: Pence;
  readonly validUntil: DateOnly;
}

/** Whether a school's order covers a charge for a period that ends on a day. */
export function orderCovers(order: Order, charge: { pence: Pence; to: DateOnly }): Result<undefined> {
  if (minDate(order.validUntil, charge.to) !== charge.to) {
    return problem('order.ends-too-early', { validUntil: order.validUntil, needed: charge.to });
  }
  const left = pence(order.limitPence - order.committedPence);
  return charge.pence > left ? problem('order.exceeded', { leftPence: left, neededPence: charge.pence }) : ok();
}
