import { invalid, ok, type Result } from './result.js';

declare const penceBrand: unique symbol;

/** Whole pence. May be negative (a reversal, a credit). Always a safe integer, so sums are exact. */
export type Pence = number & { readonly [penceBrand]: 'Pence' };

/** Throws RangeError for anything that is not a safe whole number: a fraction of a penny is a bug upstream. */
export function pence(amount: number): Pence {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`Not a whole, safe number of pence: ${amount}`);
  // Minus nought prints as "-£0.00" and is not equal to nought everywhere.
  return (amount === 0 ? 0 : amount) as Pence;
}

export const NO_PENCE: Pence = pence(0);

const POUNDS = /^(-)?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/;

/**
 * Reads what a person types: "1234", "1,234.50", "£1,234.5", "-12". At most two decimals; commas only between
 * thousands. Refuses with rule `money` (not an amount) or `money-too-large` on the given field.
 */
export function parsePounds(text: string, field = 'amount'): Result<Pence> {
  const match = POUNDS.exec(text.trim().replace(/^(-?)\s*£\s*/, '$1'));
  if (match === null) return invalid(field, 'money');
  const [, sign, whole = '', decimals = ''] = match;
  const digits = `${whole.replaceAll(',', '')}${decimals.padEnd(2, '0')}`;
  const amount = Number(digits);
  if (digits.length > 15 || !Number.isSafeInteger(amount)) return invalid(field, 'money-too-large');
  return ok(pence(sign === undefined ? amount : -amount));
}

/** "£1,234.50"; a negative amount is "-£1,234.50". */
export function formatPounds(amount: Pence): string {
  const size = Math.abs(amount);
  const whole = String(Math.floor(size / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0 ? '-' : ''}£${whole}.${String(size % 100).padStart(2, '0')}`;
}

/**
 * amount x numerator / denominator, computed exactly and rounded once: half up, and mirrored for negatives so that
 * a reversal is the exact opposite of what it reverses. This is the only rounding of money in the service.
 * Throws RangeError for fractions of whole numbers, a denominator of nought or less, or a result out of range.
 */
export function timesFraction(amount: Pence, numerator: number, denominator: number): Pence {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new RangeError(`Not a fraction of whole numbers: ${numerator}/${denominator}`);
  }
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return pence(Number(product < 0n ? -rounded : rounded));
}

/** `basisPoints` are hundredths of one per cent: 2000 is 20 %. Rounded once, half up. */
export function percentOf(amount: Pence, basisPoints: number): Pence {
  return timesFraction(amount, basisPoints, 10_000);
}

/**
 * Splits a total by whole-number weights. Each share is rounded half up and the LAST share takes the remainder,
 * so the shares always sum to the total. A share never takes more than is left: many small weights cannot push
 * the last one below nought. Throws RangeError for no weights, a negative weight, or weights that sum to nought.
 */
export function splitLast(total: Pence, weights: readonly number[]): Pence[] {
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new RangeError('Weights are whole numbers of nought or more');
  }
  const sum = weights.reduce((so, weight) => so + weight, 0);
  if (sum === 0) throw new RangeError('There is nothing to split by: the weights sum to nought');
  const sign = total < 0 ? -1 : 1;
  let left = Math.abs(total);
  return weights.map((weight, index) => {
    const rounded = Math.abs(timesFraction(total, weight, sum));
    const share = index === weights.length - 1 ? left : Math.min(rounded, left);
    left -= share;
    return pence(sign * share);
  });
}

export function sumPence(amounts: readonly Pence[]): Pence {
  return pence(Number(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n)));
}

export function addPence(a: Pence, b: Pence): Pence {
  return pence(a + b);
}

export function subtractPence(a: Pence, b: Pence): Pence {
  return pence(a - b);
}
