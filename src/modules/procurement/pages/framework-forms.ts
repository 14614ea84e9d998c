import { invalid, type NeedCode, NEEDS, ok, type Result } from '../../../kernel/index.js';
import {
  checkboxes,
  type Choice,
  choicesOf,
  date,
  defineForm,
  type FormValues,
  money,
  radios,
  select,
  text,
  textarea,
  wholeNumber,
} from '../../../web/index.js';
import type { FrameworkDetails, LotDetails } from '../domain/framework.js';
import type { LotRequirements } from '../domain/lots.js';
import { REGIMES, type Regime } from '../domain/regimes.js';

const regimes = (Object.keys(REGIMES) as Regime[]).map((value): Choice<Regime> => ({ value, text: REGIMES[value] }));

const BUYERS = { AUTHORITIES_AND_SCHOOLS: 'The authorities and their schools', AUTHORITIES: 'The authorities only' };
type Buyers = keyof typeof BUYERS;

const fields = {
  name: text({ label: 'Name', max: 200 }),
  reference: text({ label: 'Reference', hint: 'As in its notice. For example, TC1108', max: 60, width: 20 }),
  regime: select<Regime>({ label: 'Law', choices: regimes }),
  startsOn: date({ label: 'First day' }),
  endsOn: date({ label: 'Last day' }),
  extendableTo: date({
    label: 'May be extended to',
    hint: 'As in its notice. Leave empty if it may not be extended',
    optional: true,
  }),
  buyers: radios<Buyers>({ label: 'Who may buy through it', choices: choicesOf(BUYERS) }),
  value: money({ label: 'Most that may be bought through it, with VAT', optional: true }),
  lots: textarea({
    label: 'Lots',
    hint: 'One on a line, its number first. For example, 1 Full-time AP, minimum 25 hours per week',
    max: 20_000,
    rows: 10,
  }),
};
export const frameworkForm = defineForm(fields, { valuePence: 'value', schoolsMayBuy: 'buyers' });

export const extensionForm = defineForm({
  endsOn: date({ label: 'New last day' }),
  reason: textarea({ label: 'Why it is extended', hint: 'It is kept with the framework', max: 1000, rows: 3 }),
});

export const participantForm = (choices: readonly Choice[]) =>
  defineForm({
    authorityId: select({ label: 'Authority', hint: 'Only one that the notice names may buy', choices }),
  });

export const termsForm = defineForm({
  fromDate: date({ label: 'From', hint: 'After the opening of every round that is published' }),
  decisionDays: wholeNumber({ label: 'Working days to decide an application', least: 1, most: 250 }),
  longestDecisionDays: wholeNumber({
    label: 'Working days where documents must be verified first',
    hint: 'Leave empty where no longer time is allowed',
    least: 1,
    most: 250,
    optional: true,
  }),
  standstillDays: wholeNumber({
    label: 'Working days of standstill',
    hint: 'Between telling the bidders and admitting them; 0 where there is none',
    most: 60,
  }),
  source: text({ label: 'Where that was decided', max: 500 }),
});

const REGISTRATION = {
  REGISTERED: 'Registered schools only',
  NOT_REGISTERED: 'Only sites that are not',
  EITHER: 'Either',
};
const requirementFields = {
  leastHours: wholeNumber({ label: 'Least hours a week', most: 40, optional: true }),
  mostHours: wholeNumber({ label: 'Most hours a week', most: 40, optional: true }),
  yearFrom: wholeNumber({ label: 'From year', hint: '0 is reception', most: 13, optional: true }),
  yearTo: wholeNumber({ label: 'To year', most: 13, optional: true }),
  needs: checkboxes<NeedCode>({
    label: 'For one of these needs',
    hint: 'Leave empty for any',
    choices: choicesOf<NeedCode>(NEEDS),
    optional: true,
  }),
  registration: radios<keyof typeof REGISTRATION>({ label: 'Sites', choices: choicesOf(REGISTRATION) }),
};
export const requirementForm = defineForm(requirementFields, { mustBeRegistered: 'registration' });

const REGISTERED = { REGISTERED: true, NOT_REGISTERED: false, EITHER: null };
export const requirementsOf = ({ registration, ...typed }: FormValues<typeof requirementFields>): LotRequirements => ({
  ...typed,
  mustBeRegistered: REGISTERED[registration],
});
export const startOfRequirements = ({ mustBeRegistered, ...asked }: LotRequirements) => ({
  ...asked,
  registration:
    mustBeRegistered === null
      ? ('EITHER' as const)
      : mustBeRegistered
        ? ('REGISTERED' as const)
        : ('NOT_REGISTERED' as const),
});

const LINE = /^(\d{1,3})[.:)]?\s+(\S.*)$/;

/** The lots of the text, a line each. Refused on `lots` with `lot-line`. */
function lotsOf(typed: string): Result<LotDetails[]> {
  const lines = typed.split('\n').map((line) => line.trim());
  const read = lines.filter((line) => line !== '').map((line) => LINE.exec(line));
  const lots = read.flatMap((match) => (match ? [{ number: Number(match[1]), name: match[2] ?? '' }] : []));
  return lots.length === read.length ? ok(lots) : invalid('lots', 'lot-line');
}

export function frameworkOf({ value, lots, buyers, ...typed }: FormValues<typeof fields>): Result<FrameworkDetails> {
  const read = lotsOf(lots);
  return read.ok
    ? ok({ ...typed, schoolsMayBuy: buyers === 'AUTHORITIES_AND_SCHOOLS', valuePence: value, lots: read.value })
    : read;
}
