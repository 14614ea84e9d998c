import { formatPounds, hiddenGroups, pence, traitsOf } from '../../../kernel/index.js';
import { dataTable, type DataTable, type TableCell } from '../../../web/index.js';
import type { Chosen, Comparison, GroupCount, Move, MoveReason, Summary } from '../domain/comparison.js';

/** A proposal with its heading: this run, as panels do today, the last run. */
export interface Column {
  readonly heading: string;
  readonly summary: Summary;
}

export const money = (amount: number): TableCell => ({ text: formatPounds(pence(amount)), csv: amount / 100 });

function travelCell({ travel }: Summary): TableCell {
  if (travel.pupils === 0) return 'Not known';
  const kilometres = travel.metres / travel.pupils / 1000;
  return { text: `${kilometres.toFixed(1)} km`, csv: Number(kilometres.toFixed(1)) };
}

/** Proposals side by side, one row a question. */
export function summaryTable(columns: readonly Column[], bandWords: readonly string[], caption: string): DataTable {
  const row = (label: string, of: (summary: Summary) => TableCell): TableCell[] => [
    label,
    ...columns.map(({ summary }) => of(summary)),
  ];
  const bands = Math.max(0, ...columns.map(({ summary }) => summary.placedByBand.length));
  return dataTable({
    caption,
    columns: [{ heading: 'What' }, ...columns.map(({ heading }) => ({ heading, numeric: true }))],
    rows: [
      row('Pupils waiting', ({ pupils }) => pupils),
      row('Placed', ({ placed }) => placed),
      ...Array.from({ length: bands }, (_, band) =>
        row(`Placed in band ${band}: ${bandWords[band] ?? ''}`, ({ placedByBand }) => placedByBand[band] ?? 0),
      ),
      row('Total fit', ({ fit }) => fit),
      row('Fit for each pupil placed, out of 1,000', ({ fit, placed }) =>
        placed === 0 ? 'Nobody' : Math.round(fit / placed),
      ),
      row('Average way, as the crow flies', travelCell),
      row('Price a week, net of VAT', ({ weeklyPence }) => money(weeklyPence)),
      row('From the fund this financial year', ({ fundPence }) => money(fundPence)),
    ],
  });
}

const DIMENSION_WORDS: Readonly<Record<GroupCount['dimension'], string>> = {
  sex: 'Sex',
  plan: 'EHC plan',
  lookedAfter: 'Looked after',
  keyStage: 'Key stage',
  type: 'Kind of referral',
};
const KEY_WORDS: Readonly<Record<string, string>> = {
  F: 'Girls',
  M: 'Boys',
  U: 'Not recorded',
  YES: 'Yes',
  NO: 'No',
  UNKNOWN: 'Not known',
  NONE: 'Before key stage 1',
};
const keyWords = ({ dimension, key }: GroupCount): string =>
  dimension === 'keyStage' && key !== 'NONE' ? `Key stage ${key}` : (KEY_WORDS[key] ?? traitsOf(key)?.words ?? key);

const HIDDEN: TableCell = { text: 'c', csv: 'c' };

interface GroupRow {
  readonly group: GroupCount;
  readonly greedy: number;
  readonly last: { readonly pupils: number; readonly placed: number } | undefined;
}

function rowsOf({ run, greedy, last }: Comparison): GroupRow[] {
  const of = (summary: Summary | undefined, { dimension, key }: GroupCount): GroupCount | undefined =>
    summary?.groups.find((one) => one.dimension === dimension && one.key === key);
  return run.groups.map((group) => ({
    group,
    greedy: of(greedy, group)?.placed ?? 0,
    last: last === null ? undefined : (of(last.summary, group) ?? { pupils: 0, placed: 0 }),
  }));
}

const nowCells = ({ group: { pupils, placed }, greedy }: GroupRow): number[] => [
  pupils,
  placed,
  pupils - placed,
  greedy,
  pupils - greedy,
];
/** Whoever joined or left the pool between the runs must not be told by a difference either. */
const lastCells = ({ group: { pupils }, last }: GroupRow): number[] =>
  last === undefined ? [] : [last.pupils, last.placed, last.pupils - last.placed, pupils - last.pupils];

