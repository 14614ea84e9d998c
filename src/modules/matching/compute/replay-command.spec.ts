import { describe, expect, it } from '@jest/globals';
import { dateOnly } from '../../../kernel/index.js';
import { aPlace, aPupil, aSite, mondays } from '../../../../test/support/matching-builders.js';
import { defaultPolicy } from '../../policies/domain/default-policy.js';
import { ENGINE_VERSION } from '../engine/index.js';
import { computeRun } from './compute-run.js';
import { runReplayCommand } from './replay-command.js';
import { hashOf, type RunInput } from './run-input.js';

const weeks = mondays('2026-11-02', 40);
const { site: _site, ...place } = aPlace();
const input: RunInput = {
  today: dateOnly('2026-11-02'),
  seed: 7,
  policyId: 'policy-1',
  settings: defaultPolicy,
  pupils: [aPupil()],
  sites: [aSite()],
  places: [
    { ...place, siteId: 'site-1', names: { provider: 'Made-up', site: 'Made-up', programme: 'Made-up', label: '' } },
  ],
  counters: weeks.map((week) => ({
    kind: 'OPENING',
    id: 'opening-1',
    week,
    left: Array.from({ length: 10 }, () => 1),
  })),
  funds: [['HIGH_NEEDS', 100_000_000]],
  fairShares: [],
  schoolWeeks: weeks,
};
const file = { version: 1, engine: ENGINE_VERSION, hash: hashOf(input, ENGINE_VERSION), input };

async function replay(text: string, args: readonly string[] = ['run.json']) {
  const told = { out: '', err: '' };
  const code = await runReplayCommand(args, {
    readFile: (path) => (path === 'run.json' ? Promise.resolve(text) : Promise.reject(new Error('missing'))),
    writeFile: (_path, written) => Promise.resolve(void (told.out += written)),
    stdout: (written) => void (told.out += written),
    stderr: (written) => void (told.err += written),
  });
  return { code, ...told };
}

describe('replaying a run from its file', () => {
  it('gives what the run gave', async () => {
    const run = await computeRun(input);
    const { code, out } = await replay(JSON.stringify(file));
    expect(code).toBe(0);
    const told = JSON.parse(out) as { problem: string; proposal: unknown; hash: string };
    expect(told).toMatchObject({ problem: run.result.problem, proposal: run.proposal, hash: file.hash });
  });

  it.each([
    ['is no JSON', '{', 'not JSON'],
    ['is a list', '[]', 'must be an object'],
    ['is of another version', JSON.stringify({ ...file, version: 2 }), 'version: must be 1'],
    ['has no input', JSON.stringify({ ...file, input: null }), 'input: must be an object'],
    [
      'was altered',
      JSON.stringify({ ...file, input: { ...input, funds: [['HIGH_NEEDS', 1]] } }),
      'hash: the input is not what the run saw',
    ],
  ])('refuses a file that %s, with one line', async (_, text, fault) => {
    expect(await replay(text)).toEqual({ code: 2, out: '', err: `${fault}\n` });
  });

  it('says how it is used, and names a file that it cannot read', async () => {
    expect((await replay('', [])).err).toContain('usage: replay');
    expect(await replay('', ['other.json'])).toEqual({ code: 2, out: '', err: '"other.json": cannot be read\n' });
  });
});
