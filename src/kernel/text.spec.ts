import { describe, expect, it } from '@jest/globals';
import { cleanText, distanceMetres, isGridPoint, milesFromMetres } from './index.js';

const rule = { field: 'name', max: 20 };
const ruleOf = (value: unknown, over = {}) => {
  const result = cleanText(value, { ...rule, ...over });
  return result.ok ? undefined : result.problem.fields[0]?.rule;
};

describe('text from outside', () => {
  it.each(["O'Neill", 'Łukasz', 'Siân', 'O’Brien-Öztürk', '李雷', 'a 😀 b'])('keeps %s as it is', (name) => {
    expect(cleanText(name, rule)).toEqual({ ok: true, value: name });
  });

  it('stores one Unicode form, so that the same name is found however it was typed', () => {
    expect(cleanText('Sia\u0302n', rule)).toEqual({ ok: true, value: 'Siân' });
  });

  it('takes out marks that turn the direction of text around', () => {
    expect(cleanText('abc\u202Exyz\u2066', rule)).toEqual({ ok: true, value: 'abcxyz' });
  });

  it.each(['a\u0000b', 'a\u0007b', '\ud800', 'a\u2028b'])(
    'refuses control characters and broken Unicode: %j',
    (text) => {
      expect(ruleOf(text)).toBe('characters');
    },
  );

  it('keeps lines only where lines are wanted', () => {
    expect(ruleOf('one\ntwo')).toBe('characters');
    expect(cleanText('one\r\ntwo\rthree', { ...rule, multiline: true })).toEqual({
      ok: true,
      value: 'one\ntwo\nthree',
    });
  });

  it('counts characters as people do, and refuses one too many', () => {
    expect(ruleOf('😀'.repeat(20))).toBeUndefined();
    expect(ruleOf('😀'.repeat(21))).toBe('too-long');
    expect(ruleOf('x'.repeat(1_000_000))).toBe('too-long');
  });

  it.each([[['a']], [{ a: 1 }], [7], [true]])('refuses %j, which is no text', (value) => {
    expect(ruleOf(value)).toBe('text');
  });

  it('asks for what is required', () => {
    expect(ruleOf(' \u200e ', { required: true })).toBe('required');
    expect(ruleOf(undefined, { required: true })).toBe('required');
    expect(cleanText(undefined, rule)).toEqual({ ok: true, value: '' });
  });
});

describe('distance on the grid', () => {
  it('is a straight line in metres', () => {
    const from = { easting: 384_000, northing: 398_000 };
    expect(distanceMetres(from, { easting: 387_000, northing: 402_000 })).toBe(5_000);
    expect(milesFromMetres(1_609)).toBe(1);
  });

  it('does not take a register’s nought for a place', () => {
    expect(isGridPoint({ easting: 0, northing: 0 })).toBe(false);
    expect(isGridPoint({ easting: null, northing: 398_000 })).toBe(false);
    expect(isGridPoint({ easting: 384_000, northing: 398_000 })).toBe(true);
  });
});
