import { invalid, ok, type Result } from '../../../kernel/index.js';
import { type Choice, date, defineForm, type FormValues, money, select, text, textarea } from '../../../web/index.js';
import type { FrameworkDetails, LotDetails } from '../domain/framework.js';
import { REGIMES, type Regime } from '../domain/regimes.js';

const regimes = (Object.keys(REGIMES) as Regime[]).map((value): Choice<Regime> => ({ value, text: REGIMES[value] }));

const fields = {
  name: text({ label: 'Name', max: 200 }),
  reference: text({ label: 'Reference', hint: 'As in its notice. For example, TC1108', max: 60, width: 20 }),
  regime: select<Regime>({ label: 'Law', choices: regimes }),
  startsOn: date({ label: 'First day' }),
  endsOn: date({ label: 'Last day' }),
  value: money({ label: 'Most that may be bought through it, with VAT', optional: true }),
  lots: textarea({
    label: 'Lots',
    hint: 'One on a line, its number first. For example, 1 Full-time AP, minimum 25 hours per week',
    max: 20_000,
    rows: 10,
  }),
};
export const frameworkForm = defineForm(fields, { valuePence: 'value' });

const LINE = /^(\d{1,3})[.:)]?\s+(\S.*)$/;

/** The lots of the text, a line each. Refused on `lots` with `lot-line`. */
function lotsOf(typed: string): Result<LotDetails[]> {
  const lines = typed.split('\n').map((line) => line.trim());
  const read = lines.filter((line) => line !== '').map((line) => LINE.exec(line));
  const lots = read.flatMap((match) => (match ? [{ number: Number(match[1]), name: match[2] ?? '' }] : []));
  return lots.length === read.length ? ok(lots) : invalid('lots', 'lot-line');
}

export function frameworkOf({ value, lots, ...typed }: FormValues<typeof fields>): Result<FrameworkDetails> {
  const read = lotsOf(lots);
  return read.ok ? ok({ ...typed, valuePence: value, lots: read.value }) : read;
}