/** How many of each kind of pupil are placed. Counts that could betray somebody are replaced by "c". */
export function fairnessTable(comparison: Comparison, csvHref: string): DataTable {
  const all = rowsOf(comparison);
  const withLast = comparison.last !== null;
  const rows = (Object.keys(DIMENSION_WORDS) as GroupCount['dimension'][]).flatMap((dimension) => {
    const own = all.filter(({ group }) => group.dimension === dimension);
    const countable = (cells: (row: GroupRow) => number[]) =>
      own.map((row) => ({ size: row.group.pupils, cells: cells(row) }));
    const hidden = hiddenGroups(countable(nowCells));
    const lastHidden = hiddenGroups(countable(lastCells), hidden);
    return own.map(({ group, greedy, last }, index): TableCell[] => {
      const told = (value: number): TableCell => (hidden.has(index) ? HIDDEN : value);
      const toldLast: TableCell = lastHidden.has(index) ? HIDDEN : `${last?.placed ?? 0} of ${last?.pupils ?? 0}`;
      return [
        `${DIMENSION_WORDS[dimension]}: ${keyWords(group)}`,
        told(group.pupils),
        told(group.placed),
        told(greedy),
        ...(withLast ? [toldLast] : []),
      ];
    });
  });
  return dataTable({
    caption: 'Placed by group',
    columns: [
      { heading: 'Group' },
      { heading: 'Waiting', numeric: true },
      { heading: 'Placed', numeric: true },
      { heading: 'Placed by waiting time alone', numeric: true },
      ...(withLast ? [{ heading: 'Placed last time', numeric: true }] : []),
    ],
    rows,
    empty: 'Nobody waits.',
    csvHref,
  });
}

const REASONS: Readonly<Record<MoveReason, string>> = {
  PINNED: 'Pinned by a person',
  BARRED: 'The earlier place is barred by a person',
  NOT_POSSIBLE: 'The earlier place is no longer possible: a rule or a full place refuses it',
  BETTER: 'The later place fits this pupil better',
  MADE_ROOM: 'Gives way, so that others are placed or fit better',
  JOINED: 'New in the pool',
  LEFT: 'No longer in the pool',
};

const NUMBERS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
export const optionNumber = (rank: number): string => `${NUMBERS[rank] ?? `${rank}th`} option`;

const placeWords = (chosen: Chosen | null): TableCell =>
  chosen === null
    ? 'No place'
    : { text: chosen.places.join(' and '), note: `${optionNumber(chosen.rank)}, fit ${chosen.fit}` };

/** Who moves, from where to where, what it costs a week, and why. For the panel: it names other cases. */
export function movesTable(
  moves: readonly Move[],
  references: ReadonlyMap<string, string>,
  words: { readonly caption: string; readonly from: string; readonly to: string; readonly empty: string },
  links: Pick<DataTable, 'csvHref' | 'pages'> = {},
): DataTable {
  return dataTable({
    caption: words.caption,
    columns: [
      { heading: 'Referral', nowrap: true },
      { heading: words.from },
      { heading: words.to },
      { heading: 'Fit', numeric: true },
      { heading: 'A week', numeric: true },
      { heading: 'Why' },
    ],
    rows: hardestFirst(moves).map(({ referralId, from, to, reason }) => {
      const reference = references.get(referralId);
      return [
        reference === undefined
          ? 'A referral you may not see'
          : { text: reference, href: `/referrals/${referralId}/options` },
        placeWords(from),
        placeWords(to),
        signed((to?.fit ?? 0) - (from?.fit ?? 0)),
        signedMoney((to?.weeklyPence ?? 0) - (from?.weeklyPence ?? 0)),
        REASONS[reason],
      ];
    }),
    empty: words.empty,
    ...links,
  });
}

/** What a person wished first, then who would go without, who would gain a place, and the others by what they lose. */
function hardestFirst(moves: readonly Move[]): Move[] {
  const order = ({ from, to, reason }: Move): number =>
    reason === 'PINNED' || reason === 'BARRED' ? 0 : to === null ? 1 : from === null ? 2 : 3;
  const change = ({ from, to }: Move): number => (to?.fit ?? 0) - (from?.fit ?? 0);
  return moves.toSorted(
    (a, b) => order(a) - order(b) || change(a) - change(b) || (a.referralId < b.referralId ? -1 : 1),
  );
}

export const signed = (change: number): TableCell => ({
  text: change > 0 ? `+${change}` : change < 0 ? `−${-change}` : '0',
  csv: change,
});
export const signedMoney = (change: number): TableCell => ({
  text: change === 0 ? '£0.00' : `${change > 0 ? '+' : '−'}${formatPounds(pence(Math.abs(change)))}`,
  csv: change / 100,
});
