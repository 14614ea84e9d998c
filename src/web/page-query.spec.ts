import { describe, expect, it } from '@jest/globals';
import { offsetOf, versionOf } from './page-query.js';

describe('where a list goes on', () => {
  it('is the whole number in the address', () => {
    expect(offsetOf('50')).toBe(50);
    expect(offsetOf('9999999')).toBe(9_999_999);
  });

  it.each([['-1'], ['1.5'], ['1e3'], ['10000000'], [' 5'], [''], [['50']], [{ at: '50' }], [50], [undefined]])(
    'is the beginning for %p',
    (said) => {
      expect(offsetOf(said)).toBe(0);
    },
  );
});

describe('the version that a form was filled in for', () => {
  it('is the whole number in its hidden field', () => {
    expect(versionOf({ version: '3', name: 'x' })).toBe(3);
  });

  it.each([[{ version: '1234567890' }], [{ version: '-1' }], [{ version: ['3'] }], [{}], [null], ['3'], [undefined]])(
    'is none that a record can have for %p',
    (body) => {
      expect(versionOf(body)).toBe(0);
    },
  );
});
