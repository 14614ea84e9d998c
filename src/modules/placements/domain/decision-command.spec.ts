import { describe, expect, it } from '@jest/globals';
import { dateOnly, pence } from '../../../kernel/index.js';
import { checkDecision, type DecisionCommand } from './decision-command.js';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const command = (over: Partial<DecisionCommand> = {}): DecisionCommand => ({
  referralId: id(1),
  patternIds: [id(10)],
  next: [[id(11)], [id(12), id(13)]],
  startsOn: dateOnly('2026-11-09'),
  plannedEnd: dateOnly('2026-12-18'),
  reasons: 'Nearest place that meets the needs.',
  waivers: [],
  order: null,
  agreementReference: null,
  blockId: null,
  ...over,
});
const faults = (over: Partial<DecisionCommand>) => {
  const result = checkDecision(command(over), dateOnly('2026-11-02'));
  return result.ok ? [] : result.problem.fields.map(({ field, rule }) => `${field}: ${rule}`);
};

describe('a placement decision', () => {
  it('names one option, reasons and a period, and may name what to offer next', () => {
    expect(faults({})).toEqual([]);
  });

  it('tells everything that is wrong at once', () => {
    expect(faults({ patternIds: [], next: [], reasons: ' \n ', startsOn: dateOnly('2026-11-01') })).toEqual([
      'patternIds: required',
      'startsOn: placement-past',
      'reasons: required',
    ]);
  });

  it('refuses an end before the start, and dates out of reach', () => {
    expect(faults({ plannedEnd: dateOnly('2026-11-08') })).toEqual(['plannedEnd: placement-before-start']);
    expect(faults({ startsOn: dateOnly('2028-01-10'), plannedEnd: dateOnly('2028-02-10') })).toEqual([
      'startsOn: placement-too-far',
    ]);
    expect(faults({ plannedEnd: dateOnly('2029-11-08') })).toEqual(['plannedEnd: placement-too-far']);
  });

  it('does not offer the same option twice, in whatever order its parts are named', () => {
    expect(faults({ next: [[id(11)], [id(10)]] })).toEqual(['next.1: placement-option-repeated']);
    expect(faults({ patternIds: [id(12), id(13)], next: [[id(13), id(12)]] })).toEqual([
      'next.0: placement-option-repeated',
    ]);
  });

  it('knows packages of up to three parts, each once, and ids only', () => {
    expect(faults({ patternIds: [id(1), id(2), id(3), id(4)] })).toEqual(['patternIds: placement-option']);
    expect(faults({ patternIds: [id(1), id(1)] })).toEqual(['patternIds: placement-option']);
    expect(faults({ patternIds: ["'; drop table placement; --"] })).toEqual(['patternIds: placement-option']);
  });

  it('wants a reason for every rule that is set aside', () => {
    expect(faults({ waivers: [{ rule: 'distance', reason: ' ' }] })).toEqual(['waivers.0.reason: required']);
  });

  it('wants the order of a school whole', () => {
    const order = { reference: '', authorisedBy: ' ', limitPence: pence(0), validUntil: dateOnly('2026-12-18') };
    expect(faults({ order })).toEqual([
      'order.reference: required',
      'order.authorisedBy: required',
      'order.limitPence: money',
    ]);
  });

  it('keeps names as they are written and drops what turns text around', () => {
    const words = 'Siân’s view and Łukasz O’Neill’s';
    const result = checkDecision(command({ reasons: `${words}\u202E.` }), dateOnly('2026-11-02'));
    expect(result.ok && result.value.reasons).toBe(`${words}.`);
  });
});
