import { describe, expect, it } from '@jest/globals';
import { safeReturn } from './safe-return.js';

describe('where signing in leads back to', () => {
  it.each(['/', '/referrals/1?tab=needs', '/a%20b'])('allows %s', (path) => {
    expect(safeReturn(path)).toBe(path);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\nb',
    '/a\\b',
    '',
    undefined,
    ['/a', '/b'],
    `/${'a'.repeat(600)}`,
  ])('never leaves the service for %p', (path) => {
    expect(safeReturn(path)).toBe('/');
  });
});
