import { describe, expect, it } from '@jest/globals';
import { defaultPolicy } from './default-policy.js';
import { differencesOf, POLICY_LEAVES, rebased, valueAt, withValue } from './policy-draft.js';

const changed = (path: string, value: unknown, from: unknown = defaultPolicy) => withValue(from, path, value);

describe('a draft of the policy', () => {
  it('has every setting once, by its path', () => {
    const paths = POLICY_LEAVES.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('rules.distance.keyStage3Metres');
    expect(paths).toContain('bands');
    for (const path of paths) expect(valueAt(defaultPolicy, path)).toBeDefined();
  });

  it('differs from the version in force in what it changes, and in nothing else', () => {
    expect(differencesOf(defaultPolicy, structuredClone(defaultPolicy))).toEqual([]);
    expect(differencesOf(defaultPolicy, changed('clocks.offerDays', 4))).toEqual([
      { path: 'clocks.offerDays', before: 3, after: 4 },
    ]);
    expect(defaultPolicy.clocks.offerDays).toBe(3);
  });

  it('is the same however its keys are ordered', () => {
    const turned = Object.fromEntries(Object.entries(defaultPolicy).toReversed());
    expect(differencesOf(defaultPolicy, turned)).toEqual([]);
  });

  it('brought up to date keeps its own changes and takes those approved since', () => {
    const draft = changed('clocks.offerDays', 4, changed('clocks.reviewDays', 40));
    const latest = changed('clocks.holdDays', 9, changed('clocks.reviewDays', 35));
    const { document, both } = rebased(defaultPolicy, draft, latest);
    expect(differencesOf(defaultPolicy, document).map(({ path, after }) => [path, after])).toEqual([
      ['clocks.offerDays', 4],
      ['clocks.holdDays', 9],
      ['clocks.reviewDays', 40],
    ]);
    expect(both).toEqual(['clocks.reviewDays']);
  });
});
