import { formatDateTime } from '../../../kernel/index.js';
import { progressView, type ProgressView, type StatusTag, tag } from '../../../web/index.js';
import type { WhatIfView } from '../application/what-ifs.js';
import type { Summary } from '../domain/comparison.js';
import type { WhatIf } from '../persistence/what-if.store.js';
import { movesTable, signed, signedMoney, summaryTable } from './comparison-tables.js';
import { ruleLabel } from './rule-words.js';

const STATES: Readonly<Record<WhatIf['state'], StatusTag>> = {
  QUEUED: tag('Waiting to start', 'grey'),
  RUNNING: tag('Running', 'blue'),
  RETRYING: tag('Stopped, will be tried again', 'orange'),
  FINISHED: tag('Finished', 'green'),
  FAILED: tag('Failed', 'red'),
};
const STAGES: Readonly<Record<string, string>> = {
  waiting: 'waiting for its turn',
  reading: 'reading the run',
  rules: 'checking the rules for each pupil and place',
  solving: 'finding the best choice for everyone',
};

export const whatIfTag = (whatIf: WhatIf): StatusTag => STATES[whatIf.state];

const progressOf = ({ state, stage, done, total }: WhatIf): ProgressView =>
  progressView({ state, stage: STAGES[stage] ?? '', done, total, unit: 'pupils' });

const change = (base: Summary, summary: Summary, of: (one: Summary) => number): number => of(summary) - of(base);

/** The page of one what-if: how far it is, or who would move, what it would cost and why. */
export function whatIfModel({ whatIf, references, dated }: WhatIfView, bandWords: readonly string[]): object {
  const href = `/matching/what-ifs/${whatIf.id}`;
  const base = {
    title: `What if ${whatIf.number}`,
    breadcrumbs: [
      { text: 'Matching', href: '/matching' },
      { text: 'Pins and bars', href: '/matching/pins' },
      { text: `What if ${whatIf.number}` },
    ],
    href,
    whatIf,
    askedAt: formatDateTime(whatIf.askedAt),
    tag: whatIfTag(whatIf),
    dated,
    progress: progressOf(whatIf),
    noInput: whatIf.problem === 'matching.no-input',
    runHref: `/matching/runs/${whatIf.runId}`,
  };
  const { result } = whatIf;
  if (result === null) return base;
  const { summary, moves, status } = result;
  const run = `Run ${whatIf.runNumber}`;
  return {
    ...base,
    result,
    clash: status === 'CLASH',
    bounded: status === 'bounded',
    figures: [
      { label: 'Would move', value: moves.length },
      { label: 'More placed', value: signedText(signed(change(result.base, summary, ({ placed }) => placed))) },
      { label: 'More fit', value: signedText(signed(change(result.base, summary, ({ fit }) => fit))) },
      {
        label: 'More a week',
        value: signedText(signedMoney(change(result.base, summary, ({ weeklyPence }) => weeklyPence))),
      },
    ],
    summary: summaryTable(
      [
        { heading: run, summary: result.base },
        { heading: 'What if', summary },
      ],
      bandWords,
      'Side by side',
    ),
    moves: movesTable(
      moves,
      references,
      { caption: 'Who would move', from: run, to: 'What if', empty: 'Nobody would move.' },
      { csvHref: `${href}?format=csv` },
    ),
    setAside: result.setAside.map(({ referralId, optionKey, rules }) => {
      const wish = whatIf.wishes.find((one) => one.referralId === referralId && one.optionKey === optionKey);
      return {
        reference: wish?.reference ?? '',
        places: wish?.places ?? [],
        rules: rules.map((rule) => ruleLabel(rule).toLowerCase()),
      };
    }),
  };
}

const signedText = (cell: ReturnType<typeof signed>): string =>
  typeof cell === 'object' && cell !== null ? cell.text : String(cell);
