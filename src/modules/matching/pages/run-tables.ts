import { formatDateTime } from '../../../kernel/index.js';
import { dataTable, type DataTable, type StatusTag, tag } from '../../../web/index.js';
import type { Price } from '../engine/index.js';
import { placeWords } from '../domain/place-words.js';
import type { Outcome, OutcomePage, OutcomesShown, RunDetail } from '../persistence/result.store.js';
import type { Run } from '../persistence/run.store.js';
import { money } from './comparison-tables.js';
import { ruleLabel } from './rule-words.js';

const STATES: Readonly<Record<Run['state'], StatusTag>> = {
  RUNNING: tag('Running', 'blue'),
  RETRYING: tag('Stopped, will be tried again', 'orange'),
  FINISHED: tag('Finished', 'green'),
  UNCHANGED: tag('Nothing had changed', 'grey'),
  FAILED: tag('Failed: the operator must act', 'red'),
  CANCELLED: tag('Cancelled', 'grey'),
};

const PROOFS: Readonly<Record<string, string>> = {
  optimal: 'Proved: no other choice is better under the policy',
  bounded: 'Stopped by its time limit, with a proven bound',
  stable: 'Stable: nobody with a better claim was passed over',
  greedy: 'In order of waiting, one at a time',
};

export const runTag = (run: Run): StatusTag => STATES[run.state];
export const proofWords = (run: Run): string => (run.status === null ? '' : (PROOFS[run.status] ?? run.status));

export function runsTable(runs: readonly Run[], links: Pick<DataTable, 'csvHref' | 'pages'> = {}): DataTable {
  return dataTable({
    caption: 'Runs',
    columns: [
      { heading: 'Run', numeric: true },
      { heading: 'Started' },
      { heading: 'State' },
      { heading: 'Policy version', numeric: true },
      { heading: 'Result' },
    ],
    rows: runs.map((run) => [
      run.state !== 'UNCHANGED' ? { text: String(run.number), href: `/matching/runs/${run.id}` } : String(run.number),
      { text: formatDateTime(run.startedAt), csv: run.startedAt.toISOString() },
      { text: '', tag: runTag(run) },
      run.policyVersion,
      proofWords(run),
    ]),
    empty: 'No run yet. The first starts when a referral is submitted.',
    ...links,
  });
}

export function bandsTable({ counts }: RunDetail, bandWords: readonly string[]): DataTable {
  const rows = counts.pupilsByBand.map((pupils, band) => {
    const placed = counts.placedByBand[band] ?? 0;
    return [`${band}. ${bandWords[band] ?? ''}`, pupils, placed, pupils - placed];
  });
  return dataTable({
    caption: 'Placed by priority band',
    columns: [
      { heading: 'Band' },
      { heading: 'Pupils', numeric: true },
      { heading: 'Proposed', numeric: true },
      { heading: 'Without a proposal', numeric: true },
    ],
    rows,
    totals: ['All', counts.pupils, counts.placed, counts.pupils - counts.placed],
  });
}

const optionsHref = (outcome: Outcome): string => `/referrals/${outcome.referralId}/options`;

const proposedWords = ({ components }: Outcome): string => (components ?? []).map(placeWords).join(' and ');

const CAPTIONS: Readonly<Record<OutcomesShown, string>> = {
  'to-decide': 'Proposals that wait for a decision',
  unplaced: 'Pupils without a proposal',
  proposed: 'Proposals',
  all: 'All pupils of this run',
};
const EMPTY: Readonly<Record<OutcomesShown, string>> = {
  'to-decide': 'No proposal waits for a decision.',
  unplaced: 'Everybody has a proposal.',
  proposed: 'The run proposes nobody.',
  all: 'Nobody was waiting.',
};

/** The run's pupils as the filter shows them, with the price of all of them and not of the page alone. */
export function outcomesTable(
  { outcomes, weeklyPence }: OutcomePage,
  show: OutcomesShown,
  links: Pick<DataTable, 'csvHref' | 'pages'> = {},
): DataTable {
  return dataTable({
    caption: CAPTIONS[show],
    columns: [
      { heading: 'Referral', nowrap: true },
      { heading: 'Band', numeric: true },
      { heading: 'Proposed, or why not' },
      { heading: 'Fit', numeric: true },
      { heading: 'Price a week', numeric: true },
      { heading: 'Options', numeric: true },
    ],
    rows: outcomes.map((one) => [
      { text: one.reference, href: optionsHref(one) },
      one.band,
      one.components === null
        ? whyNot(one)
        : { text: proposedWords(one), ...(one.waits ? {} : { note: 'Decided since' }) },
      one.fit,
      one.weeklyPence === null ? null : money(one.weeklyPence),
      one.feasible,
    ]),
    totals: ['All', null, null, null, money(weeklyPence), null],
    empty: EMPTY[show],
    ...links,
  });
}

function whyNot({ feasible, openers }: Outcome): string {
  if (feasible > 0)
    return 'There are options, but not enough places or money for everyone with an equal or better claim.';
  const [most] = openers;
  if (most === undefined) return 'Every place is refused by more than one rule.';
  const places = most.places === 1 ? '1 place' : `${most.places} places`;
  return `${ruleLabel(most.rule)}: without this rule ${places} would be considered.`;
}

/** Where one more would help. Pairs and risks are left out: they are about children, not about places. */
export function pricesTable(
  prices: readonly Price[],
  nameOf: (group: string) => string | undefined,
  csvHref: string,
): DataTable {
  const rows = prices.flatMap((price) => {
    const name = nameOf(price.group);
    const gains = price.fit !== 0 || price.placedByBand.some((gain) => gain !== 0);
    return name === undefined || !gains ? [] : [{ name, price }];
  });
  return dataTable({
    caption: 'What one more would bring',
    columns: [{ heading: 'One more' }, { heading: 'More pupils placed' }, { heading: 'More fit', numeric: true }],
    rows: rows.map(({ name, price }) => [name, gainWords(price.placedByBand), price.fit]),
    empty: 'One more of anything would change nothing.',
    csvHref,
  });
}

function gainWords(placedByBand: readonly number[]): string {
  const gains = placedByBand.flatMap((gain, band) =>
    gain === 0 ? [] : [`${gain > 0 ? '+' : ''}${gain} in band ${band}`],
  );
  return gains.length === 0 ? 'None' : gains.join(', ');
}
