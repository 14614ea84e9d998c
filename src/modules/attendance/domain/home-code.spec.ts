import { describe, expect, it } from '@jest/globals';
import { homeSchoolCode } from './home-code.js';

describe('what the home school enters for a pupil who is taught elsewhere', () => {
  it('is D for a dual registered pupil, whether the pupil came or not', () => {
    expect(homeSchoolCode('D', '/')).toBe('D');
    expect(homeSchoolCode('D', 'O')).toBe('D');
    expect(homeSchoolCode('D', null)).toBe('D');
  });

  it('is B or K only once somebody says that the pupil was there', () => {
    expect(homeSchoolCode('B', null)).toBeNull();
    expect(homeSchoolCode('B', '\\')).toBe('B');
    expect(homeSchoolCode('K', 'L')).toBe('K');
    expect(homeSchoolCode('B', 'W')).toBe('B');
  });

  it('is the true absence code when the pupil did not come, never B or K', () => {
    for (const code of ['I', 'N', 'O', 'U', 'Y4'] as const) {
      expect(homeSchoolCode('B', code)).toBe(code);
      expect(homeSchoolCode('K', code)).toBe(code);
    }
  });

  it('is left to the school when the provision was closed as planned, or nobody is on a roll', () => {
    expect(homeSchoolCode('B', '#')).toBeNull();
    expect(homeSchoolCode(null, '/')).toBeNull();
  });
});
