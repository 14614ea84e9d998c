import { describe, expect, it } from '@jest/globals';
import { dateOnly, FULL_WEEK, newId, type Result } from '../../../kernel/index.js';
import { checkOpening, type OpeningDetails } from './opening-rules.js';

const TODAY = dateOnly('2026-11-02');
const details: OpeningDetails = {
  programmeId: newId(),
  admissionId: null,
  places: 4,
  validFrom: TODAY,
  validTo: dateOnly('2027-07-23'),
  patterns: [{ label: '', sessions: FULL_WEEK, tariffLineId: newId() }],
};
const ruleOf = (result: Result<unknown>) => (result.ok ? 'fine' : result.problem.fields[0]?.rule);

describe('what is said to be open', () => {
  it('takes its pattern’s name from its half days when none is given', () => {
    const checked = checkOpening(details, TODAY);
    expect(checked.ok && checked.value.patterns[0]?.label).toBe('Monday to Friday, all day');
  });

  it('is likely only until a day that lies neither behind nor after its end', () => {
    const firmBy = (day: string) => ruleOf(checkOpening({ ...details, firmBy: dateOnly(day) }, TODAY));
    expect(['2026-11-01', '2026-11-02', '2027-07-23', '2027-07-24'].map(firmBy)).toEqual([
      'firm-by',
      'fine',
      'fine',
      'firm-by',
    ]);
  });

  it('never ends before it starts, and never sells the same half days twice', () => {
    expect(ruleOf(checkOpening({ ...details, validTo: dateOnly('2026-11-01') }, TODAY))).toBe('ends-before-start');
    const twice = [...details.patterns, ...details.patterns];
    expect(ruleOf(checkOpening({ ...details, patterns: twice }, TODAY))).toBe('pattern-twice');
  });
});
