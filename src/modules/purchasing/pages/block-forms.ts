import {
  type Choice,
  checkboxes,
  choicesOf,
  date,
  defineForm,
  money,
  radios,
  select,
  text,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import type { BuyingChoices } from '../application/buyable.js';
import { NOTICE_MOST, UNITS_MOST } from '../application/draft-block.js';
import { type Unit, UNITS } from '../domain/units.js';

const UNIT_LABELS = Object.fromEntries(Object.entries(UNITS).map(([unit, { label }]) => [unit, label])) as Record<
  Unit,
  string
>;

/** What a buyer says. Fields that are not the buyer's to fill are optional and stay off its page. */
export const blockForm = ({ patterns, schools, funds }: BuyingChoices) =>
  defineForm({
    patternId: select({
      label: 'Where',
      hint: 'Places on the list with an approved price, net of VAT',
      choices: patterns,
    }),
    unit: radios<Unit>({ label: 'What do you buy?', choices: choicesOf<Unit>(UNIT_LABELS) }),
    unitsPerWeek: wholeNumber({ label: 'How many a week', least: 1, most: UNITS_MOST, width: 4 }),
    firstDay: date({ label: 'First day', hint: 'Its whole week is bought' }),
    lastDay: date({ label: 'Last day', hint: 'Its whole week is bought. Weeks without a school day are not paid for' }),
    unitPence: money({
      label: 'Price of one, net of VAT',
      hint: 'Only where you agreed on less than the price list says',
      optional: true,
    }),
    noticeDays: wholeNumber({
      label: 'Days of notice to cancel',
      hint: 'As agreed with the provider. What is unused after the notice is not paid for',
      least: 0,
      most: NOTICE_MOST,
      width: 3,
    }),
    schoolIds: checkboxes({ label: 'For the pupils of', choices: schools, optional: true }),
    fund: select({ label: 'Paid from', choices: funds, optional: true }),
    orderReference: text({ label: 'Number of your order', max: 60, optional: true }),
    orderAuthorisedBy: text({ label: 'Who authorised it', max: 120, optional: true }),
    reason: textarea({
      label: 'Why it is bought ahead of need',
      hint: 'The second person and auditors read it. Do not name pupils.',
      max: 2000,
      rows: 4,
    }),
  });

export const answerForm = defineForm({
  words: textarea({ label: 'Why do you refuse?', max: 2000, rows: 3 }),
});

export const cancelForm = defineForm({
  words: textarea({ label: 'Why is it cancelled?', max: 2000, rows: 3 }),
});

export const useForm = (schools: readonly Choice[]) =>
  defineForm({
    units: wholeNumber({ label: 'How many a week are used', least: 1, most: UNITS_MOST, width: 4 }),
    firstDay: date({ label: 'In the weeks from' }),
    lastDay: date({ label: 'To the week of' }),
    pupilReference: text({ label: 'Your reference for the pupil', hint: 'Not a name', max: 40, width: 20 }),
    schoolId: select({ label: 'School of the pupil', choices: schools, optional: true }),
    note: text({ label: 'Note', max: 500, optional: true }),
  });

export const lendForm = (borrowers: readonly Choice[]) =>
  defineForm({
    borrowerId: select({ label: 'To whom', choices: borrowers }),
    units: wholeNumber({ label: 'How many a week are lent', least: 1, most: UNITS_MOST, width: 4 }),
    firstDay: date({ label: 'From the week of' }),
    lastDay: date({ label: 'Until the week of' }),
    unitPence: money({
      label: 'Price of one, net of VAT',
      hint: 'Leave empty to lend them free of charge',
      optional: true,
    }),
  });

export const loanForm = (funds: readonly Choice[]) =>
  defineForm({
    agree: radios({
      label: 'Your answer',
      choices: [
        { value: 'yes', text: 'Take them' },
        { value: 'no', text: 'Refuse' },
      ],
    }),
    orderReference: text({
      label: 'Number of your order',
      hint: 'Only where you pay for them',
      max: 60,
      optional: true,
    }),
    fund: select({
      label: 'Paid from',
      hint: 'Only where the authority pays for them',
      choices: funds,
      optional: true,
    }),
  });
