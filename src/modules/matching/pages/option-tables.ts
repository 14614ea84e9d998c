import { describeSessions, formatPounds, pence, sessionSetOf } from '../../../kernel/index.js';
import { dataTable, type DataTable, dayCell, type TableCell } from '../../../web/index.js';
import { type ConsideredPlace, type OptionsView, refusedBy, type SharedOption } from '../application/view-options.js';
import { WITHHELD } from '../domain/explanation.js';
import { FACTOR_KEYS } from '../domain/settings.js';
import { factorLabel, qualityWords, ruleLabel, ruleSentence, WITHHELD_WORDS } from './rule-words.js';

type Shown = SharedOption & { readonly chosen?: boolean };

const money = (amount: number): TableCell => ({ text: formatPounds(pence(amount)), csv: amount / 100 });

const heading = (option: Shown, index: number): string =>
  `Option ${index + 1}${option.chosen === true ? ' (proposed to the panel)' : ''}`;

/** Options side by side, best fit first: what each is, what it costs, and what each factor adds to its fit. */
export function optionsTable(options: readonly Shown[], csvHref: string): DataTable {
  const row = (label: string, of: (option: Shown) => TableCell): TableCell[] => [label, ...options.map(of)];
  return dataTable({
    caption: 'Options side by side',
    columns: [{ heading: 'What' }, ...options.map((option, index) => ({ heading: heading(option, index) }))],
    rows: [
      row('Programme', ({ components }) => components.map(({ programme }) => programme).join(' and ')),
      row('Where', ({ components }) => components.map(({ site, provider }) => `${site} (${provider})`).join(' and ')),
      row('Half days', ({ sessions }) => describeSessions(sessionSetOf(sessions))),
      row('From', ({ startsOn }) => dayCell(startsOn)),
      row('Until', ({ endsOn }) => dayCell(endsOn)),
      row('Price a week, net of VAT', ({ weeklyPence }) => money(weeklyPence)),
      row('Fit, out of 1,000', ({ fit }) => fit),
      ...([...FACTOR_KEYS, WITHHELD] as const).filter(isCounted(options)).map((key) =>
        row(`Fit from: ${factorLabel(key)}`, ({ factors }) => {
          const factor = factors.find((one) => one.factor === key);
          if (factor === undefined) return '';
          const text = `${factor.contribution}`;
          const of = factor.value === null ? '' : `${factor.value} of 1,000, `;
          const note = factor.known ? `${of}weight ${factor.weight}` : 'not known, counted as the middle';
          return { text, csv: factor.contribution, note };
        }),
      ),
      row('Evidence of quality', ({ components }) =>
        components.map(({ quality }) => qualityWords(quality)).join(' and '),
      ),
      row('To look at', ({ warnings }) =>
        warnings.length === 0
          ? 'Nothing'
          : warnings
              .map(({ rule, value, limit }) =>
                ruleSentence({ rule, value: value as never, limit: limit as never, verdict: 'WARN' }),
              )
              .join(' '),
      ),
    ],
    csvHref,
  });
}

/** Siblings count only where some were named. */
const isCounted = (options: readonly Shown[]) => (key: Shown['factors'][number]['factor']) =>
  options.some(({ factors }) => factors.some(({ factor }) => factor === key));

const placeName = ({ names }: Pick<ConsideredPlace, 'names'>): string => `${names.programme}, ${names.site}`;

function reasons(place: ConsideredPlace): string[] {
  const failed = place.results.filter(({ verdict }) => verdict === 'FAIL');
  const told = failed.map((one) => `${ruleLabel(one.rule)}: ${ruleSentence(one)}`);
  return place.withheld ? [...told, WITHHELD_WORDS] : told;
}

/** The places that came closest, with each rule that stands against them in words. */
export function nearestPlaces(
  view: OptionsView,
): readonly { readonly patternId: string; readonly name: string; readonly reasons: readonly string[] }[] {
  const places = new Map(view.considered.map((place) => [place.patternId, place]));
  return view.explanation.nearest.flatMap(({ patternId }) => {
    const place = places.get(patternId);
    return place === undefined
      ? []
      : [{ patternId, name: `${placeName(place)} (${place.names.label})`, reasons: reasons(place) }];
  });
}

/** Which single rule stands between the pupil and how many places. "Considered", because a place may still go to another. */
export function openerWords(view: OptionsView): readonly string[] {
  return view.explanation.openers.map(({ rule, places }) => {
    const many = places === 1 ? '1 more place' : `${places} more places`;
    return rule === WITHHELD
      ? `${many} would be considered if it were not for information that cannot be shared.`
      : `${many} would be considered without the rule “${ruleLabel(rule)}”.`;
  });
}

/** Every place that was looked at, and what was found. */
export function consideredTable(view: OptionsView, csvHref: string): DataTable {
  return dataTable({
    caption: 'Every place that was considered',
    columns: [
      { heading: 'Programme' },
      { heading: 'Where' },
      { heading: 'Days sold' },
      { heading: 'Outcome' },
      { heading: 'Rules that refuse it' },
      { heading: 'What they found' },
    ],
    rows: view.considered
      .toSorted((a, b) => Number(a.failed) - Number(b.failed) || b.fit - a.fit || (a.patternId < b.patternId ? -1 : 1))
      .map((place) => [
        place.names.programme,
        `${place.names.site} (${place.names.provider})`,
        place.names.label,
        place.failed ? 'Refused' : 'Possible',
        [...refusedBy(place), ...(place.withheld ? [WITHHELD] : [])]
          .map((rule) => ruleLabel(rule as Parameters<typeof ruleLabel>[0]))
          .join('; '),
        reasons(place).join(' '),
      ]),
    empty: 'No place is for sale at the moment.',
    csvHref,
  });
}
