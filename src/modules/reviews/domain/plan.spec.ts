import { describe, expect, it } from '@jest/globals';
import { dateOnly, type Result } from '../../../kernel/index.js';
import { checkContacts, checkPlan, type PlanGiven } from './plan.js';

const day = dateOnly;
const PERIOD = { startsOn: day('2026-11-09'), plannedEnd: day('2026-12-18') };
const objective = { what: 'Come every day.', measured: 'The register.', dueOn: day('2026-12-11') };
const plan = (over: Partial<PlanGiven> = {}): PlanGiven => ({
  objectives: [objective],
  route: 'HOME_SCHOOL',
  target: 'Full days at school.',
  targetOn: day('2027-01-11'),
  expectedEnd: day('2026-12-18'),
  absenceReporting: 'The centre rings the school by ten.',
  ...over,
});
const faults = (result: Result<unknown>): string =>
  result.ok ? 'fine' : result.problem.fields.map(({ field, rule }) => `${field} ${rule}`).join(', ');

describe('a plan', () => {
  it('has one to six objectives, each measured somehow by a day of the placement', () => {
    expect(faults(checkPlan(plan(), PERIOD))).toBe('fine');
    expect(faults(checkPlan(plan({ objectives: [] }), PERIOD))).toBe('objectives objectives-number');
    expect(faults(checkPlan(plan({ objectives: Array.from({ length: 7 }, () => objective) }), PERIOD))).toBe(
      'objectives objectives-number',
    );
    const bad = { what: ' ', measured: '', dueOn: day('2026-12-19') };
    expect(faults(checkPlan(plan({ objectives: [objective, bad] }), PERIOD))).toBe(
      'objectives.1.what required, objectives.1.measured required, objectives.1.dueOn too-late',
    );
    expect(faults(checkPlan(plan({ objectives: [{ ...objective, dueOn: null }] }), PERIOD))).toBe(
      'objectives.0.dueOn required',
    );
  });

  it('leads somewhere, and ends within the placement; the way back may aim later', () => {
    expect(faults(checkPlan(plan({ route: 'ELSEWHERE' }), PERIOD))).toBe('route choice');
    expect(faults(checkPlan(plan({ expectedEnd: day('2026-12-19') }), PERIOD))).toBe('expectedEnd too-late');
    expect(faults(checkPlan(plan({ expectedEnd: day('2026-11-08') }), PERIOD))).toBe('expectedEnd too-early');
    expect(faults(checkPlan(plan({ targetOn: null }), PERIOD))).toBe('fine');
  });
});

describe('emergency contacts', () => {
  const contact = { name: 'Made Up', relation: 'mother', phone: '0161 496 0000', note: null };
  it('are one to four, with a number that can be rung', () => {
    expect(faults(checkContacts([contact]))).toBe('fine');
    expect(faults(checkContacts([]))).toBe('contacts contacts-number');
    expect(faults(checkContacts([contact, { ...contact, name: '', phone: 'ask mum' }]))).toBe(
      'contacts.1.phone phone, contacts.1.name required',
    );
  });
});
