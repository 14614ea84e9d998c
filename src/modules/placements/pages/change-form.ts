import { choicesOf, date, defineForm, radios, select, textarea } from '../../../web/index.js';
import type { ChangeChoices } from '../application/view-changes.js';
import type { ChangeCommand } from '../domain/change-command.js';
import { CHANGE_KIND_KEYS, CHANGE_REASONS, type ChangeKind } from '../domain/changes.js';

const why = {
  reason: radios({ label: 'Why', choices: choicesOf(CHANGE_REASONS) }),
  note: textarea({
    label: 'In a few words',
    hint: 'Needed for another reason. School, provider and authority read it. Do not name the pupil.',
    max: 1000,
    rows: 3,
    optional: true,
  }),
};
const MONDAY = 'A Monday, such as 11 1 2027';
const from = date({ label: 'From which day', hint: MONDAY });

/** What is asked for each kind of change, and nothing else. */
export function changeForm(kind: ChangeKind, { own, others }: ChangeChoices) {
  const choice = (list: ChangeChoices['own']) => list.map(({ patternId: value, text }) => ({ value, text }));
  const [only] = own;
  switch (kind) {
    case 'EXTEND':
      return defineForm({ endsOn: date({ label: 'New last day' }), ...why });
    case 'PAUSE':
      return defineForm({ from, resumesOn: date({ label: 'Goes on from', hint: MONDAY }), ...why });
    case 'RESUME':
      return defineForm({ from: date({ label: 'Goes on from', hint: MONDAY }), ...why });
    case 'WEEK':
      return defineForm({
        from,
        replacedId: radios({
          label: own.length > 1 || !only ? 'Which part of the week changes?' : `What changes`,
          choices: choice(own),
        }),
        patternId: select({ label: 'To what', hint: 'What its providers offer now.', choices: choice(others) }),
        ...why,
      });
  }
}

/** Of an unknown shape: what is not there is null, and told by the use case. */
export function toChange(placementId: string, kind: ChangeKind, value: Partial<ChangeCommand>): ChangeCommand {
  const nothing = { from: null, endsOn: null, resumesOn: null, replacedId: null, patternId: null };
  return { ...nothing, reason: null, note: null, ...value, placementId, kind };
}

export const kindOf = (given: unknown): ChangeKind | undefined => CHANGE_KIND_KEYS.find((one) => one === given);
