import { describe, expect, it } from '@jest/globals';
import { sessionSet, upnCheckLetter } from '../../../kernel/index.js';
import type { Field } from './field.js';
import { FIELDS, fieldOf } from './fields.js';
import { flatten, nested, patched, readAnswer, readPatch, restore } from './read-answers.js';

const rulesFor = (raw: Record<string, unknown>) => {
  const read = readPatch(raw);
  return read.ok ? [] : read.problem.fields.map(({ field, rule }) => `${field} ${rule}`);
};
const upn = (body: string) => upnCheckLetter(body) + body;

describe('reading answers from outside', () => {
  const hostile: readonly [string, unknown][] = [
    ['a list of lists', [['x']]],
    ['an object', { toString: 'x' }],
    ['a number', 7.5],
    ['true', true],
    ['a null byte', 'a\u0000b'],
    ['a megabyte', 'x'.repeat(1_048_576)],
    ['a list with an object', [{ code: { code: 'x' } }]],
    ['a list of null bytes', ['\u0000']],
    ['a list of a thousand', Array.from({ length: 1000 }, (_, index) => `x${index}`)],
    ['the name of a method', '__proto__'],
    ['a list of method names', ['constructor', '__proto__']],
    ['29 February of a common year', '2027-02-29'],
  ];
  const freeText = (field: Field) => field.kind === 'text';

  it.each(hostile)('refuses %s in every field, at that field', (_, value) => {
    for (const field of FIELDS) {
      const read = readAnswer(field, value);
      if (read.ok) expect([freeText(field), typeof value]).toEqual([true, 'string']);
      else for (const fault of read.problem.fields) expect(fault.field.startsWith(field.path)).toBe(true);
    }
  });

  it.each(["O'Neill", 'Łukasz', 'Siân', '李'])('keeps the name %s as it is written', (name) => {
    expect(readPatch({ 'pupil.surname': name })).toEqual({ ok: true, value: { 'pupil.surname': name } });
  });

  it('takes marks that turn text around out of a name', () => {
    expect(readPatch({ 'pupil.surname': '\u202eabc' })).toEqual({ ok: true, value: { 'pupil.surname': 'abc' } });
  });

  it('tells a wrong shape and a wrong check letter of a pupil number apart', () => {
    expect(rulesFor({ 'pupil.upn': 'A123' })).toEqual(['pupil.upn upn-shape']);
    expect(rulesFor({ 'pupil.upn': 'A352400026001' })).toEqual(['pupil.upn upn-check-letter']);
    expect(readPatch({ 'pupil.upn': 'c3524 0002 6001' })).toEqual({
      ok: true,
      value: { 'pupil.upn': 'C352400026001' },
    });
  });

  it('tells every fault at once', () => {
    expect(rulesFor({ type: 'OTHER', 'pupil.dateOfBirth': '2012-13-01', 'home.postcode': 'nowhere' })).toEqual([
      'type choice',
      'pupil.dateOfBirth date',
      'home.postcode postcode',
    ]);
  });

  it('takes at most three reasons, each once', () => {
    expect(rulesFor({ 'exclusion.reasons': ['DB', 'VA', 'PP', 'TH'] })).toEqual(['exclusion.reasons too-many']);
    expect(rulesFor({ 'exclusion.reasons': ['DB', 'DB'] })).toEqual(['exclusion.reasons twice']);
    expect(rulesFor({ 'exclusion.reasons': ['OT'] })).toEqual(['exclusion.reasons choice']);
  });

  it('keeps the order of ranked needs, the main one first', () => {
    expect(readPatch({ 'needs.codes': ['SLCN', 'SEMH'] })).toEqual({
      ok: true,
      value: { 'needs.codes': ['SLCN', 'SEMH'] },
    });
    expect(rulesFor({ 'needs.codes': ['SEMH', 'ASD', 'PD'] })).toEqual(['needs.codes too-many']);
  });

  it('checks each person to be kept apart, at that person’s own fields', () => {
    const people = [
      { name: 'Made Up', upn: upn('352400026002') },
      { name: '', upn: 'X' },
    ];
    expect(rulesFor({ 'keepApart.people': people })).toEqual([
      'keepApart.people.1.name required',
      'keepApart.people.1.upn upn-shape',
    ]);
  });

  it('empties an answer that is sent empty, and leaves alone what is not sent', () => {
    const answers = { 'pupil.forename': 'Ada', 'pupil.surname': 'Example' };
    const patch = readPatch({ 'pupil.surname': '  ' });
    expect(patch.ok && patched(answers, patch.value)).toEqual({ 'pupil.forename': 'Ada' });
  });

  it('has the same answers nested for the interface and flat for the rules', () => {
    const answers = {
      type: 'PREVENTATIVE_EARLY',
      'sessions.wanted': sessionSet(['mon-am']),
      'pupil.yearGroup': 9,
    } as const;
    expect(nested(answers)).toEqual({
      type: 'PREVENTATIVE_EARLY',
      sessions: { wanted: ['mon-am'] },
      pupil: { yearGroup: 9 },
    });
    const again = readPatch(flatten(nested(answers)));
    expect(again).toEqual({ ok: true, value: answers });
    expect(restore(JSON.parse(JSON.stringify(answers)) as Record<string, unknown>)).toEqual(answers);
  });

  it('names no field twice and knows every path', () => {
    expect(new Set(FIELDS.map(({ path }) => path)).size).toBe(FIELDS.length);
    expect(() => fieldOf('pupil.nothing' as never)).toThrow('No such field');
  });
});
