import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { hasWords } from '../../web/index.js';
import '../budget/words.js';
import '../matching/words.js';
import './words.js';

const modules = join(import.meta.dirname, '..');
const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /(?<!\.spec)\.ts$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });

/** Codes that only a caller without a form can meet, or that another module's page explains. */
const MACHINES_ONLY = ['transfer.key-reused', 'redetermination.not-in-scope', 'redetermination.academy-not-bound'];

it('every refusal of deciding, placing and money has words of its own', () => {
  const text = ['placements', 'budget', 'capacity/application']
    .flatMap((name) => sources(join(modules, name)))
    .join('\n');
  const raised = [...text.matchAll(/\bproblem\(\s*'([a-z-]+\.[a-z-]+)'/g)].map(([, code]) => code ?? '');
  expect(raised.length).toBeGreaterThan(15);
  const silent = [...new Set(raised)].filter((code) => !hasWords(code) && !MACHINES_ONLY.includes(code));
  // How an opening or a registration is refused is for the pages of supply to say.
  expect(silent.filter((code) => !/^(opening|openings|limit|registration|record)\./.test(code))).toEqual([]);
});
