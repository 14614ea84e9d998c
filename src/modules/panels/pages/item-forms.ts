import { type Choice, checkboxes, defineForm, radios, select, textarea } from '../../../web/index.js';
import type { Outcome } from '../application/agenda-subjects.js';
import type { ItemView } from '../application/view-meetings.js';
import { type InterestNature, INTERESTS } from '../domain/body.js';
import type { MotionFields } from './motion-forms.js';
import type { SeatInRoom } from '../persistence/meeting.store.js';

const natures = (Object.keys(INTERESTS) as InterestNature[]).map((value): Choice<InterestNature> => ({
  value,
  text: INTERESTS[value],
}));

const member = (seats: readonly SeatInRoom[]) =>
  select({ label: 'Member', choices: seats.map(({ memberId, name }) => ({ value: memberId, text: name })) });

/** Who the actor may speak for: oneself, or everybody for whoever keeps the record. */
export const speakersFor = ({ seats, own, mayManage }: ItemView): readonly SeatInRoom[] =>
  mayManage ? seats : seats.filter(({ memberId }) => memberId === own?.memberId);

export const interestForm = (seats: readonly SeatInRoom[]) =>
  defineForm({
    memberId: member(seats),
    nature: radios<InterestNature>({ label: 'What the interest is', choices: natures }),
    detail: textarea({ label: 'In a sentence', hint: 'It is read out and kept in the minutes', max: 500, rows: 2 }),
    conflicts: checkboxes({
      label: 'For another tie',
      choices: [{ value: 'yes', text: 'It conflicts with deciding on this item' }],
      optional: true,
    }),
  });

export const withdrawalForm = (seats: readonly SeatInRoom[]) =>
  defineForm({
    memberId: member(seats),
    facts: textarea({
      label: 'Facts given before withdrawing',
      hint: 'What the member knows that helps the others decide. Leave empty if they gave none.',
      max: 4000,
      optional: true,
    }),
  });

const conditions = textarea({
  label: 'Conditions',
  hint: 'Where the decision carries some: what must be done, and by when',
  max: 4000,
  rows: 3,
  optional: true,
});

/** Asks for conditions only where an outcome may carry some. */
export const motionForm = (outcomes: readonly Outcome[], { fields, places }: MotionFields) =>
  defineForm(
    {
      outcome: radios({
        label: 'What to decide',
        choices: outcomes.map(({ code, words }) => ({ value: code, text: words })),
      }),
      ...fields,
      reasons: textarea({
        label: 'Reasons',
        hint: 'They go into the record, and into a letter, as they stand here',
        max: 4000,
      }),
      ...(outcomes.some(({ conditional }) => conditional) ? { conditions } : {}),
    },
    places,
  );
