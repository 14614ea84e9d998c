import { describe, expect, it } from '@jest/globals';
import { watchedChanges } from './register-changes.js';

describe('what an import of the register changes', () => {
  it('is looked at where it bears on whom a provider may take', () => {
    const changes = {
      name: ['Oak', 'Oak Academy'],
      capacity: [20, 12],
      status_name: ['Open', 'Closed'],
      pupils: [9, 8],
    };
    expect(watchedChanges(changes)).toEqual([
      { what: 'Status', before: 'Open', after: 'Closed' },
      { what: 'Capacity', before: '20', after: '12' },
    ]);
  });

  it('says so where the register gave nothing before', () => {
    expect(watchedChanges({ lowest_age: [null, 11] })).toEqual([
      { what: 'Lowest age', before: 'Not given', after: '11' },
    ]);
  });

  it.each([[null], ['x'], [{ capacity: 3 }], [{ constructor: [1, 2] }]])('is nothing in %j', (changes) => {
    expect(watchedChanges(changes)).toEqual([]);
  });
});
