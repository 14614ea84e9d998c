import {
  checkboxes,
  type Choice,
  choicesOf,
  date,
  defineForm,
  radios,
  select,
  text,
  textarea,
} from '../../../web/index.js';
import {
  CONCERN_KINDS,
  CONCERN_LEVELS,
  CONCERN_OUTCOMES,
  type ConcernKind,
  type ConcernLevel,
  type ConcernOutcome,
  kindOfConcern,
  TOLD_FIRST,
  type ToldFirst,
} from '../domain/concern.js';

const kinds = (Object.keys(CONCERN_KINDS) as ConcernKind[]).map((value): Choice<ConcernKind> => {
  const { words, confidential } = kindOfConcern(value);
  return { value, text: words, ...(confidential ? { hint: 'Confidential: read by you and by named roles only' } : {}) };
});

export const concernForm = (sites: readonly Choice[]) =>
  defineForm({
    kind: radios<ConcernKind>({ label: 'What is it about?', choices: kinds }),
    toldFirst: radios<ToldFirst>({
      label: 'Who has been told already?',
      hint: 'Of a child at risk, children’s social care comes first; of an allegation about staff, the designated officer (LADO)',
      choices: choicesOf(TOLD_FIRST),
      optional: true,
    }),
    toldOn: date({ label: 'Told on', hint: 'Leave empty where nobody was told', optional: true }),
    siteId: select({ label: 'Site', hint: 'Leave empty for the whole provider', choices: sites, optional: true }),
    happenedOn: date({ label: 'When did it happen, or when was it noticed?' }),
    what: textarea({ label: 'What has happened', hint: 'Do not name a child', max: 8000 }),
    pupilReference: text({
      label: 'Reference of the pupil or placement',
      hint: 'Only where a child must be meant, such as PL-000012',
      max: 20,
      width: 10,
      optional: true,
    }),
  });

export const triageForm = defineForm({
  level: radios<ConcernLevel>({ label: 'How urgent is it?', choices: choicesOf(CONCERN_LEVELS) }),
  words: textarea({
    label: 'What you make of it, and who deals with it',
    hint: 'Whoever raised it does not read this',
    max: 8000,
  }),
});
export const noteForm = defineForm({
  words: textarea({ label: 'Note', hint: 'Whoever raised it does not read this. Do not name a child', max: 8000 }),
});
export const concernActionForm = defineForm({
  what: textarea({ label: 'What has to be done', max: 2000, rows: 4 }),
  ownerName: text({ label: 'Name or role of the person responsible', max: 200 }),
  dueOn: date({ label: 'Due on' }),
});
export const doneForm = defineForm({ note: textarea({ label: 'What was done', max: 4000 }) });
export const suspendForm = (admissions: readonly Choice[]) =>
  defineForm({
    admissionIds: checkboxes({
      label: 'Admissions to suspend',
      hint: 'From today nothing new is called off under them. Placements already agreed go on',
      choices: admissions,
    }),
  });
export const liftForm = defineForm({});
export const outcomeForm = defineForm({
  outcome: radios<ConcernOutcome>({ label: 'Outcome', choices: choicesOf(CONCERN_OUTCOMES) }),
  found: textarea({
    label: 'What was found',
    hint: 'For the record. Whoever raised it reads the answer below, not this',
    max: 8000,
  }),
  toldRaiser: textarea({ label: 'Answer to whoever raised it', max: 4000, rows: 4 }),
});
