import { describeSessions, formatDate, formatPounds, pence, sessionSetOf } from '../../../kernel/index.js';
import { dataTable, type DataTable, type StatusTag, tag } from '../../../web/index.js';
import type { SharedOption } from '../application/view-options.js';
import { optionKeyOf } from '../application/wishes.js';
import { placeWords } from '../domain/place-words.js';
import type { AlternativeCost, Displaced } from '../compute/compute-displacement.js';
import { optionNumber } from './comparison-tables.js';
import type { Wish } from '../persistence/wish.store.js';
import { factorLabel, qualityWords, ruleSentence } from './rule-words.js';

type Shown = SharedOption & { readonly chosen?: boolean };

export interface OptionCard {
  readonly heading: string;
  readonly tags: readonly StatusTag[];
  readonly rows: readonly { readonly label: string; readonly lines: readonly string[] }[];
  readonly factors: DataTable;
  readonly actions: readonly { readonly text: string; readonly href: string }[];
}

export interface Panel {
  readonly referralId: string;
  readonly wishes: readonly Wish[];
  readonly mayWish: boolean;
  /** What the alternatives would cost others; null for whoever may not see it, and until it is worked out. */
  readonly costs: readonly AlternativeCost[] | null;
  readonly references: ReadonlyMap<string, string>;
}

/** One card an option, which reads on the smallest screen: what it is, what it costs, and where its fit comes from. */
export function optionCards(options: readonly Shown[], panel: Panel): OptionCard[] {
  return options.map((option, index) => {
    const key = optionKeyOf(option.components.map(({ patternId }) => patternId));
    const wish = panel.wishes.find((one) => one.optionKey === key);
    return {
      heading: `Option ${index + 1}`,
      tags: [
        ...(option.chosen === true ? [tag('Proposed to the panel', 'green')] : []),
        ...(wish === undefined ? [] : [tag(wish.kind === 'PIN' ? 'Pinned' : 'Barred', 'purple')]),
      ],
      rows: [...rowsOf(option), ...costRows(panel, key)],
      factors: factorsTable(option, index),
      actions: panel.mayWish ? actionsOf(panel.referralId, key, wish) : [],
    };
  });
}

const pinHref = (referralId: string, key: string, kind: Wish['kind']): string =>
  `/referrals/${referralId}/options/pin?option=${encodeURIComponent(key)}&kind=${kind}`;

export const pinLink = (referralId: string, patternId: string): string => pinHref(referralId, patternId, 'PIN');

function actionsOf(referralId: string, key: string, wish: Wish | undefined): OptionCard['actions'] {
  if (wish !== undefined) return [{ text: 'Look at the pins', href: '/matching/pins' }];
  return [
    { text: 'Pin', href: pinHref(referralId, key, 'PIN') },
    { text: 'Bar', href: pinHref(referralId, key, 'BAR') },
  ];
}

function rowsOf({ components, sessions, startsOn, endsOn, weeklyPence, fit, warnings }: Shown): OptionCard['rows'] {
  const warned = warnings.map(({ rule, value, limit }) =>
    ruleSentence({ rule, value: value as never, limit: limit as never, verdict: 'WARN' }),
  );
  return [
    {
      label: components.length === 1 ? 'Place' : 'Places',
      lines: components.map((one) => `${placeWords(one)}: ${describeSessions(sessionSetOf(one.sessions))}`),
    },
    { label: 'Half days', lines: [describeSessions(sessionSetOf(sessions))] },
    { label: 'When', lines: [`${formatDate(startsOn)} to ${formatDate(endsOn)}`] },
    { label: 'Price a week, net of VAT', lines: [formatPounds(pence(weeklyPence))] },
    { label: 'Fit', lines: [`${fit} of 1,000`] },
    ...qualityRows(components),
    ...(warned.length === 0 ? [] : [{ label: 'To look at', lines: warned }]),
  ];
}

const qualityRows = (components: Shown['components']): OptionCard['rows'] => [
  {
    label: 'Evidence of quality',
    lines: components.map((one) => {
      const words = qualityWords(one.quality);
      return components.length === 1 ? words : `${one.site}: ${words}`;
    }),
  },
];

function factorsTable({ factors, fit }: Shown, index: number): DataTable {
  return dataTable({
    caption: `Where the fit of option ${index + 1} comes from`,
    columns: [
      { heading: 'Factor' },
      { heading: 'Value', numeric: true },
      { heading: 'Weight', numeric: true },
      { heading: 'Adds', numeric: true },
    ],
    rows: factors.map(({ factor, value, weight, contribution, known }) => [
      { text: factorLabel(factor), ...(known ? {} : { note: 'Not known, counted as the middle' }) },
      value,
      weight,
      contribution,
    ]),
    totals: ['Fit', null, factors.reduce((sum, { weight }) => sum + weight, 0), fit],
  });
}

/** Those who would go without are told first. */
const OTHERS_TOLD = 5;

function costRows({ referralId, costs, references }: Panel, key: string): OptionCard['rows'] {
  const cost = costs?.find(({ option }) => option === `${referralId}/${key}`);
  if (cost === undefined) return [];
  const nobody = ['Nobody else would move.'];
  const moved = cost.others
    .toSorted((a, b) => Number(b.to === null) - Number(a.to === null))
    .slice(0, OTHERS_TOLD)
    .map((one) => displacedWords(one, references.get(one.referralId) ?? 'Another pupil'));
  const more = cost.others.length - moved.length;
  const bands = cost.placedByBand.flatMap((change, band) =>
    change === 0 ? [] : [`${Math.abs(change)} ${change < 0 ? 'fewer' : 'more'} placed in band ${band}`],
  );
  const fit = `${Math.abs(cost.fit)} ${cost.fit < 0 ? 'less' : 'more'} fit in all`;
  const sum = [...bands, ...(cost.fit === 0 ? [] : [fit])].join(', ');
  return [
    {
      label: 'What it would cost others',
      lines: [
        ...(moved.length === 0 ? nobody : moved),
        ...(more === 0 ? [] : [`${more} more would move. Pin this option to see all of them.`]),
        ...(sum === '' ? [] : [`Together: ${sum}.`]),
        ...(cost.proved ? [] : ['This is one way to make room; there may be a cheaper one.']),
      ],
    },
  ];
}

function displacedWords({ from, to }: Displaced, reference: string): string {
  const moved = (rank: number | null): string => (rank === null ? 'no place' : `its ${optionNumber(rank)}`);
  return `${reference} would have ${moved(to)} instead of ${moved(from)}.`;
}
