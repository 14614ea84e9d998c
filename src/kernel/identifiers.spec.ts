import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  isUpn,
  parseLaEstab,
  parsePostcode,
  parseUkprn,
  parseUln,
  parseUpn,
  parseUrn,
  ulnCheckDigit,
  upnCheckLetter,
  valueOf,
} from './index.js';

const ruleOf = (result: ReturnType<typeof parseUpn> | ReturnType<typeof parseUln>) =>
  result.ok ? undefined : result.problem.fields[0]?.rule;

describe('the pupil number check letter', () => {
  it.each([
    ['801200005001', 'B'],
    // Two vendors print Q for this one; their sum is one too high.
    ['207000016049', 'P'],
    ['352400026001', 'C'],
    ['352110020123', 'U'],
    ['350400019999', 'E'],
    ['357700123456', 'A'],
    ['000000000000', 'A'],
    ['999999999999', 'F'],
    ['35240002601A', 'B'],
    ['35211002007Z', 'Q'],
    ['35540002512M', 'J'],
  ])('of %s is %s', (body, letter) => {
    expect(upnCheckLetter(body)).toBe(letter);
  });

  it.each(['', '80120000500', '8012000050011', '80120000500O'])('is not computed for %p', (body) => {
    expect(() => upnCheckLetter(body)).toThrow(RangeError);
  });
});

describe('a pupil number', () => {
  it.each([
    ['B801200005001', 'PERMANENT'],
    ['P207000016049', 'PERMANENT'],
    ['B35240002601A', 'TEMPORARY'],
    ['b801200005001', 'PERMANENT'],
    [' B801 2000 05001', 'PERMANENT'],
  ])('accepts %p', (text, kind) => {
    expect(valueOf(parseUpn(text))).toMatchObject({ kind, upn: text.replaceAll(' ', '').toUpperCase() });
  });

  it.each([
    ['A801200005001', 'upn-check-letter'],
    ['Q207000016049', 'upn-check-letter'],
    ['I801200005001', 'upn-shape'],
    ['B80120000500O', 'upn-shape'],
    ['S801200005001', 'upn-shape'],
    ['B80120000500', 'upn-shape'],
    ['', 'required'],
    ['x'.repeat(1_000_000), 'upn-shape'],
  ])('refuses %.20p with %s', (text, rule) => {
    expect(ruleOf(parseUpn(text))).toBe(rule);
  });

  it.each([[['B801200005001']], [{}], [null], [undefined]])('refuses %j, which is no text', (value) => {
    expect(parseUpn(value).ok).toBe(false);
  });

  it('warns about an authority number on no list, and takes the number all the same', () => {
    expect(valueOf(parseUpn('A000000000000')).laKnown).toBe(false);
    expect(valueOf(parseUpn('C352400026001')).laKnown).toBe(true);
  });

  const rows = readFileSync('test/fixtures/identifiers/upn_vectors.csv', 'utf8').trim().split(/\r?\n/).slice(1);
  it('is tried on every row of the vectors', () => expect(rows).toHaveLength(116));

  it.each(rows.map((row) => row.split(',')))('%s is %s: %s', (upn = '', expected, note) => {
    expect(isUpn(upn)).toBe(expected === 'valid');
    // Case and spaces are the typist's business, not the number's: only those are put right at the door.
    const typed = note === 'lower case' || note === 'space inside';
    expect(parseUpn(upn).ok).toBe(typed ? isUpn(upn.replaceAll(' ', '').toUpperCase()) : expected === 'valid');
  });
});

describe('a learner number', () => {
  it.each([
    ['927630868', 6],
    ['123456789', 9],
    ['100000004', 3],
    ['200000000', 1],
    ['111111111', 0],
    ['100000000', 0],
    ['987654321', undefined],
    ['100000006', undefined],
  ])('%s has check digit %p', (body, digit) => {
    expect(ulnCheckDigit(body)).toBe(digit);
  });

  it('accepts the published example and refuses every other last digit', () => {
    for (let digit = 0; digit < 10; digit += 1) expect(parseUln(`927630868${digit}`).ok).toBe(digit === 6);
  });

  it('never accepts a body that is never issued', () => {
    for (let digit = 0; digit < 10; digit += 1) expect(parseUln(`987654321${digit}`).ok).toBe(false);
  });

  it.each(['0123456789', '12345', '12345678901', 'ABCDEFGHIJ'])('refuses the shape of %p', (text) => {
    expect(ruleOf(parseUln(text))).toBe('uln-shape');
  });
});

describe('identifiers of organisations', () => {
  it('reads them as people write them', () => {
    expect(valueOf(parseUrn(' 105144 '))).toBe('105144');
    expect(valueOf(parseUkprn('10057300'))).toBe('10057300');
    expect(valueOf(parseLaEstab('352/4021'))).toEqual({ laCode: '352', establishmentNumber: '4021' });
    expect(valueOf(parseLaEstab('3524021'))).toEqual({ laCode: '352', establishmentNumber: '4021' });
    expect(valueOf(parsePostcode('m147pa'))).toBe('M14 7PA');
    expect(valueOf(parsePostcode('EC3A 5DE'))).toBe('EC3A 5DE');
  });

  it('refuses what is none', () => {
    for (const text of ['99999', '1000000', '012345', 'ABCDEF', null]) expect(parseUrn(text).ok).toBe(false);
    for (const text of ['20057300', '1005730', '']) expect(parseUkprn(text).ok).toBe(false);
    for (const text of ['35/4021', '352-40211', '']) expect(parseLaEstab(text).ok).toBe(false);
    for (const text of ['M14', 'Q1 1AA', 'M14 7PAX', 'M14 7CI', '']) expect(parsePostcode(text).ok).toBe(false);
  });
});
