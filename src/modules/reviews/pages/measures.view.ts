import { formatDate } from '../../../kernel/index.js';
import { dataTable, dayCell, tag } from '../../../web/index.js';
import type { MeasuresView } from '../application/record-measure.js';
import { type Change, MOMENTS, type Scale, showTenths } from '../domain/measures.js';
import { headings } from './headings.js';

const valueCell = (scale: Scale, tenths: number): string => `${showTenths(tenths)} ${scale.unit}`;
const DIRECTIONS = {
  BETTER: tag('Better', 'green'),
  SAME: tag('The same', 'grey'),
  WORSE: tag('Worse', 'orange'),
} as const;

function changeRow({ scale, baseline, latest, tenths, direction }: Change) {
  return [
    { text: scale.name, note: scale.about },
    baseline === null ? 'None' : { text: valueCell(scale, baseline.tenths), note: formatDate(baseline.measuredOn) },
    latest === null ? 'None' : { text: valueCell(scale, latest.tenths), note: formatDate(latest.measuredOn) },
    tenths === null ? '' : `${tenths > 0 ? '+' : ''}${showTenths(tenths)}`,
    direction === null ? '' : { text: '', tag: DIRECTIONS[direction], csv: DIRECTIONS[direction].text },
  ];
}

const scoresSent = (count: number): string =>
  count === 1 ? 'the score that the school sent' : `${count} scores that the school sent`;

export function measuresPage({ placement, scales, changes, measures, sent, mayRecord }: MeasuresView): object {
  const base = `/placements/${placement.id}`;
  const byCode = new Map(scales.map((one) => [one.code, one]));
  const complete = changes.filter(({ tenths }) => tenths !== null).length;
  return {
    title: `Measures in ${placement.reference}`,
    caption: placement.schoolName,
    status: complete === 0 ? tag('Nothing to compare yet', 'yellow') : tag(`${complete} to compare`, 'green'),
    next: 'Each pupil is compared with itself alone, on the same scale: a baseline as the placement begins, then at reviews and after it. Attendance before and during can be entered as a measure too.',
    buttons: mayRecord ? [{ text: 'Enter a measure', href: `${base}/measures/new` }] : [],
    acts:
      mayRecord && sent.length > 0
        ? [{ action: `${base}/measures/baseline`, text: `Take over ${scoresSent(sent.length)} as the baseline` }]
        : [],
    facts: [
      { label: 'Pupil reference', value: placement.pupilReference },
      { label: 'Placement', value: placement.reference, href: base },
    ],
    sections: [
      {
        table: dataTable({
          caption: 'From baseline to latest',
          columns: [
            ...headings('Scale', 'Baseline', 'Latest'),
            { heading: 'Change', numeric: true },
            { heading: 'Direction' },
          ],
          rows: changes.map(changeRow),
          empty: 'Nothing has been measured yet.',
        }),
      },
      {
        table: dataTable({
          caption: 'Everything that was measured',
          columns: headings('Day', 'Scale', 'When', 'Value', 'By'),
          rows: measures.map((one) => {
            const scale = byCode.get(one.scale);
            return [
              dayCell(one.measuredOn),
              scale?.name ?? one.scale,
              MOMENTS[one.moment],
              {
                text: scale === undefined ? showTenths(one.tenths) : valueCell(scale, one.tenths),
                note: one.revision > 1 ? 'Corrected' : '',
              },
              one.measuredBy,
            ];
          }),
          empty: 'Nothing has been measured yet.',
        }),
      },
    ],
    backHref: base,
  };
}
