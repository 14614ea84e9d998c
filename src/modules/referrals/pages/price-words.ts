import { formatDate, formatPounds, type Pence, pence, subtractPence } from '../../../kernel/index.js';
import type { PriceRange } from '../application/price-view.js';

const range = (low: Pence, high: Pence): string =>
  low === high ? formatPounds(low) : `${formatPounds(low)} to ${formatPounds(high)}`;

/** What a school is told about money before it submits: a range, because nobody knows yet which place it will be. */
export function priceFigures(price: Omit<PriceRange, 'openings'>): { label: string; value: string; note?: string }[] {
  const [low, high] = [price.lowPence, price.highPence];
  const subsidy = [price.subsidyLowPence, price.subsidyHighPence] as const;
  const balance = price.schoolBalancePence;
  return [
    { label: 'Price', value: range(low, high), note: `to ${formatDate(price.until)}, without VAT that is recovered` },
    { label: 'Paid by the council', value: range(...subsidy) },
    {
      label: 'Paid by your school',
      value: range(subtractPence(low, subsidy[0]), subtractPence(high, subsidy[1])),
    },
    ...(balance === null
      ? []
      : [
          {
            label: 'Your school’s balance',
            value: formatPounds(pence(balance)),
            note: 'charged or promised this financial year',
          },
        ]),
  ];
}
