import { describe, expect, it } from '@jest/globals';
import { dateOnly, pence, type Result } from '../../../kernel/index.js';
import { lawfulFooting, orderCovers, SCHOOL_FOOTINGS, schoolPart } from './footings.js';

const code = (result: Result<unknown>) => (result.ok ? 'lawful' : result.problem.code);

describe('charging a school', () => {
  it('rests, after a permanent exclusion, on the regulations or a signed agreement and on nothing else', () => {
    const lawful = SCHOOL_FOOTINGS.filter((footing) => lawfulFooting('PERMANENT_EXCLUSION', footing).ok);
    expect(lawful).toEqual(['STATUTORY_REDETERMINATION', 'SIGNED_AGREEMENT']);
    expect(code(lawfulFooting('PERMANENT_EXCLUSION', 'SERVICE_PURCHASE'))).toBe('charge.no-lawful-footing');
  });

  it('may be a purchase when the school itself asks for a place', () => {
    expect(code(lawfulFooting('PREVENTATIVE_DUAL', 'SERVICE_PURCHASE'))).toBe('lawful');
    expect(code(lawfulFooting('OFF_SITE_DIRECTION', 'SERVICE_PURCHASE'))).toBe('lawful');
    expect(code(lawfulFooting('SUSPENSION', 'SERVICE_PURCHASE'))).toBe('lawful');
  });

  it('takes its part of the price, rounded once', () => {
    expect(schoolPart(pence(181_937), { schoolBasisPoints: 4_000 })).toBe(72_775);
    expect(schoolPart(pence(181_937), { schoolBasisPoints: 0 })).toBe(0);
  });

  it('stays within the order, in money and in time', () => {
    const order = { limitPence: pence(100_000), committedPence: pence(40_000), validUntil: dateOnly('2026-12-18') };
    expect(code(orderCovers(order, { pence: pence(60_000), to: dateOnly('2026-12-18') }))).toBe('lawful');
    expect(code(orderCovers(order, { pence: pence(60_001), to: dateOnly('2026-12-18') }))).toBe('order.exceeded');
    expect(code(orderCovers(order, { pence: pence(1), to: dateOnly('2026-12-19') }))).toBe('order.ends-too-early');
  });
});
