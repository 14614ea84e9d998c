import { describe, expect, it } from '@jest/globals';
import { readCodePoint } from './code-point.js';

describe('a line of the postcode list', () => {
  it('gives the postcode, its place on the grid and its council', () => {
    expect(readCodePoint('M14 7PA,384000,398000,352')).toEqual({
      postcode: 'M14 7PA',
      easting: 384_000,
      northing: 398_000,
      authorityCode: '352',
    });
    expect(readCodePoint('M14 7PA,384000,398000,')?.authorityCode).toBeNull();
  });

  it.each([
    '',
    'Postcode,Eastings,Northings,Authority',
    'M14 7PA,0,0,352',
    'm14 7pa,384000,398000,352',
    'M14 7PA,1e5,x,352',
  ])('skips %j', (line) => {
    expect(readCodePoint(line)).toBeUndefined();
  });
});
