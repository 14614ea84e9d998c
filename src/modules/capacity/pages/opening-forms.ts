import {
  formatDate,
  formatPounds,
  invalid,
  NO_SESSIONS,
  ok,
  type Result,
  type SessionSet,
} from '../../../kernel/index.js';
import { date, defineForm, select, sessionGrid, text, wholeNumber } from '../../../web/index.js';
import { describeBasis } from '../../tariffs/index.js';
import type { OpeningChoices, PriceChoice } from '../application/opening-choices.js';
import { type OpeningDetails, type PatternDetails, PLACES_MAX } from '../domain/opening-rules.js';

const priceText = (price: PriceChoice): string =>
  `${price.label === '' ? '' : `${price.label}: `}${formatPounds(price.netPence)} for ${describeBasis(price.basis, price.sessionsCovered)}, from ${formatDate(price.fromDate)}`;

/** One opening with up to three patterns; more can be sent over the API. */
export function openingForm({ admissions, prices }: OpeningChoices) {
  const choices = prices.map((price) => ({ value: price.id, text: priceText(price) }));
  const optional = true as const;
  return defineForm(
    {
      places: wholeNumber({ label: 'How many places', hint: 'For pupils at the same time', most: PLACES_MAX }),
      validFrom: date({ label: 'Open from' }),
      validTo: date({ label: 'Open until' }),
      firmBy: date({
        label: 'Certain by',
        hint: 'Only if the places are likely but not certain: the last day on which you will say. Nobody is placed before',
        optional,
      }),
      admissionId: select({
        label: 'Admission',
        hint: 'Only for providers on a framework',
        choices: admissions.map(({ id, lotNumber, toDate }) => ({
          value: id,
          text: `Lot ${lotNumber}, until ${formatDate(toDate)}`,
        })),
        optional,
      }),
      sessions1: sessionGrid({ label: 'First pattern', hint: 'Half days that are sold together, every week' }),
      price1: select({ label: 'Price of the first pattern', choices }),
      label1: text({
        label: 'Name of the first pattern',
        hint: 'Left empty, it is named by its days',
        max: 100,
        optional,
      }),
      sessions2: sessionGrid({ label: 'Second pattern', hint: 'Leave empty if there is none', optional }),
      price2: select({ label: 'Price of the second pattern', choices, optional }),
      label2: text({ label: 'Name of the second pattern', max: 100, optional }),
      sessions3: sessionGrid({ label: 'Third pattern', hint: 'Leave empty if there is none', optional }),
      price3: select({ label: 'Price of the third pattern', choices, optional }),
      label3: text({ label: 'Name of the third pattern', max: 100, optional }),
    },
    { patterns: 'sessions1' },
  );
}

type Values = ReturnType<ReturnType<typeof openingForm>['read']>['result'] extends Result<infer V> ? V : never;

export function openingDetails(programmeId: string, values: Values): Result<OpeningDetails> {
  const { places, validFrom, validTo, firmBy, admissionId } = values;
  const rows: readonly [SessionSet, string | null, string | null, string][] = [
    [values.sessions1, values.price1, values.label1, 'price1'],
    [values.sessions2, values.price2, values.label2, 'price2'],
    [values.sessions3, values.price3, values.label3, 'price3'],
  ];
  const patterns: PatternDetails[] = [];
  for (const [sessions, tariffLineId, label, field] of rows) {
    if (sessions === NO_SESSIONS) continue;
    if (tariffLineId === null) return invalid(field, 'choose-one');
    patterns.push({ sessions, tariffLineId, label: label ?? '' });
  }
  return ok({ programmeId, places, validFrom, validTo, firmBy, admissionId, patterns });
}

export const placesForm = defineForm({ places: wholeNumber({ label: 'Places', most: PLACES_MAX, width: 3 }) });
